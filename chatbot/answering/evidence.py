"""Passages -> the lines of them that bear on the question, most pertinent first.

A line is a bullet, a step, a sentence, a table row, or a heading that itself states a figure.
Each is scored alone and with what gives it its meaning (the lines that introduce it, its
headings, its article's title), lexically over the question's concepts and by similarity.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from chatbot.answering.asking import asked, implied, is_advice
from chatbot.answering.figures import Figures, figures_asked
from chatbot.articles.article import Article, BlockKind, Mark
from chatbot.indexing.embedding import Vectors
from chatbot.indexing.generation import Generation
from chatbot.indexing.lines import Line, chunk_lines
from chatbot.language.names import NameFinder
from chatbot.language.tokens import stem, terms, words
from chatbot.retrieval.evidence_line import EvidenceLine
from chatbot.retrieval.expanding import Concept, Query
from chatbot.retrieval.passage import Passage

_CONTEXT_WORTH = 0.9  # a concept named by the heading or lead-in rather than the line
_TITLE_WORTH = 0.5
_LEXICAL_SHARE = 0.60
_SIMILARITY_SHARE = 0.32
_TOGETHER_SHARE = 0.08
_PASSAGE_WORTH = 0.18
_WITHOUT_PRINCIPAL = 0.9  # for a line that does not name what the question is most about
_WITHOUT_DECISIVE = 0.6  # for a line that does not speak of a decisive concept
_OF_ANOTHER = 0.5  # for a line whose figure is of another medicine
_LABEL = 0.6  # for a title, a label or a legend that states nothing
_LEGEND = re.compile(r"abbreviations?(?: used)?\s*[:=]", re.IGNORECASE)
_ASKS_FOR_LEGEND = re.compile(r"\b(?:stands? for|abbreviat\w+|acronym)\b", re.IGNORECASE)
_KEPT_OF_BEST = 0.7
_LEAST_WORDS = 6
_TOGETHER = 4  # words apart, at most
_LINES_READ = 4096  # lines whose terms are kept


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What gives the lines of one block their meaning, as terms."""

    above: frozenset[str]
    title: frozenset[str]


def scored_lines(
    query: Query,
    vector: Vectors,
    passages: Sequence[Passage],
    generation: Generation,
    finder: NameFinder,
) -> list[EvidenceLine]:
    """Return every line of `passages`.

    `vector` is the query's, shape (dimension,); `finder` knows the generation's abbreviations.
    """
    figures = figures_asked(query, generation, finder)
    return [line for passage in passages for line in _scored(query, vector, passage, figures)]


def choose_evidence(
    scored: Sequence[EvidenceLine],
    most: int,
    replacements: Callable[[str], Sequence[str]],
    *,
    advice: bool = False,
) -> list[EvidenceLine]:
    """Return up to `most` lines, best first; ties by passage rank, then place in the article.

    Lines of an article come behind those of its `replacements`, the ids of what supersedes it.
    The list is not cut by an absolute threshold: whether its best line answers at all is for
    `chatbot.refusing` to say. Lines well below the best are left out. With `advice`
    the last place is kept for a recommendation, if there is one and none is among the others.
    """
    lines = sorted(scored, key=lambda line: (-line.standing, line.passage_rank, line.start))
    kept = [line for line in lines if line.standing >= _KEPT_OF_BEST * lines[0].standing]
    ordered = _newest_first(kept, replacements)
    chosen, others = ordered[:most], ordered[most:]
    if advice and not any(is_advice(line.section) for line in chosen):
        chosen[-1:] = [line for line in others if is_advice(line.section)][:1] or chosen[-1:]
    return chosen


def _newest_first(
    lines: Sequence[EvidenceLine], replacements: Callable[[str], Sequence[str]]
) -> list[EvidenceLine]:
    """Return `lines` in their order, but each behind those of the articles that supersede its."""
    of_article: dict[str, list[EvidenceLine]] = {}
    for line in lines:
        of_article.setdefault(line.article.article_id, []).append(line)
    ordered: dict[int, EvidenceLine] = {}
    for line in lines:
        stated = line.article.superseded_by
        newer = reversed(replacements(line.article.article_id)) if stated else ()
        first = [other for article_id in newer for other in of_article.get(article_id, ())]
        ordered |= {id(each): each for each in (*first, line) if id(each) not in ordered}
    return list(ordered.values())


