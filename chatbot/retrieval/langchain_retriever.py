"""LangChain's view of retrieval: a retriever that gives documents."""

from functools import cached_property
from typing import Annotated

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, SkipValidation

from chatbot.indexing.embedding import Embedder
from chatbot.indexing.generation import Generation
from chatbot.retrieval.passage import Passage
from chatbot.retrieval.reranking import Reranker
from chatbot.retrieval.retrieving import Retriever


class HybridRetriever(BaseRetriever):
    """Documents for a query, best first, each with the passage's place as metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    generation: Generation
    embedder: Annotated[Embedder, SkipValidation]
    k: int = 10
    reranker: Annotated[Reranker | None, SkipValidation] = None

    @cached_property
    def _retriever(self) -> Retriever:
        return Retriever(self.generation, self.embedder, self.reranker)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [self._document(passage) for passage in self._retriever.retrieve(query, self.k)]

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
                "kind": article.kind,
                "jurisdiction": article.jurisdiction,
                "superseded_by": article.superseded_by,
                "score": passage.score,
                "rank": passage.rank,
            },
        )
