"""A question and its evidence -> a reason to refuse, or none; a file for each family of reasons."""

from chatbot.answering.refusing.confidence import confidence
from chatbot.answering.refusing.deciding import Refuser
from chatbot.answering.refusing.invalid import (
    LONGEST_QUESTION,
    refuse_bare_detail,
    refuse_question,
)
from chatbot.answering.refusing.refusal import Refusal

__all__ = [
    "LONGEST_QUESTION",
    "Refusal",
    "Refuser",
    "confidence",
    "refuse_bare_detail",
    "refuse_question",
]
