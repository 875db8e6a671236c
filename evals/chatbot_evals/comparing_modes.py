"""Cases -> what answers are like in quotes, and worded by a model with the gate off and on.

The model is a script (see `scripting`), so it is known of every sentence whether it is true. "Off"
is reckoned, not asked: every sentence that was written would be shown above the same quotes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from chatbot.answering.answer import Answer
from chatbot.answering.pipeline import make_pipeline
from chatbot.assembling import load_embedder, load_reranker
from chatbot.chatbot import Chatbot
from chatbot.indexing.reporting import Reporter
from chatbot.llm.calling import LanguageModel
from chatbot.question.turn import Turn
from chatbot.rendering.as_markdown import answer_text
from chatbot.settings import Settings
from chatbot_evals.cases import Case, read_cases
from chatbot_evals.mutating import EXACT
from chatbot_evals.observation import Json, Observation
from chatbot_evals.running import Ask, observe
from chatbot_evals.scoring import Scores, score_case, sum_up
from chatbot_evals.scripting import Mix, Said, Script, Truth

QUOTES = "none: quotes only"
MIXES: tuple[Mix, ...] = tuple(
    dict(zip(Truth, shares, strict=True))
    for shares in ((100, 0, 0), (50, 25, 25), (0, 50, 50), (0, 100, 0))
)


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


Make = Callable[[LanguageModel | None], Ask]
"""A language model, or none -> how to ask with it."""


def compare_modes(
    paths: Sequence[Path], settings: Settings, limit: int | None, report: Reporter
) -> list[ModeRow]:
    """Ask the cases of `paths` over the index of `settings` in every mode.

    Raises:
        CaseError: the cases are malformed or do not fit the indexed articles.
        GenerationError: there is no index, or another model built it.
        ModelError: a model is not there.

    """
    generation = Chatbot(settings.model_copy(update={"llm": None})).generation()
    embedder, reranker = load_embedder(settings), load_reranker(settings)

    def make(model: LanguageModel | None) -> Ask:
        return make_pipeline(
            generation,
            embedder,
            reranker,
            weakest_score=settings.weakest_score,
            model=model,
            write=answer_text,
        ).run

    articles = {name: generation.article(name).text for name in generation.articles}
    return mode_rows(make, read_cases(paths, articles)[:limit], articles, report)


def mode_rows(
    make: Make, cases: Sequence[Case], articles: Mapping[str, str], report: Reporter
) -> list[ModeRow]:
    """Return a row for quotes, then two for each mix: with the gate off and on."""
    modes = (None, *MIXES)
    rows = []
    for number, mix in enumerate(modes, start=1):
        asked = _Asking(make, mix)
        seen = [asked.about(case, articles) for case in cases]
        rows += (
            [_ungated(mix, seen), _row(_name(mix), "on", seen)]
            if mix
            else [_row(_name(mix), "", seen)]
        )
        report("modes", number, len(modes))
    return rows


def _ungated(mix: Mix, seen: Sequence["_Seen"]) -> ModeRow:
    """Return the row without the gate: whatever the script wrote is shown above the same quotes."""
    said = [each for one in seen for each in one.said]
    wrong = [each for each in said if each.truth is not Truth.RIGHT]
    return replace(
        _row(_name(mix), "off", seen),
        shown=len(said),
        unsupported=_share(len(wrong), len(said)),
        exact_shown=len([each for each in wrong if each.kind in EXACT]),
        right_kept=_share(len(said) - len(wrong), len(said) - len(wrong)),
        fell_back=_share(0, len(said)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """One case: what was answered, its scores, and what the script said for it."""

    observation: Observation
    scores: Scores
    said: tuple[Said, ...]


class _Asking:
    """Asks cases of one pipeline and keeps what its script said to the last question."""

    def __init__(self, make: Make, mix: Mix | None) -> None:
        self._script = Script(mix=mix) if mix else None
        self._put = make(
            LanguageModel(_name(mix), self._script, plain_end=True) if self._script else None
        )

    def about(self, case: Case, articles: Mapping[str, str]) -> _Seen:
        observation = observe(self._ask, case, articles, repeat=1)
        said = tuple(self._script.said) if self._script else ()
        return _Seen(observation=observation, scores=score_case(observation), said=said)

    def _ask(self, question: str, turns: Sequence[Turn]) -> tuple[Answer, Turn]:
        if self._script:
            self._script.said = ()
        return self._put(question, turns)


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
