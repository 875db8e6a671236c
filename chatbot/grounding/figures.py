"""Text -> every figure in it, with its unit, comparator and role.

`chatbot.quantities` leaves out what it cannot read safely, because a wrong conflict is worse than
none. The gate turns that round: a figure that nobody can read must still be found in the lines.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from chatbot.grounding.bounds import comparator_of, use_of
from chatbot.grounding.figure import Figure, Kind, is_year
from chatbot.grounding.measures import (
    AMOUNT,
    BELOW,
    LEVEL,
    PER,
    TIME,
    level_unit,
    measured,
    short_unit,
)
from chatbot.grounding.number_words import NUMBER, SPAN, is_spelled_out, value_of
from chatbot.grounding.rates import find_rates
from chatbot.language.tokens import STOP_WORDS, plain, stem
from chatbot.quantities.units import canonical

_UNIT = (
    rf"(?:(?P<level>{LEVEL})(?![\w/])|(?P<percent>%|per ?cent\b|percentage points?\b)"
    rf"|(?P<amount>{AMOUNT})(?:\sof\s(?:\w+\s){{0,2}}\w+(?=\s(?:per|for each|for every)\s))?"
    rf"(?P<per>(?:(?:{PER})(?:{BELOW})(?!\w))*)(?![\w^]|[⁻-]\d)"
    rf"|(?P<time>{TIME})\b)"
)
_FIRST_UNIT = rf"(?P<first>%|(?:{AMOUNT}|{TIME})(?!\w)(?:(?:{PER})(?:{BELOW})(?!\w))*)?"
_EITHER = r"\s{1,2}(?:or|and)\s{1,2}"
_FIGURE = re.compile(
    r"(?<![\w.])(?!\d+(?:st|nd|rd|th)\b)(?<![A-Za-z]-)(?<![A-Za-z]/)(?<!\d,)"
    rf"(?P<between>(?:between|from)\s+)?(?P<low>{NUMBER})"
    rf"(?:\s?{_FIRST_UNIT}(?P<joint>{SPAN}|{_EITHER})(?:(?:at least|about) )?(?P<high>{NUMBER}))?"
    r"(?P<open>\s(?:or|and)\s(?:more|fewer|less)(?=\s))?"
    rf"(?:[\s-]{{0,2}}(?:(?:consecutive|successive|additional|further|full|whole|more|other)\s)?{_UNIT})?",
    re.IGNORECASE,
)
_BACK = 60  # characters before a figure that may say what it is
_INTERVAL = re.compile(r"(\bCI[:,]?\s[\[(]?-?[\d.]*\d), (-?\d)")
_NOUN = re.compile(r"[\s-]{1,2}(?P<noun>[A-Za-z][A-Za-z-]+)")


@lru_cache(maxsize=1024)
def find_figures(text: str) -> tuple[Figure, ...]:
    """Return the figures of `text` in the order in which they stand, rates ("daily") included."""
    said = _INTERVAL.sub(r"\1- \2", plain(text))
    rates = list(find_rates(said))
    found = [
        figure
        for match in _FIGURE.finditer(said)
        for figure in _figures(said, match)
        if not any(rate.start <= figure.start and figure.end <= rate.end for rate in rates)
    ]
    found = _listed(said, found) + list(_multiples(said, rates))
    return tuple(sorted([*found, *rates], key=lambda figure: (figure.start, figure.end)))


def _listed(said: str, figures: list[Figure]) -> list[Figure]:
    """Give the bare numbers of a list the unit of its last: "19, 18 and 16 mg"."""
    found = list(figures)
    for place in reversed(range(len(found) - 1)):
        figure, following = found[place], found[place + 1]
        if (
            figure.kind is Kind.COUNT
            and following.kind is not Kind.COUNT
            and not figure.is_year
            and _LISTED.fullmatch(said, figure.end, following.start)
            and (first := _FIRST_NUMBER.match(said, following.start))
        ):
            written = value_of(first.group())
            factor = following.low / written if written else 1.0
            found[place] = replace(
                figure,
                kind=following.kind,
                unit=following.unit,
                low=figure.low * factor,
                high=figure.high * factor,
                use=following.use,
                is_rated=following.is_rated,
                is_counted=False,
            )
    return found


_LISTED = re.compile(r"\s?,\s?(?:and\s|or\s)?|\s(?:and|or|versus|vs\.?)\s", re.IGNORECASE)
_FIRST_NUMBER = re.compile(NUMBER, re.IGNORECASE)
_MULTIPLE = re.compile(r"\b(?:twice|thrice)\b", re.IGNORECASE)


def _multiples(said: str, rates: Sequence[Figure]) -> Iterator[Figure]:
    """Yield "twice" and "thrice" where they are no part of a rate."""
    for match in _MULTIPLE.finditer(said):
        if not any(rate.start <= match.start() < rate.end for rate in rates):
            times = 2.0 if match.group().casefold() == "twice" else 3.0
            yield Figure(
                start=match.start(),
                end=match.end(),
                kind=Kind.COUNT,
                low=times,
                high=times,
                unit="time",
            )


def _figures(said: str, match: re.Match[str]) -> Iterator[Figure]:
    """Yield the figure of a match; two if "or" and "and" join them or their units differ."""
    if match["low"].casefold() == "one" and not match["high"] and not match["time"]:
        return  # "one of the", "one should"
    kind, unit, factor = _unit(match)
    if kind is Kind.COUNT and _is_age(said, match):
        kind, (unit, factor) = Kind.TIME, measured("years", "")
    apart = _first_apart(match, unit)
    if apart:
        yield _made(said, match.start("low"), match.end("first"), apart, value_of(match["low"]))
        yield from _figures(said, _alone(said, match))
        return
    low = value_of(match["low"]) * _first_factor(match, factor)
    high = value_of(match["high"] or match["low"]) * factor
    start, end = match.start("low"), match.end()
    if match["high"] and low > high and is_year(value_of(match["low"])):  # "in 2001 to 10 %"
        bare = _made(said, start, match.end("low"), (Kind.COUNT, "", 1.0), value_of(match["low"]))
        yield bare
        yield from _figures(said, _alone(said, match))
        return
    if match["high"] and (_is_list(match) or low > high or (kind is Kind.COUNT and is_year(low))):
        second = match.start("high")
        for value, begin, finish in ((low, start, match.end("low")), (high, second, end)):
            figure = _made(said, begin, finish, (kind, unit, 1.0), value)
            yield replace(figure, comparator=comparator_of(said, start, end, kind))
        return
    figure = _made(said, start, end, (kind, unit, 1.0), low)
    if low != high and _FROM_AGE.search(said, max(0, start - _BACK), start):
        figure = replace(figure, comparator="")
    noun = _NOUN.match(said, match.end("high") if match["high"] else match.end("low"))
    counted = is_spelled_out(match["low"]) and not _GIVEN_BEHIND.match(said, end)
    yield replace(
        figure,
        high=high,
        unit=_noun(noun["noun"]) if kind is Kind.COUNT and noun else unit,
        is_rated=_RATED.search(match["per"] or "") is not None,
        is_counted=kind is Kind.COUNT and counted,
        is_change=(match["between"] or "").strip().casefold() == "from",
        comparator=_left_open(match) or figure.comparator,
    )


def _left_open(match: re.Match[str]) -> str:
    """Return the comparator of "2 or more weeks"."""
    if not match["open"]:
        return ""
    return ">=" if match["open"].casefold().endswith("more") else "<="


def _is_age(said: str, match: re.Match[str]) -> bool:
    """Tell whether a number without a unit is an age: "aged 5", "5 or older"."""
    aged = _AGED.search(said, max(0, match.start() - _BACK), match.start()) or _OF_AGE.match(
        said, match.end()
    )
    return aged is not None


def _made(said: str, start: int, end: int, unit: tuple[Kind, str, float], value: float) -> Figure:
    kind, name, factor = unit
    return Figure(
        start=start,
        end=end,
        kind=kind,
        low=value * factor,
        high=value * factor,
        unit=name,
        comparator=comparator_of(said, start, end, kind),
        use=use_of(said, start, end, kind),
    )


def _is_list(match: re.Match[str]) -> bool:
    return match["joint"].strip() == "and" and not match["between"]


_AGED = re.compile(
    r"\b(?:aged?|ages|older than|younger than|age of|adults?|women|men|people|persons|children"
    r"|those|adolescents|patients)"
    r"(?: (?:from|between|of|over|under|at least|older than|younger than))?\s\Z",
    re.IGNORECASE,
)
_FROM_AGE = re.compile(r"\bfrom(?: the)?(?: ages?)?(?: of)?\s\Z", re.IGNORECASE)
_OF_AGE = re.compile(r"\s(?:or|and|years or) (?:older|younger)\b", re.IGNORECASE)
_RATED = re.compile(r"(?:/|per|a|each|every)\s?(?:24|d|day|week|month|year)", re.IGNORECASE)


def _unit(match: re.Match[str]) -> tuple[Kind, str, float]:
    """Return the kind and canonical unit of what stands behind a number, and the factor to it."""
    if match["level"]:
        return Kind.LEVEL, level_unit(match["level"]), 1.0
    if match["percent"]:
        return Kind.SHARE, "percent", 1.0
    if match["amount"]:
        return Kind.AMOUNT, *measured(match["amount"], match["per"] or "")
    if match["time"]:
        return Kind.TIME, *measured(match["time"], "")
    return Kind.COUNT, "", 1.0


def _first_apart(match: re.Match[str], unit: str) -> tuple[Kind, str, float] | None:
    """Return what the first of two numbers is, where it is no end of a range with the second."""
    first = (match["first"] or "").strip()
    if not first:
        return None
    if first == "%":
        return (Kind.SHARE, "percent", 1.0) if unit != "percent" else None
    amount, *below = re.split(PER, first, flags=re.IGNORECASE)
    kind = Kind.TIME if re.fullmatch(TIME, amount, re.IGNORECASE) else Kind.AMOUNT
    own = measured(amount, "/".join(["", *below]))
    if own[0] == unit or unit.startswith(f"{own[0]}/"):
        return None  # "500 mg to 1 g", "1 mg to 2 mg/kg"
    return kind, *own


def _alone(said: str, match: re.Match[str]) -> re.Match[str]:
    """Return the match of the second number alone."""
    found = _FIGURE.search(said, match.start("high"))
    assert found is not None
    return found


def _first_factor(match: re.Match[str], factor: float) -> float:
    """Return the factor of the lower end: "500 mg to 1 g"."""
    first = (match["first"] or "").strip()
    if not first or first == "%":
        return factor
    amount, *_ = re.split(PER, first, flags=re.IGNORECASE)
    own, whole = canonical(short_unit(amount.casefold())), match["amount"] or match["time"]
    other = canonical(short_unit(whole.casefold())) if whole else None
    if own is None or other is None or own[0] != other[0]:
        return factor
    return factor * own[1] / other[1]


def _noun(written: str) -> str:
    word = written.casefold()
    return "" if word in STOP_WORDS else stem(word)


_GIVEN_BEHIND = re.compile(
    r"[\s-](?:\S+\s){0,2}(?:doses?|exchanges?|cycles?|infusions?|injections?|sessions?|courses?"
    r"|tablets?|capsules?|puffs?|sprays?|drops?|vaccinations?|visits?|tests?|times|patients)\b",
    re.IGNORECASE,
)
"""What is given or done a number of times."""
