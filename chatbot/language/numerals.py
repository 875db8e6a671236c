"""A number as digits, a fraction or words -> its value: "1,000", "0,5", "2½", "twenty-five"."""

from dataclasses import dataclass
from typing import cast

from chatbot.language.lexemes import Lexemes, is_among
from chatbot.language.measuring import MeasureKind, measure_at
from chatbot.lexicon.loading import load_table

_VALUES: dict[str, dict[str, float]] = {}
for _row in load_table("number_words").rows:
    _VALUES.setdefault(_row["kind"], {})[_row["word"]] = float(_row["value"])
_SMALL, _TENS, _SCALES, _PARTS, _SIGNS = (
    _VALUES[kind] for kind in ("small", "ten", "scale", "part", "sign")
)
_LONGEST = 9  # digits of a number that somebody means
_GROUP = 3  # digits between two separators of thousands
_LAST_HALVED = 8  # the finest part of a tablet that is written as 1/8
_TEENS = 10
_JOINTS = frozenset(("-", "to", "or", "and"))
_AFTER_PART = frozenset(("a", "an", "of", "the", "to", "-", "or", "daily", "dose"))
_ORDINALS = frozenset(("st", "nd", "rd", "th"))
_NO_PART = frozenset("first second other last latter former better each".split())


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number at the lexemes `begin` to `end`; where it `is_number` not, it takes the place alone.

    `is_part` says that it is a half, a third or the like and may be a share, `scale` what the
    word behind it makes of it: a million of "6 to 7 million".
    """

    begin: int
    end: int
    value: float
    is_number: bool = True
    is_spelled: bool = False
    is_part: bool = False
    scale: float = 1.0


_FIRST = frozenset((*_SMALL, *_TENS, *_SIGNS, "a", "an", "half", "."))


def may_be_number(word: str) -> bool:
    """Tell whether a number may begin with a lexeme."""
    return word in _FIRST or "0" <= word[:1] <= "9"


def numeral_at(lexemes: Lexemes, place: int) -> Numeral | None:
    """Return the number that begins at `place`, if one does."""
    key = ("numeral", place)
    if key not in lexemes.read:
        lexemes.read[key] = _numeral(lexemes, place)
    return cast("Numeral | None", lexemes.read[key])


def _numeral(lexemes: Lexemes, place: int) -> Numeral | None:
    if lexemes.is_number(place):
        return _digits(lexemes, place) if _may_begin(lexemes, place) else None
    word = lexemes.words[place]
    if word == "." and lexemes.is_glued(place + 1) and lexemes.is_number(place + 1):
        free = not lexemes.is_glued(place) or lexemes.words[place - 1] in "-(<>=≤≥/+±~"
        value = float(f"0.{lexemes.words[place + 1][:_LONGEST]}")
        return Numeral(place, place + 2, value) if free else None
    if word in _SIGNS:
        return Numeral(place, place + 1, _SIGNS[word], is_part=True)
    return _spelled(lexemes, place)


def _may_begin(lexemes: Lexemes, place: int) -> bool:
    """Tell whether digits are a number of their own: not those of "B12", "COVID-19", "10^9"."""
    behind = lexemes.words[place + 1]
    if behind in _ORDINALS and lexemes.is_glued(place + 1):
        return False
    if not lexemes.is_glued(place):
        return True
    before = lexemes.words[place - 1]
    if before in ("-", "/", ".", ",", "'"):
        if not lexemes.is_glued(place - 1):
            return before != "."
        code = lexemes.is_word(place - 2) and not _is_unit(lexemes, place - 2)
        return not (code if before in "-/" else before == "." or lexemes.is_number(place - 2))
    multiplied = before == "x" and lexemes.is_number(place - 2)
    return (
        multiplied
        or before in ("q", "every")
        or not (lexemes.is_word(place - 1) or before in ("^", "_"))
    )


def _is_unit(lexemes: Lexemes, place: int) -> bool:
    """Tell whether letters are the unit of a number they are stuck to, as in "10mg-20mg"."""
    return lexemes.is_near(place) and lexemes.is_number(place - 1)


def _digits(lexemes: Lexemes, place: int) -> Numeral:
    end = place + 1
    written = lexemes.words[place]
    if len(written) > _LONGEST:
        return Numeral(place, end, 0.0, is_number=False)
    value, end = _grouped(lexemes, place)
    if _has_decimals(lexemes, end, "."):
        value += _decimals(lexemes.words[end + 1])
        end += 2
        if _has_decimals(lexemes, end, "."):  # 1.2.3 is a section or a date
            return _chained(lexemes, place, end, value)
    elif end == place + 1 and _has_decimal_comma(lexemes, place):
        value += _decimals(lexemes.words[end + 1])
        end += 2
    return _ended(lexemes, place, end, value)


def _chained(lexemes: Lexemes, place: int, end: int, value: float) -> Numeral:
    """Return no number for a section or a date, but the one before a mark: "0.85.4"."""
    decimals, behind, stop = lexemes.words[end - 1], lexemes.words[end + 1], end
    while _has_decimals(lexemes, stop, "."):
        stop += 2
    marked = stop == end + 2 and len(behind) < _GROUP
    if marked and (len(decimals) > 1 or lexemes.words[place] == "0"):
        return Numeral(place, end, value)
    return Numeral(place, stop, 0.0, is_number=False)


def _ended(lexemes: Lexemes, place: int, end: int, value: float) -> Numeral:
    """Add a fraction behind the digits, and scales."""
    part = _ascii_part(lexemes, place)
    if part is not None and end == place + 1:
        value, end = part, place + 3
        return Numeral(place, end, value, is_part=True)
    if lexemes.words[end] in _SIGNS and lexemes.is_near(end):
        value, end = value + _SIGNS[lexemes.words[end]], end + 1
    elif lexemes.is_near(end) and (part := _ascii_part(lexemes, end)) is not None:
        value, end = value + part, end + 3
    elif lexemes.words[end] in _SCALES and lexemes.is_near(end):
        scale = _SCALES[lexemes.words[end]]
        return Numeral(place, end + 1, value * scale, scale=scale)
    return _with_half(lexemes, Numeral(place, end, value))


def _with_half(lexemes: Lexemes, numeral: Numeral) -> Numeral:
    """Add "and a half" to a number."""
    end = numeral.end
    if lexemes.words[end : end + 3] in (["and", "a", "half"], ["and", "one", "half"]):
        value = numeral.value + _PARTS["half"]
        return Numeral(numeral.begin, end + 3, value, is_spelled=numeral.is_spelled)
    return numeral


def _decimals(digits: str) -> float:
    return float(f"0.{digits[: 2 * _LONGEST]}")


def _has_decimals(lexemes: Lexemes, place: int, point: str) -> bool:
    return (
        lexemes.words[place] == point
        and lexemes.is_glued(place)
        and lexemes.is_number(place + 1)
        and lexemes.is_glued(place + 1)
    )


def _has_decimal_comma(lexemes: Lexemes, place: int) -> bool:
    """Tell whether "0,5" or "2,25" is one number: a unit follows."""
    if not _has_decimals(lexemes, place + 1, ","):
        return False
    whole, decimals, end = lexemes.words[place], lexemes.words[place + 2], place + 3
    if whole == "0":
        return True
    return len(decimals) < _GROUP and _measured_behind(lexemes, end)


def _measured_behind(lexemes: Lexemes, end: int) -> bool:
    found = measure_at(lexemes, end)
    return found is not None and found.kind is not MeasureKind.GIVEN


def _grouped(lexemes: Lexemes, place: int) -> tuple[float, int]:
    """Return the value of digits with separators of thousands, and where they end."""
    digits, end = lexemes.words[place], place + 1
    if len(digits) > _GROUP or digits.startswith("0"):
        return float(digits), end
    for separator in (",", "'"):
        while _has_decimals(lexemes, end, separator) and len(lexemes.words[end + 1]) == _GROUP:
            digits, end = digits + lexemes.words[end + 1], end + 2
        if end > place + 1:
            return float(digits[: 2 * _LONGEST]), end
    while _is_spaced_group(lexemes, end) and len(digits) < _LONGEST:
        digits, end = digits + lexemes.words[end], end + 1
    if end > place + 1 and not _is_one_number(lexemes, place, end):
        return float(lexemes.words[place]), place + 1
    return float(digits), end


def _is_spaced_group(lexemes: Lexemes, place: int) -> bool:
    if not lexemes.is_number(place) or len(lexemes.words[place]) != _GROUP:
        return False
    gap = lexemes.text[lexemes.ends[place - 1] : lexemes.starts[place]]
    return gap == " "


def _is_one_number(lexemes: Lexemes, place: int, end: int) -> bool:
    """Tell whether "1 000" is a thousand: not in "day 1 100 mg" and "2 100 mg tablets"."""
    if is_among("labels", lexemes.words[place - 1]) or lexemes.is_number(place - 1):
        return False
    if lexemes.words[end] in _JOINTS and lexemes.is_number(end + 1):
        return True
    unit = measure_at(lexemes, end)
    if unit is None or unit.kind in (MeasureKind.TIME, MeasureKind.FORM, MeasureKind.GIVEN):
        return False
    return not is_among("plural things", lexemes.words[unit.end])


def _ascii_part(lexemes: Lexemes, place: int) -> float | None:
    """Return the value of "1/2" or "3/4" where something follows that is halved."""
    over, under, end = lexemes.words[place], lexemes.words[place + 2], place + 3
    if not (lexemes.is_number(place) and lexemes.is_number(place + 2)):
        return None
    if lexemes.words[place + 1] != "/" or not lexemes.is_glued(place + 1):
        return None
    if not lexemes.is_glued(place + 2) or (
        lexemes.is_glued(end) and lexemes.words[end] in ("/", ".", "-", ",")
    ):
        return None
    if len(over) > 1 or len(under) > 1 or not 0 < int(over) < int(under) <= _LAST_HALVED:
        return None
    unit = measure_at(lexemes, end)
    halved = unit is not None and unit.kind not in (MeasureKind.SHARE, MeasureKind.LEVEL)
    return int(over) / int(under) if halved or lexemes.words[end] in _AFTER_PART else None


def _spelled(lexemes: Lexemes, place: int) -> Numeral | None:
    word = lexemes.words[place]
    hyphened = lexemes.words[place - 1] == "-" and lexemes.is_glued(place)
    if hyphened and lexemes.is_glued(place - 1) and lexemes.is_word(place - 2):
        return None
    if word in ("a", "an"):
        return _with_article(lexemes, place)
    if word == "half":
        return _half(lexemes, place, place)
    found = _small(lexemes, place)
    if found is None:
        return None
    part = _part_behind(lexemes, place, *found)
    if part is not None:
        return part
    value, end = found
    if lexemes.words[end] in _SCALES and lexemes.is_near(end):
        value, end = value * _SCALES[lexemes.words[end]], end + 1
        rest = _small(lexemes, end + (lexemes.words[end] == "and"))
        if rest is not None and value >= _SCALES["hundred"]:
            value, end = value + rest[0], rest[1]
    return _with_half(lexemes, Numeral(place, end, value, is_spelled=True))


def _with_article(lexemes: Lexemes, place: int) -> Numeral | None:
    """Read "a hundred", "a half", "a third of", "for a week"; else an article is no number."""
    behind = lexemes.words[place + 1]
    if behind in _SCALES and behind != "dozen":
        return Numeral(place, place + 2, _SCALES[behind], is_spelled=True)
    if behind == "half":
        return _half(lexemes, place, place + 1)
    if behind in _PARTS:
        return _part_behind(lexemes, place, 1.0, place + 1)
    if lexemes.words[place] == "a" and is_among("one of a time", lexemes.words[place - 1]):
        unit = measure_at(lexemes, place + 1)
        if unit is not None and unit.kind is MeasureKind.TIME and behind in _ONE_TIME:
            return Numeral(place, place + 1, 1.0, is_spelled=True)
    return None


_ONE_TIME = frozenset(("day", "week", "month", "year"))


def _half(lexemes: Lexemes, begin: int, place: int) -> Numeral | None:
    if lexemes.words[begin - 1] in _NO_PART:
        return None
    end = place + 1
    if lexemes.words[end] == "of" and lexemes.words[end + 1] in ("a", "an"):
        end += 1
    if lexemes.words[end] in ("a", "an"):
        end += 1
    elif lexemes.words[end] == "-" and measure_at(lexemes, end + 1) is None:
        return None
    return Numeral(begin, end, _PARTS["half"], is_spelled=True, is_part=True)


def _part_behind(lexemes: Lexemes, place: int, value: float, end: int) -> Numeral | None:
    """Return "two thirds", "one-third of a", "three quarters"."""
    if lexemes.words[end] == "-" and lexemes.is_glued(end):
        end += 1
    part = _PARTS.get(lexemes.words[end])
    if part is None or not lexemes.is_near(end) or value >= _TEENS:
        return None
    end += 1
    if not _is_share(lexemes, place, end):
        return None
    if lexemes.words[end] == "of" and lexemes.words[end + 1] in ("a", "an"):
        end += 2
    return Numeral(place, end, value * part, is_spelled=True, is_part=True)


def _is_share(lexemes: Lexemes, place: int, end: int) -> bool:
    """Tell whether "a third" is a share, and not the third of its kind: "a third dose"."""
    if lexemes.words[place] not in ("a", "an"):
        return True
    behind = lexemes.words[end]
    return (
        not behind.isalpha()
        or behind in ("of", "to", "or", "and", "in", "were", "are", "had", "have", "as")
        or lexemes.words[place - 1] in ("by", "about", "almost", "nearly", "over", "than")
    )


def _small(lexemes: Lexemes, place: int) -> tuple[float, int] | None:
    word, end = lexemes.words[place], place + 1
    if word in _SMALL:
        return _SMALL[word], end
    if word not in _TENS:
        return None
    ones = end + (lexemes.words[end] == "-" and lexemes.is_glued(end))
    if 0 < _SMALL.get(lexemes.words[ones], 0.0) < _TEENS and lexemes.is_near(ones):
        return _TENS[word] + _SMALL[lexemes.words[ones]], ones + 1
    return _TENS[word], end
