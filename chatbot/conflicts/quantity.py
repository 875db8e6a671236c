"""A quantity as a text states it, and what it measures."""

import math
from dataclasses import dataclass, replace
from enum import StrEnum

from chatbot.language.figure import Figure, Kind, Use
from chatbot.language.figures import find_figures

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
    text says so right behind ("twice daily").
    """

    role: Role
    low: float
    high: float
    unit: str
    start: int
    end: int
    per_day: float | None = None

    @property
    def is_limit(self) -> bool:
        """Whether it bounds a value rather than stating it."""
        return math.isinf(self.high) or (self.low == 0.0 and self.high > 0.0)


_ROLES = {
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


def find_quantities(text: str, heading: str = "") -> list[Quantity]:
    """Return what `text` states that can be compared, in order.

    What cannot be told apart safely is left out: a figure without a unit, "12 patients", a time
    that neither lasts, recurs nor limits anything. A wrong reading would be worse than none.
    """
    return [
        quantity
        for figure in find_figures(text, heading)
        if figure.certain and (quantity := _quantity(figure)) is not None
    ]


def _quantity(figure: Figure) -> Quantity | None:
    match figure.kind:
        case Kind.AMOUNT:
            return _dose(figure)
        case Kind.RATE if not _is_of_dose(figure):
            return _interval(figure)
        case Kind.TIME:
            role = _ROLES.get(figure.use) if figure.use else None
            return _stated(figure, role, figure.unit) if role else None
        case Kind.LEVEL:
            return _stated(figure, Role.LEVEL, figure.unit)
        case Kind.SHARE:
            return _stated(figure, Role.SHARE, figure.unit)
        case Kind.COUNT if figure.unit in _COUNTED:
            return _stated(figure, Role.COUNT, figure.unit)
    return None


def _is_of_dose(rate: Figure) -> bool:
    """Tell whether a rate is told with its dose; one in a range, or seldom, stands for itself."""
    return rate.is_joined and rate.low == rate.high and rate.low > _SELDOM


def _dose(figure: Figure) -> Quantity:
    """Return an amount; "70 mg a week" is 10 mg a day."""
    days = [_DAYS[part] for part in figure.per if part in _DAYS]
    unit = f"{figure.unit}/day" if days else figure.unit
    share = days[0] if days else 1.0
    given = replace(figure, low=figure.low / share, high=figure.high / share)
    return _stated(given, Role.DOSE, unit, _once(figure.times))


def _once(times: tuple[float, float] | None) -> float | None:
    """Return how often; None for "every 4-6 hours", which is for the reader to see."""
    return times[0] if times and times[0] == times[1] else None


def _interval(figure: Figure) -> Quantity | None:
    low, high = 1 / figure.high, 1 / figure.low
    return _opened(figure, Role.INTERVAL, "day", low, high)


def _stated(figure: Figure, role: Role, unit: str, per_day: float | None = None) -> Quantity:
    return _opened(figure, role, unit, figure.low, figure.high, per_day)


def _opened(
    figure: Figure, role: Role, unit: str, low: float, high: float, per_day: float | None = None
) -> Quantity:
    """Open the range at the end that the comparator leaves open: "not more than 3 g" below."""
    if figure.comparator in (">=", ">"):
        high = math.inf
    elif figure.comparator in ("<=", "<"):
        low = 0.0
    opened = figure.comparator in (">=", ">", "<=", "<")
    return Quantity(
        role=role,
        low=low,
        high=high,
        unit=unit,
        start=figure.opening if opened else figure.start,
        end=figure.end,
        per_day=per_day,
    )
