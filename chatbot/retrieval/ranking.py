"""A query and its passages -> the statements in them, best first.

How near a statement is to the question and how many of the things asked about it names, title,
headings and lead-in among its words; then the score of its passage, which knows more of what the
page is about. evals/README.md has the ablation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from chatbot.articles.article import Article
from chatbot.indexing.embedding import Vectors
from chatbot.indexing.generation import Generation
from chatbot.language.tokens import terms
from chatbot.retrieval.expanding import Query
from chatbot.retrieval.passage import Passage
from chatbot.statements.statement import Statement

PASSAGES = 20
"""Passages whose statements are ranked. Gold among five on NSTG: .80 of 8, .86 of 20 to 100."""

_SIMILARITY_SHARE = 0.5
"""Gold first and among five for .6 with BM25 for the rest, and for .5 with coverage: NSTG .58, .84
and .59, .87; feedbackqa .66, .78 and .65, .78; MMWR .49, .75 and .54, .75; cpgqa .74, .91 and .75,
.92. BM25 as a third part changes nothing."""
_PASSAGE_SHARE = 0.4
"""Of 0, .3, .4, .5, .6 and .7 none is best everywhere: first for .3, .4, .5 on NSTG .59, .60, .60,
on feedbackqa .67, .66, .65, on MMWR .52 each."""
_TERMS_KEPT = 8192
"""Statements whose terms are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedStatement:
    """A statement found for a query.

    `similarity` is its cosine, negative ones 0, `coverage` the weighted share of the question's
    concepts that it and its scope name, `passage_rank` the rank of the passage that it begins in,
    from 1; `score` orders statements. All but the rank are 0 to 1.
    """

    article: Article
    statement: Statement
    passage_rank: int
    similarity: float
    coverage: float
    score: float

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
    query: Query, vector: Vectors, passages: Sequence[Passage], generation: Generation
) -> list[RankedStatement]:
    """Return the statements of `passages`, best first, ties by place.

    What an article repeats letter by letter stands once: a line said a hundred times would leave no
    room for another. `vector` is the embedding of `query.text`, shape (dimension,).
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
    near = np.clip(generation.statement_vectors(places) @ vector, 0.0, 1.0)
    named = np.array([query.coverage(_terms(each.scoped)) for each in statements])
    of = np.repeat(np.arange(len(passages)), counts)
    own = _SIMILARITY_SHARE * near + (1 - _SIMILARITY_SHARE) * named
    held = np.array([passage.score for passage in passages])[of]
    scores = ((1 - _PASSAGE_SHARE) * own + _PASSAGE_SHARE * held).round(6)
    ranked = [
        RankedStatement(
            article=generation.article(statements[number].article_id),
            statement=statements[number],
            passage_rank=passages[int(of[number])].rank,
            similarity=round(float(near[number]), 4),
            coverage=round(float(named[number]), 4),
            score=round(float(scores[number]), 4),
        )
        for number in np.lexsort((places, -scores))
    ]
    distinct: dict[tuple[str, str], RankedStatement] = {}
    for each in ranked:
        distinct.setdefault((each.statement.article_id, each.statement.scoped), each)
    return list(distinct.values())


@lru_cache(maxsize=_TERMS_KEPT)
def _terms(scoped: str) -> frozenset[str]:
    return frozenset(terms(scoped))
