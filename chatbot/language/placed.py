"""A figure while it is read: with the lexemes it stands at and the unit it was read with."""

from dataclasses import dataclass

from chatbot.language.figure import Figure, Kind
from chatbot.language.lexemes import Lexemes
from chatbot.language.measuring import Measure, MeasureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A figure at the lexemes `begin` to `end`; `written` is its value before any factor."""

    begin: int
    end: int
    figure: Figure
    measure: Measure | None = None
    written: float = 0.0

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
    return Placed(begin=begin, end=end, figure=figure, measure=measure, written=low)
