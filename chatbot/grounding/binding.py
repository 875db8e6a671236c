"""The words at a figure of a sentence -> whether the lines have them at another."""

import re
from collections.abc import Sequence
from functools import lru_cache

from chatbot.language.content_words import Word, content_words, is_said
from chatbot.language.figure import Kind
from chatbot.language.names import NameKind, find_names
from chatbot.language.owners import BESIDE, Owned, owned_figures

_CLEARLY, _MUCH = 1.15, 1.5
"""How many times better the words must fit another figure; the second for rates and counts."""

_NEAR = 0.3
"""How closely a name at least belongs to its figure."""

_NAME = 2.0
"""How much more the name of a medicine, procedure or condition tells than another word."""

_LONG = 5  # letters of the words of a heading that may be written with a capital
_TITLED = 0.6  # of the longer words of a heading begin with a capital
_NAMES = (NameKind.MEDICINE, NameKind.PROCEDURE, NameKind.CONDITION)


def owned_in_lines(lines: Sequence[str]) -> list[Owned]:
    """Return the figures of `lines`; headings and lead-ins lend their words to what follows."""
    found: list[Owned] = []
    lent: dict[Word, float] = {}
    for line in lines:
        leads_in = _leads_in(line)
        if leads_in:
            lent = {word: BESIDE * close for word, close in lent.items()}
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


def is_of_another(
    asked: Owned,
    same: Sequence[Owned],
    others: Sequence[Owned],
    beside: Sequence[tuple[Owned, Sequence[Owned]]],
) -> bool:
    """Tell whether the words at a figure are those of figures with another value in the lines.

    `same` are the figures of the lines with the value of the one `asked`, `others` those of its
    kind with a value that the sentence does not hold, `beside` other figures of the sentence of its
    kind that may have changed places with it, each with those of its value in the lines.
    """
    if not asked.owners:
        return False
    if _has_changed_name(
        asked, same, [*others, *(each for _, theirs in beside for each in theirs)]
    ):
        return True
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


def _has_changed_name(asked: Owned, same: Sequence[Owned], others: Sequence[Owned]) -> bool:
    """Tell whether the name at a figure is the one at other figures only."""
    name = _nearest_name(asked)
    if name is None or asked.owners[name] < _NEAR:
        return False
    names = [_nearest_name(each) for each in same]
    if any(own is None or is_said(name, frozenset({own.stem})) for own in names):
        return False
    return any(
        each.figure.unit == asked.figure.unit
        and (own := _nearest_name(each)) is not None
        and is_said(name, frozenset({own.stem}))
        for each in others
    )


def _nearest_name(of: Owned) -> Word | None:
    names = [word for word in of.owners if _is_name(word.written)]
    return max(names, key=lambda word: of.owners[word], default=None)


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
