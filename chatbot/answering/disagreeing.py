"""Quotes that touch a conflict -> the other sides' lines, and the conflict named.

Which articles contradict each other is known since the index was built. An answer that shows
one side shows them all.
"""

from collections.abc import Iterable, Iterator, Sequence

from chatbot.answering.answer import Citation, Conflict
from chatbot.answering.evidence import EvidenceLine
from chatbot.answering.quoting import Quote, quote_lines
from chatbot.articles.article import Article
from chatbot.conflicts.conflict import FoundConflict, Side
from chatbot.indexing.generation import Generation

SCOPE_NOT_STATED = "scope not stated"


def with_other_sides(lines: Sequence[EvidenceLine], generation: Generation) -> list[EvidenceLine]:
    """Return `lines`, and a line of each article that contradicts what they are quoted with."""
    found = list(lines)
    while added := list(_missing_sides(quote_lines(found), generation)):
        found.extend(added)
    return found


def name_conflicts(citations: Sequence[Citation], generation: Generation) -> tuple[Conflict, ...]:
    """Return the conflicts that `citations` touch; they hold a line of every side."""
    named = []
    for conflict in generation.conflicts:
        shown = _by_article(conflict, citations)
        if len(shown) > 1:
            named.append(_named(conflict, shown, generation))
    return tuple(named)


def _missing_sides(quotes: Sequence[Quote], generation: Generation) -> Iterator[EvidenceLine]:
    """Yield the first line of each article of a touched conflict that no quote shows."""
    for conflict in generation.conflicts:
        shown = {
            side.article_id
            for side in conflict.sides
            if any(_holds(q.article.article_id, q.start, q.end, side) for q in quotes)
        }
        if shown:
            for side in _first_sides(conflict):
                if side.article_id not in shown:
                    yield _line(generation.article(side.article_id), side)


def _first_sides(conflict: FoundConflict) -> Iterable[Side]:
    firsts: dict[str, Side] = {}
    for side in conflict.sides:
        firsts.setdefault(side.article_id, side)
    return firsts.values()


def _holds(article_id: str, start: int, end: int, side: Side) -> bool:
    return article_id == side.article_id and start <= side.value[0] and side.value[1] <= end


def _line(article: Article, side: Side) -> EvidenceLine:
    block = next(
        number
        for number, block in enumerate(article.blocks)
        if block.start <= side.start < max(block.end, block.start + 1)
    )
    marks = tuple(m for m in article.blocks[block].marks if side.start <= m.start)
    return EvidenceLine(
        article=article,
        block=block,
        start=side.start,
        end=side.end,
        marks=marks,
        passage_rank=0,
        coverage=0.0,
        similarity=0.0,
        score=0.0,
        standing=0.0,
    )


def _by_article(
    conflict: FoundConflict, citations: Sequence[Citation]
) -> dict[str, tuple[Side, int]]:
    """Return the first shown side of each article, with the number of its citation."""
    shown: dict[str, tuple[Side, int]] = {}
    for side in conflict.sides:
        for citation in citations:
            if _holds(citation.article_id, citation.start, citation.end, side):
                shown.setdefault(side.article_id, (side, citation.number))
                break
    return shown


def _named(
    conflict: FoundConflict, shown: dict[str, tuple[Side, int]], generation: Generation
) -> Conflict:
    sides = [side for side, _ in shown.values()]
    texts = [generation.article(side.article_id).text for side in sides]
    return Conflict(
        subject=conflict.subject,
        citations=tuple(number for _, number in shown.values()),
        values=tuple(t[slice(*side.value)] for t, side in zip(texts, sides, strict=True)),
        scopes=tuple(", ".join(side.scope) or SCOPE_NOT_STATED for side in sides),
    )
