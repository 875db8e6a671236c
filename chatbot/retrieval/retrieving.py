"""A query -> ranked passages."""

from chatbot.indexing.embedding import Vectors
from chatbot.indexing.generation import Generation
from chatbot.retrieval.expanding import Query
from chatbot.retrieval.fusing import convex_combination
from chatbot.retrieval.passage import Passage

_CANDIDATES = 100


def retrieve(query: Query, vector: Vectors, generation: Generation, k: int) -> list[Passage]:
    """Return the `k` passages that match best, dense and lexical hits fused.

    `vector` is the embedding of `query.text`, shape (dimension,).
    """
    depth = max(_CANDIDATES, k)
    dense = generation.dense.search(vector, depth)
    lexical = generation.lexical.search(query.lexical_weights(), depth)
    similarity, bm25 = dict(dense), dict(lexical)
    return [
        Passage(
            chunk=generation.chunks[row],
            row=row,
            rank=rank,
            score=round(score, 6),
            similarity=similarity.get(row),
            bm25=bm25.get(row, 0.0),
        )
        for rank, (row, score) in enumerate(convex_combination(dense, lexical)[:k], start=1)
    ]
