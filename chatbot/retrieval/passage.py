"""A retrieved chunk, with how well it matched and its rank."""

from dataclasses import dataclass

from chatbot.indexing.chunking import Chunk


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A chunk found for a query.

    `row` is the chunk's in its generation; `rank` counts from 1; `score` is the fused score in
    [0, 1], which orders passages unless a reranker did; `similarity` is the mean cosine
    similarity of line, chunk and section to the query, `bm25` the lexical score (0.0 if no term
    matched).
    """

    chunk: Chunk
    row: int
    rank: int
    score: float
    similarity: float
    bm25: float
