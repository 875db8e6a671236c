"""What the steps from a question to its answer hand on, each made of the one before it.

    Asking -> Understood -> Found -> Chosen -> Quoted (-> Sentences ...) -> Answered
                  |                    |
                  +----> Refused <-----+----------------------------------> Answered

Nothing else passes between steps: what one needs is in what it is given.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from chatbot.answering.answer import Answer, Audience, Citation, Conflict, Reason, Statement
from chatbot.question.turn import Condensed, Turn
from chatbot.refusing.refusal import Refusal
from chatbot.refusing.safety.likeness import Likeness
from chatbot.refusing.safety.other_matters import names_other_matter
from chatbot.retrieval.expanding import Query
from chatbot.retrieval.passage import Passage
from chatbot.retrieval.ranking import RankedStatement


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A question, the turns before it, and for whom its answer is."""

    question: str
    turns: tuple[Turn, ...] = ()
    audience: Audience = Audience.CLINICIAN


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A question that stands alone, what it is like, and what to search for it.

    `deadline`, of `time.monotonic`, is when a language model must have ended; `rewritten` says
    whether it was asked to condense the question. `also` is the same asked in the open topic, where
    it may be meant so.
    """

    asking: Asking
    condensed: Condensed
    likeness: Likeness
    query: Query
    deadline: float
    rewritten: bool
    also: "Understood | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The passages that match and their statements, both best first."""

    understood: Understood
    passages: tuple[Passage, ...]
    ranked: tuple[RankedStatement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The statements that answer, best first; there is at least one."""

    found: Found
    statements: tuple[RankedStatement, ...]
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A question that is not answered, why, and what was found and chosen until then."""

    asking: Asking
    condensed: Condensed
    refusal: Refusal
    rewritten: bool = False
    passages: tuple[Passage, ...] = ()
    ranked: tuple[RankedStatement, ...] = ()
    chosen: tuple[RankedStatement, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotes:
    """The parts of an answer in quotes."""

    citations: tuple[Citation, ...] = ()
    statements: tuple[Statement, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    also: tuple[Citation, ...] = ()
    follow_ups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer, how its question was understood, and the passages weighed, best first."""

    answer: Answer
    condensed: Condensed
    passages: tuple[Passage, ...] = ()

    @property
    def turn(self) -> Turn:
        """The turn that the next question of the conversation builds on.

        One that was refused for asking about the weather leaves nothing open: "and in children?"
        goes on from what was asked before it.
        """
        answer, condensed = self.answer, self.condensed
        elsewhere = answer.reason is Reason.NOT_MEDICAL and names_other_matter(condensed.question)
        return Turn(
            question=answer.question,
            condensed=replace(condensed, topics=()) if elsewhere else condensed,
            sections=tuple(dict.fromkeys(c.section[-1] for c in answer.citations if c.section)),
            lines=tuple(statement.text for statement in answer.statements),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """An answer in quotes, and its parts for a language model to put into words."""

    chosen: Chosen
    quotes: Quotes
    answered: Answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """The sentences of a language model that have passed the gate so far."""

    statements: tuple[Statement, ...]


Event = Understood | Found | Chosen | Refused | Quoted | Sentences | Answered
"""What is told while an answer grows; the last one is `Answered`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The steps over one generation; any of them can be replaced. Without a model none words."""

    understand: Callable[[Asking], Understood | Refused]
    find: Callable[[Understood], Found]
    choose: Callable[[Found], Chosen | Refused]
    quote: Callable[[Chosen], Quoted]
    refuse: Callable[[Refused], Answered]
    word: Callable[[Quoted], Iterator[Sentences | Answered]] | None = None
