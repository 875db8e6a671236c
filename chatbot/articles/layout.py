"""Lines and tables of pages -> units: headings, paragraphs, lists and rows.

A page says only where its letters stand. Headings are told by size and weight, list items by
their signs, paragraphs by the space between lines; what only repeats from page to page is left
out, and what a page or a column breaks off is joined again.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median_low
from string import ascii_lowercase

from chatbot.articles.article import NUMBER, BlockKind
from chatbot.articles.composed_text import Unit, table_units
from chatbot.articles.furniture import warns
from chatbot.articles.page_columns import Item, items_of
from chatbot.articles.page_words import expression, patterns
from chatbot.articles.printed import (
    DASHES,
    PrintedLine,
    PrintedPage,
    PrintedTable,
    common_size,
    opens_bullet,
    running_lines,
    step_of,
)  # fmt: skip
from chatbot.articles.typesetting import Run, typeset

_LARGER = 1.12  # than the body: a heading
_LONGEST_HEADING = 24  # words
_SPEAKS = expression("bold_speech", after=r"\b")
_APART = 1.3  # times the usual distance of lines: a new paragraph
_ENDS = re.compile(r"[.!?:;][\"\u201d\u2019')\]\d,\u2013-]*\Z")
_GOES_ON = frozenset(f"{ascii_lowercase}0123456789(<>\u2264\u2265\u00b1%")
_LETTERS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_KEEPS_HYPHEN = frozenset(patterns("hyphenated"))


def units_of_pages(pages: Sequence[PrintedPage]) -> tuple[list[Unit], list[Unit]]:
    """Return the units of a paged document, and what its running heads and feet warn of.

    `Unit.breaks` tell where the pages begin.
    """
    printed = [items_of(page) for page in pages]
    lines = [[item for item in items if isinstance(item, PrintedLine)] for items in printed]
    by_place = [sorted(each, key=lambda line: line.top) for each in lines]
    running = running_lines(by_place, [page.height for page in pages])
    writer = _Writer(_Look.of([line for each in lines for line in each if id(line) not in running]))
    for items in printed:
        kept = [item for item in items if id(item) not in running]
        for item, after in zip(kept, [*kept[1:], None], strict=False):
            writer.take(item, after)
        writer.turn_page()
    heads = [line for each in by_place for line in each if id(line) in running]
    return writer.finish(), _notices(heads)


def _notices(lines: Sequence[PrintedLine]) -> list[Unit]:
    """Return the running lines that warn, each of them once, whatever number it ends with."""
    found: dict[str, Unit] = {}
    for words in (typeset(line.runs()) for line in lines):
        if warns(words.text):
            unit = Unit(kind=BlockKind.PARAGRAPH, words=words)
            found.setdefault(NUMBER.sub("", words.text), unit)
    return list(found.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """How the document is set: its body's size, the usual distance of lines, its headings.

    `styles` are the (size, bold) of headings, the outermost first; `words` are all words in small
    letters, with their hyphens, by which a word broken at a line's end is made whole again.
    """

    body: float
    distance: float
    styles: tuple[tuple[float, bool], ...]
    has_title: bool
    words: frozenset[str]

    @classmethod
    def of(cls, lines: Sequence[PrintedLine]) -> "_Look":
        body = common_size([word for line in lines for word in line.words]) if lines else 1.0
        distances = [
            below.top - line.top
            for line, below in pairwise(lines)
            if line.page == below.page and 0 < below.top - line.top < 3 * line.size
        ]
        first = cls(
            body=body,
            distance=median_low(distances) / body if distances else _APART,
            styles=(),
            has_title=False,
            words=frozenset(_whole_words(lines)),
        )
        headed = {
            (line.size, line.is_bold)
            for line, after in zip(lines, [*lines[1:], None], strict=False)
            if first.heads(line, after)
        }
        styles = tuple(sorted(headed, reverse=True))
        largest = [line for line in lines if (line.size, line.is_bold) == max(headed, default=None)]
        has_title = (
            bool(largest)
            and largest[-1].top - largest[0].top < 3 * len(largest) * body
            and largest[0].page == largest[-1].page == 1
        )
        return replace(first, styles=styles, has_title=has_title)

    def heads(self, line: PrintedLine, after: Item | None) -> bool:
        """Tell whether `line` is set as a heading."""
        text = line.text
        if len(line.words) > _LONGEST_HEADING or not any(c.isalpha() for c in text):
            return False
        if line.size >= _LARGER * self.body:
            return True
        alone = not isinstance(after, PrintedLine) or not after.is_bold
        return (
            line.is_bold
            and line.size >= 0.95 * self.body
            and alone
            and not text.endswith((".", ",", ";", ":"))
            and not _SPEAKS.match(text)
            and not opens_bullet(line)
            and after is not None
        )

    def level(self, line: PrintedLine) -> int:
        """Return the level of a heading: 1 for the title, where there is one."""
        style = (line.size, line.is_bold)
        rank = self.styles.index(style) if style in self.styles else len(self.styles)
        return min(rank + (1 if self.has_title else 2), 6)


@dataclass(slots=True, kw_only=True)
class _Open:
    """The unit that is being written, still without its words."""

    unit: Unit
    lines: list[PrintedLine] = field(default_factory=list)
    skipped: int = 0  # words: the sign of a list item
    breaks: dict[int, int] = field(default_factory=dict)  # number of a line -> pages begun there


class _Writer:
    """Lines and tables in reading order become units."""

    def __init__(self, look: _Look) -> None:
        self._look = look
        self._units: list[Unit] = []
        self._open: _Open | None = None
        self._items: list[float] = []  # where the signs of the enclosing list items stand
        self._turned = 0  # pages begun since the last word
        self._step = 0
        self._width = 0  # columns of the table just written

    def turn_page(self) -> None:
        """Note that what follows stands on the next page."""
        self._turned += 1

    def finish(self) -> list[Unit]:
        """Return the units."""
        self._close()
        return self._units

    def take(self, item: Item, after: Item | None) -> None:
        """Take in the next line or table; `after` is the one behind it on the page."""
        if isinstance(item, PrintedTable):
            self._table(item)
            return
        if self._look.heads(item, after):
            self._heading(item)
        elif opens_bullet(item) and not self._is_only_wrapped(item, None):
            self._begin(BlockKind.BULLET, item)
        elif (number := step_of(item)) is not None and not self._is_only_wrapped(item, number):
            self._step = number
            self._begin(BlockKind.STEP, item, label=item.words[0].text)
        elif self._open and self._continues(self._open, item):
            self._add(self._open, item)
        else:
            self._begin(BlockKind.PARAGRAPH, item)
        self._width = 0

    def _heading(self, line: PrintedLine) -> None:
        held = self._open
        if held and held.unit.kind is BlockKind.HEADING:
            last = held.lines[-1]
            same = (last.size, last.is_bold, last.page) == (line.size, line.is_bold, line.page)
            if same and 0 < line.top - last.top < 1.7 * line.size:
                held.lines.append(line)
                return
        self._close()
        self._items.clear()
        self._step = 0
        level = self._look.level(line)
        self._open = _Open(unit=Unit(kind=BlockKind.HEADING, level=level))
        self._add(self._open, line)

    def _begin(self, kind: BlockKind, line: PrintedLine, *, label: str | None = None) -> None:
        self._close()
        while self._items and self._items[-1] >= line.x0 - 2:
            self._items.pop()
        is_item = kind is not BlockKind.PARAGRAPH
        if not is_item and line.x0 - line.left < 2:
            self._items.clear()
        unit = Unit(kind=kind, depth=len(self._items), label=label)
        self._open = _Open(unit=unit, skipped=int(is_item))
        if is_item:
            self._items.append(line.x0)
        self._add(self._open, line)

    def _add(self, held: _Open, line: PrintedLine) -> None:
        if self._turned:
            held.breaks[len(held.lines)] = self._turned
            self._turned = 0
        held.lines.append(line)

    def _is_only_wrapped(self, line: PrintedLine, number: int | None) -> bool:
        """Tell whether a sign at a line's start is but a word of the sentence: "dose of / 10."."""
        held = self._open
        if held is None or held.unit.kind is BlockKind.HEADING:
            return False
        if _ENDS.search(held.lines[-1].text) or not self._continues(held, line):
            return False
        if number is None:
            return line.words[0].text in DASHES
        return number not in (1, self._step + 1)

    def _continues(self, held: _Open, line: PrintedLine) -> bool:
        """Tell whether `line` carries on the open paragraph or list item."""
        last = held.lines[-1]
        if held.unit.kind is BlockKind.HEADING or abs(line.size - last.size) > 0.1 * last.size:
            return False
        text = last.text
        moved = line.page != last.page or line.top < last.top or line.left > last.right
        if moved:
            broken = text.endswith("-") or not _ENDS.search(text)
            return broken and line.text[:1] in _GOES_ON
        distance = (line.top - last.top) / line.size
        usual = self._look.distance * self._look.body / line.size
        if distance > _APART * max(usual, 1.0):
            return False
        is_short = last.x1 < last.right - 0.2 * (last.right - last.left)
        if is_short and _ENDS.search(text) and line.text[:1] not in _GOES_ON:
            return False
        if held.unit.kind is BlockKind.PARAGRAPH:
            return line.x0 <= last.x0 + 0.8 * line.size
        return line.x0 > held.lines[0].x0 + 1 or not _ENDS.search(text)

    def _table(self, table: PrintedTable) -> None:
        self._close()
        grid = list(table.grid)
        goes_on = self._turned > 0 and self._width == len(grid[0])
        if goes_on:
            headers = [u for u in self._units if u.kind is BlockKind.ROW and u.introduces]
            first = next(table_units(grid[:1], goes_on=True), None)
            repeats = headers and first and first.words == headers[-1].words
            grid = grid[1:] if repeats else grid
        opens = not table.is_ruled
        for unit in table_units(grid, goes_on=goes_on):
            self._units.append(replace(unit, breaks=(0,) * self._turned, opens_unruled=opens))
            self._turned, opens = 0, False
        self._width = len(table.grid[0])

    def _close(self) -> None:
        """Make a unit of the open lines."""
        held, self._open = self._open, None
        if held is None:
            return
        runs: list[Run] = []
        breaks: list[int] = []
        for number, line in enumerate(held.lines):
            if number:
                runs = _at_line_end(runs, held.lines[number - 1], line, self._look.words)
            if number in held.breaks:
                breaks += [len(typeset(runs).text) + bool(number)] * held.breaks[number]
            runs += line.runs(held.skipped if number == 0 else 0)
        if (words := typeset(runs)).text:
            turned = tuple(min(offset, len(words.text) - 1) for offset in breaks)
            self._units.append(replace(held.unit, words=words, breaks=turned))


