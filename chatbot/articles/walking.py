"""Elements of an HTML tree -> units, every word of them but plain navigation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from chatbot.articles.article import BlockKind
from chatbot.articles.composing import Cell, Unit, table_units
from chatbot.articles.typesetting import Rise, Run, Words, clean, joined, typeset

Element = Any  # of lxml, which has no types

_DEEPEST = 120
_MOST_COLUMNS = 60
_LONGEST_SPAN = 500

_SKIPPED = frozenset(
    """script style template noscript svg canvas iframe object embed video audio map select input
    textarea datalist head s del strike rp rt""".split()
)
_NAVIGATION = frozenset("nav dialog button".split())
_NAVIGATION_ROLES = frozenset(
    "navigation banner contentinfo search menu menubar tablist dialog toolbar".split()
)
_NAVIGATION_NAME = re.compile(
    r"(?:breadcrumbs?|cookie\S*|consent\S*|gdpr\S*|(?:site|page|global|main)-?(?:nav|header|footer)"
    r"|(?:main-?|top-?|side-?)?nav(?:bar|igation|-?menu)?|menu|skip-?(?:link|nav|to)\S*|share\S*"
    r"|social\S*|pagination|pager|toc|table-of-contents|newsletter\S*|subscribe\S*"
    r"|related-?(?:links|posts|articles|content)|advert\S*|ads?|visually-?hidden|sr-only"
    r"|screen-reader-text)",
    re.IGNORECASE,
)
_NOTICE_NAME = re.compile(
    r"(?:\S*-)?(?:alert|warning|caution|notice|withdrawn|superseded|retired|obsolete)(?:-\S*)?",
    re.IGNORECASE,
)
_CONSENT_NAME = re.compile(r"cookie|consent|gdpr|newsletter|subscribe", re.IGNORECASE)
_BOXES = frozenset("aside details figure blockquote fieldset".split())
_BOX_NAME = re.compile(
    r"(?:\S*-)?(?:call-?out|alert|warning|caution|note|notice|admonition|info-?box|tip)"
    r"(?:-\S*)?",
    re.IGNORECASE,
)
_INTRODUCING = frozenset("summary legend caption".split())
_LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data dfn em font i img ins kbd label mark meter output
    picture progress q ruby rb samp small span strong time tt u var wbr math""".split()
)
_MOST_LINKED = 0.8
_FEWEST_LINKS = 3


def units_of(element: Element, *, drops: bool = True) -> list[Unit]:
    """Return the units below `element`; without `drops`, those of its navigation too."""
    return _Walk(drops=drops).read(element)


def notices_outside(body: Element, main: Element) -> list[Unit]:
    """Return the warnings that stand outside `main` or in what is passed over there.

    That a guideline was withdrawn is often said in the head of a page.
    """
    walk = _Walk(drops=True)
    walk.read(main)
    held: list[Element] = []
    for element in body.iter():
        if not isinstance(element.tag, str) or element in walk.seen or not _is_notice(element):
            continue
        above = list(element.iterancestors())
        if not any(each in held or _CONSENT_NAME.search(_names(each)) for each in above):
            held.append(element)
    found = [unit for element in held for unit in units_of(element)]
    return [replace(unit, kind=BlockKind.PARAGRAPH, label=None, level=0, depth=0) for unit in found]


