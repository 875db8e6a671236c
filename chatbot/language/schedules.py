"""Doses in numbers alone: "1-0-1" by the time of day, "1:1000" as the strength of a solution."""

from itertools import pairwise

from chatbot.language.figure import Kind, Placed, placed_at
from chatbot.language.lexemes import Lexemes, is_among, is_any_among
from chatbot.language.measuring import Measure, MeasureKind, measure_at
from chatbot.language.numerals import Numeral, numeral_at

_JOINTS = frozenset(("-", "+"))
_MOST_AT_ONCE = 4.0
_LEAST, _MOST = 3, 4  # times of a day
_CONTEXT = 4  # lexemes around that may name a form


def schedule_at(lexemes: Lexemes, place: int) -> Placed | None:
    """Return the figure of a schedule that begins at `place`."""
    if not (lexemes.is_number(place) or lexemes.words[place] == "½"):
        return None
    if lexemes.is_glued(place) and lexemes.words[place - 1] not in ("(", ":", "|"):
        return None
    numbers = _joined(lexemes, place)
    if not _LEAST <= len(numbers) <= _MOST:
        return None
    values = [number.value for number in numbers]
    end = numbers[-1].end
    if max(values) > _MOST_AT_ONCE or max(values) == 0.0 or lexemes.words[end] in ("/", "-", "+"):
        return None
    unit = measure_at(lexemes, end)
    if unit is not None and unit.kind is not MeasureKind.FORM:
        return None
    if not (_pauses(values) or _is_among_forms(lexemes, place, end)):
        return None
    end = unit.end if unit else end
    each = placed_at(lexemes, place, end, (min(values), max(values)), unit, Kind.COUNT)
    return each.but(is_dose=True, certain=False)


def _joined(lexemes: Lexemes, place: int) -> list[Numeral]:
    numbers: list[Numeral] = []
    while len(numbers) <= _MOST:
        number = numeral_at(lexemes, place)
        if number is None or not number.is_number or number.is_spelled:
            break
        numbers.append(number)
        place = number.end
        if lexemes.words[place] not in _JOINTS or not lexemes.is_near(place):
            break
        place += 1
        if not lexemes.is_near(place):
            break
    return numbers


def _pauses(values: list[float]) -> bool:
    """Tell whether a time of day has no dose: not in "0-1-6" and "0-1-2", which only rise."""
    return 0.0 in values and any(later <= earlier for earlier, later in pairwise(values))


def _is_among_forms(lexemes: Lexemes, begin: int, end: int) -> bool:
    return is_any_among("forms", lexemes, begin - _CONTEXT, begin) or is_any_among(
        "forms", lexemes, end, end + _CONTEXT
    )


_RATIOS = frozenset((100.0, 1e3, 2e3, 5e3, 1e4, 2e4, 8e4, 1e5, 2e5))
_CLAUSE = frozenset(".;,")
_NEAR = 6  # lexemes before a ratio that tell of what it is


def ratio_at(lexemes: Lexemes, place: int) -> Placed | None:
    """Return the strength "1:1000" that begins at `place`; a titre or a chance is none."""
    if lexemes.words[place : place + 2] != ["1", ":"] or not lexemes.is_glued(place + 1):
        return None
    other = numeral_at(lexemes, place + 2)
    if other is None or other.value not in _RATIOS:
        return None
    begin = place - 1
    while begin > place - _NEAR and lexemes.words[begin] not in _CLAUSE:
        begin -= 1
    if is_any_among("ratios", lexemes, begin, place):
        return None
    if is_among("ratios", lexemes.words[other.end]):
        return None
    measure = Measure(MeasureKind.STRENGTH, "1:", 1.0, other.end, base="1:")
    values = (other.value, other.value)
    return placed_at(lexemes, place, other.end, values, measure, Kind.STRENGTH)
