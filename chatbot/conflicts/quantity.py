"""A quantity as a text states it, what it measures, and whether another can be true besides it.

An amount by body weight or surface is set against a fixed one for the weights and surfaces of
most adults, so "1-2 mg/kg/day" and "100 mg/day" agree and "1000 mg/day" does not.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from chatbot.language.figure import Figure, Kind, Use

_SELDOM = 1 / 5  # times a day: an interval so long is stated for itself


class Role(StrEnum):
    """What a quantity says of its subject. Only quantities of one role are ever compared."""

    DOSE = "dose"
    DURATION = "duration"
    INTERVAL = "interval"
    COUNT = "number"
    SHARE = "share"
    AGE = "age"
    LEVEL = "level"
    WITHIN = "time limit"
    AFTER = "waiting time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A value or range, `low` to `high`, in `unit`; offsets are those of the text it stands in.

    `unit` says what the figures count, so that equal units are equal strings: "mg/kg/day" for
    "0.2 g/kg a day", "day" for every time, "percent", or the counted thing ("exchange"). An open
    end is 0 or infinity: "at least 3 days". `per_day` is how often a day it is given, where the
    text says so right behind ("twice daily"), `owner` the key of what is given.
    """

    role: Role
    low: float
    high: float
    unit: str
    start: int
    end: int
    per_day: float | None = None
    owner: str = ""

    @property
    def is_limit(self) -> bool:
        """Whether it bounds a value rather than stating it."""
        return math.isinf(self.high) or (self.low == 0.0 and self.high > 0.0)


