"""The queries of a set -> the ranking of each system: the project's own and three baselines."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from chatbot.indexing.embedding import Embedder, Vectors
from chatbot.indexing.generation import Generation
from chatbot.indexing.reporting import Reporter
from chatbot.language.tokens import terms
from chatbot.retrieval.expanding import Query as Expanded
from chatbot.retrieval.expanding import Thesaurus
from chatbot.retrieval.reranking import Reranker
from chatbot.retrieval.retrieving import retrieve
from chatbot_evals.metrics.ranking import Rankings
from chatbot_evals.reciprocal_rank_fusion import reciprocal_rank_fusion
from chatbot_evals.retrieval_sets import RetrievalSet
from chatbot_evals.set_indexing import DocumentIndexes

OWN = "chatbot"
BASELINES = ("bm25", "dense", "rrf")

_DEPTH = 100
"""Passages or documents taken of each list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedQuery:
    """A query as the systems search it: expanded by the project, and as it stands.

    `own` is the vector of the expanded text, `plain` that of the text as it stands; both have
    shape (dimension,).
    """

    expanded: Expanded
    own: Vectors
    text: str
    plain: Vectors


def prepare_queries(
    retrieval_set: RetrievalSet, generation: Generation, embedder: Embedder, report: Reporter
) -> list[SearchedQuery]:
    """Mend, expand and embed the queries of the set, in order; each different text once."""
    thesaurus = Thesaurus(generation)
    asked = [
        (query.text, thesaurus.expand(thesaurus.spelled(query.text)))
        for query in retrieval_set.queries
    ]
    texts = list(dict.fromkeys(text for plain, own in asked for text in (plain, own.text)))
    embedded = embedder.embed(texts, lambda done, total: report("queries", done, total))
    vectors = dict(zip(texts, embedded, strict=True))
    return [
        SearchedQuery(expanded=own, own=vectors[own.text], text=plain, plain=vectors[plain])
        for plain, own in asked
    ]


def rank_own(
    query: SearchedQuery, generation: Generation, reranker: Reranker | None = None
) -> list[str]:
    """Return the articles of the passages that the project retrieves, best first.

    An article ranks by the best of its chunks.
    """
    passages = retrieve(query.expanded, query.own, generation, _DEPTH, reranker)
    return list(dict.fromkeys(passage.chunk.article_id for passage in passages))


def rank_bm25(query: SearchedQuery, documents: DocumentIndexes) -> list[int]:
    """Return the rows of whole documents by BM25; a term that is asked twice counts twice."""
    weights: dict[str, float] = {}
    for term in terms(query.text):
        weights[term] = weights.get(term, 0.0) + 1.0
    return [row for row, _ in documents.lexical.search(weights, _DEPTH)]


def rank_dense(query: SearchedQuery, documents: DocumentIndexes) -> list[int]:
    """Return the rows of whole documents by the cosine of one vector each."""
    return [row for row, _ in documents.dense.search(query.plain, _DEPTH)]


def rank_by_system(
    retrieval_set: RetrievalSet,
    queries: Sequence[SearchedQuery],
    generation: Generation,
    documents: DocumentIndexes,
    system: str,
    report: Reporter,
    reranker: Reranker | None = None,
) -> Rankings:
    """Return the ranking of `system` (`OWN` or one of `BASELINES`) for every query.

    A reranker reorders the passages of `OWN` only.
    """

    def named(rows: Iterable[int]) -> list[str]:
        return [retrieval_set.documents[row].id for row in rows]

    systems: dict[str, Callable[[SearchedQuery], list[str]]] = {
        OWN: lambda query: rank_own(query, generation, reranker),
        "bm25": lambda query: named(rank_bm25(query, documents)),
        "dense": lambda query: named(rank_dense(query, documents)),
        "rrf": lambda query: named(
            reciprocal_rank_fusion([rank_dense(query, documents), rank_bm25(query, documents)])
        ),
    }
    rankings: dict[str, list[str]] = {}
    for number, (asked, query) in enumerate(zip(retrieval_set.queries, queries, strict=True)):
        rankings[asked.id] = systems[system](query)
        report(system, number + 1, len(queries))
    return rankings
