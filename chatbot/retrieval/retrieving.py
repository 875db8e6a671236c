"""A question -> ranked passages: what `ask`, the command `retrieve` and LangChain all search."""

from collections.abc import Container, Sequence

import numpy as np
from numpy.typing import NDArray

from chatbot.indexing.embedding import EmbeddedQuestion, Embedder, Vectors
from chatbot.indexing.generation import Generation
from chatbot.language.tokens import unbroken
from chatbot.retrieval.expanding import Query, Thesaurus
from chatbot.retrieval.fusing import convex_combination
from chatbot.retrieval.passage import Passage
from chatbot.retrieval.reranking import Reranker, reranked
from chatbot.retrieval.similarity import similarity
from chatbot.statements.sections import section_kind

CANDIDATES = 100
"""Chunks taken of each index, at least."""

MOST_OF_SECTIONS = 5
"""Passages taken of the sections of one kind; the recommendations of an article fill one or two."""


class Retriever:
    """Searches one generation for questions as they were typed.

    The same text is searched whoever asks: characters that nobody sees are left out, runs of
    blanks are one, and what no article spells so is spelled as it is surely meant.
    """

    def __init__(
        self,
        generation: Generation,
        embedder: Embedder,
        reranker: Reranker | None = None,
        thesaurus: Thesaurus | None = None,
    ) -> None:
        self._generation = generation
        self._embedder = embedder
        self._reranker = reranker
        self._thesaurus = thesaurus or Thesaurus(generation)

    def read(self, typed: str) -> str:
        """Return a question as it is understood: what is searched for, if it stands alone."""
        readable = typed.encode("utf-8", "replace").decode("utf-8")
        return self._thesaurus.spelled(" ".join(unbroken(readable).split()))

    def query(self, question: str) -> Query:
        """Return what to search for a question that was read."""
        return self._thesaurus.expand(question)

    def embed(self, query: Query, known: EmbeddedQuestion | None = None) -> EmbeddedQuestion:
        """Return what `query.text` is compared by: `known`, if that is the same to the model."""
        return self._embedder.embed_question(query.text, known)

    def ranked(self, query: Query, vector: Vectors, k: int) -> list[Passage]:
        """Return the `k` passages that match best (see `retrieve`)."""
        return retrieve(query, vector, self._generation, k, self._reranker)

    def in_sections(
        self, query: Query, vector: Vectors, passages: Sequence[Passage], kinds: Container[str]
    ) -> list[Passage]:
        """Return a few passages more, of the sections of a kind in the best article.

        Long articles have many passages on their topic, so that the one with what is recommended
        may not be among the first of all: of 75 such questions on 90 articles it was not in 5.
        """
        return in_sections(query, vector, self._generation, passages, kinds)

    def retrieve(self, typed: str, k: int) -> list[Passage]:
        """Return the `k` passages that match a question best, as it was typed."""
        query = self.query(self.read(typed))
        return self.ranked(query, self.embed(query).vector, k)


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


def in_sections(
    query: Query,
    vector: Vectors,
    generation: Generation,
    passages: Sequence[Passage],
    kinds: Container[str],
) -> list[Passage]:
    """Return the passages of the best article in sections of these kinds that `passages` lacks."""
    if not passages:
        return []
    begin, end = generation.catalogue[passages[0].chunk.article_id].rows
    known = {passage.row for passage in passages}
    rows = np.array(
        [
            row
            for row in range(begin, end)
            if row not in known and section_kind(generation.chunks[row].section) in kinds
        ][:MOST_OF_SECTIONS],
        dtype=np.int64,
    )
    if not rows.size:
        return []
    near = similarity(vector, rows, generation)
    bm25 = generation.lexical.scores(query.lexical_weights())
    return [
        Passage(
            chunk=generation.chunks[int(row)],
            row=int(row),
            rank=len(passages) + place,
            score=0.0,
            similarity=round(float(near[place - 1]), 6),
            bm25=float(bm25[row]),
        )
        for place, row in enumerate(rows, start=1)
    ]


def candidates(
    vector: Vectors, bm25: NDArray[np.float64], generation: Generation, depth: int
) -> NDArray[np.int64]:
    """Return the rows of up to `depth` nearest and `depth` best matching chunks, sorted."""
    nearest = [row for row, _ in generation.dense.search(vector, depth)]
    matching = np.argpartition(-bm25, min(depth, bm25.size) - 1)[:depth]
    return np.union1d(nearest, matching[bm25[matching] > 0]).astype(np.int64)
