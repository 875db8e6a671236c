"""A BEIR folder -> how well the project's retrieval ranks it, with three baselines beside it."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from chatbot.assembling import load_embedder, load_reranker
from chatbot.indexing.embedding import Embedder
from chatbot.indexing.reporting import Reporter
from chatbot.retrieval.reranking import Reranker
from chatbot.settings import Settings
from chatbot_evals.bootstrapping import interval, paired_p_value
from chatbot_evals.metrics.ranking import MEASURES, overall, score_rankings
from chatbot_evals.observation import Json
from chatbot_evals.ranking_runs import BASELINES, OWN, prepare_queries, rank_by_system
from chatbot_evals.retrieval_sets import RetrievalSet, read_retrieval_set
from chatbot_evals.scoring import Figure
from chatbot_evals.set_indexing import document_indexes, own_generation, set_folder

Scores = Mapping[str, Mapping[str, float]]
"""Every measure, by query id."""

_PRIMARY = "ndcg@10"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievalReport:
    """The figures of one set.

    `systems` holds every measure of the project's own retrieval ("chatbot") and of each
    baseline, `per_query` those of the own, by query id. `p_values` are two-sided and paired, of
    the own nDCG@10 against each baseline's (None for a single query). `seconds` are by phase.
    """

    name: str
    n: int
    systems: dict[str, dict[str, Figure]]
    per_query: dict[str, dict[str, float]]
    p_values: dict[str, float | None]
    seconds: dict[str, float]

    def to_dict(self) -> Json:
        """Return the document that `chatbot eval retrieval --json` prints."""
        return {
            "n": self.n,
            "metrics": _values(self.systems[OWN]),
            "per_query": self.per_query,
            "seconds": self.seconds,
            "baselines": {system: _values(self.systems[system]) for system in BASELINES},
            "intervals": {
                system: {name: {"low": f.low, "high": f.high, "n": f.n} for name, f in of.items()}
                for system, of in self.systems.items()
            },
            "p_values": self.p_values,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clock:
    """Seconds by phase."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Time what is done inside."""
        started = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - started, 3)


def evaluate_retrieval(
    folder: Path,
    settings: Settings,
    limit: int | None = None,
    report: Reporter = lambda stage, done, total: None,
) -> RetrievalReport:
    """Rank the documents of the BEIR folder `folder` for its queries, and score the rankings.

    Args:
        folder: holds `corpus.jsonl`, `queries.jsonl` and `qrels.tsv`.
        settings: name the embedding model, the reranker if there is one, and the cache in which
            the indexes are kept.
        limit: take only so many queries, the first with a relevant document; None for all. The
            corpus stays whole.
        report: hears how far the run has come.

    Raises:
        EvaluationError: the folder cannot be read, or the cache cannot be written.
        ModelError: the embedding model or the reranker is not there.

    """
    clock = _Clock()
    with clock.phase("reading"):
        retrieval_set = read_retrieval_set(folder).first(limit)
        embedder, reranker = load_embedder(settings), load_reranker(settings)
    return evaluate_set(retrieval_set, embedder, settings.cache, report, clock.seconds, reranker)


def evaluate_set(
    retrieval_set: RetrievalSet,
    embedder: Embedder,
    cache: Path,
    report: Reporter,
    before: Mapping[str, float],
    reranker: Reranker | None = None,
) -> RetrievalReport:
    """Do the same for a set that is read; `before` holds the seconds of earlier phases."""
    clock = _Clock(seconds=dict(before))
    folder = set_folder(retrieval_set, embedder, cache)
    with clock.phase("indexing"):
        generation = own_generation(retrieval_set, embedder, folder, report)
    with clock.phase("documents"):
        documents = document_indexes(retrieval_set, generation, embedder, folder, report)
    with clock.phase("queries"):
        queries = prepare_queries(retrieval_set, generation, embedder, report)
    scores: dict[str, Scores] = {}
    for system in (OWN, *BASELINES):
        with clock.phase(system):
            rankings = rank_by_system(
                retrieval_set, queries, generation, documents, system, report, reranker
            )
        scores[system] = score_rankings(retrieval_set.qrels, rankings)
    with clock.phase("scoring"):
        figures = {system: _figures(of) for system, of in scores.items()}
        p_values = {
            system: paired_p_value(_column(scores[system]), _column(scores[OWN]))
            for system in BASELINES
        }
    clock.seconds["total"] = round(sum(clock.seconds.values()), 3)
    return RetrievalReport(
        name=retrieval_set.name,
        n=len(queries),
        systems=figures,
        per_query={
            query: {name: round(value, 6) for name, value in of.items()}
            for query, of in scores[OWN].items()
        },
        p_values=p_values,
        seconds=clock.seconds,
    )


def _figures(scores: Scores) -> dict[str, Figure]:
    return {
        measure: _figure(value, _column(scores, measure))
        for measure, value in overall(scores).items()
    }


def _figure(value: float, scores: Sequence[float]) -> Figure:
    low, high = interval(scores) or (None, None)
    return Figure(value=round(value, 6), low=low, high=high, n=len(scores))


def _column(scores: Scores, measure: str = _PRIMARY) -> list[float]:
    """Return one measure of every query, in order."""
    return [of[measure] for of in scores.values()]


def _values(figures: Mapping[str, Figure]) -> dict[str, float | None]:
    return {measure: figures[measure].value for measure in MEASURES}
