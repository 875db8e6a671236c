"""Runs of typeset words -> plain words and the reference marks among them.

A raised number may cite ("lifespan" 1,2), be an exponent (10 to the 9th per litre, mg/m squared)
or a part of a name (Ca2+, 131I). Marks become digits in square brackets; everything else is
written with the raised characters of Unicode, so that it is never glued to a number.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from chatbot.articles.article import Mark, marks_in
from chatbot.lexicon.loading import load_table


class Rise(Enum):
    """Whether a run stands on the line, above or below it."""

    NONE = 0
    ABOVE = 1
    BELOW = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words set in one way. A line feed in them is a line break that the author made.

    `opens` tells that what is raised just before was marked as raised on its own.
    """

    text: str
    rise: Rise = Rise.NONE
    opens: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Plain words; `marks` count their offsets in `text`."""

    text: str
    marks: tuple[Mark, ...] = ()


NO_WORDS = Words(text="")


_LETTERS = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl",
    "\ufb05": "st", "\ufb06": "st",
    "\u2010": "-", "\u2011": "-", "\u2044": "/",
    "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "",
}  # fmt: skip
_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), " ")
_CLEAN = str.maketrans(_LETTERS) | _CONTROLS
# Programs that set a sign in the font Symbol often leave its place in the private use area, U+F000
# more than its code in the font: a lost greater-or-equal sign turns a limit round.
_SYMBOLS = {
    int(row["code"], 16): row["sign"].replace("SPACE", " ")
    for row in load_table("symbol_font").rows
}
_SPACES = re.compile(r"[^\S\n]+")
RAISED = str.maketrans(
    "0123456789+-\u2212\u2013()nabcdefghijklmoprstuvwxyz",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾ⁿᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻ",
)
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_CITED = re.compile(r"[\[(]?[1-9]\d{0,2}(?:(?:\s*[,;\u2013-]\s*|\s+)[1-9]\d{0,2})*,?[\])]?")
# A charge, or letters that list: "Ca" 2+, "P" a, b.
_SIGN = re.compile(r"[-\u2212\u2013+]\d{1,2}|\d{0,2}[-\u2212\u2013+]|[a-z](?:\s*,\s*[a-z])*")
# What a power can stand on: a number, a letter alone, a unit of length.
_BASE = re.compile(
    r"(?:\d|(?<![^\W\d_])[^\W\d_]|(?<![^\W\d_])(?:[cdkmn\u00b5\u03bc]m)|(?:\d ?|/)(?:in|ft))\Z"
)
# These are raised to the second or third power only: of "m26" the 6 cites.
_LENGTH = re.compile(r"(?:(?<![^\W\d_])[cdkmn\u00b5\u03bc]?m|(?:\d ?|/)(?:in|ft))\Z")
_POWER_OF_LENGTH = re.compile(r"(?P<power>[23])[,;\s]*(?P<cited>[1-9][\d,;\s\u2013-]*)?")
_TEN = re.compile(r"(?P<times>[\u00d7x*\u00b7]\s?)?(?<![\d.,])10\Z")
_POWER_OF_TEN = re.compile(r"(?P<power>\d{1,2})[,;\s]+(?P<cited>[1-9][\d,;\s\u2013-]*)")
_OVER = re.compile(r"\s*/\s*(?P<denominator>\d{1,2}(?!\d))?")
_PLAIN_DENOMINATORS = frozenset({2, 3, 4, 5, 6, 8, 10})


def clean(text: str) -> str:
    """Return `text` without ligatures, soft hyphens, control characters and odd spaces."""
    return _SPACES.sub(" ", text.translate(_CLEAN))


def in_symbol_font(text: str) -> str:
    """Return `text` with the signs that the font Symbol prints; others stay as they are."""
    return text.translate(_SYMBOLS)


def typeset(runs: Iterable[Run]) -> Words:
    """Join `runs` into one stretch of words; line breaks stay, other white space collapses."""
    set_runs = list(_with_fractions(list(_joined(runs))))
    text = ""
    marks: list[Mark] = []
    for run, following in zip(set_runs, [*set_runs[1:], Run(text="")], strict=False):
        raised, after = run.text.strip(), following.text
        if run.rise is Rise.NONE or not raised:
            text = _appended(text, run.text)
            continue
        if run.rise is Rise.BELOW:
            is_formula = text[-1:].isdigit() and raised[:1].isdigit()
            text = _appended(text, raised.translate(LOWERED) if is_formula else raised)
        else:
            power, raised = _power_apart(text, raised, after)
            text += power.translate(RAISED)
            if raised and (power or _is_mark(text, raised, after)):
                text, cited = _cited(text.rstrip(" "), raised)
                marks += cited
            else:
                text = _appended(text, _above(text, raised) if raised else "")
        if run.text[-1:].isspace():
            text = _appended(text, " ")
    return Words(text=text.rstrip(), marks=tuple(marks))


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Yield the runs, those of one rise joined: a mark is often several links."""
    held: Run | None = None
    for run in runs:
        text = clean(run.text)
        if not text:
            continue
        if held and held.rise is run.rise:
            apart = run.opens and run.rise is Rise.ABOVE
            comma = "," if apart and held.text[-1:].isdigit() and text[:1].isdigit() else ""
            text = _SPACES.sub(" ", held.text + comma + text)
        elif held:
            yield held
        held = Run(text=text, rise=run.rise)
    if held:
        yield held


