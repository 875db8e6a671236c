"""Elements of an HTML tree -> units, every word of them but plain navigation."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from chatbot.articles.article import BlockKind
from chatbot.articles.composed_text import Cell, Unit, table_units
from chatbot.articles.elements import (
    INLINE,
    LEVELS,
    SKIPPED,
    alternative_of,
    is_box,
    is_heading,
    lays_out,
    number_of,
    printed_numbers,
    words_of,
)  # fmt: skip
from chatbot.articles.formulas import linear
from chatbot.articles.furniture import around, is_hidden, is_left_out, is_notice, is_passed
from chatbot.articles.reference_list import linked_doi
from chatbot.articles.tab_labels import labels
from chatbot.articles.typesetting import Rise, Run, Words, joined, typeset

Element = Any  # of lxml, which has no types

_DEEPEST = 120
_MOST_COLUMNS = 60
_LONGEST_SPAN = 500

_INTRODUCING = frozenset("summary legend caption".split())


def units_of(element: Element, *, drops: bool = True) -> list[Unit]:
    """Return the units below `element`; without `drops`, those of its navigation too."""
    return _Walk(drops=drops).read(element)


def notices_outside(body: Element, main: Element) -> list[Unit]:
    """Return the warnings that stand outside `main` or in what is passed over there.

    That a guideline was withdrawn is often said in the head of a page.
    """
    walk = _Walk(drops=True)
    walk.read(main)
    held: dict[Element, None] = {}  # in order
    for element in body.iter():
        if not isinstance(element.tag, str) or element in walk.seen or not is_notice(element):
            continue
        above = list(element.iterancestors())
        if any(each in held or is_passed(each) for each in above):
            continue
        notice = around(element)
        if notice in walk.seen or any(each in walk.seen for each in notice.iter()):
            notice = element
        if notice is not element:
            for each in notice.iter():
                held.pop(each, None)
        held[notice] = None
    found = [unit for element in held for unit in units_of(element)]
    return [replace(unit, kind=BlockKind.PARAGRAPH, label=None, level=0, depth=0) for unit in found]


def hidden_words(element: Element) -> str:
    """Return the words below `element` that are not shown and so not read."""
    walk = _Walk(drops=True)
    walk.read(element)
    return " ".join(walk.hidden)


def shown_words(element: Element) -> list[str]:
    """Return each stretch of words below `element` that a reading of it must hold."""
    controls = frozenset(labels(element).values())
    found: list[str] = []
    waiting: list[tuple[Element, bool]] = [(element, _is_main(element))]
    while waiting:
        each, in_main = waiting.pop()
        if isinstance(each, str):
            found.append(each)
            continue
        inside: list[tuple[Element, bool]] = [(each.text or "", in_main)]
        for child in each:
            is_read = isinstance(child.tag, str) and child not in controls and child.tag != "math"
            if is_read and not is_left_out(child, in_main=in_main, drops=True):
                inside.append((child, in_main or child.tag in ("main", "article")))
            inside.append((child.tail or "", in_main))
        waiting += reversed(inside)
    return found


def _is_main(element: Element) -> bool:
    return element.tag in ("main", "article") or element.get("role") == "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where the walk is: enclosing list items, whether in a box, how words are raised.

    `deeper` is by how much headings stand below a label that the page does not print as one.
    """

    depth: int = 0
    nesting: int = 0
    is_boxed: bool = False
    in_main: bool = False
    is_preformatted: bool = False
    rise: Rise = Rise.NONE
    deeper: int = 0


