"""How near and how well matched in words -> one score, by a convex combination.

Bruch, Gai and Ingber (ACM TOIS 2023, "An Analysis of Fusion Functions for Hybrid Retrieval")
found it to beat reciprocal rank fusion, and it keeps what ranks throw away: how far the best hit
stands above the rest.
"""

import numpy as np
from numpy.typing import NDArray

SIMILARITY_WEIGHT = 0.7


def convex_combination(
    similarity: NDArray[np.float64], bm25: NDArray[np.float64], best: float
) -> NDArray[np.float64]:
    """Fuse the two scores of each candidate.

    Similarities are cosines, used as they are but for negative ones, which count 0. BM25 scores
    are divided by `best`, the highest that any chunk has for this query (0 if no word matched).
    Result in [0, 1].
    """
    near = np.maximum(similarity, 0.0)
    matched = bm25 / best if best > 0 else np.zeros_like(near)
    return SIMILARITY_WEIGHT * near + (1 - SIMILARITY_WEIGHT) * matched
