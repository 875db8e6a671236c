"""Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009): the usual hybrid baseline."""

from collections.abc import Sequence

K = 60
"""Of the paper; the rank counts from 1."""


def reciprocal_rank_fusion(rankings: Sequence[Sequence[int]]) -> list[int]:
    """Return the rows of all `rankings` by falling sum of 1 / (60 + rank), ties by row."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, row in enumerate(ranking, start=1):
            scores[row] = scores.get(row, 0.0) + 1.0 / (K + rank)
    return sorted(scores, key=lambda row: (-scores[row], row))
