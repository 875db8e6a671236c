"""nDCG@10, recall@5, recall@10 and MRR@10 of rankings: the only door to ir_measures.

nDCG@10 takes the gain as it is judged, without 2^gain (Järvelin and Kekäläinen, TOIS 2002): the
sum of gain / log2(1 + rank) over the first ten, divided by that of the best possible ranking.
recall@k is the share of the relevant documents among the first k; MRR@10 is the mean of 1 / rank
of the first relevant one, 0 if it is not among the first ten. A document judged above 0 is
relevant, one that nobody judged is not.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Qrels = Mapping[str, Mapping[str, int]]
"""The judgement of each judged document, by query and document id."""

Rankings = Mapping[str, Sequence[str]]
"""Document ids, best first, by query id."""

MEASURES = ("ndcg@10", "recall@5", "recall@10", "mrr@10")


def score_rankings(qrels: Qrels, rankings: Rankings) -> dict[str, dict[str, float]]:
    """Return every measure of every query of `qrels`, in their order.

    A query for which nothing was found scores 0. Each must have a relevant document: without
    one there is nothing to find, and it cannot be judged.
    """
    import ir_measures

    measures = _measures()
    scores = {query: dict.fromkeys(MEASURES, 0.0) for query in qrels}
    found = {query: _descending(ranking) for query, ranking in rankings.items() if ranking}
    if found:
        judged = {query: dict(judgements) for query, judgements in qrels.items()}
        for metric in ir_measures.iter_calc(list(measures), judged, found):
            scores[metric.query_id][measures[metric.measure]] = float(metric.value)
    return scores


def overall(scores: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return the mean of every measure over the queries, of which there is at least one."""
    return {
        measure: sum(of[measure] for of in scores.values()) / len(scores) for measure in MEASURES
    }


def _measures() -> dict[Any, str]:
    """Return the measures of ir_measures with their names here."""
    from ir_measures import RR, R, nDCG

    return dict(zip((nDCG @ 10, R @ 5, R @ 10, RR @ 10), MEASURES, strict=True))


def _descending(ranking: Sequence[str]) -> dict[str, float]:
    """Return scores that fall with the rank: trec_eval would break ties by document id."""
    return {document: float(-rank) for rank, document in enumerate(ranking)}