_ROLES: dict[Use | None, Role] = {
    Use.AGE: Role.AGE,
    Use.WITHIN: Role.WITHIN,
    Use.FROM: Role.AFTER,
    Use.DURATION: Role.DURATION,
    Use.INTERVAL: Role.INTERVAL,
}
_COUNTED = frozenset(
    """exchange dose cycle infusion injection session course tablet capsule puff spray drop
    vaccination visit""".split()
)
_DAYS = {"day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}


def quantities_of(figures: Iterable[Figure]) -> list[Quantity]:
    """Return what the figures of a text state that can be compared, in order.

    What cannot be told apart safely is left out: a figure without a unit, "12 patients", a time
    that neither lasts, recurs nor limits anything. A wrong reading would be worse than none.
    """
    return [q for figure in figures if figure.certain and (q := _quantity(figure)) is not None]


def _quantity(figure: Figure) -> Quantity | None:
    match figure.kind:
        case Kind.AMOUNT if figure.comparator != ">":  # "above 5 mg" is a threshold, no dose
            return _dose(figure)
        case Kind.RATE if not _is_of_dose(figure):
            days = replace(figure, low=1 / figure.high, high=1 / figure.low)
            return _stated(days, Role.INTERVAL, "day")
        case Kind.TIME if figure.use in _ROLES:
            return _stated(figure, _ROLES[figure.use])
        case Kind.LEVEL:
            return _stated(figure, Role.LEVEL)
        case Kind.SHARE:
            return _stated(figure, Role.SHARE)
        case Kind.COUNT if figure.unit in _COUNTED:
            return _stated(figure, Role.COUNT)
    return None


def _is_of_dose(rate: Figure) -> bool:
    """Tell whether a rate is told with its dose; one in a range, or seldom, stands for itself."""
    return rate.is_joined and rate.low == rate.high and rate.low > _SELDOM


def _dose(figure: Figure) -> Quantity:
    """Return an amount; "70 mg a week" is 10 mg a day.

    How often is left out of "every 4-6 hours", which is for the reader to see.
    """
    days = next((_DAYS[part] for part in figure.per if part in _DAYS), None)
    least, most = figure.times or (None, None)
    given = replace(figure, low=figure.low / (days or 1.0), high=figure.high / (days or 1.0))
    unit = f"{figure.unit}/day" if days else figure.unit
    return _stated(given, Role.DOSE, unit, least if least == most else None)


def _stated(figure: Figure, role: Role, unit: str = "", per_day: float | None = None) -> Quantity:
    """Open the range at the end that the comparator leaves open: "not more than 3 g" below."""
    above, below = figure.comparator in (">=", ">"), figure.comparator in ("<=", "<")
    return Quantity(
        role=role,
        low=0.0 if below else figure.low,
        high=math.inf if above else figure.high,
        unit=unit or figure.unit,
        start=figure.opening if above or below else figure.start,
        end=figure.end,
        per_day=per_day,
        owner=figure.owner,
    )


ADULT_WEIGHT = (40.0, 130.0)
"""Kilograms."""

ADULT_SURFACE = (1.3, 2.5)
"""Square metres."""

_TOLERANCE = 0.06  # a month is 4 weeks or 30 days, a BMI is rounded

_OTHER_RHYTHM = 5
_SLOWLY = 0.5  # times a day
_RATES = ("/hour", "/day")

Interval = tuple[float, float]


def disagree(one: Quantity, other: Quantity) -> bool | None:
    """Tell whether the two exclude each other; None if they cannot be compared."""
    if one.role is not other.role:
        return None
    if one.role is Role.DOSE:
        return _doses_disagree(one, other)
    if one.unit != other.unit:
        return None
    if one.role is Role.DURATION and (one.high < 1.0) is not (other.high < 1.0):
        return None  # how long one infusion takes, and how long the course lasts
    if one.role is Role.LEVEL and one.is_limit is not other.is_limit:
        return not _close(_threshold(one), _threshold(other))
    return _apart((one.low, one.high), (other.low, other.high))


def _threshold(level: Quantity) -> float:
    """Return the value at which something is done: 140 of "140 or above" and of "reaches 140"."""
    return level.high if level.low == 0.0 else level.low


def _doses_disagree(one: Quantity, other: Quantity) -> bool | None:
    """Compare what is given a time and a day, whichever both state; agreeing in either is enough.

    Without a word on how often, an amount may be that of one time or of a day.
    """
    if one.unit.endswith("/hour") is not other.unit.endswith("/hour") and not (
        one.unit.endswith(_RATES) and other.unit.endswith(_RATES)
    ):
        return None
    pairs = [
        (first, second)
        for basis in (_each_time, _a_day)
        if (first := basis(one)) and (second := basis(other))
    ]
    verdicts = [verdict for a, b in pairs if (verdict := _amounts_disagree(a, b)) is not None]
    if _both_repeated(one, other) and verdicts:
        return verdicts[-1] or _are_far_apart(one, other)
    return all(verdicts) if verdicts else None


Amount = tuple[float, float, str]


def _each_time(dose: Quantity) -> Amount | None:
    if dose.unit.endswith("/hour"):
        return None
    return (dose.low, dose.high, dose.unit.removesuffix("/day"))


def _a_day(dose: Quantity) -> Amount | None:
    if dose.unit.endswith("/hour"):
        return (dose.low * 24, dose.high * 24, dose.unit.removesuffix("/hour"))
    unit = dose.unit.removesuffix("/day")
    if dose.per_day is None or unit != dose.unit:
        return (dose.low, dose.high, unit)
    return (dose.low * dose.per_day, dose.high * dose.per_day, unit)


def _are_far_apart(one: Quantity, other: Quantity) -> bool:
    """Tell whether one is given daily and the other weekly: equal totals, yet not the same."""
    often = [dose.per_day or 1.0 for dose in (one, other)]
    return min(often) <= _SLOWLY and max(often) >= _OTHER_RHYTHM * min(often)


def _both_repeated(one: Quantity, other: Quantity) -> bool:
    return all(d.per_day is not None or d.unit.endswith(_RATES) for d in (one, other))


def _amounts_disagree(one: Amount, other: Amount) -> bool | None:
    for first, second in ((one, other), (other, one)):
        fixed = _fixed(first) if first[2] != second[2] else first
        if fixed is not None and fixed[2] == second[2]:
            return _apart(fixed[:2], second[:2])
    return None


def _fixed(amount: Amount) -> Amount | None:
    """Return the amount for an adult where it is given by weight or surface."""
    low, high, unit = amount
    for suffix, (least, most) in (("/kg", ADULT_WEIGHT), ("/m2", ADULT_SURFACE)):
        if suffix in unit:
            return low * least, high * most, unit.replace(suffix, "")
    return None


def _apart(one: Interval, other: Interval) -> bool:
    """Tell whether two intervals have no value in common; open ends are bounds to compare."""
    if math.isinf(one[1]) and math.isinf(other[1]):
        return not _close(one[0], other[0])
    if one[0] == other[0] == 0.0:
        return not _close(one[1], other[1])
    first, second = sorted((one, other))
    return first[1] < second[0] and not _close(first[1], second[0])


def _close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=_TOLERANCE)
