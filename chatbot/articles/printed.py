"""What stands on the pages of a paged document: words with their places, lines, tables."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from chatbot.articles.article import NUMBER
from chatbot.articles.composed_text import Cell
from chatbot.articles.typesetting import Rise, Run

_BULLETS = frozenset("•◦▪‣●○∙·■□◆◇➢➤►✓\uf0b7\uf0a7\uf0d8\uf0fc\uf02d\uf076\u2043\u25aa\u25cf")
_STEP = re.compile(r"(\d{1,2})[.)]")
_SIGNS = frozenset("\u2265\u2264\u00b1\u00b5\u03bc\u00d7\u2248\u2260<>=\u00b0+\u2212")
DASHES = frozenset("-–—*")
UNKNOWN_GLYPH = re.compile(r"\(cid:\d+\)")
_SMALL = 0.85  # of the size of its line: raised or lowered
_NEAR = 0.15  # of the size: letters of one word are not farther apart
_BESIDE = 1.0  # of the size: how far from a word its mark may stand
_MARGIN = 0.12  # of the page's height
_PAGE_NUMBER = re.compile(
    r"(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?|-\s*\d{1,4}\s*-"
    r"|(?:file|https?)://\S+(?: \d+/\d+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What stands on a page, in points from its upper left corner."""

    x0: float
    x1: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedWord(Placed):
    """Letters set together in one font."""

    text: str
    size: float
    is_bold: bool = False
    is_symbol: bool = False
    is_struck: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTable(Placed):
    """A table, in reading order of its cells. One that is not ruled was told by its gaps."""

    grid: tuple[tuple[Cell, ...], ...]
    is_ruled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPage:
    """One page; the words of its tables are in the tables only."""

    number: int
    height: float
    words: tuple[PrintedWord, ...]
    tables: tuple[PrintedTable, ...]
    has_pictures: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLine(Placed):
    """Words of one line, from left to right; `left` and `right` are the borders of its column.

    `size` is that of most letters; `top`, `bottom`, `is_bold` are those of the words of that size.
    """

    words: tuple[PrintedWord, ...]
    page: int
    size: float
    is_bold: bool
    left: float = 0.0
    right: float = 0.0

    @property
    def text(self) -> str:
        """Its words without regard to raised ones, less those that are struck out."""
        return " ".join(word.text for word in self.words if not word.is_struck)

    def runs(self, first: int = 0) -> list[Run]:
        """Return the words from number `first` as runs, spaces where there are gaps."""
        found: list[Run] = []
        before = None
        for word in self.words[first:]:
            if before and word.x0 - before.x1 > _NEAR * min(self.size, max(word.size, before.size)):
                found.append(Run(text=" "))
            before = word
            if not word.is_struck:
                found.append(Run(text=word.text, rise=_rise(word, self.size, self.bottom)))
        return found


def common_size(words: Iterable[PrintedWord]) -> float:
    """Return the size that most letters of `words` have, rounded to half points."""
    counted: Counter[float] = Counter()
    for word in words:
        counted[round(word.size * 2) / 2] += len(word.text)
    return max(counted, key=lambda size: (counted[size], size))


def lines_of(words: Sequence[PrintedWord], page: int) -> list[PrintedLine]:
    """Return the lines that `words` make, from top to bottom.

    Small words beside larger ones belong to their line; others make lines of their own.
    """
    if not words:
        return []
    smallest = _SMALL * common_size(words)
    groups = _in_rows(word for word in words if word.size >= smallest)
    alone: list[PrintedWord] = []
    for word in words:
        if word.size < smallest:
            beside = [group for group in groups if _stands_beside(word, group)]
            nearest = max(beside, key=lambda group: _overlap(word, group), default=alone)
            nearest.append(word)
    groups += _in_rows(alone)
    found = [_line(group, page) for group in groups if not all(word.is_struck for word in group)]
    return sorted(found, key=lambda line: (line.top, line.x0))


