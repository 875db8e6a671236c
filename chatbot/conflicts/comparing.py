"""Two quantities of one thing -> whether both can be true.

An amount by body weight or surface is set against a fixed one for the weights and surfaces of
most adults, so "1-2 mg/kg/day" and "100 mg/day" agree and "1000 mg/day" does not.
"""

import math

from chatbot.conflicts.quantity import Quantity, Role

ADULT_WEIGHT = (40.0, 130.0)
"""Kilograms."""

ADULT_SURFACE = (1.3, 2.5)
"""Square metres."""

_TOLERANCE = 0.06  # a month is 4 weeks or 30 days, a BMI is rounded

_OTHER_RHYTHM = 5
_SELDOM = 0.5  # times a day
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
    return min(often) <= _SELDOM and max(often) >= _OTHER_RHYTHM * min(often)


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
