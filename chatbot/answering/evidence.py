"""Passages -> the lines of them that bear on the question, most pertinent first.

A line is a bullet, a step, a sentence, a table row, or a heading that itself states a figure.
Each is scored alone and with what gives it its meaning (the lines that introduce it, its
headings, its article's title), lexically over the question's concepts and by similarity.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from chatbot.articles.article import Article, Mark
from chatbot.indexing.embedding import Vectors
from chatbot.indexing.generation import Generation
from chatbot.indexing.lines import Line, chunk_lines
from chatbot.retrieval.expanding import Query
from chatbot.retrieval.passage import Passage
from chatbot.vocabulary.tokens import stem, terms

_CONTEXT_WORTH = 0.95  # a concept named by the heading or lead-in rather than the line
_TITLE_WORTH = 0.5
_LEXICAL_SHARE = 0.6
_WITHOUT_FIGURE = 0.7  # for a line without one where the question asks for one
_WITHOUT_PRINCIPAL = 0.7  # for a line that does not name what the question is most about
_WITHOUT_DECISIVE = 0.6  # for a line that does not speak of a decisive concept
_KEPT_OF_BEST = 0.6

_FIGURE = re.compile(r"\d")
_AMOUNT = re.compile(
    r"\d\s?(?:mg|mcg|µg|μg|g|IU|units?|mL|mmol|mEq|tablets?|capsules?|drops)\b", re.IGNORECASE
)
_TIME = re.compile(r"\d[\s-]?(?:minutes?|hours?|days?|weeks?|months?|years?)\b", re.IGNORECASE)
_SHARE = re.compile(r"\d\s?%|\bper (?:cent|100)|\b\d+ (?:of|in|out of) \d")

_IMPLIES = ((_AMOUNT, "dose"), (_SHARE, "rate"), (_TIME, "duration"))
"""What a figure tells without the word."""

_WANTS = tuple(
    (re.compile(rf"\b(?:{asking})\b", re.IGNORECASE), figure)
    for asking, figure in (
        ("how (?:many|often|soon|quickly|high|low|old)|interval|threshold|cut-?off", _FIGURE),
        ("doses?|dosages?|dosing|how much", _AMOUNT),
        ("how long|duration", _TIME),
        ("percent(?:age)?|proportion|rates? of|how common|incidence|prevalence", _SHARE),
        ("what (?:number|age|level)", _FIGURE),
    )
)
"""The kind of figure that a question asks for; the first that fits decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLine:
    """One line that may answer, with its place and its scores.

    `start` and `end` are offsets into the article's text; `block` indexes `Article.blocks`.
    `coverage` is the weighted share of the question's concepts that the line and its context
    name, `similarity` the cosine to the question, `score` the blend that ranks lines; all 0 to 1.
    """

    article: Article
    block: int
    start: int
    end: int
    marks: tuple[Mark, ...]
    passage_rank: int
    coverage: float
    similarity: float
    score: float

    @property
    def section(self) -> tuple[str, ...]:
        """The heading path above the line."""
        return self.article.blocks[self.block].section


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What gives the lines of one block their meaning, as terms."""

    above: set[str]
    title: set[str]


def choose_evidence(
    query: Query, vector: Vectors, passages: Sequence[Passage], generation: Generation, most: int
) -> list[EvidenceLine]:
    """Return up to `most` lines, best first; ties by passage rank, then place in the article.

    `vector` is the query's, shape (dimension,). The list is not cut by an absolute threshold:
    whether its best line answers at all is for `chatbot.answering.refusing` to say. Lines well
    below the best are left out.
    """
    lines = [line for passage in passages for line in _scored(query, vector, passage, generation)]
    lines.sort(key=lambda line: (-line.score, line.passage_rank, line.start))
    return [line for line in lines if line.score >= _KEPT_OF_BEST * lines[0].score][:most]


def _scored(
    query: Query, vector: Vectors, passage: Passage, generation: Generation
) -> Iterator[EvidenceLine]:
    """Yield the lines of a passage with their scores."""
    article = generation.article(passage.chunk.article_id)
    title = set(terms(article.title))
    similarities = np.clip(generation.line_vectors(passage.row) @ vector, 0.0, 1.0)
    wanted = next((figure for asks, figure in _WANTS if asks.search(query.text)), None)
    for line, similarity in zip(chunk_lines(article, passage.chunk), similarities, strict=True):
        context = _Context(above=_above(article, line.block), title=title)
        own = _told(article.text[line.start : line.told])
        coverage = _coverage(query, own, context)
        score = _LEXICAL_SHARE * coverage + (1 - _LEXICAL_SHARE) * float(similarity)
        if wanted and not wanted.search(article.text, line.start, line.end):
            score *= _WITHOUT_FIGURE
        score *= _pertinence(query, own | context.above)
        yield EvidenceLine(
            article=article,
            block=line.block,
            start=line.start,
            end=line.end,
            marks=tuple(_marks(article, line)),
            passage_rank=passage.rank,
            coverage=round(coverage, 4),
            similarity=round(float(similarity), 4),
            score=round(score, 4),
        )


def _above(article: Article, index: int) -> set[str]:
    """Return the terms of the headings and lead-ins above a block."""
    block = article.blocks[index]
    parents = (article.quote(article.blocks[parent]) for parent in block.parents)
    return set(terms(" ".join((*block.section, *parents))))


def _told(words: str) -> set[str]:
    """Return the terms of a line, with what its figures tell without the word: "2 mg" a dose."""
    implied = (stem(word) for figure, word in _IMPLIES if figure.search(words))
    return {*terms(words), *implied}


def _pertinence(query: Query, held: set[str]) -> float:
    """Return the factor for a line that passes over what the question is most about.

    Another drug's dose resembles the one asked for in every other way.
    """
    known = [concept for concept in query.concepts if concept.known]
    if not all(c.coverage(held) == 1.0 for c in known if c.decisive):
        return _WITHOUT_DECISIVE
    principal = max(known, key=lambda concept: concept.weight, default=None)
    return 1.0 if principal is None or principal.coverage(held) > 0 else _WITHOUT_PRINCIPAL


def _coverage(query: Query, own: set[str], context: _Context) -> float:
    """Return the weighted share of concepts named, less for those only the context names."""
    total = sum(concept.weight for concept in query.concepts)
    if not total:
        return 0.0
    near = own | context.above
    named = 0.0
    for concept in query.concepts:
        named += concept.weight * max(
            concept.coverage(own),
            _CONTEXT_WORTH * concept.coverage(near),
            _TITLE_WORTH * concept.coverage(near | context.title),
        )
    return named / total


def _marks(article: Article, line: Line) -> Iterator[Mark]:
    """Yield the reference marks in the line and right behind it."""
    following = article.text[line.end : line.end + 24]
    reach = line.end + len(following) - len(following.lstrip(" \u00a0.,;[]0123456789"))
    for block in article.blocks[line.block :]:
        if block.start > reach:
            break
        yield from (mark for mark in block.marks if line.start <= mark.start <= reach)
