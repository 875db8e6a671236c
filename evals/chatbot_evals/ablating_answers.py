"""Cases -> what each part of answering adds: the same cases asked with one part left out at a time.

Each variant is the pipeline with one step or one part of it replaced.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from chatbot.answering.asking import asked
from chatbot.answering.pipeline import Pipeline, State
from chatbot.answering.quoting import Quote
from chatbot.assembling import Chatbot, load_embedder, load_reranker
from chatbot.indexing.embedding import Embedder, Vectors
from chatbot.indexing.generation import Generation
from chatbot.indexing.reporting import Reporter
from chatbot.refusing import Refusal, Refuser
from chatbot.rendering.as_markdown import answer_text
from chatbot.retrieval.evidence_line import EvidenceLine
from chatbot.retrieval.expanding import Query, Thesaurus
from chatbot.retrieval.passage import Passage
from chatbot.retrieval.reranking import Reranker
from chatbot.retrieval.retrieving import Retriever
from chatbot.retrieval.similarity import similarity
from chatbot.settings import Settings
from chatbot_evals.ablating import WHOLE, Ablation, compared
from chatbot_evals.cases import Case, read_cases
from chatbot_evals.running import observe
from chatbot_evals.scoring import Scores, score_case

METRICS = ("evidence_recall", "fact_recall", "answer_rate", "refusal_recall", "conflict_recall")
"""What is compared."""

_SET = "cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What every variant is made of."""

    generation: Generation
    embedder: Embedder
    reranker: Reranker | None
    weakest_score: float

    @property
    def texts(self) -> dict[str, str]:
        """The text of each article by its id."""
        generation = self.generation
        return {name: generation.article(name).text for name in generation.articles}


Build = Callable[[Parts], Pipeline]
Hits = Sequence[tuple[int, float]]
"""Rows of chunks and their scores, 0 to 1, best first."""
Search = Callable[[Query, Vectors, Generation, int], Hits]


def ablate_cases(
    paths: Sequence[Path], settings: Settings, limit: int | None, report: Reporter
) -> list[Ablation]:
    """Ask the cases of `paths` over the index of `settings`, with every part and without each.

    Raises:
        CaseError: the cases are malformed or do not fit the indexed articles.
        GenerationError: there is no index, or another model built it.
        ModelError: a model is not there.

    """
    parts = open_parts(settings)
    return ablate_parts(parts, read_cases(paths, parts.texts)[:limit], report)


def open_parts(settings: Settings) -> Parts:
    """Return what the settings answer from, without a language model.

    Raises:
        GenerationError: there is no index, or another model built it.
        ModelError: a model is not there.

    """
    return Parts(
        generation=Chatbot(settings.model_copy(update={"llm": None})).generation(),
        embedder=load_embedder(settings),
        reranker=load_reranker(settings),
        weakest_score=settings.weakest_score,
    )


def ablate_parts(parts: Parts, cases: Sequence[Case], report: Reporter) -> list[Ablation]:
    """Return each metric that `cases` allow of each variant, everything first."""
    articles = parts.texts
    found: list[Ablation] = []
    whole: list[Scores] = []
    for number, (name, build) in enumerate(_VARIANTS.items(), start=1):
        pipeline = build(parts)
        scores = [score_case(observe(pipeline.run, case, articles, repeat=1)) for case in cases]
        for metric in METRICS:
            if _judged(scores, metric):
                before = _judged(whole, metric) if whole else None
                found.append(compared(_SET, name, metric, _judged(scores, metric), before))
        whole = whole or scores
        report(_SET, number, len(_VARIANTS))
    return found


def _judged(scores: Sequence[Scores], metric: str) -> list[float]:
    """Return the scores of the judged cases: of these metrics the same, whatever was answered."""
    return [value for each in scores if (value := each[metric]) is not None]


