"""The XML of a part of a Word document -> the same with every word where the converter finds it.

The converter passes over formulas, simple fields and text boxes, and keeps hidden words: here
formulas become text on the line, boxes paragraphs, and what is hidden or struck out goes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from chatbot.articles.formulas import linear
from chatbot.articles.typesetting import in_symbol_font

Element = Any  # of lxml, which has no types

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_AROUND = tuple(f"{_W}{name}" for name in "fldSimple smartTag customXml ins moveTo dir bdo".split())
_REMOVED = (f"{_W}del", f"{_W}moveFrom")
_TAGS = {"superscript": "sup", "subscript": "sub"}
_OFF = frozenset({"0", "false", "off", "none"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part made ready: its XML, the words it shows, in order, and those that are hidden."""

    content: bytes
    shown: tuple[str, ...]
    hidden: str


def styles_with(sheet: bytes, *names: str) -> frozenset[str]:
    """Return the ids of the character styles that set one of the properties `names`."""
    root = _root(sheet)
    return frozenset(
        style.get(f"{_W}styleId", "")
        for style in root.iter(f"{_W}style")
        if style.get(f"{_W}type") == "character" and any(_is_set(style, name) for name in names)
    )


def raising_styles(sheet: bytes) -> Iterator[tuple[str, str]]:
    """Yield the name of each character style that raises or lowers, with the tag for it.

    A name with a quotation sign in it could not be given to the converter.
    """
    for style in _root(sheet).iter(f"{_W}style"):
        name, aligned = style.find(f"{_W}name"), style.find(f".//{_W}vertAlign")
        tag = _TAGS.get("" if aligned is None else aligned.get(f"{_W}val", ""))
        named = "'" if name is None else name.get(f"{_W}val", "")
        if style.get(f"{_W}type") == "character" and "'" not in named and tag:
            yield named, tag


def made_ready(content: bytes, *, hiding: frozenset[str], striking: frozenset[str]) -> Part:
    """Return a part; `hiding` and `striking` are the ids of styles that do so."""
    from lxml import etree

    root = _root(content)
    for removed in [*root.iter(*_REMOVED)]:
        _remove(removed)
    for row in [*root.iter(f"{_W}tr")]:
        if row.find(f"{_W}trPr/{_W}del") is not None:
            _remove(row)
    _unbox(root)
    for position in [*root.iter(f"{_W}position")]:
        _align(position)
    hidden: list[str] = []
    for run in [*root.iter(f"{_W}r")]:
        if _has(run, hiding, "vanish"):
            hidden.append(_said(run))
            _remove(run)
        elif _has(run, striking, "strike", "dstrike"):
            _remove(run)
        else:
            _without_symbols(run)
    for formula in [*root.iter(f"{_M}oMath")]:
        run = formula.makeelement(f"{_W}r")
        run.append(_text(formula, linear(formula)))
        _replace(formula, [run])
    for around in [*root.iter(f"{_M}oMathPara", *_AROUND)]:
        _replace(around, [each for each in around if not str(each.tag).endswith("Pr")])
    return Part(
        content=etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True),
        shown=tuple(each.text or "" for each in root.iter(f"{_W}t")),
        hidden=" ".join(" ".join(hidden).split()),
    )


def paragraphs(content: bytes) -> Iterator[str]:
    """Yield the words of each paragraph of a part."""
    for paragraph in _root(content).iter(f"{_W}p"):
        if words := " ".join(_said(paragraph).split()):
            yield words


def _root(content: bytes) -> Element:
    from lxml import etree

    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _said(element: Element) -> str:
    return "".join(each.text or "" for each in element.iter(f"{_W}t"))


def _is_set(element: Element, name: str) -> bool:
    found = element.find(f"{_W}rPr/{_W}{name}")
    return found is not None and found.get(f"{_W}val", "true") not in _OFF


def _has(run: Element, styles: frozenset[str], *names: str) -> bool:
    """Tell whether a run is set so, itself or by its style."""
    if any(run.find(f"{_W}rPr/{_W}{name}") is not None for name in names):
        return any(_is_set(run, name) for name in names)
    style = run.find(f"{_W}rPr/{_W}rStyle")
    return style is not None and style.get(f"{_W}val") in styles


def _unbox(root: Element) -> None:
    """Put the paragraphs of text boxes, which no older form repeats, behind their own."""
    for either in [*root.iter(f"{_MC}AlternateContent")]:
        older = either.find(f"{_MC}Fallback")
        if older is not None and next(older.iter(f"{_W}txbxContent"), None) is not None:
            for newer in either.findall(f"{_MC}Choice"):
                either.remove(newer)
    for box in [*root.iter(f"{_W}txbxContent")]:
        held = next(box.iterancestors(f"{_W}p"), None)
        if held is None or next(box.iterancestors(f"{_MC}Fallback", f"{_W}pict"), None) is not None:
            continue
        for paragraph in reversed(box):
            held.addnext(paragraph)


def _without_symbols(run: Element) -> None:
    """Write the signs that stand in the private use of the font Symbol as what they print."""
    for symbol in run.findall(f"{_W}sym"):
        code = int(symbol.get(f"{_W}char", "0"), 16)
        if symbol.get(f"{_W}font", "").casefold() == "symbol":
            text = in_symbol_font(chr(0xF000 | (code & 0xFF)))
            _replace(symbol, [_text(symbol, text)])
    for text in run.findall(f"{_W}t"):
        text.text = in_symbol_font(text.text or "")


def _align(position: Element) -> None:
    """Write how many half points words stand above the line as that they are raised or lowered."""
    stated = position.get(f"{_W}val", "")
    size = stated.removeprefix("-")
    if size.isdecimal() and len(size) < 4 and not size.startswith("0"):
        side = "subscript" if stated.startswith("-") else "superscript"
        _replace(position, [position.makeelement(f"{_W}vertAlign", {f"{_W}val": side})])


def _text(beside: Element, words: str) -> Element:
    made = beside.makeelement(f"{_W}t", {_SPACE: "preserve"})
    made.text = words
    return made


def _replace(element: Element, by: Sequence[Element]) -> None:
    above = element.getparent()
    place = above.index(element)
    above[place : place + 1] = by


def _remove(element: Element) -> None:
    if element.getparent() is not None:
        element.getparent().remove(element)