class _Walk:
    """One walk over a tree; the words gathered since the last block wait in `_runs`."""

    def __init__(self, *, drops: bool) -> None:
        self._drops = drops
        self._units: list[Unit] = []
        self._runs: list[Run] = []
        self._dois: set[str] = set()  # where links in those words lead to
        self._opened: Unit | None = None  # the list item that the next words open
        self._folded: int | None = None  # level of the folded sections below the last heading
        self._labels: Mapping[Element, Element] = {}  # of tabs, by their panels
        self._controls: frozenset[Element] = frozenset()
        self._tabs: Unit | None = None  # the heading above the tabs that were just read
        self._resumes = False
        self.seen: set[Element] = set()
        self.hidden: list[str] = []

    def read(self, element: Element) -> list[Unit]:
        """Return the units below `element`."""
        place = _Place(in_main=_is_main(element))
        self._labels = labels(element)
        self._controls = frozenset(self._labels.values())
        self.seen.add(element)
        self._children(element, place)
        self._flush(place)
        return self._units

    def _children(self, element: Element, place: _Place) -> None:
        self._say(element.text, place)
        for child in element:
            if isinstance(child.tag, str):
                self._element(child, replace(place, nesting=place.nesting + 1))
            self._say(child.tail, place)

    def _say(self, text: str | None, place: _Place) -> None:
        if text:
            if not place.is_preformatted:
                text = re.sub(r"\s+", " ", text)
            self._runs.append(Run(text=text, rise=place.rise))

    def _element(self, element: Element, place: _Place) -> None:  # noqa: C901 - one case a tag
        tag = element.tag
        if element in self._controls:
            return
        if is_left_out(element, in_main=place.in_main, drops=self._drops):
            self._leave_out(element)
            return
        self.seen.add(element)
        if element in self._labels and not place.is_boxed and not self._opened:
            self._panel(element, place)
            return
        if element in self._labels:
            self._flush(place)
            self._say(words_of(self._labels[element]), place)
            self._flush(place, introduces=True)
        place = replace(
            place,
            is_boxed=place.is_boxed or is_box(element),
            in_main=place.in_main or tag in ("main", "article"),
        )
        style = element.get("style", "").replace(" ", "")
        if place.nesting > _DEEPEST:
            self._say(element.text_content(), place)
        elif tag == "br":
            self._runs.append(Run(text="\n"))
        elif tag == "math":
            self._say(linear(element), place)
        elif tag == "img":
            self._say(alternative_of(element), place)
        elif tag == "sup" or "vertical-align:super" in style:
            self._runs.append(Run(text="", opens=True))
            self._children(element, replace(place, rise=Rise.ABOVE))
        elif tag == "sub" or "vertical-align:sub" in style:
            self._children(element, replace(place, rise=Rise.BELOW))
        elif tag in INLINE:
            if doi := linked_doi(element.get("href", "")):
                self._dois.add(doi)
            self._children(element, place)
        elif is_heading(element):
            self._heading(element, place)
        elif tag in ("ul", "ol", "menu", "dir"):
            self._list(element, place)
        elif tag == "dl":
            self._definitions(element, place)
        elif tag == "table":
            self._table(element, place)
        else:
            self._flush(place)
            self._children(element, replace(place, is_preformatted=tag == "pre"))
            self._flush(place, introduces=tag in _INTRODUCING)

    def _leave_out(self, element: Element) -> None:
        if element.tag not in SKIPPED and is_hidden(element):
            self.hidden.append(words_of(element))

    def _panel(self, element: Element, place: _Place) -> None:
        """Take in a part that a tab opens, below the tab's label as a heading."""
        self._flush(place)
        above = self._tabs if self._resumes else self._heading_above()
        level = min((above.level if above else 1) + 1, 6)
        label = Words(text=words_of(self._labels[element]))
        self._resumes = False
        self._append(Unit(kind=BlockKind.HEADING, words=label, level=level))
        outermost = min((LEVELS[each.tag] for each in element.iter(*LEVELS)), default=level + 1)
        self._children(element, replace(place, deeper=max(level + 1 - outermost, 0)))
        self._flush(place)
        self._tabs, self._resumes = above, above is not None

    def _heading_above(self) -> Unit | None:
        above = (unit for unit in reversed(self._units) if unit.kind is BlockKind.HEADING)
        return next(above, None)

    def _append(self, unit: Unit) -> None:
        """Add a unit; the first after tabs stands below the heading above them again."""
        is_beside = (
            unit.kind is BlockKind.HEADING and self._tabs and (unit.level <= self._tabs.level + 1)
        )
        if self._resumes and self._tabs and not is_beside:
            self._units.append(self._tabs)
        if self._resumes:
            self._tabs, self._resumes = None, False
        self._units.append(unit)

    def _flush(self, place: _Place, *, introduces: bool = False) -> None:
        """Make a unit of the words that wait: the open list item, else a paragraph."""
        words = typeset(self._runs)
        doi = next(iter(self._dois)) if len(self._dois) == 1 else None
        self._runs, self._dois = [], set()
        if not words.text:
            return
        if self._opened:
            self._append(replace(self._opened, words=words, doi=doi))
            self._opened = None
            return
        self._append(
            Unit(
                kind=BlockKind.PARAGRAPH,
                words=words,
                depth=place.depth,
                introduces=introduces,
                doi=doi,
            )
        )

    def _heading(self, element: Element, place: _Place) -> None:
        """Take a heading in; one in a box introduces that box and ends no section."""
        self._flush(place)
        if place.is_boxed or self._opened:
            self._children(element, place)
            self._flush(place, introduces=True)
            return
        self._children(element, place)
        words, self._runs, self._dois = typeset(self._runs), [], set()
        if element.tag == "summary":
            level = self._level_below()
        else:
            level = LEVELS.get(element.tag) or number_of(element.get("aria-level"), 2)
            level += place.deeper
            self._folded = None
        self._append(Unit(kind=BlockKind.HEADING, words=words, level=min(max(level, 1), 6)))

    def _level_below(self) -> int:
        """Return the level of a folded section; those of one run are beside each other."""
        headings = (unit.level for unit in reversed(self._units) if unit.kind is BlockKind.HEADING)
        if self._folded is None:
            self._folded = next(headings, 1) + 1
        return self._folded

    def _list(self, element: Element, place: _Place) -> None:
        self._flush(place)
        numbers = printed_numbers(element) if element.tag == "ol" else None
        for child in element:
            if child.tag == "li":
                self.seen.add(child)
                label = f"{next(numbers)}." if numbers else None
                self._item(child, place, BlockKind.STEP if label else BlockKind.BULLET, label)
            elif isinstance(child.tag, str):
                inner = place.depth + (child.tag in ("ul", "ol"))
                self._element(child, replace(place, depth=inner, nesting=place.nesting + 1))
            self._say(child.tail, place)
            self._flush(place)

    def _item(
        self, element: Element, place: _Place, kind: BlockKind, label: str | None = None
    ) -> None:
        """Take in a list item: its first words are the item, the rest stands below it."""
        self._opened = Unit(kind=kind, words=Words(text=""), depth=place.depth, label=label)
        inner = replace(place, depth=place.depth + 1, nesting=place.nesting + 1)
        self._children(element, inner)
        self._flush(inner)
        self._opened = None

    def _definitions(self, element: Element, place: _Place) -> None:
        """Take in a definition list: each term is an item that its definitions stand below."""
        self._flush(place)
        for child in element.iter("dt", "dd"):
            self.seen.add(child)
            if child.tag == "dt":
                self._item(child, place, BlockKind.BULLET)
            else:
                inner = replace(place, depth=place.depth + 1, nesting=place.nesting + 1)
                self._children(child, inner)
                self._flush(inner)

    def _table(self, element: Element, place: _Place) -> None:
        """Take in the rows of a table, or the cells one by one where it only lays out the page."""
        self._flush(place)
        rows = list(element.xpath("./tr|./thead/tr|./tbody/tr|./tfoot/tr"))
        cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
        if lays_out(element, cells):
            self._children(element, place)
            self._flush(place)
            return
        self.seen.update(element.iter())
        for child in element.iterchildren("caption"):
            self._children(child, place)
            self._flush(place, introduces=True)
        for unit in table_units(_grid(cells), depth=place.depth):
            self._append(unit)


