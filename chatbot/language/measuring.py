"""What stands behind a number -> its unit in canonical form, per what, and the factor to it."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import cast

from chatbot.language.lexemes import Lexemes, Phrases
from chatbot.lexicon.loading import load_table


class MeasureKind(StrEnum):
    """Of which sort a unit is, as the lexicon has it; the last two come of what it is per."""

    AMOUNT = "amount"
    MEASURE = "measure"
    LEVEL = "level"
    SHARE = "share"
    TIME = "time"
    FORM = "form"
    GIVEN = "given"
    DIVIDED = "divided"
    BELOW = "below"
    STRENGTH = "strength"


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit that ends before the lexeme `end`; `base` is the unit without what it is `per`.

    `written` is the unit as the lexicon found it, `short` as a concentration names it.
    """

    kind: MeasureKind
    unit: str
    factor: float
    end: int = 0
    per: tuple[str, ...] = ()
    base: str = ""
    written: str = ""
    short: str = ""


_UNITS = Phrases(
    (
        row["written"],
        Measure(
            MeasureKind(row["kind"]),
            row["unit"],
            float(row["factor"]),
            base=row["unit"],
            written=row["written"],
            short=row["short"] or row["unit"],
        ),
    )
    for row in load_table("units").rows
)
_ONE_LETTER = frozenset("gulhdymc")
_EVERY = frozenset(("a", "an", "each", "every"))
_PERIODS = {1 / 24: "hour", 1 / 1440: "minute", 1.0: "day", 7.0: "week", 30.4375: "month",
            365.25: "year", 1 / 86400: "second"}  # fmt: skip
_OFTEN = frozenset(("day", "week", "month", "year", "dose"))
_STRONG = frozenset(("mg", "g", "IU", "mEq", "mmol", "mL", "kIU", "MBq"))
"""What a millilitre of a medicine holds; of a millilitre of blood one measures less."""
_MOST_PER = 3
_DECILITRE = 100.0  # millilitres
_STUFF = 3  # words of what a figure is of, inside it: "3 mg of X per kilogram"


def is_unit(written: str) -> bool:
    """Tell whether words in small letters are a unit."""
    lexemes = Lexemes(written)
    found = _UNITS.at(lexemes, 0)
    return found is not None and found[0] == len(lexemes)


def unit_expression(*kinds: MeasureKind) -> str:
    """Return an expression for every unit of some kinds as it may be written, longest first."""
    written = (row["written"] for row in load_table("units").rows if row["kind"] in kinds)
    found = sorted(written, key=lambda unit: (-len(unit), unit))
    return "|".join(re.escape(unit).replace(r"\ ", r"\s?") for unit in found)


def measure_at(lexemes: Lexemes, place: int) -> Measure | None:
    """Return the unit that stands at `place`, right behind a number or its hyphen."""
    key = ("measure", place)
    if key not in lexemes.read:
        lexemes.read[key] = _measure(lexemes, place)
    return cast("Measure | None", lexemes.read[key])


def _measure(lexemes: Lexemes, place: int) -> Measure | None:
    begin = place
    if lexemes.words[place] == "-" and lexemes.is_near(place):
        begin += 1
    if not lexemes.is_near(begin):
        return None
    found = _UNITS.at(lexemes, begin)
    if found is None:
        return _power(lexemes, begin)
    end, unit = found
    if unit.kind is MeasureKind.BELOW:
        unit = replace(unit, kind=MeasureKind.MEASURE)
    if not _is_whole(lexemes, begin, end):
        return None
    if unit.kind is MeasureKind.AMOUNT:
        return _with_per(lexemes, end, unit)
    if unit.kind is MeasureKind.SHARE and lexemes.words[place] == "-" and unit.written == "%":
        return None
    return replace(unit, end=end)


def _power(lexemes: Lexemes, place: int) -> Measure | None:
    """Return the unit of "30 x 10^9/L"."""
    words = lexemes.words
    if words[place] not in ("x", "*") or not words[place + 1].startswith("10"):
        return None
    end, power = place + 2, words[place + 1][2:]
    if not power and words[end] == "^":
        power, end = words[end + 1], end + 2
    if words[end] != "/" or not power.isdigit() or words[end + 1] not in ("l", "ml", "μl"):
        return None
    name = f"x10^{power[:2]}/{words[end + 1]}"
    return Measure(MeasureKind.LEVEL, name, 1.0, end + 2, base=name, written=name)


def _is_whole(lexemes: Lexemes, begin: int, end: int) -> bool:
    """Tell whether a unit ends where it seems to: not in "5 g-force", "m^2", "5 d'accord"."""
    if end - begin == 1 and lexemes.words[begin] in _ONE_LETTER:
        if lexemes.is_glued(end) and (lexemes.words[end] in ("'", "-") or lexemes.is_number(end)):
            return lexemes.words[end] == "-" and not lexemes.is_word(end + 1)
        return lexemes.starts[begin] - lexemes.ends[begin - 1] <= 1
    if not lexemes.is_glued(end) or lexemes.words[begin] == "%":
        return True
    return not (lexemes.is_number(end) or lexemes.words[end] in ("^", "_"))


