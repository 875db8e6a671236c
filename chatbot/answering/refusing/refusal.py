"""Why a question is not answered."""

from dataclasses import dataclass

from chatbot.answering.answer import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a question is not answered; `explanation` is what the reader is told.

    `shows_lines` says that the lines found are what comes nearest, rather than whole passages.
    """

    reason: Reason
    explanation: str
    shows_lines: bool = False
