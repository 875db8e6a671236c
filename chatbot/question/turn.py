"""One turn of a conversation, as far as the next one depends on it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Something the conversation is about: a phrase of an earlier question.

    `preposition` is the one it stood behind, empty if none ("in" of "in pregnancy"), and "act" for
    something done ("screening"). `salience` is 1 in the turn that names it and falls with each
    turn that does not.
    """

    words: str
    preposition: str = ""
    salience: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Condensed:
    """A question that stands alone.

    `pattern` is the latest question that a "what about ...?" would ask again of something else.
    `topics` are open for the next question to carry on, most salient first; `replaced` are those
    that others have taken the place of: only a comparison goes back to them.
    """

    question: str
    pattern: str = ""
    topics: tuple[Topic, ...] = ()
    replaced: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What was asked, how it was understood, and what the answer cited.

    `sections` are the innermost headings of the citations, `lines` the statements, both in the
    order shown.
    """

    question: str
    condensed: Condensed
    sections: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
