"""One turn of a conversation, as far as the next one depends on it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Condensed:
    """A question that stands alone.

    `subject` is what it is about ("dose of rituximab"), empty if nothing was asked; `pattern` is
    the latest question that a "what about ...?" would ask again of something else.
    """

    question: str
    subject: str
    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What was asked and how it was understood."""

    question: str
    condensed: Condensed
