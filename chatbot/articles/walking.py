"""Elements of an HTML tree -> units, every word of them but plain navigation."""

import re
from collections.abc import Container
from dataclasses import dataclass, replace
from itertools import product

from chatbot.articles.article import BlockKind
from chatbot.articles.composed_text import Cell, Unit, table_units
from chatbot.articles.elements import (
    INLINE,
    LEVELS,
    SKIPPED,
    Element,
    alternative_of,
    is_box,
    is_heading,
    labels,
    lays_out,
    number_of,
    printed_numbers,
    words_of,
)  # fmt: skip
from chatbot.articles.formulas import linear
from chatbot.articles.furniture import around, is_hidden, is_left_out, is_notice, is_passed
from chatbot.articles.reference_list import linked_doi
from chatbot.articles.typesetting import NO_WORDS, Rise, Run, Words, joined, typeset

_DEEPEST = 120
_MOST_COLUMNS = 60

_INTRODUCING = frozenset("summary legend caption".split())


def units_of(element: Element, *, drops: bool = True) -> list[Unit]:
    """Return the units below `element`; without `drops`, those of its navigation too."""
    return Walk(element, drops=drops).units


def notices_outside(body: Element, seen: Container[Element]) -> list[Unit]:
    """Return the warnings in `body` that stand in no element of `seen`.

    That a guideline was withdrawn is often said in the head of a page.
    """
    held: dict[Element, None] = {}  # in order
    for element in body.iter("*"):
        if element in seen or not is_notice(element):
            continue
        if any(each in held or is_passed(each) for each in element.iterancestors()):
            continue
        notice = around(element)
        if any(each in seen for each in notice.iter()):
            notice = element
        if notice is not element:
            for each in notice.iter():
                held.pop(each, None)
        held[notice] = None
    found = [unit for element in held for unit in units_of(element)]
    return [replace(unit, kind=BlockKind.PARAGRAPH, label=None, level=0, depth=0) for unit in found]


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

    def inside(self, *, depth: int = 0) -> "_Place":
        """Return the place in an element of this one, `depth` list items deeper."""
        return replace(self, nesting=self.nesting + 1, depth=self.depth + depth)


