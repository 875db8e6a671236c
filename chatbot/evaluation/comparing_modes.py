"""Cases -> what answers are like in quotes, and worded by a model with the gate off and on.

The model is a script (see `scripting`), so it is known of every sentence whether it is true. "Off"
is a pipeline of this module alone: the product has no switch for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chatbot.answering.answer import Answer, DraftSentence
from chatbot.answering.audience import citations_for
from chatbot.answering.delimiting import visible
from chatbot.answering.pipeline import Emit, Pipeline, State
from chatbot.answering.quoting import Quote
from chatbot.answering.wording.markers import read_markers
from chatbot.answering.wording.request import make_request
from chatbot.question.turn import Turn
from chatbot.evaluation.ablating_answers import Parts, open_parts
from chatbot.evaluation.cases import Case, read_cases
from chatbot.evaluation.mutating import EXACT
from chatbot.evaluation.observation import Json, Observation
from chatbot.evaluation.running import observe
from chatbot.evaluation.scoring import Scores, score_case, sum_up
from chatbot.evaluation.scripting import Mix, Said, Script, Truth
from chatbot.indexing.reporting import Reporter
from chatbot.llm.calling import LanguageModel
from chatbot.settings import Settings

QUOTES = "none: quotes only"
MIXES: tuple[Mix, ...] = tuple(
    dict(zip(Truth, shares, strict=True))
    for shares in ((100, 0, 0), (50, 25, 25), (0, 50, 50), (0, 100, 0))
)
_SECONDS, _LONGEST = 20.0, 4_000  # of a reply that the gate does not check


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeRow:
    """One mode over all cases; None where nothing could be judged.

    `written` and `shown` count the sentences of the model, `unsupported` is the share of those
    shown that are not right, `exact_shown` how many of them have a wrong figure, unit or medicine
    (see `mutating.EXACT`), `right_kept` the share of the right ones that are shown,
    `fell_back` the share of answers for which the model was asked and none of whose sentences
    are shown, `verbatim_quotes` how many quotes stand word for word in their article, and
    `latency_p50` seconds.
    """

    model: str
    gate: str
    written: int
    shown: int
    unsupported: float | None
    exact_shown: int
    right_kept: float | None
    fact_recall: float | None
    evidence_recall: float | None
    conflict_recall: float | None
    fell_back: float | None
    verbatim_quotes: int
    latency_p50: float | None


def compare_modes(
    paths: Sequence[Path], settings: Settings, limit: int | None, report: Reporter
) -> list[ModeRow]:
    """Ask the cases of `paths` over the index of `settings` in every mode.

    Raises:
        CaseError: the cases are malformed or do not fit the indexed articles.
        GenerationError: there is no index, or another model built it.
        ModelError: a model is not there.

    """
    parts = open_parts(settings)
    return mode_rows(parts, read_cases(paths, parts.texts)[:limit], report)


def mode_rows(parts: Parts, cases: Sequence[Case], report: Reporter) -> list[ModeRow]:
    """Return a row for quotes, then two for each mix: with the gate off and on."""
    articles = parts.texts
    modes = [(None, "", _Quoting), *((mix, *gate) for mix in MIXES for gate in _GATES)]
    rows = []
    for number, (mix, gate, build) in enumerate(modes, start=1):
        asked = _Asking(build, parts, mix)
        seen = [asked.about(case, articles) for case in cases]
        rows.append(_row(_name(mix), gate, seen))
        report("modes", number, len(modes))
    return rows


class _Quoting(Pipeline):
    """The product, but for the questions suggested next: each costs a search, none is scored."""

    def __init__(self, parts: Parts, model: LanguageModel | None) -> None:
        super().__init__(
            parts.generation, parts.embedder, parts.reranker, parts.weakest_score, model=model
        )

    def _follow_ups(self, state: State, quotes: Sequence[Quote]) -> tuple[str, ...]:
        return ()


class _Ungated(_Quoting):
    """Every sentence of the model is shown, whatever it says and cites."""

    def word(self, state: State, emit: Emit = lambda words: None) -> dict[str, Any]:
        assert self._model is not None
        quoted, audience = state["quoted"], state["audience"]
        request = make_request(
            state["condensed"].question,
            citations_for(quoted.citations, audience),
            quoted.statements,
            quoted.conflicts,
            audience,
        )
        reply = self._model.complete(
            request.system, request.text, seconds=_SECONDS, longest=_LONGEST
        )
        draft = tuple(_unchecked(line, request.lines) for line in reply.splitlines())
        asked = (self._model, request.prompts)
        return {"answer": self._answered(state, quoted, draft=draft, asked=asked)}


_GATES = (("off", _Ungated), ("on", _Quoting))


def _unchecked(line: str, lines: Mapping[int, Any]) -> DraftSentence:
    marked = read_markers(visible(line))
    citations = tuple(number for number in marked.numbers if number in lines)
    return DraftSentence(text=marked.words, citations=citations, supported=True, reasons=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """One case: what was answered, its scores, and what the script said for it."""

    observation: Observation
    scores: Scores
    said: tuple[Said, ...]


class _Asking:
    """Asks cases of one pipeline and keeps what its script said to the last question."""

    def __init__(self, build: type[_Quoting], parts: Parts, mix: Mix | None) -> None:
        self._script = Script(mix=mix) if mix else None
        model = LanguageModel(_name(mix), self._script, plain_end=True) if self._script else None
        self._pipeline = build(parts, model)

    def about(self, case: Case, articles: Mapping[str, str]) -> _Seen:
        observation = observe(self._ask, case, articles, repeat=1)
        said = tuple(self._script.said) if self._script else ()
        return _Seen(observation=observation, scores=score_case(observation), said=said)

    def _ask(self, question: str, turns: Sequence[Turn]) -> tuple[Answer, Turn]:
        if self._script:
            self._script.said = ()
        return self._pipeline.run(question, turns)


def _name(mix: Mix | None) -> str:
    return "/".join(str(mix[truth]) for truth in Truth) if mix else QUOTES


def _row(model: str, gate: str, seen: Sequence[_Seen]) -> ModeRow:
    shown = [each for one in seen for each in _shown(one)]
    said = [each for one in seen for each in one.said]
    right = [each for each in said if each.truth is Truth.RIGHT]
    wrong = [each for each in shown if each.truth is not Truth.RIGHT]
    asked = [one for one in seen if one.said]
    silent = [one for one in asked if one.observation.answer["mode"] == "quotes"]
    figures = sum_up([one.scores for one in seen])
    return ModeRow(
        model=model,
        gate=gate,
        written=len(said),
        shown=len(shown),
        unsupported=_share(len(wrong), len(shown)),
        exact_shown=len([each for each in wrong if each.kind in EXACT]),
        right_kept=_share(len(shown) - len(wrong), len(right)),
        fact_recall=figures["fact_recall"].value,
        evidence_recall=figures["evidence_recall"].value,
        conflict_recall=figures["conflict_recall"].value,
        fell_back=_share(len(silent), len(asked)),
        verbatim_quotes=sum(_verbatim_quotes(one.observation) for one in seen),
        latency_p50=figures["latency_p50"].value,
    )


def _shown(seen: _Seen) -> list[Said]:
    """Return what of the script is shown, as it was said."""
    shown = {each["text"] for each in seen.observation.answer["statements"] if not each["verbatim"]}
    passed = {
        (each["text"], tuple(each["citations"]))
        for each in seen.observation.answer["draft"]
        if each["supported"] and each["text"] in shown
    }
    return [each for each in seen.said if (each.words, each.numbers) in passed]


def _verbatim_quotes(observation: Observation) -> int:
    return sum(
        observation.articles[each["article_id"]][each["start"] : each["end"]] == each["quote"]
        for each in observation.citations
    )


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None


def mode_documents(rows: Sequence[ModeRow]) -> list[Json]:
    """Return the rows as `chatbot eval model-modes --json` prints them."""
    return [asdict(row) for row in rows]


def modes_table(rows: Sequence[ModeRow]) -> str:
    """Return the rows as a Markdown table."""
    names = [name for name in asdict(rows[0]) if name not in ("model", "gate")]
    lines = [
        "| model (right/half right/wrong) | gate | " + " | ".join(names) + " |",
        "|---" * (len(names) + 2) + "|",
    ]
    for row in rows:
        values = asdict(row)
        cells = [row.model, row.gate or "–", *(_cell(values[name]) for name in names)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(value: float | int | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3f}"
