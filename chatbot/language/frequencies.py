"""Text -> how often: "twice daily", "every 12 hours" and "bd" are all 2 times a day."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from chatbot.language.lexemes import Lexemes, Phrases, behind_phrase, is_among
from chatbot.language.measuring import Measure, MeasureKind, measure_at
from chatbot.language.numerals import Numeral, may_be_number, numeral_at
from chatbot.lexicon.loading import load_table


class Form(Enum):
    """How a rate is worded. `BESIDE` is one only right behind an amount ("5 mg at night")."""

    TIMES = "times"
    ADVERB = "adverb"
    EVERY = "every"
    APART = "apart"
    LATIN = "latin"
    PER = "per"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class Rate:
    """How often, `low` to `high` times a day, at the lexemes `begin` to `end`.

    Without `low` it cannot be told how often ("as needed").
    """

    begin: int
    end: int
    low: float | None
    high: float
    form: Form


_ROWS = load_table("frequencies").rows
_ALONE = Phrases((r["words"], float(r["times"])) for r in _ROWS if not r["needs"])
_BESIDE = Phrases((r["words"], float(r["times"] or 0)) for r in _ROWS if r["needs"])
_FIRST = frozenset(Lexemes(row["words"]).words[0] for row in _ROWS) | frozenset(
    "once twice thrice every each q interval intervals separated / per a an".split()
)
_LATIN = frozenset("bid bds tid tds qid qds qd qday qod".split())
_MULTIPLES = {row["word"]: float(row["value"]) for row in load_table("number_words").rows
              if row["kind"] == "times"}  # fmt: skip
_PERIODS = {"hour": 1 / 24, "day": 1.0, "night": 1.0, "d": 1.0, "week": 7.0, "wk": 7.0,
            "fortnight": 14.0, "month": 30.4375, "mo": 30.4375, "year": 365.25, "yr": 365.25,
            "hr": 1 / 24, "h": 1 / 24, "24h": 1.0}  # fmt: skip
_LONG = frozenset("hour day night week fortnight month year".split())
_LY = {"hourly": 1 / 24, "hrly": 1 / 24, "weekly": 7.0, "monthly": 30.4375, "yearly": 365.25,
       "daily": 1.0, "nightly": 1.0}  # fmt: skip
_HOURLY = frozenset(("hourly", "hrly", "weekly", "monthly", "yearly"))
_OTHER = {"other": 2.0, "second": 2.0, "alternate": 2.0, "third": 3.0, "fourth": 4.0}
_SPAN = frozenset(("-", "to", "or"))
_NOT_OFTEN = frozenset(("old", "before", "after", "later"))


def rate_at(lexemes: Lexemes, place: int) -> Rate | None:
    """Return the rate that begins at `place`, those that need an amount before them included."""
    word = lexemes.words[place]
    numeral: Numeral | None = None
    if lexemes.is_number(place) or word[:1].isalpha():
        numeral = numeral_at(lexemes, place)
    if numeral is not None and numeral.value:
        return _numbered(lexemes, place, numeral)
    return (
        _multiple(lexemes, place)
        or _every(lexemes, place)
        or _apart_of(lexemes, place)
        or _alone(lexemes, place)
        or _per(lexemes, place)
    )


def rates_in(lexemes: Lexemes) -> Iterator[Rate]:
    """Yield the rates of a text, none overlapping."""
    place = 0
    while place < len(lexemes):
        word = lexemes.words[place]
        rate = rate_at(lexemes, place) if word in _FIRST or may_be_number(word) else None
        if rate is None:
            place += 1
        else:
            yield rate
            place = rate.end


def _numbered(lexemes: Lexemes, place: int, numeral: Numeral) -> Rate | None:
    """Read "3 times a day", "2x daily", "8-hourly" and "2 weeks apart"."""
    low, high, end = numeral.value, numeral.value, numeral.end
    joint = end + (lexemes.words[end] == "-" and lexemes.words[end + 1] == "to")
    if lexemes.words[joint] in _SPAN and (most := numeral_at(lexemes, joint + 1)) and most.value:
        high, end = most.value, most.end
    low, high = sorted((low, high))
    hyphen = end + (lexemes.words[end] == "-")
    if lexemes.words[hyphen] in ("times", "time", "x") and lexemes.is_near(hyphen):
        return _in_period(lexemes, place, hyphen + 1, (low, high))
    hourly = lexemes.words[hyphen][:1] == "h" or low == high or hyphen > end
    if lexemes.words[hyphen] in _HOURLY and lexemes.is_near(hyphen) and hourly:
        days = _LY[lexemes.words[hyphen]]
        return Rate(place, hyphen + 1, 1 / (high * days), 1 / (low * days), Form.EVERY)
    apart = _each(lexemes, place, numeral, Form.APART)
    end = behind_phrase("apart", lexemes, apart.end) if apart else 0
    return replace(apart, end=end) if apart and end > apart.end else None


def _time(lexemes: Lexemes, place: int) -> Measure | None:
    unit = measure_at(lexemes, place)
    return unit if unit is not None and unit.kind is MeasureKind.TIME else None


def _multiple(lexemes: Lexemes, place: int) -> Rate | None:
    times = _MULTIPLES.get(lexemes.words[place])
    return None if times is None else _in_period(lexemes, place, place + 1, (times, times))


def _in_period(lexemes: Lexemes, begin: int, place: int, times: tuple[float, float]) -> Rate | None:
    """Return how often a day "twice" is, by the period that stands at `place`."""
    place += lexemes.words[place] in ("a", "per", "each", "every", "/", "-")
    if lexemes.words[place : place + 2] in (["24", "h"], ["24", "hours"], ["24", "hrs"]):
        return Rate(begin, place + 2, *times, Form.TIMES)
    word = lexemes.words[place]
    if not lexemes.is_near(place):
        return None
    days = _PERIODS.get(word)
    if days is None:
        found = _ALONE.at(lexemes, place)
        if found is None or word in _LATIN:
            return None
        return Rate(begin, found[0], times[0] * found[1], times[1] * found[1], Form.TIMES)
    return Rate(begin, place + 1, times[0] / days, times[1] / days, Form.TIMES)


def _every(lexemes: Lexemes, place: int) -> Rate | None:
    """Read "every other day", "every 2 to 3 weeks", "q8h", "each day"."""
    word, end = lexemes.words[place], place + 1
    if word not in ("every", "each", "q") or not lexemes.is_near(end):
        return None
    if (other := _OTHER.get(lexemes.words[end])) and lexemes.words[end + 1] in _PERIODS:
        days = other * _PERIODS[lexemes.words[end + 1]]
        return Rate(place, end + 2, 1 / days, 1 / days, Form.EVERY)
    if lexemes.words[end] in _LONG:
        beside = _BESIDE.at(lexemes, place)
        days = _PERIODS[lexemes.words[end]]
        form = Form.PER if word == "each" else Form.EVERY
        return Rate(place, max(end + 1, beside[0] if beside else 0), 1 / days, 1 / days, form)
    if word == "each" or (numeral := numeral_at(lexemes, end)) is None or not numeral.value:
        return None
    return _each(lexemes, place, numeral, Form.EVERY)


def _each(lexemes: Lexemes, begin: int, least: Numeral, form: Form) -> Rate | None:
    """Return the rate of an interval of `least`, or `least` to another number, units of time."""
    high, end = least.value, least.end
    unit = _time(lexemes, end)
    joint = unit.end if unit else end
    joint += lexemes.words[joint] == "-" and lexemes.words[joint + 1] == "to"
    if lexemes.words[joint] in _SPAN and (most := numeral_at(lexemes, joint + 1)) and most.value:
        second = _time(lexemes, most.end)
        if second is not None:
            first = unit or second
            days = sorted((least.value * first.factor, most.value * second.factor))
            return Rate(begin, second.end, 1 / days[1], 1 / days[0], form)
    if unit is None and lexemes.words[end] == "w":  # "q2w"
        return Rate(begin, end + 1, 1 / (7 * high), 1 / (7 * high), form)
    if unit is None or not high:
        return None
    return Rate(begin, unit.end, 1 / (high * unit.factor), 1 / (high * unit.factor), form)


def _apart_of(lexemes: Lexemes, place: int) -> Rate | None:
    """Read "at intervals of 2 weeks" and "separated by at least 4 weeks"."""
    word, end = lexemes.words[place], place + 2
    if word in ("interval", "intervals"):
        if lexemes.words[place + 1] not in ("of", ":"):
            return None
    elif word != "separated" or lexemes.words[place + 1] != "by":
        return None
    while is_among("before a time", lexemes.words[end]):
        end += 1
    numeral = numeral_at(lexemes, end)
    if numeral is None or not numeral.value:
        return None
    return _each(lexemes, place, numeral, Form.APART)


def _alone(lexemes: Lexemes, place: int) -> Rate | None:
    found = _ALONE.at(lexemes, place)
    if found is not None:
        end, times = found
        form = Form.LATIN if lexemes.words[place] in _LATIN else Form.ADVERB
        return Rate(place, end, times, times, form)
    found = _BESIDE.at(lexemes, place)
    if found is None:
        return None
    end, times = found
    return Rate(place, end, times or None, times, Form.BESIDE)


def _per(lexemes: Lexemes, place: int) -> Rate | None:
    """Read "/day", "per 24 hours" and "a week", which is none in "for a week"."""
    word, end = lexemes.words[place], place + 1
    if word not in ("/", "per", "a", "an") or not lexemes.is_near(end):
        return None
    if word in ("a", "an") and is_among("one of a time", lexemes.words[place - 1]):
        return None
    if lexemes.words[end] == "24" and lexemes.words[end + 1] in ("h", "hr", "hrs", "hours"):
        return None if word in ("a", "an") else Rate(place, end + 2, 1.0, 1.0, Form.PER)
    days = _PERIODS.get(lexemes.words[end])
    if days is None or days < 1.0 or lexemes.words[end] == "night":
        return None
    if word in ("a", "an", "per") and lexemes.words[end] not in _LONG:
        return None
    if lexemes.is_glued(end + 1) and lexemes.words[end + 1] in ("'", "^"):
        return None
    if lexemes.words[end + 1] in _NOT_OFTEN:
        return None
    return Rate(place, end + 1, 1 / days, 1 / days, Form.PER)
