"""What one line of an article says how much of, and the conflicts of such lines."""

from dataclasses import dataclass, field

from chatbot.conflicts.quantity import Quantity

Keys = frozenset[str]
Bands = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """For whom and when a claim holds, as canonical names; empty where the text does not say.

    `phases` are those of the illness or its treatment (acute, maintenance), `steps` those of a
    course of doses (loading, starting, tapering).
    `conditions` are those that the article, the section or the line are about, `indications`
    those that the line itself names as the reason ("for optic neuritis"). `ages` are bands of
    years. `cases` are the terms of the case that the line opens with ("With fibrinolysis, ..."),
    `is_negated` says that it is one of something lacking. `stated` are the words that say so, in
    reading order, to be shown.
    """

    populations: Keys = frozenset()
    routes: Keys = frozenset()
    phases: Keys = frozenset()
    steps: Keys = frozenset()
    severities: Keys = frozenset()
    conditions: Keys = frozenset()
    indications: Keys = frozenset()
    ages: Bands = ()
    cases: Keys = frozenset()
    is_negated: bool = False
    stated: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What is kept of a claim in an index: what its line says a figure of.

    `start` and `end` are those of the line, `role` is the value of the quantity's role.
    `subjects` are what the figure may be of, empty where the line itself names nothing.
    """

    start: int
    end: int
    role: str
    subjects: tuple[str, ...]
    outcome: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A quantity of a subject, in the line from `start` to `end` of an article's text.

    `subject` is canonical, empty where the text names no medicine or procedure; `is_named` tells
    whether the line names it, or says nothing that could be of another thing; `about` says it
    for a reader ("methylprednisolone"); `beside` are the names in the line that the quantity may
    be of, for a share all of its clause. `outcome` are the terms of what a share or a level is
    of, `terms` those of the whole line, synonyms and figures apart, `names` what the line and
    its headings name. Offsets, the quantity's included, count in the article's text.
    """

    article_id: str
    start: int
    end: int
    subject: str
    about: str
    is_named: bool
    quantity: Quantity
    scope: Scope
    beside: Keys = frozenset()
    outcome: Keys = frozenset()
    terms: Keys = frozenset()
    names: Keys = frozenset()

    def kept(self) -> Stated:
        """Return what an index keeps of it."""
        return Stated(
            start=self.start,
            end=self.end,
            role=self.quantity.role.value,
            subjects=tuple(sorted(self.beside)),
            outcome=tuple(sorted(self.outcome)),
        )


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