def _with_fractions(runs: Sequence[Run]) -> Iterator[Run]:
    """Yield the runs, with fractions that are set as raised and lowered numbers on the line."""
    before = ""
    number = 0
    while number < len(runs):
        taken = _fraction(before, runs[number : number + 3])
        if taken:
            text = "".join(run.text for run in runs[number : number + taken])
            space = " " if before[-1:].isdigit() or text[:1] == " " else ""
            yield Run(text=space + re.sub(r"\s*/\s*", "/", text, count=1).lstrip())
        else:
            yield runs[number]
        number += max(taken, 1)
        before = runs[number - 1].text


def _fraction(before: str, runs: Sequence[Run]) -> int:
    """Return how many of `runs`, from the first, are a fraction; 0 if they begin none."""
    first = runs[0]
    raised = first.text.strip()
    if first.rise is not Rise.ABOVE:
        return 0
    on_a_number = not before.strip() or before[-1] in " \n(" or before[-1].isdigit()
    if all(map(_is_short, raised.split("/"))) and raised.count("/") == 1:
        return int(on_a_number)
    over = _OVER.match(runs[1].text) if len(runs) > 1 else None
    if not over or runs[1].rise is not Rise.NONE or not _is_short(raised):
        return 0
    if not over["denominator"]:
        lowered = len(runs) > 2 and runs[2].rise is Rise.BELOW and not runs[1].text[over.end() :]
        return 3 if lowered and runs[2].text.strip()[:1].isdecimal() else 0
    plain = int(over["denominator"])
    is_power = _TEN.search(before) or int(raised) >= plain or plain not in _PLAIN_DENOMINATORS
    return 2 if on_a_number and not is_power else 0


def _power_apart(before: str, raised: str, after: str) -> tuple[str, str]:
    """Return the power that `raised` begins with, if marks follow in it, and the rest."""
    found = _POWER_OF_LENGTH.fullmatch(raised) if _LENGTH.search(before) else None
    ten = _TEN.search(before)
    if ten and (ten["times"] or after.lstrip()[:1] == "/"):
        found = _POWER_OF_TEN.fullmatch(raised)
    return (found["power"], found["cited"] or "") if found else ("", raised)


def _appended(text: str, more: str) -> str:
    """Return `text` and `more` with one space, or one line break, where they meet in space."""
    if not text or text[-1] in " \n":
        more = more.lstrip(" ")
    if more.startswith("\n") or (not more.strip() and "\n" in more):
        text = text.rstrip(" ")
    if not text or text.endswith("\n"):
        more = more.lstrip()
    return text + re.sub(r" *\n\s*", "\n", more)


def _is_mark(before: str, raised: str, after: str) -> bool:
    """Tell whether a raised stretch cites: a list of numbers that is no power and no mass."""
    if not _CITED.fullmatch(raised):
        return False
    if _is_short(raised) and _BASE.search(before):
        return _LENGTH.search(before) is not None
    opens_a_word = not before or before[-1] in " \n(\u2013-/"
    return not (_is_mass(raised) and opens_a_word and after[:1].isalpha())


def _is_short(number: str) -> bool:
    return number.isdecimal() and len(number) < 3


def _is_mass(raised: str) -> bool:
    """Tell whether what is raised may be the mass of an isotope: 131, 99m."""
    number = raised.removesuffix("m")
    return number.isdecimal() and len(number) < 4


def _cited(text: str, raised: str) -> tuple[str, list[Mark]]:
    numbers = re.sub(r"\s*[,;\s]\s*", ",", raised.strip("[](),;"))
    cited = f"{text}[{numbers}]"
    return cited, marks_in(cited, len(text), len(cited))


def _above(before: str, raised: str) -> str:
    if raised in ("st", "nd", "rd", "th") and before[-1:].isdigit():
        return raised
    if raised == "TM":
        return "\u2122"
    if _SIGN.fullmatch(raised) or _is_mass(raised):
        return raised.translate(RAISED)
    if not any(character.isalnum() for character in raised):
        return raised
    return f"^({raised})" if before[-1:].isalnum() or before[-1:] == ")" else raised


def shifted(marks: Sequence[Mark], by: int) -> tuple[Mark, ...]:
    """Return `marks` as they are `by` characters further on."""
    return tuple(Mark(value=mark.value, start=mark.start + by, end=mark.end + by) for mark in marks)


def joined(parts: Sequence[Words], between: str) -> Words:
    """Return `parts` in one, with `between` them."""
    text = ""
    marks: list[Mark] = []
    for number, part in enumerate(parts):
        text += between if number else ""
        marks += shifted(part.marks, len(text))
        text += part.text
    return Words(text=text, marks=tuple(marks))
