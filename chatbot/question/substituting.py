"""A follow-up that only names something, and the question before it -> the same asked of that.

"And in children?" puts children in the place of another population, "and apixaban?" a medicine in
that of a medicine, "and chronic?" one phase in that of another; what finds no place is put behind.
"""

import re
from dataclasses import replace
from itertools import takewhile

from chatbot.language.names import NameKind, find_names
from chatbot.language.tokens import STOP_WORDS, words
from chatbot.lexicon.loading import load_table
from chatbot.question.context import condensed_of, ordered, place_for, topics_of
from chatbot.question.phrases import (
    Phrase,
    Slot,
    is_condition,
    name_stems,
    phase_in,
    phases_in,
    phrases,
    slot_of,
    sort_of,
)
from chatbot.question.signs import read_signs
from chatbot.question.turn import Condensed, Topic

_BARE_BONDS = load_table("question_words").words("word", use="bare")
_ARTICLE = re.compile(r"\bthe\s+$", re.IGNORECASE)
_NOUN = re.compile(r"\s+(?=(?:doses?|dosages?|dosing|treatment|regimen|schedule)\b)", re.IGNORECASE)
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
        before = replace(before, pattern=_of_nobody(before.pattern))
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
    signs = read_signs(said)
    begins = signs.opening("courtesy", "carrying on", "clarification", "about", "group")
    preposition = ""
    if slot := signs.at(begins, "slot"):
        preposition = said[slice(*slot)].casefold()
        begins = signs.opening("article", start=slot[1])
    closing = signs.first("closing")
    rest = said[signs.opening("article", start=begins) : closing[0] if closing else None]
    rest = rest.strip(" ,.?!")
    return (preposition, "") if not rest and phase_in(preposition) else (rest, preposition)


def _put_in(
    said: str, rest: str, preposition: str, place: Phrase | None, before: Condensed
) -> Condensed:
    """Ask the earlier question with `rest` at `place`, else at its end."""
    if place is None:
        question = _asked_with(before.pattern, f"{preposition} {rest}")
        left = before.topics
    else:
        question = _put(before.pattern, place, rest, preposition)
        held = name_stems(question)
        left = tuple(t for t in before.topics if name_stems(t.words) <= held)
    topics = ordered((*topics_of(said), *(t for t in left if t.words != rest)))
    return condensed_of(question, topics, before)


def _asked_with(pattern: str, added: str) -> str:
    """Return a question with `added` at its end, before what is in brackets there."""
    asked, bracket, about = pattern.partition(" (about ")
    return f"{asked.rstrip(' ?.!')} {added}{bracket}{about or '?'}"


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
        question = _asked_with(before.pattern, f"{preposition or 'in'} {rest}")
    return condensed_of(question, before.topics, before)


def _of_nobody(pattern: str) -> str:
    """Return a question without a group that stands right before a noun: "the adult dose of"."""
    for name in find_names(pattern):
        following = _NOUN.match(pattern, name.end)
        if (
            name.kind is NameKind.POPULATION
            and _ARTICLE.search(pattern[: name.start])
            and following
        ):
            return pattern[: name.start] + pattern[following.end() :]
    return pattern


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
    head = list(takewhile(lambda word: word not in ("who", "whose"), words(rest)))
    return bool(head) and _BARE_BONDS.issuperset(STOP_WORDS.intersection(head))


def _put(pattern: str, place: Phrase, rest: str, preposition: str) -> str:
    """Put `rest` in the place of a phrase, and its preposition in that of the phrase's."""
    before = pattern[: place.start]
    if place.preposition and preposition and place.preposition != preposition:
        stem_of, found, articles = before.rpartition(place.preposition)
        before = f"{stem_of}{preposition}{articles}" if found else before
    elsewhere = rf"\b{re.escape(place.words)}\b"
    after = pattern[_end_of_list(pattern, place) :]
    return before + rest + re.sub(elsewhere, lambda _: rest, after, flags=re.IGNORECASE)


def _end_of_list(pattern: str, place: Phrase) -> int:
    """Return where "azathioprine, methotrexate or mycophenolate" ends that begins at `place`."""
    end = place.end
    for phrase in phrases(pattern):
        joined = pattern[end : phrase.start].strip(" ,").casefold() in ("", "and", "or")
        if phrase.start > end and joined and sort_of(phrase.words) is sort_of(place.words):
            end = phrase.end
    return end