class Walk:
    """One walk over the tree below `element`; without `drops`, over its navigation too.

    `units` are what it came to, `seen` the elements that it read, `hidden` the words that are not
    shown and so not read.
    """

    def __init__(self, element: Element, *, drops: bool = True) -> None:
        self.units: list[Unit] = []
        self.seen: set[Element] = {element}
        self.hidden: list[str] = []
        self._drops = drops
        self._runs: list[Run] = []  # the words gathered since the last block
        self._dois: set[str] = set()  # where links in those words lead to
        self._opened: Unit | None = None  # the list item that the next words open
        self._folded: int | None = None  # level of the folded sections below the last heading
        self._labels = labels(element)  # of tabs, by their panels
        self._controls = frozenset(self._labels.values())
        self._tabs: Unit | None = None  # the heading above the tabs that were just read
        self._block(element, _Place(in_main=_is_main(element)))

    def _block(self, element: Element, place: _Place, *, introduces: bool = False) -> None:
        """Take in an element whose words are a unit of their own."""
        self._flush(place)
        self._children(element, place)
        self._flush(place, introduces=introduces)

    def _children(self, element: Element, place: _Place) -> None:
        self._say(element.text, place)
        for child in element:
            if isinstance(child.tag, str):
                self._element(child, place.inside())
            self._say(child.tail, place)

    def _say(self, text: str | None, place: _Place) -> None:
        if text:
            said = text if place.is_preformatted else re.sub(r"\s+", " ", text)
            self._runs.append(Run(text=said, rise=place.rise))

    def _element(self, element: Element, place: _Place) -> None:
        if element in self._controls:
            return
        if is_left_out(element, in_main=place.in_main, drops=self._drops):
            if element.tag not in SKIPPED and is_hidden(element):
                self.hidden.append(words_of(element))
            return
        self.seen.add(element)
        if element in self._labels:
            if not place.is_boxed and not self._opened:
                self._panel(element, place)
                return
            self._flush(place)
            self._say(words_of(self._labels[element]), place)
            self._flush(place, introduces=True)
        place = replace(
            place,
            is_boxed=place.is_boxed or is_box(element),
            in_main=place.in_main or element.tag in ("main", "article"),
        )
        self._read(element, place)

    def _read(self, element: Element, place: _Place) -> None:  # noqa: C901 - one case a tag
        tag, style = element.tag, element.get("style", "").replace(" ", "")
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
            within = replace(place, is_preformatted=tag == "pre")
            self._block(element, within, introduces=tag in _INTRODUCING)

    def _panel(self, element: Element, place: _Place) -> None:
        """Take in a part that a tab opens, below the tab's label as a heading."""
        self._flush(place)
        above = self._tabs or self._heading_above()
        level = min((above.level if above else 1) + 1, 6)
        label = Words(text=words_of(self._labels[element]))
        self._tabs = None
        self._append(Unit(kind=BlockKind.HEADING, words=label, level=level))
        outermost = min((LEVELS[each.tag] for each in element.iter(*LEVELS)), default=level + 1)
        self._block(element, replace(place, deeper=max(level + 1 - outermost, 0)))
        self._tabs = above

    def _heading_above(self) -> Unit | None:
        above = (unit for unit in reversed(self.units) if unit.kind is BlockKind.HEADING)
        return next(above, None)

    def _append(self, unit: Unit) -> None:
        """Add a unit; the first after tabs stands below the heading above them again."""
        above, self._tabs = self._tabs, None
        if above and (unit.kind is not BlockKind.HEADING or unit.level > above.level + 1):
            self.units.append(above)
        self.units.append(unit)

    def _flush(self, place: _Place, *, introduces: bool = False) -> None:
        """Make a unit of the words that wait: the open list item, else a paragraph."""
        words = typeset(self._runs)
        doi = next(iter(self._dois)) if len(self._dois) == 1 else None
        self._runs, self._dois = [], set()
        if not words.text:
            return
        unit = self._opened or Unit(
            kind=BlockKind.PARAGRAPH, words=words, depth=place.depth, introduces=introduces
        )
        self._append(replace(unit, words=words, doi=doi))
        self._opened = None

    def _heading(self, element: Element, place: _Place) -> None:
        """Take a heading in; one in a box introduces that box and ends no section."""
        self._flush(place)
        if place.is_boxed or self._opened:
            self._block(element, place, introduces=True)
            return
        self._children(element, place)
        words, self._runs, self._dois = typeset(self._runs), [], set()
        if element.tag == "summary":  # folded sections of one run are beside each other
            above = self._heading_above()
            level = self._folded = self._folded or (above.level if above else 1) + 1
        else:
            level = LEVELS.get(element.tag) or number_of(element.get("aria-level"), 2)
            level += place.deeper
            self._folded = None
        self._append(Unit(kind=BlockKind.HEADING, words=words, level=min(max(level, 1), 6)))

    def _list(self, element: Element, place: _Place) -> None:
        self._flush(place)
        numbers = printed_numbers(element) if element.tag == "ol" else None
        for child in element:
            if child.tag == "li":
                label = f"{next(numbers)}." if numbers else None
                self._item(child, place, BlockKind.STEP if label else BlockKind.BULLET, label)
            elif isinstance(child.tag, str):
                self._element(child, place.inside(depth=int(child.tag in ("ul", "ol"))))
            self._say(child.tail, place)
            self._flush(place)

    def _item(
        self, element: Element, place: _Place, kind: BlockKind, label: str | None = None
    ) -> None:
        """Take in a list item: its first words are the item, the rest stands below it."""
        self.seen.add(element)
        self._opened = Unit(kind=kind, depth=place.depth, label=label)
        self._block(element, place.inside(depth=1))
        self._opened = None

    def _definitions(self, element: Element, place: _Place) -> None:
        """Take in a definition list: each term is an item that its definitions stand below."""
        self._flush(place)
        for child in element.iter("dt", "dd"):
            if child.tag == "dt":
                self._item(child, place, BlockKind.BULLET)
            else:
                self.seen.add(child)
                self._block(child, place.inside(depth=1))

    def _table(self, element: Element, place: _Place) -> None:
        """Take in the rows of a table, or the cells one by one where it only lays out the page."""
        rows = list(element.xpath("./tr|./thead/tr|./tbody/tr|./tfoot/tr"))
        cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
        if lays_out(element, cells):
            self._block(element, place)
            return
        self._flush(place)
        self.seen.update(element.iter())
        for child in element.iterchildren("caption"):
            self._block(child, place, introduces=True)
        for unit in table_units(_grid(cells), depth=place.depth):
            self._append(unit)


def _grid(rows: list[list[Element]]) -> list[list[Cell]]:
    """Return the table as a full grid: a cell over several columns or rows is in each of them."""
    spans = [[number_of(cell.get("colspan"), 1) or 1 for cell in row] for row in rows]
    width = min(max(map(sum, spans)), _MOST_COLUMNS)
    held: dict[tuple[int, int], Cell] = {}
    for number, (row, across) in enumerate(zip(rows, spans, strict=True)):
        column = 0
        for element, span in zip(row, across, strict=True):
            while (number, column) in held:
                column += 1
            if column >= width:
                break
            cell = _cell(element)
            down = min(number_of(element.get("rowspan"), 1) or 1, len(rows) - number)
            for place in product(range(number, number + down), range(column, column + span)):
                held[place] = cell
            column += span
    return [[held.get((n, c), Cell()) for c in range(width)] for n in range(len(rows))]


def _cell(element: Element) -> Cell:
    """Return a cell in one line, its paragraphs and list items one after the other."""
    words = NO_WORDS
    for unit in units_of(element, drops=False):
        between = "" if not words.text else " " if words.text[-1] in ".;:!?" else "; "
        words = joined([words, unit.words], between)
    is_row_header = element.get("scope") in ("row", "rowgroup")
    in_head = bool(element.xpath("parent::*/parent::thead"))
    return Cell(words=words, is_header=in_head or (element.tag == "th" and not is_row_header))
