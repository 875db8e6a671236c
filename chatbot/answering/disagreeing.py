"""Quotes that touch a conflict -> the other sides' lines, and the conflict named.

Which articles contradict each other is known since the index was built. An answer that shows
one side shows them all.
"""

from collections.abc import Iterator, Sequence

from chatbot.answering.answer import Citation, Conflict
from chatbot.answering.quoting import Quote, quote_line
from chatbot.conflicts.claim import FoundConflict, Side
from chatbot.indexing.generation import Generation

SCOPE_NOT_STATED = "scope not stated"
_MOST = 3
"""Lines added: on 90 questions on NSTG all of them make the longest twentieth of the answers 1,170
words long."""


def with_other_sides(quotes: Sequence[Quote], generation: Generation) -> list[Quote]:
    """Return `quotes`, and a line of each article that contradicts the first, at most `_MOST`.

    What only stands beside what was asked for is not answered with all that contradicts it.
    """
    found = list(quotes)
    for side in _missing_sides(quotes, generation):
        if len(found) < len(quotes) + _MOST:
            found.append(side)
    return found


def name_conflicts(citations: Sequence[Citation], generation: Generation) -> tuple[Conflict, ...]:
    """Return the conflicts that `citations` touch, those of the first citations first.

    Only values that exclude each other stand together: a side and, of each other article, the
    first cited one that excludes it.
    """
    named: list[tuple[int, Conflict]] = []
    for conflict in generation.conflicts:
        numbers = _numbers(conflict, citations)
        covered: set[tuple[str, str]] = set()
        for place in sorted(numbers, key=lambda place: (numbers[place], place)):
            if _value(conflict.sides[place], generation) in covered:
                continue
            places = _with_its_opposites(conflict, place, numbers)
            covered.update(_value(conflict.sides[each], generation) for each in places)
            if len(places) > 1:
                firsts = [_first_stating(conflict, each, numbers, generation) for each in places]
                named.append((numbers[place], _named(conflict, firsts, numbers, generation)))
    return tuple(conflict for _, conflict in sorted(named, key=lambda pair: pair[0]))


def _value(side: Side, generation: Generation) -> tuple[str, str]:
    """Return what a side states, and where: an article may repeat it."""
    return side.article_id, generation.article(side.article_id).text[slice(*side.value)]


def _first_stating(
    conflict: FoundConflict, place: int, numbers: dict[int, int], generation: Generation
) -> int:
    """Return the first cited side that states what the one at `place` does, in its article."""
    stated = _value(conflict.sides[place], generation)
    return next(p for p in sorted(numbers) if _value(conflict.sides[p], generation) == stated)


def _numbers(conflict: FoundConflict, citations: Sequence[Citation]) -> dict[int, int]:
    """Return the number of the first citation that holds each side, by the side's place."""
    return {
        place: next(c.number for c in citations if _holds(c, side))
        for place, side in enumerate(conflict.sides)
        if any(_holds(c, side) for c in citations)
    }


def _with_its_opposites(conflict: FoundConflict, place: int, numbers: dict[int, int]) -> list[int]:
    """Return a side and the first cited one of each other article that excludes it, in order."""
    chosen = {conflict.sides[place].article_id: place}
    for other in sorted(conflict.against(place), key=lambda o: (numbers.get(o, 0), o)):
        if other in numbers:
            chosen.setdefault(conflict.sides[other].article_id, other)
    return sorted(chosen.values())


def _missing_sides(quotes: Sequence[Quote], generation: Generation) -> Iterator[Quote]:
    """Yield, for each side in the first quote, a line of each article that excludes it, if missing.

    The line is the first of its article.
    """
    for conflict in generation.conflicts:
        places = range(len(conflict.sides))
        shown = {n for n in places if any(_holds(quote, conflict.sides[n]) for quote in quotes)}
        added: set[int] = set()
        for place in sorted(n for n in shown if _holds(quotes[0], conflict.sides[n])):
            added.update(_first_missing(conflict, place, shown | added))
        for place in sorted(added):
            side = conflict.sides[place]
            yield quote_line(generation.article(side.article_id), side.start, side.end)


def _first_missing(conflict: FoundConflict, place: int, shown: set[int]) -> Iterator[int]:
    by_article: dict[str, list[int]] = {}
    for other in conflict.against(place):
        by_article.setdefault(conflict.sides[other].article_id, []).append(other)
    yield from (others[0] for others in by_article.values() if not shown.intersection(others))


def _holds(one: Quote | Citation, side: Side) -> bool:
    start, end = side.value
    return one.article_id == side.article_id and one.start <= start and end <= one.end


def _named(
    conflict: FoundConflict,
    places: Sequence[int],
    numbers: dict[int, int],
    generation: Generation,
) -> Conflict:
    sides = [conflict.sides[place] for place in places]
    return Conflict(
        subject=conflict.subject,
        citations=tuple(numbers[place] for place in places),
        values=tuple(_value(side, generation)[1] for side in sides),
        scopes=tuple(", ".join(side.scope) or SCOPE_NOT_STATED for side in sides),
    )
