"""What two or more articles state of one thing that cannot all be true."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One article's line in a conflict; `value` is where in its text the value stands."""

    article_id: str
    start: int
    end: int
    value: tuple[int, int]
    scope: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundConflict:
    """Sides of at least two articles, in the order of the articles and then of the text.

    `subject` says for a reader what it is about: "methylprednisolone: dose". `pairs` are the
    places in `sides` of those that exclude each other; not every two of them do.
    """

    subject: str
    sides: tuple[Side, ...]
    pairs: tuple[tuple[int, int], ...]

    def against(self, place: int) -> list[int]:
        """Return the places of the sides that exclude the one at `place`, in order."""
        return sorted(
            one if other == place else other for one, other in self.pairs if place in (one, other)
        )
