"""What an element of an HTML tree is: inline, a heading, a box, a list, the label of a tab."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from chatbot.articles.page_words import expression
from chatbot.articles.typesetting import clean

Element = Any  # of lxml, which has no types

INLINE = frozenset(
    """a abbr acronym b bdi bdo big button cite code data dfn em font i img ins kbd label mark meter
    output picture progress q ruby rb samp small span strong time tt u var wbr math""".split()
)
SKIPPED = frozenset(
    """script style template svg canvas iframe object embed video audio map select input
    textarea datalist head s del strike rp rt""".split()
)
_BOXES = frozenset("aside details figure blockquote fieldset".split())
_BOX_NAME = expression("box_name", before=r"(?:\S*-)?", after=r"(?:-\S*)?")
LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_PICTURES = frozenset(".jpg .jpeg .png .gif .svg .webp".split())
_CONTROLS = (
    ".//*[@role='tab'] | .//button[@aria-controls or @data-target or @data-bs-target]"
    " | .//a[@data-toggle or @data-bs-toggle]"
    " | .//*[@role='tablist' or contains(concat(' ', @class, ' '), ' nav-tabs ')"
    " or contains(concat(' ', @class, ' '), ' tabs ')]//a[starts-with(@href, '#')]"
)
_REFERRING = ("aria-controls", "data-target", "data-bs-target", "href")


def words_of(element: Element) -> str:
    """Return the words of an element in one line."""
    return " ".join(clean(element.text_content()).split())


def is_box(element: Element) -> bool:
    """Tell whether an element stands beside the text, so that its heading opens no section."""
    if len(list(element.iterdescendants(*LEVELS))) > 1 or _is_folded_section(element):
        return False
    names = element.get("class", "").split()
    return element.tag in _BOXES or any(_BOX_NAME.fullmatch(name) for name in names)


def is_heading(element: Element) -> bool:
    """Tell whether an element heads a section."""
    if element.tag == "summary":
        return _is_folded_section(element.getparent())
    return element.tag in LEVELS or element.get("role") == "heading"


def _is_folded_section(element: Element) -> bool:
    """Tell whether an element is a section that can be folded, with no text of another after it."""
    after = element.getnext()
    followed = after is not None and after.tag not in ("details", "section", *LEVELS)
    return element.tag == "details" and not followed and not (element.tail or "").strip()


def printed_numbers(element: Element) -> Iterator[int]:
    """Yield the numbers that an ordered list prints before its items."""
    items = list(element.iterchildren("li"))
    back = element.get("reversed") is not None
    number = number_of(element.get("start"), len(items) if back else 1)
    for item in items:
        number = number_of(item.get("value"), number)
        yield number
        number += -1 if back else 1


def number_of(stated: str | None, otherwise: int) -> int:
    """Return the number that an attribute states, `otherwise` without one."""
    return int(stated) if stated and re.fullmatch(r"\s*\d{1,4}\s*", stated) else otherwise


def lays_out(element: Element, cells: list[list[Element]]) -> bool:
    """Tell whether a table of these cells only lays out the page."""
    return (
        element.get("role") in ("presentation", "none")
        or max((len(row) for row in cells), default=0) < 2
        or next(element.iterdescendants("table"), None) is not None
        or any(not _fills_its_cell(each) for each in element.iterdescendants(*LEVELS))
    )


def _fills_its_cell(heading: Element) -> bool:
    """Tell whether a heading is but the way in which the words of a cell are set."""
    cell = next(heading.iterancestors("td", "th", "caption"), None)
    return cell is not None and (cell.tag != "td" or words_of(cell) == words_of(heading))


def alternative_of(image: Element) -> str:
    """Return the words that stand for an image; none for one that only decorates."""
    words = " ".join(image.get("alt", "").split())
    is_file = " " not in words and PurePosixPath(words).suffix.casefold() in _PICTURES
    if is_file or image.get("role") in ("presentation", "none"):
        return ""
    return words


def labels(page: Element) -> Mapping[Element, Element]:
    """Return the controls whose words are the label of a tab or folded part, by that part.

    A tab reads "Adults" and stands apart from the dose that it opens: without its label the dose
    has lost its population.
    """
    by_id: dict[str, Element] = {}
    for each in page.xpath(".//*[@id!='']"):
        by_id.setdefault(each.get("id"), each)
    found: dict[Element, Element] = {}
    for control in page.xpath(_CONTROLS):
        named = (control.get(each, "").removeprefix("#") for each in _REFERRING)
        part = next((by_id[name] for name in named if name in by_id), None)
        if part is not None and _may_label(control, part):
            found.setdefault(part, control)
    for panel in page.xpath(".//*[@role='tabpanel']"):
        control = by_id.get(panel.get("aria-labelledby", ""))
        if panel not in found and control is not None and _may_label(control, panel):
            found[panel] = control
    for tabs in page.xpath(".//*[@role='tablist']"):
        found.update(_in_order(tabs, found))
    return found


def _may_label(control: Element, part: Element) -> bool:
    """Tell whether the words of `control` stand nowhere else: neither heading nor long."""
    above = {control, *control.iterancestors()}
    in_heading = any(each.tag in LEVELS or each.tag == "summary" for each in above)
    is_text = any(character.isalnum() for character in words_of(control))
    is_menu = part.tag in ("ul", "form", "dialog") or next(part.iter("nav"), None) is not None
    return is_text and not in_heading and not is_menu and part not in above


def _in_order(tabs: Element, known: Mapping[Element, Element]) -> Iterator[tuple[Element, Element]]:
    """Yield the panels that follow a list of tabs and name none, each with the tab of its place."""
    controls = tabs.xpath(".//*[@role='tab']")
    above = tabs.getparent()
    panels = [] if above is None else above.xpath(".//*[@role='tabpanel']")
    if len(controls) == len(panels) and not any(panel in known for panel in panels):
        yield from zip(panels, controls, strict=True)
