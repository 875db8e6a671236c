"""A query -> ranked passages."""

import numpy as np
from numpy.typing import NDArray

from chatbot.indexing.embedding import Vectors
from chatbot.indexing.generation import Generation
from chatbot.retrieval.expanding import Query
from chatbot.retrieval.fusing import convex_combination
from chatbot.retrieval.passage import Passage
from chatbot.retrieval.reranking import Reranker, reranked
from chatbot.retrieval.similarity import similarity

CANDIDATES = 100
"""Chunks taken of each index, at least."""


def retrieve(
    query: Query,
    vector: Vectors,
    generation: Generation,
    k: int,
    reranker: Reranker | None = None,
) -> list[Passage]:
    """Return the `k` passages that match best, ties by row.

    The nearest chunks and those that match most words are the candidates; each then gets both
    scores, whichever list it came from. `vector` is the embedding of `query.text`, shape
    (dimension,). A reranker, if there is one, has the last word on the order of the first.
    """
    depth = max(CANDIDATES, k)
    bm25 = generation.lexical.scores(query.lexical_weights())
    rows = candidates(vector, bm25, generation, depth)
    near = similarity(vector, rows, generation)
    scores = convex_combination(near, bm25[rows], bm25.max(initial=0.0)).round(6)
    order = np.lexsort((rows, -scores))[:depth]
    passages = [
        Passage(
            chunk=generation.chunks[int(rows[place])],
            row=int(rows[place]),
            rank=rank,
            score=float(scores[place]),
            similarity=round(float(near[place]), 6),
            bm25=float(bm25[rows[place]]),
        )
        for rank, place in enumerate(order[: k if reranker is None else depth], start=1)
    ]
    return passages if reranker is None else reranked(query, passages, reranker)[:k]


def candidates(
    vector: Vectors, bm25: NDArray[np.float64], generation: Generation, depth: int
) -> NDArray[np.int64]:
    """Return the rows of up to `depth` nearest and `depth` best matching chunks, sorted."""
    nearest = [row for row, _ in generation.dense.search(vector, depth)]
    matching = np.argpartition(-bm25, min(depth, bm25.size) - 1)[:depth]
    return np.union1d(nearest, matching[bm25[matching] > 0]).astype(np.int64)
