"""What the gate finds in a sentence that its lines do not support."""

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """Why a sentence is not supported."""

    NO_CITATION = "no_citation"  # it cites no line
    UNRESOLVED_CITATION = "unresolved_citation"  # a marker of it leads to no line
    NUMBER = "number"  # a figure that the lines do not have
    UNIT = "unit"  # a figure that the lines have with another unit
    COMPARATOR = "comparator"  # "at least 5" of "at most 5"
    FREQUENCY = "frequency"  # how often: not in the lines, or of another amount
    DURATION = "duration"  # a time not in the lines, or "for 5 days" of "after 5 days"
    SUBJECT = "subject"  # a figure or name in the place of another
    NEGATION = "negation"  # denied by one side only
    DIRECTION = "direction"  # "increases" of "reduces", "before" of "after"
    NAME = "name"  # a medicine, condition or procedure that the lines do not name
    POPULATION = "population"  # what the lines say of other people only
    MODALITY = "modality"  # "must be given" of "may be considered"
    CONDITION = "condition"  # advice without the condition that the lines give it under
    ECHO = "echo"  # the question given back, or words to the reader
    COVERAGE = "coverage"  # too much that the lines do not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a sentence is supported by its lines, and if not, why; each reason once."""

    reasons: tuple[Fault, ...] = ()

    @property
    def supported(self) -> bool:
        """Whether nothing was found."""
        return not self.reasons
