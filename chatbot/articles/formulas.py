"""A formula of MathML or of Word -> its text on one line: powers, fractions, roots.

A formula that loses its structure becomes another number: 10 to the 9th reads 109, one half 12.
"""

import re
from typing import Any

from chatbot.articles.typesetting import LOWERED, RAISED

Element = Any  # of lxml, which has no types

_POWERS = frozenset("0123456789+-\u2212n⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_SPACED = re.compile(r"\s*([=<>\u2264\u2265\u00d7\u00b7])\s*")
_OF_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
# The parts of Word's formulas under the names that MathML has for them.
_OF_WORD = {"f": "mfrac", "sSup": "msup", "sSub": "msub", "sSubSup": "msubsup", "rad": "msqrt"}


def linear(formula: Element) -> str:
    """Return the text of a formula of MathML or of Word (`m:oMath`)."""
    return " ".join(_SPACED.sub(r" \1 ", _text(formula)).split())


def _text(element: Element) -> str:  # noqa: C901 - one case a tag
    printed = [each for each in element if _is_printed(each)]
    parts = [_text(each) for each in printed]
    match _name(element), parts:
        case "semantics", _:
            return parts[0] if parts else ""
        case "mfrac", [above, below]:
            return f"{_grouped(above)}/{_grouped(below)}"
        case "msup", [base, power]:
            return base + _power(power)
        case "msub", [base, index]:
            return base + _index(index)
        case "msubsup", [base, index, power]:
            return base + _index(index) + _power(power)
        case "msqrt", _:
            return f"\u221a({''.join(parts)})"
        case "mroot", [base, "2"]:
            return f"\u221a({base})"
        case "mroot", [base, degree]:
            return f"{base}^(1/{degree})"
        case "d", _:
            return f"({', '.join(parts)})"
    if not parts:
        return element.text or ""
    text = ""
    for part, each in zip(parts, printed, strict=True):
        is_mixed = _name(each) == "mfrac" and text[-1:].isdigit()  # 1 1/2, not 11/2
        text += f" {part}" if is_mixed else part
    return text


def _name(element: Element) -> str:
    name = str(element.tag).rpartition("}")[2]
    return _OF_WORD.get(name, name) if element.tag.startswith(_OF_OFFICE) else name


def _is_printed(element: Element) -> bool:
    """Tell whether an element is printed: properties and annotations are not."""
    name = str(element.tag).rpartition("}")[2]
    annotates = name.endswith("Pr") or name in ("annotation", "annotation-xml")
    return isinstance(element.tag, str) and not annotates


def _grouped(text: str) -> str:
    text = text.strip()
    is_simple = text and all(each.isalnum() or each in "_.," for each in text)
    return text if is_simple else f"({text})"


def _power(text: str) -> str:
    raised = text.strip()
    return raised.translate(RAISED) if _POWERS.issuperset(raised) else f"^{_grouped(raised)}"


def _index(text: str) -> str:
    lowered = text.strip()
    return lowered.translate(LOWERED) if lowered.isdigit() else f"_{lowered}"