def _scored(
    query: Query, vector: Vectors, passage: Passage, figures: Figures
) -> Iterator[EvidenceLine]:
    """Yield the lines of a passage with their scores."""
    generation = figures.generation
    article = generation.article(passage.chunk.article_id)
    title = _terms(article.title)
    similarities = np.clip(generation.line_vectors(passage.row) @ vector, 0.0, 1.0)
    kind = asked(query.text)
    legend = _ASKS_FOR_LEGEND.search(query.text) is not None
    for line, similarity in zip(chunk_lines(article, passage.chunk), similarities, strict=True):
        context = _Context(above=_above(article, line.block), title=title)
        told = article.text[line.start : line.told]
        own = _own_terms(told)
        coverage = _coverage(query, own, context)
        score = (
            _LEXICAL_SHARE * coverage
            + _SIMILARITY_SHARE * float(similarity)
            + _TOGETHER_SHARE * _together(query, told)
        )
        fit = kind.fit(article.text[line.start : line.end], article.blocks[line.block].section)
        score = min(1.0, score * fit)
        score *= _pertinence(query, own | context.above)
        if kind.figure and figures.are_of_another(article, line.start, line.end):
            score *= _OF_ANOTHER
        if is_label(article, line.block, told) or (not legend and _LEGEND.match(told)):
            score *= _LABEL
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
            standing=round(score + _PASSAGE_WORTH * passage.score, 4),
        )


def is_label(article: Article, block: int, said: str) -> bool:
    """Tell whether a line of running text is but a title or a label: "Never Smoked"."""
    if article.blocks[block].kind not in (BlockKind.PARAGRAPH, BlockKind.ROW):
        return False
    short = len(said.split()) < _LEAST_WORDS and not any(c.isdigit() for c in said)
    return said == article.title or (short and said[-1:] not in (".", ":", "!", "?", ";", "%"))


def _together(query: Query, told: str) -> float:
    """Return the share of the question's neighbouring concepts that the line says together."""
    places = _words_in_place(told)
    known = [
        (min(one.weight, other.weight), one, other)
        for one, other in pairwise(query.concepts)
        if one.known and other.known
    ]
    total = sum(weight for weight, _, _ in known)
    if not total:
        return 0.0
    met = (w for w, one, other in known if _near(_places(one, places), _places(other, places)))
    return sum(met) / total


@lru_cache(maxsize=_LINES_READ)
def _words_in_place(told: str) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words(told)):
        places.setdefault(stem(word), []).append(place)
    return places


@lru_cache(maxsize=_LINES_READ)
def _own_terms(told: str) -> frozenset[str]:
    return frozenset(terms(told)) | implied(told)


@lru_cache(maxsize=_LINES_READ)
def _terms(text: str) -> frozenset[str]:
    return frozenset(terms(text))


def _places(concept: Concept, places: dict[str, list[int]]) -> list[int]:
    said = (term for expression in concept.expressions for term in expression)
    return [place for term in said for place in places.get(term, ())]


def _near(some: Sequence[int], others: Sequence[int]) -> bool:
    return any(0 < abs(one - other) <= _TOGETHER for one in some for other in others)


def _above(article: Article, index: int) -> frozenset[str]:
    """Return the terms of the headings and lead-ins above a block."""
    block = article.blocks[index]
    parents = (article.quote(article.blocks[parent]) for parent in block.parents)
    return _terms(" ".join((*block.section, *parents)))


def _pertinence(query: Query, held: frozenset[str]) -> float:
    """Return the factor for a line that passes over what the question is most about.

    Another drug's dose resembles the one asked for in every other way.
    """
    known = [concept for concept in query.concepts if concept.known]
    if not all(c.coverage(held) == 1.0 for c in known if c.decisive):
        return _WITHOUT_DECISIVE
    principal = max(known, key=lambda concept: concept.weight, default=None)
    return 1.0 if principal is None or principal.coverage(held) > 0 else _WITHOUT_PRINCIPAL


def _coverage(query: Query, own: frozenset[str], context: _Context) -> float:
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
    reach = line.end + len(following) - len(following.lstrip(" \u00a0.,;[]\u2013-0123456789"))
    for block in article.blocks[line.block :]:
        if block.start > reach:
            break
        yield from (mark for mark in block.marks if line.start <= mark.start <= reach)