def _with_per(lexemes: Lexemes, end: int, unit: Measure) -> Measure:
    """Return an amount with all that it is per."""
    below: list[tuple[Measure, float]] = []
    while len(below) < _MOST_PER and (found := _below(lexemes, end, is_first=not below)):
        end, part, number = found
        below.append((part, number))
    per = tuple(_name_below(part) for part, _ in below)
    if any(_is_stuff(part) for part, _ in below):
        return _concentration(lexemes, end, unit, below, per)
    factor, names = unit.factor, []
    for (part, number), name in zip(below, per, strict=True):
        if name in _OFTEN:
            continue
        if name in ("minute", "second"):
            factor *= 60.0 if name == "minute" else 3600.0
            name = "hour"
        elif part.kind in (MeasureKind.BELOW, MeasureKind.MEASURE):
            factor /= number * part.factor
        else:
            factor /= number
        names.append(name)
    minutely = unit.unit == "mL" and per and per[0] == "minute"
    kind = MeasureKind.AMOUNT
    if minutely:  # a clearance, or how fast something is given
        kind, factor, names = MeasureKind.LEVEL, unit.factor, ["min", *per[1:2]]
    name = "/".join((unit.unit, *names))
    return replace(unit, kind=kind, unit=name, factor=factor, end=end, per=per)


def _concentration(
    lexemes: Lexemes,
    end: int,
    unit: Measure,
    below: list[tuple[Measure, float]],
    per: tuple[str, ...],
) -> Measure:
    """Return a concentration as it is written: the level of something, or how strong it is."""
    name = "/".join((unit.short, *(part.short for part, _ in below)))
    part, number = below[0]
    is_form = part.kind is MeasureKind.FORM
    strong = is_form or (part.short == "mL" and unit.short in _STRONG and unit.written != "iu")
    strong = strong or (number != 1.0 and part.unit == "mL")
    kind = MeasureKind.STRENGTH if strong else MeasureKind.LEVEL
    return replace(unit, kind=kind, unit=name, factor=1.0 / number, end=end, per=per)


def _is_stuff(part: Measure) -> bool:
    return part.kind in (MeasureKind.AMOUNT, MeasureKind.FORM) or part.unit in ("cm", "/μL")


def _name_below(part: Measure) -> str:
    if part.kind is MeasureKind.TIME:
        return _PERIODS.get(part.factor, part.written)
    return part.unit


def _below(lexemes: Lexemes, place: int, *, is_first: bool) -> tuple[int, Measure, float] | None:
    """Return the next of what an amount is per, where it ends, and its number: "/5 mL"."""
    if not lexemes.is_near(place):
        return None
    word = lexemes.words[place]
    if (inverse := _inverse(lexemes, place)) is not None:
        return inverse
    if word == "of" and is_first:
        place = _behind_stuff(lexemes, place)
        word = lexemes.words[place]
    if word == "for" and lexemes.words[place + 1] in ("each", "every"):
        place, word = place + 1, lexemes.words[place + 1]
    if word not in ("/", "per") and word not in _EVERY:
        return None
    return _named_below(lexemes, place + 1, strict=word in _EVERY)


def _named_below(
    lexemes: Lexemes, place: int, *, strict: bool
) -> tuple[int, Measure, float] | None:
    number = 1.0
    if lexemes.is_number(place) and lexemes.is_near(place) and not strict:
        written = lexemes.words[place]
        number, place = float(written[:9]), place + 1
        if lexemes.words[place] == "." and lexemes.is_glued(place) and lexemes.is_glued(place + 1):
            number, place = float(f"{written[:9]}.{lexemes.words[place + 1][:9]}"), place + 2
    found = _UNITS.at(lexemes, place) if lexemes.is_near(place) else None
    if found is None or not number:
        return None
    end, unit = found
    if unit.unit == "mg" and number != 1.0:
        return None  # "1 g/200 mg" is two substances
    if unit.short == "mL" and number == _DECILITRE:
        unit, number = replace(unit, short="dL"), 1.0
    if unit.kind is MeasureKind.TIME and number != 1.0:
        if (number, unit.factor) != (24.0, 1 / 24):
            return None
        unit, number = _DAY, 1.0
    if not _may_be_below(unit, strict=strict):
        return None
    if unit.kind is MeasureKind.TIME and unit.written == "d" and lexemes.is_word(end):
        return None if lexemes.is_glued(end) else (end, unit, number)
    return end, unit, number


def _may_be_below(unit: Measure, *, strict: bool) -> bool:
    """Tell whether an amount can be per `unit`; behind "a" and "each" only a body or a time."""
    if unit.kind is MeasureKind.TIME and unit.factor not in _PERIODS:
        return False
    if unit.kind in (MeasureKind.TIME, MeasureKind.BELOW) or unit.unit in ("kg", "m2", "dose"):
        return True
    return not strict and _is_stuff(unit)


_DAY = Measure(MeasureKind.TIME, "day", 1.0, written="day", short="day")


def _inverse(lexemes: Lexemes, place: int) -> tuple[int, Measure, float] | None:
    """Return "kg-1" and "day-1" as what an amount is per."""
    found = _UNITS.at(lexemes, place)
    if found is None or lexemes.words[found[0]] != "-" or lexemes.words[found[0] + 1] != "1":
        return None
    if not (lexemes.is_glued(found[0]) and lexemes.is_glued(found[0] + 1)):
        return None
    return (found[0] + 2, found[1], 1.0) if _may_be_below(found[1], strict=False) else None


def _behind_stuff(lexemes: Lexemes, place: int) -> int:
    """Return the place of the "per" behind "of prednisolone", if it comes within a few words."""
    for behind in range(place + 2, place + 2 + _STUFF):
        if lexemes.words[behind] in ("per", "for"):
            return behind
        if not lexemes.is_word(behind):
            break
    return place
