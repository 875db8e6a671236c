"""A follow-up question and the turns before it -> a question that stands alone.

No model is asked: the earlier subject is put where the follow-up leaves it out, so that what
was searched can be shown in a line and checked at a glance.
"""

import re
from collections.abc import Sequence

from chatbot.conversation.gating import depends_on_context, names_a_subject
from chatbot.conversation.turn import Condensed, Turn

_ASKING_ABOUT = re.compile(
    r"^\W*(?:and\s+|but\s+|so\s+)?(?:what|how)\s+about\s+(?P<subject>[^?.!]+?)\W*$", re.IGNORECASE
)
_BACK_REFERENCE = re.compile(
    r"\b(?:(?:(?<=if )|(?<=of )|(?<=for )|(?<=to )|(?<=with )|(?<=after )|(?<=before )"
    r"|(?<=about )|(?<=is )|(?<=does )|(?<=on ))that|it(?!s)|they|them|this|these|those"
    r"|the same)\b(?!\s+(?:patients?|drugs?|doses?|treatments?|cases?|days?|weeks?)\b)",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"\b(?:its|their)\s+(?P<owned>[^?.!,]+)", re.IGNORECASE)
_CONDITION = re.compile(r"^\W*(?:(?:and|but|so|or)\s+)?(?:what\s+)?if\b", re.IGNORECASE)
_OPENING = re.compile(
    r"^\W*(?:please\s+)?(?:(?:and|but|so|then|also)\s+)?(?:(?:can|could)\s+you\s+)?(?:tell\s+me\s+)?"
    r"(?:what|which|how|when|why|who|where|is|are|does|do|did|should|can|could|will|would|may)"
    r"(?:\s+(?:is|are|was|were|the|a|an|does|do|should|can|could|about|much|many|often|long"
    r"|be|would|will|i|we|you|there|kind|type|sort|of))*\b\s*",
    re.IGNORECASE,
)
_OF = re.compile(
    r"\b(?:of|for|with|in|on|to|by|from|after|under|during)\s+(?:the\s+|an?\s+)?", re.IGNORECASE
)
_TAIL = re.compile(
    r"\s+(?:be\s+)?(?:given|used|recommended|administered|started|stopped|indicated|considered|do"
    r"|help|work|needed|last|required|treated|managed|monitored|matter|happen|occur)\b.*$",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\s*\([^()]*\)")
_LONGEST_SUBJECT_WORDS = 12


def condense(question: str, turns: Sequence[Turn]) -> Condensed:
    """Return `question` made to stand alone; unchanged if it already does or nothing precedes.

    "What about X?" asks the earlier question of X. A pronoun gives way to the earlier subject.
    Where neither is there, the earlier subject is added at the end.
    """
    question = " ".join(question.split())
    before = next((t.condensed for t in reversed(turns) if t.condensed.subject), None)
    if before is None or not depends_on_context(question):
        return Condensed(question=question, subject=subject_of(question), pattern=question)
    about = _ASKING_ABOUT.match(question)
    if about and names_a_subject(about["subject"]):
        return _asked_of_another(before, about["subject"].strip())
    resolved = _resolved(question, before.subject)
    pattern = before.pattern if _CONDITION.match(question) else resolved
    return Condensed(question=resolved, subject=before.subject, pattern=pattern)


def subject_of(question: str) -> str:
    """Return what `question` is about: its words without the asking, "dose of rituximab"."""
    words = _BRACKETED.sub("", _OPENING.sub("", question)).strip(" ?.!,;:")
    words = _TAIL.sub("", words) or words
    return " ".join(words.split()[:_LONGEST_SUBJECT_WORDS])


def _resolved(question: str, subject: str) -> str:
    """Put `subject` where `question` points back to it, else at the end."""
    thing = _narrowest(subject)
    owned, count = _POSSESSIVE.subn(
        lambda match: f"the {match['owned'].strip()} of {thing}", question, count=1
    )
    if count:
        return owned
    replaced, count = _BACK_REFERENCE.subn(lambda _: thing, question, count=1)
    return replaced if count else f"{question.rstrip(' ?.!')} (about {subject})?"


def _narrowest(subject: str) -> str:
    """Return the thing itself: "rituximab" of "dose of rituximab"."""
    parts = [part for part in _OF.split(subject) if names_a_subject(part)]
    return parts[0].strip(" ,") if parts else subject


def _asked_of_another(before: Condensed, new: str) -> Condensed:
    """Ask the earlier question of `new` in the place of its subject."""
    old = _narrowest(before.subject)
    question = re.sub(re.escape(old), lambda _: new, before.pattern, count=1, flags=re.IGNORECASE)
    if question == before.pattern:
        question = f"{before.pattern.rstrip(' ?.!')} (about {new})?"
    subject = before.subject.replace(old, new)
    return Condensed(question=question, subject=subject, pattern=question)