def _grid(rows: list[list[Element]]) -> list[list[Cell]]:
    """Return the table as a full grid: a cell over several columns or rows is in each of them."""
    width = min(
        max(sum(number_of(cell.get("colspan"), 1) or 1 for cell in row) for row in rows),
        _MOST_COLUMNS,
    )
    grid: list[list[Cell]] = []
    below: dict[int, tuple[Cell, int]] = {}  # column -> the cell that reaches down, and how far
    empty = Cell(words=Words(text=""))
    for row in rows:
        waiting = list(row)
        printed: list[Cell] = []
        while len(printed) < width:
            column = len(printed)
            if column in below:
                cell, left = below.pop(column)
                if left > 1:
                    below[column] = (cell, left - 1)
                printed.append(cell)
            elif waiting:
                element = waiting.pop(0)
                cell = _cell(element)
                across = min(number_of(element.get("colspan"), 1) or 1, width - column)
                down = min(number_of(element.get("rowspan"), 1), _LONGEST_SPAN)
                for offset in range(across):
                    if down > 1:
                        below[column + offset] = (cell, down - 1)
                    printed.append(cell)
            else:
                printed.append(empty)
        grid.append(printed)
    return grid


def _cell(element: Element) -> Cell:
    """Return a cell in one line, its paragraphs and list items one after the other."""
    words = Words(text="")
    for unit in units_of(element, drops=False):
        said = unit.words
        if not words.text:
            words = said
        else:
            words = joined([words, said], " " if words.text[-1] in ".;:!?" else "; ")
    is_row_header = element.get("scope") in ("row", "rowgroup")
    in_head = element.getparent().getparent() is not None and (
        element.getparent().getparent().tag == "thead"
    )
    return Cell(words=words, is_header=in_head or (element.tag == "th" and not is_row_header))
