"""Text -> the quantities it states, each with what it measures.

What cannot be told apart safely is left out: a figure without a unit, "12 patients", a time
that neither lasts, recurs nor limits anything. A wrong reading would be worse than none.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import replace

from chatbot.quantities.quantity import Quantity, Role
from chatbot.quantities.units import canonical

# Each maps one character to one, so that offsets stand.
_PLAIN = str.maketrans("‐‑‒–—−²³⁶⁹µ\u00a0\u2009\u202f×", "------2369μ   x")

_NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
}
_MULTIPLES = {"once": 1.0, "twice": 2.0, "thrice": 3.0}

_NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,2}(?:\.\d{1,6})?|\d{1,7}(?:\.\d{1,6})?|\.\d{1,6})(?!\d)"
_VALUE = rf"(?:{_NUMBER}|\b(?:{'|'.join(_NUMBER_WORDS)})\b)"
_COMPARATOR = (
    r"(?P<comparator>≥|≤|>=|<=|>|<|\b(?:at least|at most|(?:no|not) (?:more|greater|higher|longer)"
    r" than|(?:no|not) (?:less|fewer|lower|shorter) than|not (?:to )?exceed(?:ing)?|more than"
    r"|greater than|less than|fewer than|up to|above|below|under|exceed(?:s|ing)?"
    r"|(?:over|under)(?= (?:the )?age)|(?:a )?minimum(?: of)?"
    r"|upper limit(?: of| is)?|ceiling(?: of| is)?|highest(?: \w+)? dose(?: of| is)?"
    r"|(?:a )?max(?:imum)?(?: (?:daily |single )?dose)?(?: of| is)?)\b[.:]?)?\s{0,2}"
)
_AMOUNT_UNIT = (
    r"mcg|μg|ug|micrograms?|mgs?|milligrams?|ng|nanograms?|gm?s?|grams?|miu|mu"
    r"|million (?:iu|units?|international units?)"
    r"|iu|international units?|units?|u|m[Ll]|milliliters?|millilitres?|cc|mmol|millimoles?|meq"
)
_TIME_UNIT = r"seconds?|secs?|minutes?|mins?|hours?|hrs?|h|days?|d|weeks?|wks?|months?|years?|yrs?"
_LEVEL_UNIT = (
    r"mm ?hg|[mnμp]?g/[dm]?l|(?:mcg|micrograms?|milligrams?|nanograms?)/[dm]?l|cm/s"
    r"|[mμnp]mol/l|mmol/mol|miu/m?l|i?u/m?l|meq/l|kg/m2|cells/mm3"
    r"|x ?10\^?[69]/l|/mm3|/μl|ng/ml|pg/ml|°c|°f|ml/min(?:/1\.73 ?m2)?"
)
_COUNTED = (
    r"exchanges?|doses?|cycles?|infusions?|injections?|sessions?|courses?|tablets?|capsules?|puffs?"
    r"|sprays?|drops?|vaccinations?|visits?"
)
_PER = r"(?:\s?/\s?|\s{1,2}per\s{1,2}|\s{1,2}(?:a|an|each|every)\s{1,2})"
_BODY = r"kg(?: body weight)?|m2|square meters?|square metres?"
_PERIOD = r"day|d|hour|hr|h|week|wk|month|year|yr|min(?:ute)?"
_ROUTES = (
    r"(?:i\.?[vm]\.?|p\.?o\.?|s\.?c\.?|orally|by mouth|\w+ly|tablets?|capsules?|injections?"
    r"|puffs?)"
)
_TIMES_A_DAY = re.compile(
    rf"(?:[\s,]{{1,2}}{_ROUTES}(?=[\s,]))?"
    r"[\s,;(]{0,3}(?:(?P<multiple>once|twice|thrice|(?:\d|two|three|four|six) times?)\s+"
    r"(?:a|per|each|every)?\s*(?P<period>day|week|month)\b"
    r"|(?P<multiple2>once|twice|thrice|(?:\d|two|three|four|six) times?)?[\s-]*"
    r"(?P<adverb>daily|weekly|monthly|nightly)"
    r"|every\s{1,2}(?P<every>\d{1,2}|two|three|four|six|eight|twelve)?"
    r"(?P<range>[\s-]{0,2}to\s{1,2}\d{1,2}|-\s?\d{1,2})?[\s-]{0,2}"
    r"(?P<unit>hours?|h|days?|weeks?|months?)\b"
    r"|(?P<latin>b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|q\.?d\.?s|t\.?d\.?s|b\.?d|o\.?d|q\.?d)\b"
    r"|q(?P<hours>\d{1,2})\s?h\b|(?P<hourly>\d{1,2})[\s-]hourly\b)",
    re.IGNORECASE,
)
_LATIN = {
    "bid": 2.0, "bd": 2.0, "tid": 3.0, "tds": 3.0, "qid": 4.0, "qds": 4.0, "qd": 1.0, "od": 1.0,
}  # fmt: skip
_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}

_RANGE = (
    rf"{_COMPARATOR}(?P<low>{_VALUE})(?P<plus>\s?\+(?=\s))?"
    rf"(?:\s?(?P<first_unit>{_AMOUNT_UNIT}|%|{_TIME_UNIT})?"
    r"(?:\s?-\s?|\s{1,2}to\s{1,2}|\s{1,2}or\s{1,2}|\s{1,2}and\s{1,2})"
    rf"(?P<high>{_VALUE}))?"
)
_QUANTITY = re.compile(
    rf"(?<![\w.,/±^-])(?<!\d[ '])(?<!\d x )(?<!\dx )(?<![±/] ){_RANGE}"
    r"[\s-]?(?:"
    rf"(?:/{_NUMBER} ?)?(?P<level>{_LEVEL_UNIT})(?![\w/])"
    rf"|(?P<percent>%|per ?cent\b)"
    rf"|(?P<amount>{_AMOUNT_UNIT})(?P<per>(?:{_PER}(?:{_BODY}|{_PERIOD}|dose)\b)*)"
    r"(?!\w|/|\s?[·⁻]|\s(?:kg|h|day|m2?)\s?[-⁻][1¹])"
    rf"|(?P<time>{_TIME_UNIT})\b(?P<old>[\s-](?:old|of age|or older|and older|or younger))?"
    rf"|(?P<counted>{_COUNTED})\b"
    r")",
    re.IGNORECASE,
)
_INDEX = re.compile(
    r"\b(?P<index>INR|pH|ABPI|ABI|MELD|GCS|NIHSS|EDSS|SOFA|DAS28|BMI|COWS|CIWA(?:-Ar)?|T-score|PHQ-9|CURB-65|HbA1c"
    r"|CHA2DS2-VASc)\b"
    r"(?: (?:score|index|target|range|is|of|falls|rises|reaches|be|between))*\s?:?\s?"
    rf"{_RANGE}(?!\.?\d|\s?(?:%|{_LEVEL_UNIT}|{_AMOUNT_UNIT})(?!\w))",
    re.IGNORECASE,
)
_AGE_ALONE = re.compile(
    r"\bage(?:d)?(?: of)? (?P<low>\d{1,3})(?![\d.,]*\d|\s?(?:-|to|and|through)\s?\d"
    r"|[\s-](?:years?|yrs?|months?|weeks?|days?))\b",
    re.IGNORECASE,
)
_REPEATED = re.compile(
    rf"\b(?:every|each|q|intervals? of|interval:)\s+{_RANGE}[\s-]?(?P<time>{_TIME_UNIT})\b"
    rf"|\b(?P<adverb>daily|weekly|monthly|yearly|annually|annual|biennial(?:ly)?|biweekly)\b"
    r"(?!-?\s(?-i:[A-Z]))"  # the name of a journal
    rf"|\bevery\s+(?P<other>other\s+)?(?P<one>day|week|month|year)\b"
    r"|\b(?P<times>once|twice|thrice|(?:\d|two|three|four|five|six) times)[\s-]"
    r"(?:(?:a|per|each|every)\s)?(?P<period>daily|weekly|monthly|yearly|annually|day|week|month|year)\b",
    re.IGNORECASE,
)
_ADVERB_DAYS = {
    "daily": 1.0, "weekly": 7.0, "monthly": 30.4375, "yearly": 365.25, "annually": 365.25,
    "annual": 365.25, "biennial": 730.5, "biennially": 730.5, "biweekly": 14.0,
}  # fmt: skip

_MORE = re.compile(
    r"≥|>=|>|at least|more than|greater than|(?:no|not) (?:less|fewer|lower|shorter) than|over"
    r"|above|minimum|(?<!not )(?<!not to )exceed",
    re.IGNORECASE,
)
_NEGATED_LIMIT = re.compile(r"(?:no|not) (?:more|greater|higher|longer)|not (?:to )?exceed", re.I)

_NOT_ALL = re.compile(r"\b(?:first|last|next|between(?: the)?|previous|other)\s$", re.I)
_OR_MORE = re.compile(r"\s?(?:or|and) (?:more|above|over|higher|greater)\b", re.IGNORECASE)
_IS_THE_LIMIT = re.compile(
    r"\s(?:is|as) (?:the )?(?:ceiling|maximum|upper limit|limit|highest)\b"
    r"|\s?(?:or|and) (?:less|below|under|lower)\b",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"\b(?:total|cumulative)(?: \w+){0,2}\s$", re.IGNORECASE)
_IN_TOTAL = re.compile(r"\s(?:in total|altogether|in all|per course)\b", re.IGNORECASE)
_BARE = re.compile(r"(?:^|[:|(-])\s*$")
_HEADINGS = (
    (re.compile(r"\b(?:duration|how long|length of|course)", re.IGNORECASE), Role.DURATION),
    (re.compile(r"\b(?:intervals?|frequency|how often)", re.IGNORECASE), Role.INTERVAL),
)
_NEGATED = re.compile(r"\b(?:not|never|avoid\w*)\b[^.;,]{0,30}\Z", re.IGNORECASE)

_LASTS = re.compile(
    r"\b(?:for|over|last(?:s|ing|ed)?|duration of|course of|courses of|throughout|continued?|runs?"
    r"(?: usually)? for|period of|total of|spread over|in)\s+(?:a |an |the |another |about |around"
    r"|approximately |a total of |a further |between |usually |up to |at least |a minimum of"
    r"|a maximum of |more than |less than )*$",
    re.IGNORECASE,
)
_LASTS_AFTER = re.compile(
    r"^[\s-](?:course|courses|duration|in a row|consecutive|regimen|of (?:treatment|therapy)|period"
    r"|infusion)\b",
    re.IGNORECASE,
)
_UP_TO = re.compile(r"up to|≤|<|at most|no(?:t)? more than", re.IGNORECASE)
_UP_TO_AFTER = re.compile(r"^\s+(?:after|of|from)\b", re.IGNORECASE)
_APART = re.compile(r"^\s+(?:apart|intervals?|between doses)\b", re.IGNORECASE)
_WITHIN = re.compile(
    r"\b(?:within|no later than|in the first|not later than)\s+(?:the first )?$", re.I
)
_AFTER = re.compile(r"\b(?:after|once|following|by)\s+(?:about |at least |the first )?$", re.I)
_AGED = re.compile(
    r"\b(?:aged?|ages|(?:younger|older) than|(?:under|over) the age of|birth (?:to|through))"
    r"(?:\s+(?:of|from|between|is|at least|less than|under|over))?\s*$",
    re.IGNORECASE,
)


def parse_quantities(text: str, heading: str = "") -> list[Quantity]:
    """Return the quantities of `text` in the order in which they stand, none overlapping.

    A bare time, which neither lasts nor recurs by its own words, is what `heading` says it is:
    "Proximal: 3 months" under "Duration of treatment".
    """
    plain = text.translate(_PLAIN)
    stated = list(_stated(plain, heading))
    given = [(q.start, _given_until(plain, q)) for q in stated if not _is_rare(q)]
    repeated = [
        quantity
        for quantity in _repeated(plain)
        if not any(quantity.start < end and start < quantity.end for start, end in given)
    ]
    return sorted((*stated, *repeated), key=lambda quantity: quantity.start)


def _is_rare(quantity: Quantity) -> bool:
    """Tell whether a dose is given so seldom that its interval is stated for itself."""
    return quantity.per_day is not None and quantity.per_day <= 1 / 5


def _given_until(plain: str, quantity: Quantity) -> int:
    """Return where a dose ends together with how often it is given."""
    often = _TIMES_A_DAY.match(plain, quantity.end) if quantity.per_day else None
    return often.end() if often else quantity.end


def _stated(plain: str, heading: str) -> Iterator[Quantity]:
    for match in _QUANTITY.finditer(plain):
        quantity = _quantity(plain, match, heading)
        if quantity is not None:
            yield quantity
    for match in _INDEX.finditer(plain):
        level = _made(match, Role.LEVEL, match["index"].casefold(), 1.0)
        if level is not None:
            yield level
    for match in _AGE_ALONE.finditer(plain):
        years = value_of(match["low"]) * _DAYS["year"]
        start, end = match.span("low")
        yield Quantity(role=Role.AGE, low=years, high=years, unit="day", start=start, end=end)


def _quantity(plain: str, match: re.Match[str], heading: str) -> Quantity | None:
    if match["level"]:
        return _made(match, Role.LEVEL, canonical_level(match["level"]), 1.0)
    if match["percent"]:
        return _made(match, Role.SHARE, "percent", 1.0)
    if match["counted"]:
        if _NOT_ALL.search(plain[: match.start()]):
            return None
        return _made(match, Role.COUNT, match["counted"].casefold().removesuffix("s"), 1.0)
    if match["amount"]:
        return _dose(plain, match)
    role = _role_of_time(plain, match) or _role_of_bare(plain[: match.start()], heading)
    unit = canonical(_singular(match["time"]))
    if role is None or unit is None:
        return None
    return _made(match, role, *unit)


def _dose(plain: str, match: re.Match[str]) -> Quantity | None:
    per = [part for part in re.split(_PER, match["per"] or "", flags=re.I) if part]
    names = tuple(_singular(part) for part in per if part.casefold() != "dose")
    unit = canonical(match["amount"].casefold(), *names)
    if unit is None:
        return None
    total = _TOTAL.search(plain[: match.start()]) or _IN_TOTAL.match(plain, match.end())
    if total and not match["comparator"]:
        return None  # neither of one time nor of a day
    repeated = _TIMES_A_DAY.match(plain, match.end())
    return _made(match, Role.DOSE, *unit, per_day=_a_day(repeated) if repeated else None)


def _made(
    match: re.Match[str], role: Role, unit: str, factor: float, per_day: float | None = None
) -> Quantity | None:
    low = value_of(match["low"])
    high = value_of(match["high"]) if match["high"] else low
    first = match["first_unit"]
    if first and first != "%":
        own = canonical(_singular(first))
        low_factor = factor * own[1] / _own_factor(match) if own else factor
    else:
        low_factor = factor
    low, high = low * low_factor, high * factor
    if low > high:
        return None
    if match["comparator"]:
        low, high = _opened(match, low, high)
    elif _OR_MORE.match(match.string, match.end()) or match["plus"]:
        high = math.inf
    elif _IS_THE_LIMIT.match(match.string, match.end()):
        low = 0.0
    start = match.start("comparator") if match["comparator"] else match.start("low")
    return Quantity(
        role=role, low=low, high=high, unit=unit, start=start, end=match.end(), per_day=per_day
    )


def _own_factor(match: re.Match[str]) -> float:
    """Return the factor of the amount or time alone, without what it is given for."""
    groups = match.groupdict()
    unit = canonical(_singular(groups.get("amount") or groups.get("time") or ""))
    return unit[1] if unit else 1.0


def _opened(match: re.Match[str], low: float, high: float) -> tuple[float, float]:
    """Open the range at the end that the comparator leaves open: "not give more than 3 g" below."""
    comparator = match["comparator"]
    negated = _NEGATED_LIMIT.search(comparator) or _NEGATED.search(
        match.string, max(0, match.start() - 40), match.start("comparator")
    )
    if _MORE.search(comparator) and not negated:
        return low, math.inf
    return 0.0, high


def _role_of_time(plain: str, match: re.Match[str]) -> Role | None:
    """Tell what a time says by the words right before and behind it; None if they do not tell."""
    before, behind = plain[max(0, match.start() - 48) : match.start("low")], plain[match.end() :]
    if match["comparator"]:
        before = plain[max(0, match.start() - 48) : match.start()]
    if match["old"] or _AGED.search(before):
        return Role.AGE
    if _UP_TO.match(match["comparator"] or "") and _UP_TO_AFTER.match(behind):
        return Role.WITHIN
    for sign, text, role in (
        (_APART, behind, Role.INTERVAL),
        (_LASTS_AFTER, behind, Role.DURATION),
        (_WITHIN, before, Role.WITHIN),
        (_AFTER, before, Role.AFTER),
        (_LASTS, before, Role.DURATION),
    ):
        if sign.search(text):
            return role
    return None


def _role_of_bare(before: str, heading: str) -> Role | None:
    if not _BARE.search(before):
        return None
    return next((role for sign, role in _HEADINGS if sign.search(f"{heading} {before}")), None)


def _repeated(plain: str) -> Iterator[Quantity]:
    """Yield the intervals: "every 2 to 3 weeks", "weekly", "every other day"."""
    for match in _REPEATED.finditer(plain):
        if match["time"]:
            unit = canonical(_singular(match["time"]))
            made = _made(match, Role.INTERVAL, *unit) if unit else None
            if made:
                yield replace(made, start=match.start())
            continue
        days = _days_between(match)
        if days is None:
            continue
        yield Quantity(
            role=Role.INTERVAL,
            low=days,
            high=days,
            unit="day",
            start=match.start(),
            end=match.end(),
        )


def _days_between(match: re.Match[str]) -> float | None:
    """Return the days from one time to the next: 0.25 for "four times daily", None for none."""
    if match["adverb"]:
        return _ADVERB_DAYS[match["adverb"].casefold()]
    if match["times"]:
        period, times = match["period"].casefold(), _multiple(match["times"])
        return (_ADVERB_DAYS.get(period) or _DAYS[period]) / times if times else None
    return _DAYS[match["one"].casefold()] * (2 if match["other"] else 1)


def _multiple(times: str) -> float:
    word = times.split()[0].casefold()
    return _MULTIPLES.get(word) or value_of(word)


def _a_day(match: re.Match[str]) -> float | None:
    """Return how often a day: 2.0 for "twice daily", 1/7 for "weekly"."""
    if match["latin"]:
        return _LATIN[match["latin"].replace(".", "").casefold()]
    hours = int(match["hours"] or match["hourly"] or 0)
    if match["hours"] or match["hourly"]:
        return 24 / hours if hours else None
    if match["range"]:
        return None  # "every 4-6 hours": how often is for the reader to see
    if match["unit"]:
        every = value_of(match["every"]) if match["every"] else 1.0
        return 1 / (every * _DAYS[_singular(match["unit"])]) if every else None
    number = _multiple(match["multiple"] or match["multiple2"] or "once")
    period = match["period"] or {"nightly": "day", "daily": "day"}.get(
        (match["adverb"] or "").casefold(), (match["adverb"] or "").casefold().removesuffix("ly")
    )
    return number / _DAYS[period.casefold()]


def value_of(written: str) -> float:
    """Return the number that `written` says: "1,000", ".5", "three"."""
    word = written.strip().casefold()
    return float(_NUMBER_WORDS.get(word) or float(word.replace(",", "")))


def canonical_level(written: str) -> str:
    """Return one name for a unit of measured values, however it is written."""
    return re.sub(r"\s", "", written.casefold()).replace("mcg", "μg").replace("ug", "μg")


def _singular(unit: str) -> str:
    name = unit.strip().casefold()
    short = {"hr": "hour", "hrs": "hour", "h": "hour", "min": "minute", "mins": "minute",
             "wk": "week", "wks": "week", "d": "day", "yr": "year", "yrs": "year"}  # fmt: skip
    if name in short:
        return short[name]
    longer = re.fullmatch(_TIME_UNIT, name) or name.startswith(("square", "micro", "milli"))
    return name.removesuffix("s") if longer else name
