"""A quantity as a text states it, and what it measures."""

import math
from dataclasses import dataclass
from enum import StrEnum


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

    `unit` is canonical, so that equal units are equal strings, and says what the figures count:
    "milligram/kilogram/day" for "0.2 g/kg a day", "day" for "2 weeks" and "every fortnight",
    "percent", or the counted thing ("exchange"). An open end is 0 or infinity: "at least 3 days".
    `per_day` is how often a day it is given, where the text says so right behind ("twice daily").
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