def _names(element: Element) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def _is_notice(element: Element) -> bool:
    names = element.get("class", "").split()
    is_named = any(_NOTICE_NAME.fullmatch(name) for name in names)
    return (is_named or element.get("role") == "alert") and not _CONSENT_NAME.search(
        _names(element)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where the walk is: enclosing list items, whether in a box, how words are raised."""

    depth: int = 0
    nesting: int = 0
    is_boxed: bool = False
    in_main: bool = False
    is_preformatted: bool = False
    rise: Rise = Rise.NONE


class _Walk:
    """One walk over a tree; the words gathered since the last block wait in `_runs`."""

    def __init__(self, *, drops: bool) -> None:
        self._drops = drops
        self._units: list[Unit] = []
        self._runs: list[Run] = []
        self._opened: Unit | None = None  # the list item that the next words open
        self._folded: int | None = None  # level of the folded sections below the last heading
        self.seen: set[Element] = set()

    def read(self, element: Element) -> list[Unit]:
        """Return the units below `element`."""
        in_main = element.tag in ("main", "article") or element.get("role") == "main"
        place = _Place(in_main=in_main)
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
        if tag in _SKIPPED or (self._drops and _is_navigation(element, place)):
            return
        self.seen.add(element)
        place = replace(
            place,
            is_boxed=place.is_boxed or _is_box(element),
            in_main=place.in_main or tag in ("main", "article"),
        )
        style = element.get("style", "").replace(" ", "")
        if place.nesting > _DEEPEST:
            self._say(element.text_content(), place)
        elif "line-through" in style:
            return
        elif tag == "br":
            self._runs.append(Run(text="\n"))
        elif tag == "sup" or "vertical-align:super" in style:
            self._children(element, replace(place, rise=Rise.ABOVE))
        elif tag == "sub" or "vertical-align:sub" in style:
            self._children(element, replace(place, rise=Rise.BELOW))
        elif tag in _INLINE:
            self._children(element, place)
        elif _is_heading(element):
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

    def _flush(self, place: _Place, *, introduces: bool = False) -> None:
        """Make a unit of the words that wait: the open list item, else a paragraph."""
        words = typeset(self._runs)
        self._runs = []
        if not words.text:
            return
        if self._opened:
            self._units.append(replace(self._opened, words=words))
            self._opened = None
            return
        self._units.append(
            Unit(kind=BlockKind.PARAGRAPH, words=words, depth=place.depth, introduces=introduces)
        )

    def _heading(self, element: Element, place: _Place) -> None:
        """Take a heading in; one in a box introduces that box and ends no section."""
        self._flush(place)
        if place.is_boxed or self._opened:
            self._children(element, place)
            self._flush(place, introduces=True)
            return
        self._children(element, place)
        words, self._runs = typeset(self._runs), []
        if element.tag == "summary":
            level = self._level_below()
        else:
            level = _LEVELS.get(element.tag) or _number(element.get("aria-level"), 2)
            self._folded = None
        self._units.append(Unit(kind=BlockKind.HEADING, words=words, level=min(max(level, 1), 6)))

    def _level_below(self) -> int:
        """Return the level of a folded section; those of one run are beside each other."""
        headings = (unit.level for unit in reversed(self._units) if unit.kind is BlockKind.HEADING)
        if self._folded is None:
            self._folded = next(headings, 1) + 1
        return self._folded

    def _list(self, element: Element, place: _Place) -> None:
        self._flush(place)
        numbers = _numbers(element) if element.tag == "ol" else None
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
        if _lays_out(element, cells):
            self._children(element, place)
            self._flush(place)
            return
        self.seen.update(element.iter())
        for child in element.iterchildren("caption"):
            self._children(child, place)
            self._flush(place, introduces=True)
        self._units += table_units(_grid(cells), depth=place.depth)


def _is_navigation(element: Element, place: _Place) -> bool:
    """Tell whether an element leads about the site and says nothing of the article."""
    tag = element.tag
    if tag in ("html", "body", "main", "article"):
        return False
    if tag in _NAVIGATION or element.get("role") in _NAVIGATION_ROLES:
        return True
    if tag in ("header", "footer") and not place.in_main:
        return True
    names = _names(element).split()
    if any(_NAVIGATION_NAME.fullmatch(name) for name in names):
        return next(element.iter("main", "article", "h2", "table"), None) is None
    return tag in ("ul", "ol", "div", "section", "aside") and _is_links(element, place)


def _is_links(element: Element, place: _Place) -> bool:
    """Tell whether an element is a list of links; in the article, of links inside the page."""
    links = list(element.iter("a"))
    if len(links) < _FEWEST_LINKS:
        return False
    if place.in_main and not all(link.get("href", "").startswith("#") for link in links):
        return False
    linked = sum(len(link.text_content().split()) for link in links)
    return linked >= _MOST_LINKED * len(element.text_content().split())


def _is_box(element: Element) -> bool:
    """Tell whether an element stands beside the text, so that its heading opens no section."""
    if len(list(element.iterdescendants(*_LEVELS))) > 1 or _is_folded_section(element):
        return False
    names = element.get("class", "").split()
    return element.tag in _BOXES or any(_BOX_NAME.fullmatch(name) for name in names)


def _is_heading(element: Element) -> bool:
    if element.tag == "summary":
        return _is_folded_section(element.getparent())
    return element.tag in _LEVELS or element.get("role") == "heading"


def _is_folded_section(element: Element) -> bool:
    """Tell whether an element is a section that can be folded, with no text of another after it."""
    after = element.getnext()
    followed = after is not None and after.tag not in ("details", "section", *_LEVELS)
    return element.tag == "details" and not followed and not (element.tail or "").strip()


def _numbers(element: Element) -> Iterator[int]:
    """Yield the numbers that an ordered list prints before its items."""
    items = list(element.iterchildren("li"))
    back = element.get("reversed") is not None
    number = _number(element.get("start"), len(items) if back else 1)
    for item in items:
        number = _number(item.get("value"), number)
        yield number
        number += -1 if back else 1


def _number(stated: str | None, otherwise: int) -> int:
    return int(stated) if stated and re.fullmatch(r"\s*\d{1,4}\s*", stated) else otherwise


def _lays_out(element: Element, cells: list[list[Element]]) -> bool:
    return (
        element.get("role") in ("presentation", "none")
        or max((len(row) for row in cells), default=0) < 2
        or next(element.iterdescendants("table", *_LEVELS), None) is not None
    )


def _grid(rows: list[list[Element]]) -> list[list[Cell]]:
    """Return the table as a full grid: a cell over several columns or rows is in each of them."""
    width = min(
        max(sum(_number(cell.get("colspan"), 1) or 1 for cell in row) for row in rows),
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
                across = min(_number(element.get("colspan"), 1) or 1, width - column)
                down = min(_number(element.get("rowspan"), 1), _LONGEST_SPAN)
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


def first_words(element: Element) -> str:
    """Return the words of an element in one line."""
    return " ".join(clean(element.text_content()).split())