def _line(words: Iterable[PrintedWord], page: int) -> PrintedLine:
    ordered = tuple(sorted(words, key=lambda word: word.x0))
    size = common_size(ordered)
    usual = [word for word in ordered if abs(word.size - size) < 0.1 * size] or ordered
    return PrintedLine(
        words=ordered,
        page=page,
        x0=ordered[0].x0,
        x1=max(word.x1 for word in ordered),
        top=min(word.top for word in usual),
        bottom=max(word.bottom for word in usual),
        size=size,
        is_bold=all(word.is_bold for word in usual),
    )


def _rise(word: PrintedWord, size: float, bottom: float) -> Rise:
    above = bottom - word.bottom
    if above > (0.12 if word.size < _SMALL * size else 0.25) * size:
        return Rise.ABOVE
    return Rise.BELOW if word.size < _SMALL * size and above < -0.03 * size else Rise.NONE


def _in_rows(words: Iterable[PrintedWord]) -> list[list[PrintedWord]]:
    """Group words that stand side by side."""
    rows: list[list[PrintedWord]] = []
    for word in sorted(words, key=lambda word: (word.bottom, word.x0)):
        last = rows[-1][0] if rows else None
        if last and min(word.bottom, last.bottom) - max(word.top, last.top) >= 0.5 * min(
            word.bottom - word.top, last.bottom - last.top
        ):
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows


def _stands_beside(word: PrintedWord, group: Sequence[PrintedWord]) -> bool:
    return _overlap(word, group) > 0 and any(
        -1.0 <= word.x0 - other.x1 <= _BESIDE * other.size
        or -1.0 <= other.x0 - word.x1 <= _BESIDE * other.size
        for other in group
    )


def _overlap(word: PrintedWord, group: Sequence[PrintedWord]) -> float:
    return max(min(word.bottom, each.bottom) - max(word.top, each.top) for each in group)


def running_lines(pages: Sequence[Sequence[PrintedLine]], heights: Sequence[float]) -> set[int]:
    """Return the `id`s of the lines that only repeat from page to page, page numbers, addresses.

    Such a line stands in the upper or lower margin of at least two pages in five, at the same
    height and in the same words but for a number that grows with the pages.
    """
    places: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    keyed: list[tuple[PrintedLine, list[tuple[str, int]]]] = []
    running: set[int] = set()
    for page, (lines, height) in enumerate(zip(pages, heights, strict=True)):
        for line, above in zip(lines, (None, *lines), strict=False):
            if _MARGIN * height < line.top < (1 - _MARGIN) * height:
                continue
            keys = [(key, round(line.top / 4)) for key in _keys(line.text, page)]
            keyed.append((line, keys))
            for key in keys:
                places[key].add(page)
            far = above is None or line.top - above.bottom > line.size
            if far and line.top > 0.5 * height and _PAGE_NUMBER.fullmatch(line.text):
                running.add(id(line))
    enough = max(2, round(0.4 * len(pages)))
    return running | {
        id(line) for line, keys in keyed if any(len(places[key]) >= enough for key in keys)
    }


def _keys(text: str, page: int) -> Iterator[str]:
    """Yield the words as they are, and with each number less the number of the page."""
    yield text
    for found in NUMBER.finditer(text[:200]):
        if len(found[0]) < 6:
            yield f"{text[: found.start()]}\0{int(found[0]) - page}{text[found.end() :]}"


def opens_bullet(line: PrintedLine) -> bool:
    """Tell whether `line` opens with the sign of a bullet, one word."""
    if len(line.words) < 2:
        return False
    sign, following = line.words[:2]
    if sign.text in _BULLETS or UNKNOWN_GLYPH.fullmatch(sign.text):
        return True
    if sign.is_symbol and len(sign.text) == 1 and sign.text not in _SIGNS:
        return True
    if sign.text in DASHES:
        return following.text[:1].isalpha()
    return sign.text == "o" and following.x0 - sign.x1 > 0.5 * sign.size


def step_of(line: PrintedLine) -> int | None:
    """Return the number of the step that `line` opens."""
    found = _STEP.fullmatch(line.words[0].text)
    return int(found[1]) if found and len(line.words) > 1 else None
