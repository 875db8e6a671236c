"""A formula of MathML or of Word -> its text on one line: powers, fractions, roots.

A formula that loses its structure becomes another number: 10 to the 9th reads 109, one half 12.
"""

import re
from collections.abc import Sequence
from typing import Any

Element = Any  # of lxml, which has no types

_RAISED = str.maketrans("0123456789+-\u2212n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
_POWERS = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SPACED = re.compile(r"\s*([=<>\u2264\u2265\u00d7\u00b7])\s*")
_UNPRINTED = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
# The parts of Word's formulas under the names that MathML has for them.
_OF_WORD = {"f": "mfrac", "sSup": "msup", "sSub": "msub", "sSubSup": "msubsup", "rad": "msqrt"}


def linear(formula: Element) -> str:
    """Return the text of a formula of MathML or of Word (`m:oMath`)."""
    return " ".join(_SPACED.sub(r" \1 ", _text(formula)).split())


def _text(element: Element) -> str:
    tag = _name(element)
    parts = [_text(each) for each in element if _is_printed(each)]
    if tag == "semantics":
        return parts[0] if parts else ""
    if tag == "mfrac" and len(parts) == 2:
        return f"{_grouped(parts[0])}/{_grouped(parts[1])}"
    if tag == "msup" and len(parts) == 2:
        return parts[0] + _power(parts[1])
    if tag == "msub" and len(parts) == 2:
        return parts[0] + _index(parts[1])
    if tag == "msubsup" and len(parts) == 3:
        return parts[0] + _index(parts[1]) + _power(parts[2])
    if tag == "mroot" and len(parts) == 2:
        return f"\u221a({parts[0]})" if parts[1] == "2" else f"{parts[0]}^(1/{parts[1]})"
    if tag == "msqrt":
        return f"\u221a({''.join(parts)})"
    if tag == "d":
        return f"({', '.join(parts)})"
    own = [element.text or ""] if not parts else []
    return _side_by_side([*own, *parts], [each for each in element if _is_printed(each)])


def _side_by_side(parts: Sequence[str], elements: Sequence[Element]) -> str:
    """Return `parts` in a row; a fraction is set apart from the number before it."""
    text = ""
    for number, part in enumerate(parts):
        is_fraction = number < len(elements) and _name(elements[number]) == "mfrac"
        text += (" " if is_fraction and text[-1:].isdigit() else "") + part
    return text


def _name(element: Element) -> str:
    name = str(element.tag).rpartition("}")[2]
    return _OF_WORD.get(name, name) if element.tag.startswith(_UNPRINTED) else name


def _is_printed(element: Element) -> bool:
    """Tell whether an element is printed: properties and annotations are not."""
    if not isinstance(element.tag, str):
        return False
    name = element.tag.rpartition("}")[2]
    return not name.endswith("Pr") and name not in ("annotation", "annotation-xml")


def _grouped(text: str) -> str:
    text = text.strip()
    is_simple = text and all(each.isalnum() or each in "_.," for each in text)
    return text if is_simple else f"({text})"


def _power(text: str) -> str:
    raised = text.strip().translate(_RAISED)
    return raised if _POWERS.issuperset(raised) else f"^{_grouped(text)}"


def _index(text: str) -> str:
    return text.strip().translate(_LOWERED) if text.strip().isdigit() else f"_{text.strip()}"
