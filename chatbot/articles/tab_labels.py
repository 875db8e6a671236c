"""A page -> the labels of its tabs and folded parts, by the part that each opens.

A tab reads "Adults" and stands apart from the dose that it opens: without its label the dose
has lost its population.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from chatbot.articles.elements import LEVELS, words_of

Element = Any  # of lxml, which has no types

_REFERRING = ("aria-controls", "data-target", "data-bs-target", "href")
_LABEL_IDS = "aria-labelledby"


def labels(page: Element) -> Mapping[Element, Element]:
    """Return the controls whose words are the label of a part, by that part."""
    by_id: dict[str, Element] = {}
    for each in page.iter():
        if isinstance(each.tag, str) and each.get("id"):
            by_id.setdefault(each.get("id"), each)
    found: dict[Element, Element] = {}
    for control in _controls(page):
        named = (control.get(each, "").removeprefix("#") for each in _REFERRING)
        part = next((by_id[name] for name in named if name in by_id), None)
        if part is not None and _may_label(control, part):
            found.setdefault(part, control)
    for panel in page.xpath(".//*[@role='tabpanel']"):
        control = by_id.get(panel.get(_LABEL_IDS, ""))
        if panel not in found and control is not None and _may_label(control, panel):
            found[panel] = control
    for tabs in page.xpath(".//*[@role='tablist']"):
        found.update(_in_order(tabs, found))
    return found


def _controls(page: Element) -> Iterator[Element]:
    yield from page.xpath(
        ".//*[@role='tab'] | .//button[@aria-controls or @data-target or @data-bs-target]"
        " | .//a[@data-toggle or @data-bs-toggle]"
        " | .//*[@role='tablist' or contains(concat(' ', @class, ' '), ' nav-tabs ')"
        " or contains(concat(' ', @class, ' '), ' tabs ')]//a[starts-with(@href, '#')]"
    )


def _may_label(control: Element, part: Element) -> bool:
    """Tell whether the words of `control` stand nowhere else: neither heading nor long."""
    above = {control, *control.iterancestors()}
    in_heading = any(each.tag in LEVELS or each.tag == "summary" for each in above)
    is_text = any(character.isalnum() for character in words_of(control))
    is_menu = (
        part.tag in ("nav", "ul", "form", "dialog") or next(part.iter("nav"), None) is not None
    )
    return is_text and not in_heading and not is_menu and part not in above


def _in_order(tabs: Element, known: Mapping[Element, Element]) -> Iterator[tuple[Element, Element]]:
    """Yield the panels that follow a list of tabs and name none, each with the tab of its place."""
    controls = tabs.xpath(".//*[@role='tab']")
    above = tabs.getparent()
    panels = [] if above is None else above.xpath(".//*[@role='tabpanel']")
    if len(controls) == len(panels) and not any(panel in known for panel in panels):
        yield from zip(panels, controls, strict=True)
