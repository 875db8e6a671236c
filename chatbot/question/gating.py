"""A question -> whether it depends on the turns before it, and by which sign.

A gate without a model: it looks for what a reader would miss in the question taken alone: a
pronoun without its noun, an opening that carries on ("and if ..."), a comparison without its
sides, a question that asks for something of a thing but names none.
"""

from collections.abc import Callable
from enum import StrEnum

from chatbot.language.tokens import words
from chatbot.question.phrases import (
    Slot,
    is_attribute,
    is_condition,
    is_name,
    names_a_thing,
    phase_in,
    phrases,
    slot_of,
)
from chatbot.question.signs import Signs, read_signs


class Sign(StrEnum):
    """By what a question is seen to depend on the turns before it."""

    FRAGMENT = "fragment"  # "and azathioprine?"
    BARE = "bare"  # "azathioprine?"
    CONDITION = "condition"  # "and if that fails?"
    CLARIFICATION = "clarification"  # "I meant the oral form"
    ITEM = "item"  # "the second one"
    COMPARISON = "comparison"  # "which is better?"
    PRONOUN = "pronoun"  # "what is its dose?"
    DEFINITE = "definite"  # "when is the infusion repeated?"
    UNNAMED = "unnamed"  # "for how long?"


_LONGEST_FRAGMENT = 6  # words
_LONGEST_NAME = 3
_LONGEST_AT_WHAT = 5


def sign_of_dependence(question: str) -> Sign | None:
    """Return by what `question` depends on the turns before it, None if it stands alone."""
    signs = read_signs(question)
    return next((sign for sign, seen in _SIGNS if seen(signs)), None)


def depends_on_context(question: str) -> bool:
    """Tell whether `question` cannot be understood without the turns before it."""
    return sign_of_dependence(question) is not None


def _stands_after(place: int, signs: Signs) -> bool:
    """Tell whether a question that names its thing follows "and ...", "what about ...".

    "So what is the dose of rituximab?" does; "and rituximab?" does not, but "what about the
    rituximab dose?" does: it says what is asked and of what.
    """
    if about := signs.at(place, "about"):
        return _asks_of_a_thing(signs.question[about[1] :])
    names = any(phrase.names for phrase in phrases(signs.question[place:]))
    return names and signs.at(place, "asking") is not None


def _asks_of_a_thing(text: str) -> bool:
    """Tell whether `text` says what is asked and of what thing: "the rituximab dose"."""
    asks = any(map(is_attribute, words(text)))
    return asks and any(p.names and not is_condition(p.words) for p in phrases(text))


def _lacks_its_thing(signs: Signs) -> bool:
    """Tell whether a dose or the like is asked for, but only a condition named: "in children"."""
    return signs.has("of a medicine") and all(
        is_condition(phrase.words) and phrase.preposition not in ("", "of")
        for phrase in phrases(signs.question)
        if phrase.names
    )


def _is_clarification(signs: Signs) -> bool:
    meant = signs.first("clarification")
    if meant is None:
        return False
    rest = read_signs(signs.question[meant[1] :])
    asks = rest.has("asking") or rest.has("of a medicine")
    return not (asks and _asks_of_a_thing(rest.question))


def _is_condition(signs: Signs) -> bool:
    """Tell whether "if ..." is said, but not "if ..., what ...?" that names its thing."""
    begins = signs.opening("courtesy", "carrying on")
    whole = begins == 0 and signs.has("asking behind") and names_a_thing(signs.question)
    return signs.at(begins, "condition") is not None and not whole


def _is_fragment(signs: Signs) -> bool:
    question = signs.question
    begins = signs.opening("courtesy", "carrying on")
    if begins > signs.opening("courtesy") or signs.at(begins, "about"):
        return not _stands_after(begins, signs)
    if len(words(question)) > _LONGEST_FRAGMENT or signs.has("asking"):
        return False
    plain = question.strip(" ?.!")
    return (
        signs.at(begins, "slot") is not None
        or phase_in(plain) is not None
        or slot_of(plain) is Slot.POPULATION
    )


def _is_bare(signs: Signs) -> bool:
    """Tell whether a question is but the name of a thing, with a question mark behind it."""
    said = words(signs.question)
    if not signs.question.endswith("?") or not 1 <= len(said) <= _LONGEST_NAME:
        return False
    return all(map(is_name, said)) and len(phrases(signs.question)) == 1


def _has_a_pronoun(signs: Signs) -> bool:
    owners = sorted(signs.places("owner") + signs.places("personal owner"))
    if owners and not names_a_thing(_without_degrees(signs, owners[0][0])):
        return True
    return _points_back(signs, "pronoun")


def _without_degrees(signs: Signs, end: int) -> str:
    """Return the question up to `end` without "how firm", which names no thing."""
    said = signs.question[:end]
    for start, stop in reversed(signs.places("degree")):
        if stop <= end:
            said = said[:start] + said[stop:]
    return said


def _points_back(signs: Signs, sign: str) -> bool:
    """Tell whether `sign` stands for something that an earlier clause of the question lacks too.

    "How is rituximab given and what is its dose?" says itself what "its" is.
    """
    found = signs.first(sign)
    if found is None:
        return False
    clauses = [start for start, _ in signs.places("clause") if start < found[0]]
    return not names_a_thing(signs.question[: max(clauses, default=0)])


def _asks_at_what(signs: Signs) -> bool:
    short = len(words(signs.question)) <= _LONGEST_AT_WHAT
    return short and signs.at(signs.opening("carrying on"), "at what") is not None


_SIGNS: tuple[tuple[Sign, Callable[[Signs], bool]], ...] = (
    (Sign.CLARIFICATION, _is_clarification),
    (Sign.CONDITION, _is_condition),
    (Sign.ITEM, lambda signs: signs.has("item")),
    (Sign.COMPARISON, lambda signs: signs.has("comparison") and not signs.has("sides")),
    (Sign.PRONOUN, _has_a_pronoun),
    (Sign.FRAGMENT, _is_fragment),
    (Sign.BARE, _is_bare),
    (Sign.UNNAMED, lambda signs: not names_a_thing(signs.question) or _lacks_its_thing(signs)),
    (Sign.PRONOUN, lambda signs: signs.has("then")),
    (Sign.DEFINITE, _asks_at_what),
    (Sign.DEFINITE, lambda signs: _points_back(signs, "definite")),
)
"""The first that is seen decides."""
