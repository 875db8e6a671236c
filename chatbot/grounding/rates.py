"""Text -> how often: "twice daily" and "every 12 hours" are both 2 times a day."""

import re
from collections.abc import Iterator

from chatbot.grounding.figure import Figure, Kind
from chatbot.grounding.measures import TIMES
from chatbot.grounding.number_words import BEFORE_ONE, DIGITS, SPAN, WORD, value_of

_PERIODS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "fortnight": 14.0, "month": 30.4375,
            "year": 365.25}  # fmt: skip
_ADVERBS = {
    "hourly": 1 / 24, "daily": 1.0, "nightly": 1.0, "weekly": 7.0, "fortnightly": 14.0,
    "monthly": 30.4375, "quarterly": 91.3125, "yearly": 365.25, "annually": 365.25,
    "annual": 365.25, "biennial": 730.5, "biennially": 730.5,
}  # fmt: skip
_LATIN = {"bid": 2.0, "bd": 2.0, "tid": 3.0, "tds": 3.0, "qid": 4.0, "qds": 4.0, "od": 1.0,
          "qd": 1.0, "qod": 0.5}  # fmt: skip
_BACK = 60  # characters before "a week" that may say that it is a length of time
_TIMES_WORD = rf"(?:once|twice|thrice|(?:{DIGITS}|{WORD})(?:{SPAN}(?:{DIGITS}|{WORD}))?[\s-]times?)"
_RATE = re.compile(
    rf"\b(?P<times>{_TIMES_WORD})[\s-](?:(?:a|per|each|every|in a|in each)\s)?"
    rf"(?P<period>hour|day|week|fortnight|month|year|{'|'.join(_ADVERBS)})\b"
    rf"|\b(?P<adverb>{'|'.join(_ADVERBS)})\b"
    rf"|\b(?:every|each)\s(?P<other>other\s|second\s)?(?P<one>{'|'.join(_PERIODS)})\b"
    rf"|\b(?:every|q)\s?(?P<every>{DIGITS}|{WORD})(?:{SPAN}(?P<most>{DIGITS}|{WORD}))?"
    rf"[\s-]?(?P<unit>hours?|hrs?|h|days?|d|weeks?|wks?|w|months?|years?)\b"
    rf"|\b(?P<apart>{DIGITS}|{WORD})(?:{SPAN}(?P<apart_most>{DIGITS}|{WORD}))?[\s-]"
    r"(?P<apart_unit>hours?|days?|weeks?|months?|years?)\s(?:apart|intervals?|between"
    r" (?:doses|each|them|the))"
    rf"|\bseparated by (?:at least |about |a minimum of )?(?P<sep>{DIGITS}|{WORD})"
    rf"(?:{SPAN}(?P<sep_most>{DIGITS}|{WORD}))?[\s-](?P<sep_unit>hours?|days?|weeks?|months?|years?)\b"
    rf"|\bintervals? of (?P<of>{DIGITS}|{WORD})(?:{SPAN}(?P<of_most>{DIGITS}|{WORD}))?[\s-]"
    r"(?P<of_unit>hours?|days?|weeks?|months?|years?)\b"
    rf"|\b(?P<hourly>{DIGITS}|{WORD})[\s-](?P<ly>hourly|weekly|monthly|yearly)\b"
    r"|\b(?P<latin>b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|q\.?d\.?s|t\.?d\.?s|q\.?o\.?d|q\.?d)\b"
    r"|(?<=\d)\s?(?:mg|g|mcg|μg|units?|tablets?)\s(?P<latin2>bd|od)\b"
    r"|(?:/\s?|\b(?:per|a|an)\s)(?P<per>day|d|week|wk|month|year)\b(?!\s(?:old|before|after|later))"
    r"|(?:/|\bper\s)(?P<day>24 ?h(?:ours)?)\b",
    re.IGNORECASE,
)  # fmt: skip


def find_rates(said: str) -> Iterator[Figure]:
    """Yield how often: "twice daily" and "every 12 hours" are both 2 times a day.

    "For a week" is no rate.
    """
    for match in _RATE.finditer(said):
        if (
            match["per"]
            and said[match.start()] == "a"
            and BEFORE_ONE.search(said, max(0, match.start() - _BACK), match.start())
        ):
            continue
        rate = _rate(match)
        if rate is not None:
            low, high = sorted(rate)
            yield Figure(
                start=match.start(),
                end=match.end(),
                kind=Kind.RATE,
                low=low,
                high=high,
                unit="a day",
            )


def _rate(match: re.Match[str]) -> tuple[float, float] | None:
    """Return the least and most times a day."""
    if match["times"]:
        period = match["period"].casefold()
        low, high = _times(match["times"])
        days = _ADVERBS.get(period) or _PERIODS[period]
        return low / days, high / days
    if match["adverb"]:
        return (1 / _ADVERBS[match["adverb"].casefold()],) * 2
    if match["one"]:
        rate = 1 / (_PERIODS[match["one"].casefold()] * (2 if match["other"] else 1))
        return rate, rate
    for every, most, unit in _EVERY:
        if match[every]:
            return _each(match[every], match[most] or match[every], match[unit].casefold())
    if match["hourly"]:
        days = value_of(match["hourly"]) * _ADVERBS[match["ly"].casefold()]
        return (1 / days, 1 / days) if days else None
    if match["latin"] or match["latin2"]:
        rate = _LATIN[(match["latin"] or match["latin2"]).replace(".", "").casefold()]
        return rate, rate
    per = (match["per"] or "day").casefold()
    rate = 1 / _PERIODS[TIMES.get(per, per)]
    return rate, rate


_EVERY = (
    ("every", "most", "unit"),
    ("apart", "apart_most", "apart_unit"),
    ("of", "of_most", "of_unit"),
    ("sep", "sep_most", "sep_unit"),
)


def _each(low: str, high: str, unit: str) -> tuple[float, float] | None:
    days = _PERIODS["week" if unit == "w" else TIMES.get(unit, unit)]
    least, most = value_of(low), value_of(high)
    return (1 / (most * days), 1 / (least * days)) if least and most else None


def _times(written: str) -> tuple[float, float]:
    said = written.casefold()
    for word, number in (("once", 1.0), ("twice", 2.0), ("thrice", 3.0)):
        if said.startswith(word):
            return number, number
    parts = re.split(SPAN, re.sub(r"[\s-]times?$", "", said))
    return value_of(parts[0]), value_of(parts[-1])
