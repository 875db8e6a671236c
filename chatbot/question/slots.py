"""A phrase of a follow-up -> the slot of the open question that it fills or replaces.

A population takes the place of a population, a medicine that of a medicine, a phase that of a
phase. What is only asked of a thing ("max?", "labs?") takes the place of none.
"""

import re
from enum import StrEnum
from functools import lru_cache

from chatbot.language.content_words import is_common
from chatbot.language.names import NameKind, find_names
from chatbot.language.tokens import STOP_WORDS, words
from chatbot.lexicon.loading import load_table
from chatbot.question.general_words import is_attribute, is_name

_AGE = re.compile(
    r"^(?:(?:over|under|above|below|aged?|older than|younger than)\s+)?\d+"
    r"(?:\s*(?:-|to)\s*\d+)?(?:\s*(?:years?|months?|weeks?)(?:\s+old)?)?$",
    re.IGNORECASE,
)


_OF_PHASES = frozenset("phase stage attack line treatment therapy".split())


class Slot(StrEnum):
    """What a phrase says of the question; `DETAIL` is what is asked of a thing."""

    MEDICINE = "medicine"
    CONDITION = "condition"
    POPULATION = "population"
    PHASE = "phase"
    DETAIL = "detail"


_SLOT_OF = {
    NameKind.MEDICINE: Slot.MEDICINE,
    NameKind.PROCEDURE: Slot.MEDICINE,
    NameKind.ROUTE: Slot.DETAIL,
    NameKind.CONDITION: Slot.CONDITION,
    NameKind.POPULATION: Slot.POPULATION,
}


def slot_of(phrase: str, preposition: str = "") -> Slot:
    """Return the slot of a phrase, that of the last name in it if it holds any.

    A word that general English does not know is taken for a medicine's name.
    """
    if phase_in(phrase):
        return Slot.PHASE
    aged = f"{preposition} {phrase}".strip()
    if preposition in ("over", "under", "above", "below", "aged") and _AGE.match(aged):
        return Slot.POPULATION
    said = words(phrase)
    if said and is_attribute(said[-1]):
        return Slot.DETAIL
    named = find_names(phrase)
    if named:
        return _SLOT_OF[named[-1].kind]
    names = [word for word in said if is_name(word)]
    if phrase.isupper():  # an abbreviation of a test, most likely
        return Slot.DETAIL
    if any(word.isalpha() and not is_common(word) for word in names):
        return Slot.MEDICINE
    return Slot.DETAIL


def phase_in(phrase: str) -> tuple[int, int, str] | None:
    """Return the phase that `phrase` names and no other thing: "the acute phase"."""
    found = phases_in(phrase)
    if not found:
        return None
    rest = words(phrase[: found[0][0]] + phrase[found[0][1] :])
    return found[0] if all(word in STOP_WORDS or word in _OF_PHASES for word in rest) else None


def phases_in(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, group) of every phase in `text`, the longest first at a place."""
    found = []
    for match in _phases().finditer(text):
        found.append((*match.span(), _groups()[" ".join(match.group().casefold().split())]))
    return found


@lru_cache(maxsize=1)
def _groups() -> dict[str, str]:
    return {row["phase"]: row["group"] for row in load_table("phases").rows}


@lru_cache(maxsize=1)
def _phases() -> re.Pattern[str]:
    longest = sorted(_groups(), key=lambda phase: (-len(phase), phase))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b", re.IGNORECASE)