class _Whole(Pipeline):
    """Everything, but for the questions suggested next: each costs a search, and none is scored."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(
            parts.generation,
            parts.embedder,
            parts.reranker,
            parts.weakest_score,
            write=answer_text,
        )

    def _follow_ups(self, state: State, quotes: Sequence[Quote]) -> tuple[str, ...]:
        return ()


class _AsItStands(_Whole):
    """Follow-ups are not condensed."""

    def condense(self, state: State) -> dict[str, Any]:
        return super().condense({"question": state["question"], "turns": ()})


class _WithThesaurus(_Whole):
    """Another thesaurus."""

    def __init__(self, thesaurus: Callable[[Generation], Thesaurus], parts: Parts) -> None:
        super().__init__(parts)
        self._retriever = Retriever(
            parts.generation, parts.embedder, thesaurus=thesaurus(parts.generation)
        )


class _AsTyped(Thesaurus):
    """Misspelt words stay as they are."""

    def spelled(self, question: str) -> str:
        return question


class _WithHits(_Whole):
    """The passages of one list instead of both fused."""

    def __init__(self, search: Search, parts: Parts) -> None:
        super().__init__(parts)
        self._search = search

    def retrieve(self, state: State) -> dict[str, Any]:
        found = super().retrieve(state)
        query, vector, most = state["query"], found["vector"], len(found["passages"])
        hits = self._search(query, vector, self._generation, most)
        rows = np.array([row for row, _ in hits], dtype=np.int64)
        near = similarity(vector, rows, self._generation)
        bm25 = self._generation.lexical.scores(query.lexical_weights())
        passages = [
            Passage(
                chunk=self._generation.chunks[row],
                row=row,
                rank=rank,
                score=score,
                similarity=float(near[rank - 1]),
                bm25=float(bm25[row]),
            )
            for rank, (row, score) in enumerate(hits, start=1)
        ]
        return found | {"passages": passages}


def _dense(_query: Query, vector: Vectors, generation: Generation, most: int) -> Hits:
    return generation.dense.search(vector, most)


def _lexical(query: Query, _vector: Vectors, generation: Generation, most: int) -> Hits:
    hits = generation.lexical.search(query.lexical_weights(), most)
    return [(row, score / hits[0][1]) for row, score in hits]


class _Rescored(_Whole):
    """The lines are scored in another way."""

    def __init__(self, score: Callable[[Query, EvidenceLine], EvidenceLine], parts: Parts) -> None:
        super().__init__(parts)
        self._score = score

    def _scored(self, state: State) -> list[EvidenceLine]:
        return [self._score(state["query"], line) for line in super()._scored(state)]


def _of_any_kind(query: Query, line: EvidenceLine) -> EvidenceLine:
    fit = asked(query.text).fit(line.article.text[line.start : line.end], line.section)
    score = line.score / fit
    return replace(line, score=score, standing=line.standing - line.score + score)


class _OneSide(_Whole):
    """Only the lines found are quoted, whatever contradicts them."""

    def _with_other_sides(self, lines: Sequence[EvidenceLine]) -> list[EvidenceLine]:
        return list(lines)


class _OfAnyMedicine(Refuser):
    """Leaves out no line for the medicines that it speaks of."""

    def of_other_medicines(
        self, condensed: str, query: Query, lines: Sequence[EvidenceLine]
    ) -> list[EvidenceLine]:
        return []


class _ScoredAlone(_Rescored):
    """The lines are chosen by another score and by nothing else."""

    def __init__(self, score: Callable[[Query, EvidenceLine], EvidenceLine], parts: Parts) -> None:
        super().__init__(score, parts)
        self._refuser = _OfAnyMedicine(
            parts.generation, parts.embedder, self._finder, parts.weakest_score
        )


class _OnlyWeak(_OfAnyMedicine):
    """Refuses for nothing but weak evidence."""

    def refuse(
        self,
        question: str,
        query: Query,
        condensed: str,
        passages: Sequence[Passage],
        lines: Sequence[EvidenceLine],
    ) -> Refusal | None:
        return self._refuse_weak(lines)


class _ThresholdAlone(_Whole):
    """No rule refuses; unreadable questions still are."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self._refuser = _OnlyWeak(
            parts.generation, parts.embedder, self._finder, parts.weakest_score
        )


_VARIANTS: Mapping[str, Build] = {
    WHOLE: _Whole,
    "follow-ups not condensed": _AsItStands,
    "no synonyms": partial(
        _WithThesaurus,
        lambda generation: Thesaurus(
            generation, groups=(), kinds=(), situations=(), wordings=False
        ),
    ),
    "no abbreviations": partial(
        _WithThesaurus, lambda generation: Thesaurus(generation, abbreviations={})
    ),
    "no spelling": partial(_WithThesaurus, _AsTyped),
    "passages by dense alone": partial(_WithHits, _dense),
    "passages by BM25 alone": partial(_WithHits, _lexical),
    "lines of any kind": partial(_Rescored, _of_any_kind),
    "lines by similarity alone": partial(
        _ScoredAlone, lambda _, line: replace(line, standing=line.similarity)
    ),
    "lines by words alone": partial(
        _ScoredAlone, lambda _, line: replace(line, standing=line.coverage)
    ),
    "no other sides of conflicts": _OneSide,
    "no rules of refusal but the threshold": _ThresholdAlone,
    "no threshold": lambda parts: _Whole(replace(parts, weakest_score=0.0)),
}


def cases_table(rows: Sequence[Ablation]) -> str:
    """Return the figures as a Markdown table, a variant a line; in brackets interval and p."""
    n = {row.metric: row.n for row in rows}
    metrics = [metric for metric in METRICS if metric in n]
    lines = [
        "| variant | " + " | ".join(f"{metric} (n {n[metric]})" for metric in metrics) + " |",
        "|---" * (len(metrics) + 1) + "|",
    ]
    for variant, of_variant in groupby(rows, key=lambda row: row.variant):
        lines.append("| " + " | ".join([variant, *map(_cell, of_variant)]) + " |")
    return "\n".join(lines)


def _cell(row: Ablation) -> str:
    around = [] if row.low is None else [f"{row.low:.3f} to {row.high:.3f}"]
    p_value = [] if row.p_value is None else [f"p {row.p_value:.4f}"]
    notes = "; ".join(around + p_value)
    return f"{row.value:.3f} ({notes})" if notes else f"{row.value:.3f}"
