"""Text -> its figures, each with the words of its own part of a sentence, that say what it is of.

"Infection (29%), hypotension (12%)": 29 % belongs to infection. Cut at commas, brackets and "and",
a text has parts with one figure each; a part without a word of its own takes those before it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from chatbot.language.clauses import SENTENCE_END
from chatbot.language.content_words import Word, content_words
from chatbot.language.figure import Figure, Kind
from chatbot.language.figures import find_figures
from chatbot.language.tokens import plain

_CUT = re.compile(
    r"[;,()\[\]|:\n]|\.(?=\s|$)|\s-\s"
    r"|\b(?:and|or|but|while|whereas|versus|vs|then|plus|whilst|although)\b"
    r"|\bcompared (?:with|to)\b|\b(?:followed|replaced|preceded) by\b|\brather than\b|\bthan\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """A figure of a text and the words it belongs to, each with how closely, from 0 to 1."""

    figure: Figure
    owners: Mapping[Word, float]


_FALL = 0.25
"""How much less closely a word belongs to a figure for each word between them."""

BESIDE = 0.5
"""How closely a figure belongs to the parts before its own, in the same sentence."""

_OF = re.compile(r"\d (?:out )?of (?:the |all )?\Z")  # "6 of 619" stays together
_PREPOSITION = re.compile(
    r"[\s)]{0,2}\b(?:under|in|with|for|among|of|on|at|during|receiving|taking|after)\b"
)
_ITEM = re.compile(r"\)?,?\s(?:and|or)\s|\)?,\s")


def owned_figures(text: str) -> list[Owned]:
    """Return the figures of `text`, each with the words of its part."""
    said = plain(text)
    figures = find_figures(text)
    parts = _parts(said, figures)
    found = []
    for figure in figures:
        place = next(n for n, (start, end) in enumerate(parts) if start <= figure.start < end)
        owners = _tail(said, figure, figures) | _owners(said, parts, place, figure, figures)
        found.append(Owned(figure=figure, owners=owners))
    return found


def _tail(said: str, own: Figure, figures: Sequence[Figure]) -> dict[Word, float]:
    """Return the words that close a list of figures: "A (29 %) and B (43.5 %) under C"."""
    if not _ITEM.match(said, own.end):
        return {}
    end = SENTENCE_END.search(said, own.end)
    stop = end.start() if end else len(said)
    last = max((f.end for f in figures if f.kind is own.kind and f.end <= stop), default=own.end)
    tail = _PREPOSITION.match(said, last)
    if last == own.end or tail is None:
        return {}
    return dict.fromkeys(_words(said, tail.end(), stop, figures), BESIDE)


def _parts(said: str, figures: Sequence[Figure]) -> list[tuple[int, int]]:
    beside = [_beside(said, figure) for figure in figures]
    cuts = [
        match.start()
        for match in _CUT.finditer(said)
        if not any(f.start < match.end() and match.start() < f.end for f in figures)
        and not any(match.start() in ends for ends in beside)
    ]
    edges = [0, *cuts, len(said) + 1]
    return [part for start, end in pairwise(edges) for part in _between(said, start, end, figures)]


def _beside(said: str, figure: Figure) -> tuple[int, ...]:
    """Return the places of brackets that hold this figure alone: "in 6 people (1%) on insulin"."""
    behind = said[figure.end : figure.end + 1]
    if said[figure.start - 1 : figure.start] == "(" and behind == ")":
        return figure.start - 1, figure.end
    return ()


def _between(
    said: str, start: int, end: int, figures: Sequence[Figure]
) -> Iterator[tuple[int, int]]:
    """Cut a part with several figures of one kind, behind each or, if words end it, before each."""
    inside = [f for f in figures if start <= f.start < end and f.kind is not Kind.RATE]
    inside = [f for f in inside if not _OF.search(said, 0, f.start)]
    kinds = [f.kind for f in inside]
    alike = [f for f in inside if f.kind is max(kinds, key=kinds.count)]
    if len(alike) < 2:
        yield start, end
        return
    leading = bool(_words(said, start, alike[0].start, figures))
    trailing = bool(_words(said, alike[-1].end, end, figures))
    cuts = [f.end for f in alike[:-1]] if leading and not trailing else [f.start for f in alike[1:]]
    yield from pairwise([start, *cuts, end])


def _owners(
    said: str, parts: Sequence[tuple[int, int]], place: int, own: Figure, figures: Sequence[Figure]
) -> dict[Word, float]:
    """Return the words of the part, else of the nearest before it; at half, those before that."""
    found: dict[Word, float] = {}
    closeness = 1.0
    if not _words(said, *parts[place], figures) and place + 1 < len(parts):
        found = _close(said, parts[place + 1], own, figures, BESIDE)
    for start, end in reversed(parts[: place + 1]):
        near = _close(said, (start, end), own, figures, closeness)
        if near:
            found = {**near, **found}
            closeness = BESIDE
        if SENTENCE_END.match(said, start):
            break
    return found


def _close(
    said: str, part: tuple[int, int], own: Figure, figures: Sequence[Figure], closeness: float
) -> dict[Word, float]:
    words = _words(said, *part, figures)
    if part[0] <= own.start < part[1]:
        words += _other_figures(*part, own, figures)
    return {word: closeness * _nearness(said, word, own) for word in words}


def _words(said: str, start: int, end: int, figures: Sequence[Figure]) -> list[Word]:
    return [
        replace(word, start=start + word.start, end=start + word.end)
        for word in content_words(said[start:end])
        if not word.is_plain and not any(f.start <= start + word.start < f.end for f in figures)
    ]


def _other_figures(start: int, end: int, own: Figure, figures: Sequence[Figure]) -> list[Word]:
    """Return figures of another kind in the part as words: "51% at 6 months"."""
    return [
        Word(
            stem=f"{f.kind.value} {f.low:g} {f.high:g}",
            start=f.start,
            end=f.end,
            written="",
            is_plain=False,
            is_strict=True,
        )
        for f in figures
        if start <= f.start < end and f.kind not in (own.kind, Kind.RATE) and not f.is_year
    ]


def _nearness(said: str, word: Word, own: Figure) -> float:
    """Return 1 for a word right at the figure, less with each word between."""
    between = said[word.end : own.start] if word.end <= own.start else said[own.end : word.start]
    return 1 / (1 + _FALL * len(between.split()))
