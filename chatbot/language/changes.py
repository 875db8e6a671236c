"""Text -> its changes "from ... to ...": the kind of figure, the first value and the last."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from chatbot.language.figure import Figure, Kind
from chatbot.language.figures import find_figures
from chatbot.language.tokens import plain

_FROM = re.compile(r"\bfrom(?: \w+){0,2}\s\Z", re.IGNORECASE)
_TO = re.compile(r"[^.;]{0,60}\b(?:to|until)(?: \w+)?\s\Z", re.IGNORECASE)
_BACK = re.compile(r"[^.;]{0,60}\bfrom(?: \w+)?\s\Z", re.IGNORECASE)
_UP_TO = re.compile(r"\bto(?: \w+)?\s\Z", re.IGNORECASE)

Change = tuple[Kind, float, float]


def _near_pairs(figures: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Yield each two figures that follow each other, or with one figure between them."""
    yield from pairwise(figures)
    yield from zip(figures, figures[2:], strict=False)


def find_changes(text: str) -> Iterator[Change]:
    """Yield the kind, first and last value of each change."""
    said = plain(text)
    figures = [figure for figure in find_figures(text) if not figure.is_year]
    for figure in figures:
        if figure.low != figure.high:
            yield figure.kind, figure.low, figure.high
    for one, other in _near_pairs(figures):
        if one.kind is not other.kind or one.low == other.low:
            continue
        before, between = said[: one.start], said[one.end : other.start]
        if _FROM.search(before) and _TO.fullmatch(between):
            yield one.kind, one.low, other.low
        elif _UP_TO.search(before) and _BACK.fullmatch(between):
            yield one.kind, other.low, one.low