def _whole_words(lines: Sequence[PrintedLine]) -> Iterator[str]:
    """Yield the words of the document in small letters, but for the parts of broken ones."""
    for before, line in zip((None, *lines), lines, strict=False):
        words = line.text.split()
        first = 1 if before and before.text.endswith("-") else 0
        last = len(words) - (1 if line.text.endswith("-") else 0)
        for word in _LETTERS.findall(" ".join(words[first:last])):
            yield word.casefold()


def _at_line_end(
    runs: list[Run], before: PrintedLine, after: PrintedLine, known: frozenset[str]
) -> list[Run]:
    """Return `runs` ready for the next line: with a space, or with a broken word made whole."""
    text, first = before.text, after.words[0].text
    if not runs or not text or not first:
        return runs
    last = runs[-1]
    if last.text.endswith("\u00ad"):
        return runs
    if text.endswith("-") and len(text) > 1 and not text[-2].isspace():
        if _is_broken_word(text, first, known):
            return [*runs[:-1], replace(last, text=last.text.rstrip("-"))]
        return runs
    is_range = text[-1] in "–/" and text[-2:-1].isalnum() and first[0].isalnum()
    return runs if is_range else [*runs, Run(text=" ")]


def _is_broken_word(text: str, first: str, known: frozenset[str]) -> bool:
    """Tell whether the hyphen at the end of `text` only breaks a word; never one of a figure."""
    if not text[-2].isalpha() or not first[0].islower():
        return False
    head = _LETTERS.findall(text[:-1])[-1].casefold()
    tail = _LETTERS.match(first)
    whole = tail[0].casefold() if tail else ""
    if head + whole in known:
        return True
    if f"{head}-{whole}" in known or head.split("-")[-1] in _KEEPS_HYPHEN:
        return False
    return not (head in known and whole in known)
