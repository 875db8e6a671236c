"""What the gate finds in a sentence that its lines do not support."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Fault(StrEnum):
    """Why a sentence is not supported: a name for programs, and `words` for readers.

    Each states its words here, so that no page can meet a fault that it has no words for.
    """

    words: str

    def __new__(cls, value: str, words: str) -> Self:
        """Make a member of its value and what readers are told."""
        fault = str.__new__(cls, value)
        fault._value_ = value
        fault.words = words
        return fault

    NO_CITATION = "no_citation", "cites no line"
    UNRESOLVED_CITATION = "unresolved_citation", "cites a line that is not there"
    NUMBER = "number", "a figure that the lines do not have"
    UNIT = "unit", "another unit"
    COMPARATOR = "comparator", "another limit"  # "at least 5" of "at most 5"
    FREQUENCY = "frequency", "given more or less often"
    DURATION = "duration", "another time"  # also "for 5 days" of "after 5 days"
    SUBJECT = "subject", "a figure of something else"
    NEGATION = "negation", "a “not” more or less"
    DIRECTION = "direction", "the other way round"  # "increases" of "reduces"
    NAME = "name", "a name that the lines do not have"
    POPULATION = "population", "said of other people"
    MODALITY = "modality", "stronger advice"  # "must be given" of "may be considered"
    CONDITION = "condition", "advice without its condition"
    ECHO = "echo", "the question given back"
    COVERAGE = "coverage", "words that the lines do not have"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a sentence is supported by its lines, and if not, why; each reason once."""

    reasons: tuple[Fault, ...] = ()

    @property
    def supported(self) -> bool:
        """Whether nothing was found."""
        return not self.reasons
