"""Dense and lexical hits -> one ranking, by a convex combination of their scores.

Bruch, Gai and Ingber (ACM TOIS 2023, "An Analysis of Fusion Functions for Hybrid Retrieval")
found it to beat reciprocal rank fusion, and it keeps what ranks throw away: how far the best hit
stands above the rest.
"""

from collections.abc import Sequence

Hit = tuple[int, float]

DENSE_WEIGHT = 0.6


def convex_combination(
    dense: Sequence[Hit], lexical: Sequence[Hit], weight: float = DENSE_WEIGHT
) -> list[Hit]:
    """Fuse two lists of (row, score), best first.

    Cosine similarities are used as they are, cut off below at 0; BM25 scores are divided by the
    query's best. A row that only one list holds gets the lowest score of the other list if that
    list is full of better ones, as it can be no better there. Result in [0, 1], ties by row.
    """
    similarity = {row: max(0.0, score) for row, score in dense}
    top = max((score for _, score in lexical), default=0.0)
    relative = {row: score / top for row, score in lexical} if top > 0 else {}
    floor = min(similarity.values(), default=0.0)
    fused = [
        (row, weight * similarity.get(row, floor) + (1 - weight) * relative.get(row, 0.0))
        for row in sorted(similarity.keys() | relative.keys())
    ]
    return sorted(fused, key=lambda hit: (-hit[1], hit[0]))
