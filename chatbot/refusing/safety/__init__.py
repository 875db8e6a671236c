"""What is refused for the sake of somebody's safety, before anything is searched.

`RULES` are tried in their order. A calculation for one patient and other matters are refused
beside what the search finds, so `chatbot.refusing.deciding` asks for them first among its own.
"""

from collections.abc import Callable
from dataclasses import dataclass

from chatbot.indexing.embedding import Embedder
from chatbot.refusing.refusal import Reason, Refusal
from chatbot.refusing.safety.emergencies import refuse_emergency
from chatbot.refusing.safety.instructions import refuse_instruction
from chatbot.refusing.safety.likeness import LikenessOfEmbeddings, fits


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyRule:
    """A rule that needs the typed question alone; `why` says what it keeps from happening."""

    reason: Reason
    why: str
    refuse: Callable[[str, Embedder], Refusal | None]


def _refuse_emergency(question: str, embedder: Embedder) -> Refusal | None:
    return refuse_emergency(question, LikenessOfEmbeddings(embedder) if fits(embedder) else None)


def _refuse_instruction(question: str, embedder: Embedder) -> Refusal | None:
    return refuse_instruction(question)


RULES = (
    SafetyRule(
        reason=Reason.EMERGENCY,
        why="nobody should read articles while a life is in danger",
        refuse=_refuse_emergency,
    ),
    SafetyRule(
        reason=Reason.NOT_MEDICAL,
        why="nobody should be able to change the rules of the program by asking",
        refuse=_refuse_instruction,
    ),
)


def refuse_unsafe(question: str, embedder: Embedder) -> Refusal | None:
    """Return the first refusal of `RULES`, None if the question may be searched."""
    return next((r for rule in RULES if (r := rule.refuse(question, embedder))), None)
