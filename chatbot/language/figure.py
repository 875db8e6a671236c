"""A figure of a text: its value, unit, per what, how often, comparator and what a time is for."""

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from chatbot.language.lexemes import Lexemes
from chatbot.language.measuring import Measure, MeasureKind


class Kind(StrEnum):
    """Of which sort a figure is; only figures of one sort can be taken for each other."""

    AMOUNT = "amount"
    STRENGTH = "strength"
    LEVEL = "level"
    MEASURE = "measure"
    SHARE = "share"
    TIME = "time"
    RATE = "rate"
    COUNT = "count"


class Use(StrEnum):
    """What a time is the time of, as far as the words around it tell."""

    DURATION = "duration"
    INTERVAL = "interval"
    AGE = "age"
    FROM = "from"
    UNTIL = "until"
    BEFORE = "before"
    AFTER = "after"
    WITHIN = "within"


_OFTEN = frozenset(("day", "week", "month", "year", "dose"))
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A value or range, `low` to `high`, at `start` to `end` of a text.

    `unit` is canonical: "mg/kg" for "0.2 g/kg a day", "day" for every time, "percent", the short
    name of a level ("mmol/L", "inr"), the form or thing that is counted ("tablet", "exchange") or
    the stem of the noun behind a count, which may be empty; a rate is in times a day. How often
    an amount is given is no part of its unit: `per` holds all it is per ("kg", "day"), and "/day"
    is a figure of its own too, inside the amount's place. So is the second value of a blood
    pressure.

    `opening` is where the words of its comparator begin, if they stand before it; else `start`.
    `comparator` is one of ">=", ">", "<=", "<", "within", "over" (of a time: longer than it, or
    as long) or empty. `times` is how often a day an amount is given, as the words behind it say;
    that rate `is_joined`. `is_change` says that it is written as "from ... to ...", which may be
    a change rather than a range, `is_counted` that it is a word which may only count what the
    writer lists ("two options"), `is_dose` that it tells how much of a medicine somebody takes,
    `certain` that it can be set against another of its kind. `owner` is the name of what it is of.
    """

    start: int
    end: int
    kind: Kind
    low: float
    high: float
    unit: str
    per: tuple[str, ...] = ()
    comparator: str = ""
    opening: int = -1
    use: Use | None = None
    times: tuple[float, float] | None = None
    owner: str = ""
    is_dose: bool = False
    is_joined: bool = False
    is_change: bool = False
    is_counted: bool = False
    certain: bool = True

    def has_value(self, other: "Figure") -> bool:
        """Tell whether both state the same value or range."""
        ends = ((self.low, other.low), (self.high, other.high))
        return all(math.isclose(*pair, rel_tol=1e-6, abs_tol=1e-12) for pair in ends)

    @property
    def is_rated(self) -> bool:
        """Whether the unit holds how often it is given ("mg/day")."""
        return not _OFTEN.isdisjoint(self.per)

    @property
    def is_year(self) -> bool:
        """Whether it is a bare number that can be a year."""
        return self.kind is Kind.COUNT and self.low == self.high and is_year(self.low)


def is_year(value: float) -> bool:
    """Tell whether a number can be a year."""
    return _FIRST_YEAR <= value <= _LAST_YEAR and value == int(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A figure at the lexemes `begin` to `end`, with the unit that it was read with."""

    begin: int
    end: int
    figure: Figure
    measure: Measure | None = None

    def but(self, **changes: Any) -> "Placed":
        """Return it with some fields of its figure changed."""
        return replace(self, figure=replace(self.figure, **changes))

    @property
    def is_form(self) -> bool:
        """Whether it counts tablets, drops or another form of a medicine."""
        return self.measure is not None and self.measure.kind is MeasureKind.FORM

    @property
    def is_bare(self) -> bool:
        """Whether it is a number without a unit."""
        return self.measure is None and self.figure.kind is Kind.COUNT


def placed_at(
    lexemes: Lexemes,
    begin: int,
    end: int,
    values: tuple[float, float],
    measure: Measure | None,
    kind: Kind,
) -> Placed:
    """Return a plain figure of a value or range in a unit."""
    low, high = values
    figure = Figure(
        start=lexemes.starts[begin],
        end=lexemes.ends[end - 1],
        kind=kind,
        low=low,
        high=high,
        unit=measure.unit if measure else "",
        per=measure.per if measure else (),
        opening=lexemes.starts[begin],
        certain=measure is not None,
    )
    return Placed(begin=begin, end=end, figure=figure, measure=measure)
