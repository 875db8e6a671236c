"""A figure of a text: its value, unit, comparator, and what a time is the time of."""

import math
from dataclasses import dataclass
from enum import StrEnum


class Use(StrEnum):
    """What a time is the time of, as far as the words around it tell."""

    DURATION = "duration"
    AGE = "age"
    FROM = "from"
    UNTIL = "until"
    BEFORE = "before"
    AFTER = "after"


class Kind(StrEnum):
    """Of which sort a figure is; only figures of one sort can be taken for each other."""

    AMOUNT = "amount"
    LEVEL = "level"
    SHARE = "share"
    TIME = "time"
    RATE = "rate"
    COUNT = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A value or range, `low` to `high`, at `start` to `end` of a text.

    `unit` is canonical ("milligram/kilogram"; times in days; "percent"), for a count the stem of
    the noun behind it, which may be empty. A rate is in times a day. `comparator` is one of ">=",
    ">", "<=", "<", "within", "over" (of a time: longer than it, or as long) or empty. `is_rated`
    says that the unit holds how often it is given ("mg/day"), `is_counted` that it is a word which
    may only count what the writer lists ("two options"), `is_change` that it is written as "from
    ... to ...", which may be a change rather than a range.
    """

    start: int
    end: int
    kind: Kind
    low: float
    high: float
    unit: str
    comparator: str = ""
    use: Use | None = None
    is_change: bool = False
    is_rated: bool = False
    is_counted: bool = False

    def has_value(self, other: "Figure") -> bool:
        """Tell whether both state the same value or range."""
        return _same(self.low, other.low) and _same(self.high, other.high)

    @property
    def is_year(self) -> bool:
        """Whether it is a bare number that can be a year."""
        return self.kind is Kind.COUNT and self.low == self.high and is_year(self.low)


def is_year(value: float) -> bool:
    """Tell whether a number can be a year."""
    return _FIRST_YEAR <= value <= _LAST_YEAR and value == int(value)


_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-9)
