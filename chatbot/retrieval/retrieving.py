"""A query -> ranked passages, and the same as a LangChain retriever."""

from typing import Annotated

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, SkipValidation

from chatbot.indexing.embedding import Embedder
from chatbot.indexing.generation import Generation
from chatbot.retrieval.expanding import Query, Thesaurus
from chatbot.retrieval.fusing import convex_combination
from chatbot.retrieval.passage import Passage

_CANDIDATES = 100


def retrieve(query: Query, generation: Generation, embedder: Embedder, k: int) -> list[Passage]:
    """Return the `k` passages that match `query` best, dense and lexical hits fused."""
    depth = max(_CANDIDATES, k)
    dense = generation.dense.search(embedder.embed([query.text])[0], depth)
    lexical = generation.lexical.search(query.lexical_weights(), depth)
    similarity, bm25 = dict(dense), dict(lexical)
    return [
        Passage(
            chunk=generation.chunks[row],
            rank=rank,
            score=round(score, 6),
            similarity=similarity.get(row),
            bm25=bm25.get(row, 0.0),
        )
        for rank, (row, score) in enumerate(convex_combination(dense, lexical)[:k], start=1)
    ]


class HybridRetriever(BaseRetriever):
    """LangChain's view of `retrieve`: documents with the passage's place as metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    generation: Generation
    embedder: Annotated[Embedder, SkipValidation]
    k: int = 10

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [
            self._document(passage)
            for passage in retrieve(
                Thesaurus(self.generation).expand(query), self.generation, self.embedder, self.k
            )
        ]

    def _document(self, passage: Passage) -> Document:
        chunk = passage.chunk
        article = self.generation.article(chunk.article_id)
        return Document(
            id=chunk.chunk_id,
            page_content=article.text[chunk.start : chunk.end],
            metadata={
                "article_id": chunk.article_id,
                "article_title": article.title,
                "section": list(chunk.section),
                "start": chunk.start,
                "end": chunk.end,
                "review_status": article.review_status.value,
                "updated": article.updated.isoformat() if article.updated else None,
                "score": passage.score,
                "rank": passage.rank,
            },
        )
