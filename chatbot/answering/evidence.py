"""Passages -> the lines of them that bear on the question, most pertinent first.

A line is a bullet, a step, a sentence, a table row, or a heading that itself states a figure.
Each is scored alone and with what gives it its meaning (the lines that introduce it, its
headings, its article's title), lexically over the question's concepts and by similarity.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from chatbot.articles.article import Article, BlockKind, Mark
from chatbot.articles.sentences import line_spans
from chatbot.indexing.embedding import Embedder, Vectors
from chatbot.indexing.generation import Generation
from chatbot.indexing.tokens import terms
from chatbot.retrieval.expanding import Query
from chatbot.retrieval.passage import Passage

_LINES_EMBEDDED = 8
_LONGEST_EMBEDDED = 300  # characters of each part: the cost grows with them
_LONGEST_LIST = 600  # characters
_CONTEXT_WORTH = 0.7  # a concept named by the heading or lead-in rather than the line
_TITLE_WORTH = 0.5
_LEXICAL_SHARE = 0.6
_WITHOUT_FIGURE = 0.7  # for a line without one where the question asks for one
_WITHOUT_DECISIVE = 0.6  # for a line that does not speak of a decisive concept
_KEPT_OF_BEST = 0.72

_FIGURE = re.compile(r"\d")
_ASKS_A_FIGURE = re.compile(
    r"\b(?:dose|doses|dosage|dosing|how (?:much|many|long|often|soon|quickly|high|low|old|common)"
    r"|what (?:percentage|proportion|rate|number|age|dose|level|interval)|percent(?:age)?|rate of"
    r"|duration|frequency|interval|threshold|cut-?off|incidence|prevalence)\b",
    re.IGNORECASE,
)


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

    @property
    def words(self) -> str:
        """The line as the article has it."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A line before it is embedded."""

    article: Article
    block: int
    start: int
    end: int
    passage: Passage
    coverage: float
    factor: float

    @property
    def in_context(self) -> str:
        """What is embedded: the innermost heading and lead-in, then the line."""
        block = self.article.blocks[self.block]
        parents = [self.article.quote(self.article.blocks[parent]) for parent in block.parents]
        words = self.article.text[self.start : self.end]
        context = (*block.section[-1:], *parents[-1:], words)
        return "\n".join(part[-_LONGEST_EMBEDDED:] for part in context)


def choose_evidence(
    query: Query,
    passages: Sequence[Passage],
    vector: Vectors,
    generation: Generation,
    embedder: Embedder,
    most: int,
) -> list[EvidenceLine]:
    """Return up to `most` lines, best first; ties by passage rank, then place in the article.

    `vector` is the query's, shape (dimension,).

    The list is not cut by an absolute threshold: whether its best line answers at all is for
    `chatbot.answering.refusing` to say. Lines well below the best are left out.
    """
    asks_figure = _ASKS_A_FIGURE.search(query.text) is not None
    candidates = [
        candidate
        for passage in passages
        for candidate in _candidates(query, passage, generation, asks_figure)
    ]
    if not candidates:
        return []
    candidates.sort(key=lambda c: (-c.coverage, c.passage.rank, c.start))
    candidates = candidates[:_LINES_EMBEDDED]
    vectors = embedder.embed([candidate.in_context for candidate in candidates])
    similarities = np.clip(vectors @ vector, 0.0, 1.0)
    lines = [
        _scored(candidate, float(similarity))
        for candidate, similarity in zip(candidates, similarities, strict=True)
    ]
    lines.sort(key=lambda line: (-line.score, line.passage_rank, line.start))
    return [line for line in lines if line.score >= _KEPT_OF_BEST * lines[0].score][:most]


def _candidates(
    query: Query, passage: Passage, generation: Generation, asks_figure: bool
) -> Iterator[_Candidate]:
    article = generation.article(passage.chunk.article_id)
    title = set(terms(article.title))
    first, last = passage.chunk.blocks
    for index in range(first, last + 1):
        block = article.blocks[index]
        if block.kind is BlockKind.HEADING and not _FIGURE.search(article.quote(block)):
            continue
        parents = [article.quote(article.blocks[parent]) for parent in block.parents]
        context = set(terms(" ".join((*block.section, *parents))))
        for start, told, end in _spans(article, index):
            if end <= passage.chunk.start or start >= passage.chunk.end:
                continue
            words = article.text[start:end]
            own = set(terms(article.text[start:told]))
            yield _Candidate(
                article=article,
                block=index,
                start=start,
                end=end,
                passage=passage,
                coverage=_coverage(query, own, context, title),
                factor=(1.0 if not asks_figure or _FIGURE.search(words) else _WITHOUT_FIGURE)
                * (1.0 if _is_decisive(query, own | context) else _WITHOUT_DECISIVE),
            )


def _spans(article: Article, index: int) -> Iterator[tuple[int, int, int]]:
    """Yield the lines of a block as (start, end of the words to judge it by, end).

    A line that introduces a list says nothing by itself: it is taken together with the list,
    judged by its own words (the items are lines themselves). If the list is too long to be
    quoted whole, only the items are lines.
    """
    *lines, last = line_spans(article, article.blocks[index])
    yield from ((start, end, end) for start, end in lines)
    listed = _last_item(article, index)
    if listed is None:
        yield last[0], last[1], last[1]
    elif listed - last[0] <= _LONGEST_LIST:
        yield last[0], last[1], listed


def _last_item(article: Article, index: int) -> int | None:
    """Return where the list that block `index` introduces ends, None if it introduces none."""
    end = None
    for block in article.blocks[index + 1 :]:
        if index not in block.parents:
            break
        end = block.end
    return end


def _is_decisive(query: Query, held: set[str]) -> bool:
    return all(c.coverage(held) == 1.0 for c in query.concepts if c.decisive)


def _coverage(query: Query, own: set[str], context: set[str], title: set[str]) -> float:
    """Return the weighted share of concepts named, less for those only the context names."""
    total = sum(concept.weight for concept in query.concepts)
    if not total:
        return 0.0
    named = 0.0
    for concept in query.concepts:
        named += concept.weight * max(
            concept.coverage(own),
            _CONTEXT_WORTH * concept.coverage(own | context),
            _TITLE_WORTH * concept.coverage(own | context | title),
        )
    return named / total


def _scored(candidate: _Candidate, similarity: float) -> EvidenceLine:
    score = _LEXICAL_SHARE * candidate.coverage + (1 - _LEXICAL_SHARE) * similarity
    score *= candidate.factor
    return EvidenceLine(
        article=candidate.article,
        block=candidate.block,
        start=candidate.start,
        end=candidate.end,
        marks=tuple(_marks(candidate)),
        passage_rank=candidate.passage.rank,
        coverage=round(candidate.coverage, 4),
        similarity=round(similarity, 4),
        score=round(score, 4),
    )


def _marks(candidate: _Candidate) -> Iterator[Mark]:
    """Yield the reference marks in the line and right behind it."""
    blocks = candidate.article.blocks
    reach = _reach(candidate)
    for block in blocks[candidate.block :]:
        if block.start > reach:
            break
        yield from (m for m in block.marks if candidate.start <= m.start <= reach)


def _reach(candidate: _Candidate) -> int:
    """Return how far behind the line its closing marks can stand."""
    following = candidate.article.text[candidate.end : candidate.end + 24]
    return candidate.end + len(following) - len(following.lstrip(" \u00a0.,;[]0123456789"))
