"""Why a question is not answered."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a question was refused."""

    NOT_IN_CORPUS = "not_in_corpus"
    WEAK_EVIDENCE = "weak_evidence"
    UNSUPPORTED = "unsupported"
    PATIENT_SPECIFIC = "patient_specific"
    EMERGENCY = "emergency"
    NOT_MEDICAL = "not_medical"
    INVALID_QUESTION = "invalid_question"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a question is not answered; `explanation` is what the reader is told.

    `shows_lines` says that the lines found are what comes nearest, rather than whole passages.
    """

    reason: Reason
    explanation: str
    shows_lines: bool = False
