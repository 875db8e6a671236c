"""A query and its passages -> the statements in them, best first.

How near a statement, its word pieces and its passage are to the question, how many of the things
asked about it names and how many pairs of words it shares, title, headings and lead-in among its
words. evals/README.md has the ablation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from chatbot.articles.article import Article
from chatbot.indexing.embedding import EmbeddedQuestion
from chatbot.indexing.generation import Generation
from chatbot.indexing.lexical import pairs
from chatbot.indexing.pieces import nearest
from chatbot.language.tokens import terms
from chatbot.lexicon.weights import load_weights
from chatbot.retrieval.expanding import Query
from chatbot.retrieval.passage import Passage
from chatbot.statements.statement import SectionKind, Statement

PASSAGES = 20
"""Passages whose statements are ranked. Gold among five on NSTG: .80 of 8, .86 of 20 to 100."""

STATEMENT_TRAITS = (
    *("near", "named", "passage", "pairs", "rationale", "pieces"),
    *("lacks_detail", "of_others"),  # which `chatbot.refusing` tells
)
"""What orders statements: similarity, coverage, the similarity of the passage, shared pairs of
words, a place among `LATER`, the nearest word pieces; then what a statement lacks. `chatbot eval
fit` fits what they weigh by listwise logistic regression. With each of six corpora left out, in
the mean: gold first .73 instead of .70 without the pieces, among five .88 instead of .86."""
*_OWN, LACKS_DETAIL, OF_OTHERS = load_weights("statement", STATEMENT_TRAITS)
_OTHERS = np.array(_OWN[:-1])
RATIONALE = _OWN[STATEMENT_TRAITS.index("rationale")]
LATER = (SectionKind.RATIONALE, SectionKind.BOILERPLATE)
"""Sections whose statements come later: why, what others say, how it was before."""
_TERMS_KEPT = 8192
"""Statements whose terms are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedStatement:
    """A statement found for a query.

    `place` is the statement's among all. `similarity` is its cosine, negative ones 0, `coverage`
    the weighted share of the question's concepts that it and its scope name, `passage_rank` the
    rank of the passage that it begins in, from 1; `score` orders statements. All but place and rank
    are 0 to 1. `traits` are the first of `STATEMENT_TRAITS`, of which the score is made.
    """

    article: Article
    statement: Statement
    place: int
    passage_rank: int
    similarity: float
    coverage: float
    score: float
    traits: tuple[float, ...] = ()

    @property
    def start(self) -> int:
        """Where its own words begin in the article's text."""
        return self.statement.start

    @property
    def end(self) -> int:
        """Where its own words end."""
        return self.statement.end

    @property
    def block(self) -> int:
        """The block of the article in which it begins."""
        return self.statement.block

    @property
    def section(self) -> tuple[str, ...]:
        """The heading path above it."""
        return self.statement.section

    @property
    def words(self) -> str:
        """Its own words."""
        return self.article.text[self.start : self.end]


def rank_statements(
    query: Query,
    embedded: EmbeddedQuestion,
    passages: Sequence[Passage],
    generation: Generation,
) -> list[RankedStatement]:
    """Return the statements of `passages`, best first, ties by place.

    What an article repeats letter by letter stands once: a line said a hundred times would leave no
    room for another. `embedded` is what `query.text` is compared by.
    """
    rows = np.array([passage.row for passage in passages], dtype=np.int64)
    places, counts = generation.statement_places(rows)
    if not places.size:
        return []
    statements = [
        each
        for begin, count in zip(np.cumsum(counts) - counts, counts, strict=True)
        if count
        for each in generation.statements.run(int(places[begin]), int(places[begin]) + int(count))
    ]
    near = np.clip(generation.statement_vectors(places) @ embedded.vector, 0.0, 1.0)
    named = np.array([query.coverage(scope_terms(each.scoped)) for each in statements])
    of = np.repeat(np.arange(len(passages)), counts)
    held = np.clip([passage.similarity for passage in passages], 0.0, 1.0)[of]
    shared = np.array([_shared(query, each.scoped) for each in statements])
    beside = np.array([each.kind in LATER for each in statements])
    others = np.stack([near, named, held, shared, beside], axis=1).astype(np.float64)
    pieces = _piece_traits(embedded, rows, generation)
    if pieces is None:
        pieces = others @ _OTHERS / _OTHERS.sum()
    traits = np.column_stack([others, pieces])
    scores = np.clip(traits @ np.array(_OWN), 0.0, 1.0).round(6)
    ranked = [
        RankedStatement(
            article=generation.article(statements[number].article_id),
            statement=statements[number],
            place=int(places[number]),
            passage_rank=passages[int(of[number])].rank,
            similarity=round(float(near[number]), 4),
            coverage=round(float(named[number]), 4),
            score=round(float(scores[number]), 4),
            traits=tuple(traits[number].round(6).tolist()),
        )
        for number in np.lexsort((places, -scores))
    ]
    distinct: dict[tuple[str, str], RankedStatement] = {}
    for each in ranked:
        distinct.setdefault((each.statement.article_id, each.statement.scoped), each)
    return list(distinct.values())


def _piece_traits(
    embedded: EmbeddedQuestion, rows: NDArray[np.int64], generation: Generation
) -> NDArray[np.float64] | None:
    """Return how near the statements of the chunks `rows` are by their word pieces, in order.

    None where the model has no map of its pieces: the other traits then weigh all.
    """
    if embedded.pieces is None or not generation.has_pieces:
        return None
    return np.concatenate([nearest(embedded.pieces, *generation.pieces(int(row))) for row in rows])


@lru_cache(maxsize=_TERMS_KEPT)
def scope_terms(scoped: str) -> frozenset[str]:
    """Return the terms of a statement with its scope; those of the articles are asked for often."""
    return frozenset(terms(scoped))


@lru_cache(maxsize=_TERMS_KEPT)
def _pairs(scoped: str) -> frozenset[str]:
    return frozenset(pairs(terms(scoped)))


def _shared(query: Query, scoped: str) -> float:
    """Return the share of the question's pairs of neighbouring words that a statement has."""
    asked = set(pairs(query.terms))
    return len(asked & _pairs(scoped)) / len(asked) if asked else 0.0
