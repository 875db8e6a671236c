"""A question and its evidence -> a reason to refuse, or none; a file for each family of reasons."""

from chatbot.refusing.confidence import confidence
from chatbot.refusing.deciding import Refuser
from chatbot.refusing.invalid import (
    LONGEST_QUESTION,
    refuse_bare_detail,
    refuse_question,
)
from chatbot.refusing.refusal import Refusal

__all__ = [
    "LONGEST_QUESTION",
    "Refusal",
    "Refuser",
    "confidence",
    "refuse_bare_detail",
    "refuse_question",
]
