"""A figure -> the words of its own part of the sentence, that say what it is of.

"Infection (29%), hypotension (12%)": 29 % belongs to infection. Cut at commas, brackets and "and",
a text has parts with one figure each; a part without a word of its own takes those before it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from chatbot.grounding.figure import Figure, Kind, plain
from chatbot.grounding.figures import find_figures
from chatbot.grounding.words import Word, content_words, is_said
from chatbot.vocabulary.names import NameKind, find_names

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

_BESIDE = 0.5
"""How closely a figure belongs to the parts before its own, in the same sentence."""

_CLEARLY, _MUCH = 1.15, 1.5
"""How many times better the words must fit another figure; the second for rates and counts."""

_NAME = 2.0
"""How much more the name of a medicine, procedure or condition tells than another word."""

_STOP = re.compile(r"[;.\n]")
_LONG = 5  # letters of the words of a heading that may be written with a capital
_TITLED = 0.6  # of the longer words of a heading begin with a capital
_NAMES = (NameKind.MEDICINE, NameKind.PROCEDURE, NameKind.CONDITION)


def owned_figures(text: str) -> list[Owned]:
    """Return the figures of `text`, each with the words of its part."""
    said = plain(text)
    figures = find_figures(text)
    parts = _parts(said, figures)
    found = []
    for figure in figures:
        place = next(n for n, (start, end) in enumerate(parts) if start <= figure.start < end)
        found.append(Owned(figure=figure, owners=_owners(said, parts, place, figure, figures)))
    return found


def owned_in_lines(lines: Sequence[str]) -> list[Owned]:
    """Return the figures of `lines`; headings and lead-ins lend their words to what follows."""
    found: list[Owned] = []
    lent: dict[Word, float] = {}
    for line in lines:
        leads_in = _leads_in(line)
        if leads_in:
            lent = {word: _BESIDE * close for word, close in lent.items()}
        found += [
            Owned(figure=each.figure, owners={**lent, **each.owners})
            for each in owned_figures(line)
        ]
        if leads_in:
            lent |= {word: 1.0 for word in content_words(line) if not word.is_plain}
    return found


def _leads_in(line: str) -> bool:
    """Tell whether a line is a heading ("Adverse Events from X") or ends with a colon."""
    said = line.rstrip()
    long = [word for word in re.findall(r"[^\W\d_]+", said) if len(word) >= _LONG]
    titled = sum(word[0].isupper() for word in long) > _TITLED * len(long)
    return said.endswith(":") or (titled and len(long) > 1 and not said.endswith((".", ";")))


def _parts(said: str, figures: Sequence[Figure]) -> list[tuple[int, int]]:
    cuts = [
        match.start()
        for match in _CUT.finditer(said)
        if not any(f.start < match.end() and match.start() < f.end for f in figures)
    ]
    edges = [0, *cuts, len(said) + 1]
    return [part for start, end in pairwise(edges) for part in _between(said, start, end, figures)]


def _between(
    said: str, start: int, end: int, figures: Sequence[Figure]
) -> Iterator[tuple[int, int]]:
    """Cut a part with several figures of one kind, behind each or, if words end it, before each."""
    inside = [f for f in figures if start <= f.start < end and f.kind is not Kind.RATE]
    alike = [f for f in inside if f.kind is inside[0].kind]
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
        found = _close(said, parts[place + 1], own, figures, _BESIDE)
    for start, end in reversed(parts[: place + 1]):
        near = _close(said, (start, end), own, figures, closeness)
        if near:
            found = {**near, **found}
            closeness = _BESIDE
        if _STOP.match(said, start):
            break
    return found


def _close(
    said: str, part: tuple[int, int], own: Figure, figures: Sequence[Figure], closeness: float
) -> dict[Word, float]:
    words = _words(said, *part, figures) + _other_figures(*part, own, figures)
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
        if start <= f.start < end and f.kind is not own.kind and f.kind is not Kind.RATE
    ]


def _nearness(said: str, word: Word, own: Figure) -> float:
    """Return 1 for a word right at the figure, less with each word between."""
    between = said[word.end : own.start] if word.end <= own.start else said[own.end : word.start]
    return 1 / (1 + _FALL * len(between.split()))


def is_of_another(
    asked: Owned,
    same: Sequence[Owned],
    others: Sequence[Owned],
    beside: Sequence[tuple[Owned, Sequence[Owned]]],
) -> bool:
    """Tell whether the words at a figure are those of figures with another value in the lines.

    Args:
        asked: the figure of the sentence.
        same: the figures of the lines with its value.
        others: those of its kind with a value that the sentence does not hold.
        beside: other figures of the sentence of its kind, each with those of its value in the
            lines; they may have changed places with `asked`.

    """
    if not asked.owners:
        return False
    best = _closest(asked, same)
    nearest = _nearest(asked)
    sure = any(_belongs(nearest, each) for each in same)
    bound = asked.figure.kind not in (Kind.RATE, Kind.COUNT)
    if bound and any(
        _shared(asked, each) > _CLEARLY * best
        for each in others
        if not sure or _belongs(nearest, each)
    ):
        return True
    return any(
        _closest(asked, theirs) + _closest(other, same)
        > (_CLEARLY if bound else _MUCH) * (best + _closest(other, theirs))
        for other, theirs in beside
        if not {id(each) for each in theirs} & {id(each) for each in same}
        and (not sure or any(_belongs(nearest, each) for each in theirs))
    )


def _nearest(asked: Owned) -> Word:
    """Return the word that a figure most belongs to, names before others."""
    return max(asked.owners, key=lambda word: _weight(word) * asked.owners[word])


def _weight(word: Word) -> float:
    return _NAME if _is_name(word.written) else 1.0


def _closest(asked: Owned, stated: Sequence[Owned]) -> float:
    return max((_shared(asked, each) for each in stated), default=0.0)


def _shared(one: Owned, other: Owned) -> float:
    """Return how much of what `one` closely belongs to `other` belongs to as well."""
    return sum(
        _weight(word) * closeness * _belongs(word, other) for word, closeness in one.owners.items()
    )


def _belongs(word: Word, other: Owned) -> float:
    return max(
        (close for own, close in other.owners.items() if is_said(word, frozenset({own.stem}))),
        default=0.0,
    )


@lru_cache(maxsize=4096)
def _is_name(written: str) -> bool:
    return any(name.kind in _NAMES for name in find_names(written))
