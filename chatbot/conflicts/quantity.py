"""A quantity as a text states it, and what it measures."""

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
        case Kind.AMOUNT:
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
