"""A follow-up that only names something, and the question before it -> the same asked of that.

"And in children?" puts children in the place of another population, "and apixaban?" a medicine in
that of a medicine, "and chronic?" one phase in that of another; what finds no place is put behind.
"""

import re
from dataclasses import replace

from chatbot.language.tokens import STOP_WORDS, words
from chatbot.question.context import condensed_of, ordered, place_for, topics_of
from chatbot.question.phrases import Phrase, is_condition, name_stems, phrases, sort_of
from chatbot.question.slots import Slot, phase_in, phases_in, slot_of
from chatbot.question.turn import Condensed, Topic

_OPENING = re.compile(
    r"^\W*(?:(?:and|but|so|or|then|also|plus|even|no|sorry|ok(?:ay)?|thanks|thank you|I\s+meant?)"
    r"\b[\s,.!]*)*"
    r"(?:(?:what|how)\s+(?:about|of)\b)?\s*(?:(?:those|(?:the\s+)?ones|(?:the\s+)?patients|people)\s+)?(?:(?P<preposition>of|to|in|for|with|during|after|before|by|on"
    r"|under|over|above|below|aged|from|at|without)\s+)?(?:the\s+|an?\s+)?",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"(?:[\s,]+(?:then|though|instead|please|now|too))*[\s?.!,]*$", re.IGNORECASE)
_LISTED = re.compile(r"\s*(?:,|,?\s*\b(?:and|or)\b)\s*", re.IGNORECASE)
_BARE_BONDS = frozenset("in of for with on to by from after before during the a an".split())
_BEFORE_AN_AGE = 2  # words between a group and its ages


def ask_of_another(said: str, before: Condensed) -> Condensed | None:
    """Ask the earlier question of what "and ...?" or "what about ...?" names.

    None if it names nothing, or nothing of the earlier question gives way to it.
    """
    rest, preposition = _named(said)
    slot = slot_of(rest, preposition)
    if slot is Slot.PHASE:
        return _in_phase(rest, preposition, before)
    if slot is Slot.POPULATION:
        preposition = preposition or "in"
    elif not _is_bare(rest) or (slot is Slot.DETAIL and not preposition):
        return None
    if " who " in rest and " who " in before.pattern:
        return None  # two clauses on the same people would contradict each other
    place = place_for(Topic(words=rest, preposition=preposition), before.pattern, before.topics)
    if slot is Slot.POPULATION:
        place = _place_of_population(rest, before.pattern) or place
    if place and slot is Slot.MEDICINE and is_condition(place.words):
        return None  # "salbutamol?" after "how is asthma treated?"
    if place is None and not preposition:
        return None
    return _put_in(said, rest, preposition, place, before)


def _named(said: str) -> tuple[str, str]:
    """Return what "and in the elderly?" names, and the preposition before it."""
    opening = _OPENING.match(said)
    assert opening is not None
    rest = _CLOSING.sub("", said[opening.end() :])
    preposition = (opening["preposition"] or "").casefold()
    return (preposition, "") if not rest and phase_in(preposition) else (rest, preposition)


def _put_in(
    said: str, rest: str, preposition: str, place: Phrase | None, before: Condensed
) -> Condensed:
    """Ask the earlier question with `rest` at `place`, else at its end."""
    if place is None:
        asked, bracket, about = before.pattern.partition(" (about ")
        question = f"{asked.rstrip(' ?.!')} {preposition} {rest}{bracket}{about or '?'}"
        left = before.topics
    else:
        question = _put(before.pattern, place, rest, preposition)
        held = name_stems(question)
        left = tuple(t for t in before.topics if name_stems(t.words) <= held)
    topics = ordered((*topics_of(said), *(t for t in left if t.words != rest)))
    return condensed_of(question, question, topics, before, shown=())


def _in_phase(rest: str, preposition: str, before: Condensed) -> Condensed | None:
    """Ask the earlier question of another phase: in the place of one of its group, else after."""
    phase = phase_in(rest)
    assert phase is not None
    found = next((each for each in phases_in(before.pattern) if each[2] == phase[2]), None)
    if found:
        question = before.pattern[: found[0]] + rest + before.pattern[found[1] :]
    elif phase[2] == "order":
        return None
    else:
        asked, bracket, about = before.pattern.partition(" (about ")
        behind = f"{preposition} {rest}".strip() if preposition else f"in {rest}"
        question = f"{asked.rstrip(' ?.!')} {behind}{bracket}{about or '?'}"
    return condensed_of(question, question, before.topics, before, shown=())


def _place_of_population(rest: str, pattern: str) -> Phrase | None:
    """Return whose place a population takes: an age that of an age first, a group of a group.

    A group takes the place of the ages behind it too: "in adults aged 40 to 75".
    """
    found = [p for p in phrases(pattern) if slot_of(p.words, p.preposition) is Slot.POPULATION]
    aged = any(map(str.isdigit, rest))
    place = next((p for p in found if p.number == aged), next(iter(found), None))
    if place and not aged and place is not found[-1]:
        between = words(pattern[place.end : found[-1].start])
        if len(between) <= _BEFORE_AN_AGE and found[-1].number:
            return replace(place, end=found[-1].end)
    return place


def _is_bare(rest: str) -> bool:
    """Tell whether `rest` is but a thing or two, no sentence."""
    head = re.split(r"\b(?:who|whose)\b", rest)[0]
    bonds = [word for word in words(head) if word in STOP_WORDS and word not in ("and", "or")]
    return bool(head) and all(word in _BARE_BONDS for word in bonds)


def _put(pattern: str, place: Phrase, rest: str, preposition: str) -> str:
    """Put `rest` in the place of a phrase, and its preposition in that of the phrase's."""
    before = pattern[: place.start]
    if place.preposition and preposition and place.preposition != preposition:
        stem_of, found, articles = before.rpartition(place.preposition)
        before = f"{stem_of}{preposition}{articles}" if found else before
    elsewhere = re.compile(rf"\b{re.escape(place.words)}\b", re.IGNORECASE)
    after = pattern[_end_of_list(pattern, place) :]
    return before + rest + elsewhere.sub(lambda _: rest, after)


def _end_of_list(pattern: str, place: Phrase) -> int:
    """Return where "azathioprine, methotrexate or mycophenolate" ends that begins at `place`."""
    end = place.end
    for phrase in phrases(pattern):
        joined = phrase.start > end and _LISTED.fullmatch(pattern[end : phrase.start])
        if joined and sort_of(phrase.words) is sort_of(place.words):
            end = phrase.end
    return end
