"""A question -> whether it depends on the turns before it, and by which sign.

A gate without a model: it looks for what a reader would miss in the question taken alone: a
pronoun without its noun, an opening that carries on ("and if ..."), a comparison without its
sides, a question that asks for something of a thing but names none.
"""

import re
from collections.abc import Callable
from enum import StrEnum

from chatbot.language.tokens import words
from chatbot.question.general_words import is_attribute, is_name, names_a_thing
from chatbot.question.phrases import is_condition, phrases
from chatbot.question.slots import Slot, phase_in, slot_of


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


CARRYING_ON = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|yes|no|thanks|thank you|i see|right|sure|well)\b[\s,.!]+)*"
    r"(?:and|but|or|so|then|also|plus|what about|how about|what of|what if"
    r"|in that case|if so|if not|same|even)\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"^\W*(?:(?:and|but|so|or|then|ok(?:ay)?)[\s,]+)*(?:what|how)\s+(?:about|of)\b", re.IGNORECASE
)
_CONDITION = re.compile(
    r"^\W*(?:(?:and|but|so|or|then)[\s,]+)?(?:what\s+)?(?:(?:even\s+)?if\b|when\s+not\b|unless\b)",
    re.IGNORECASE,
)
_WHOLE_CONDITION = re.compile(
    r"^\W*if\b[^?]*,\s*(?:what|which|how|when|who|where|should|is|are|can|does|do)\b", re.IGNORECASE
)
_CLARIFICATION = re.compile(
    r"\bI(?:'m|\s+am|\s+was)?\s+(?:just\s+|actually\s+|only\s+)?(?:mean|meant|(?:talking|asking|"
    r"speaking|referring)(?:\s+(?:about|to|of|for)))\b",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"\b(?:what|which|how|when|where|who|whom|whose|why|is|are|was|were|does|do|did|should|can"
    r"|could|will|would|may|must|has|have|tell|explain|describe|list|show|give|name)\b",
    re.IGNORECASE,
)
ITEM = re.compile(
    r"\b(?:the|that|this)\s+(?P<ordinal>first|second|third|fourth|fifth|last|former|latter)"
    r"(?=\s+(?:ones?|options?|items?|points?|bullets?|of\s+(?:these|those|them)|on\s+the\s+list)\b"
    r"|\s*[?.!,]|\s*$|\s+(?:is|are|was|does|do|be)\b)"
    r"(?:\s+(?:ones?|options?|items?|points?|bullets?|of\s+(?:these|those|them)|on\s+the\s+list))?"
    r"|\b(?:number|option|point|item|bullet)\s+(?P<number>[1-9])\b",
    re.IGNORECASE,
)
COMPARISON = re.compile(
    r"\bwhich\s+(?:ones?|of\s+(?:them|these|those|the\s+two)|(?:is|are|works?|has)\b.*"
    r"\b(?:better|best|safer|safest|stronger|cheaper|faster|preferred|preferable|superior|more"
    r"|most|less|least|fewer|first|important|common|frequent|serious|effective))\b"
    r"|\b(?:the\s+two|both\s+of\s+them|either(?:\s+one)?\s*(?:[?.!,]|$)|neither|between\s+them"
    r"|compare\s+them|any\s+of\s+them|each\s+of\s+them)\b|\bboth\s*[?.!]?$",
    re.IGNORECASE,
)
_THAN = re.compile(r"\bthan\s+\w|\bor\b|\bbetween\s+\w+.*\band\b", re.IGNORECASE)
# "it" is no pronoun in "is it safe to ...".
_PRONOUN = re.compile(
    r"\b(?:they|them|theirs|he|she|hers|him|ones|the same"
    r"|the other(?:s|\s+one)?(?=\s*[?.!,]|\s*$)"
    r"|(?<!no )(?<!any )(?<!which )(?<!every )(?<!some )one(?=\s*[?.!,]|\s*$)"
    r"|it(?!\s+(?:(?:is|was|be|would be)\s+)?(?:(?:ever|still|always|also|not)\s+)?"
    r"(?:safe|possible|necessary|recommended|advisable|true|better|worth|known|important|okay|ok"
    r"|appropriate|reasonable|acceptable|common|normal|useful|take|help)"
    r"\s+(?:to|that|for|if|long)\b))\b",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"\b(?:its|their|his|her)\b", re.IGNORECASE)
_DEGREE = re.compile(r"\bhow\s+\w+", re.IGNORECASE)
_PLACE = re.compile(
    r"(?<!is )(?<!are )(?<!was )(?<!were )(?<!has )(?<!have )\bthere\b"
    r"(?!\s+(?:is|are|was|were|be|an?|any|been|has|have|will|exists?)\b)",
    re.IGNORECASE,
)
# "these" points back alone or before a noun, not in "those with diabetes" or "this year".
_DEMONSTRATIVE = re.compile(
    r"\b(?:this|these|those|such)\b(?!\s+(?:with|who|whose|that|which|in|of|under|over|on|at|aged"
    r"|without|taking|receiving|\d+|aged|older|younger|year|month|week|winter|summer|morning|as)\b)",
    re.IGNORECASE,
)
# "that" points back unless it opens a clause ("patients that relapse", "shown that ...").
_THAT = re.compile(
    r"(?:^|\b(?:if|is|was|does|did|of|for|to|with|after|before|about|on|do|in|than|like|and|from|by"
    r"|during|under)\s+)that\b(?!\s+of\b)"
    r"|\bthat\s*(?:[?.!,]|$)|\bthat\s+(?:is|was|does|isn't|doesn't|be|work\w*|fail\w*|drug|dose"
    r"|treatment|therapy|case|one|patient|regimen|approach|test|age|group|population|situation)\b",
    re.IGNORECASE,
)
# "the infusion" is one that was spoken of, unless "of ..." or the like says which.
_DEFINITE = re.compile(
    r"\bthe\s+(?:(?:first|second|next|last|initial|usual|recommended|same|other)\s+)?(?:drugs?"
    r"|medications?|medicines?|agents?|treatments?|therap(?:y|ies)|infusions?|injections?|tablets?"
    r"|courses?|procedures?|exchanges?|tests?|screenings?|diseases?|conditions?|disorders?"
    r"|interventions?|vaccines?|doses?|risks?|benefits?|harms?|results?|symptoms?|side\s+effects?"
    r"|adverse\s+(?:effects|events)|issues?|problems?|process|difference|evidence)\s*(?:[?.!,;]|$|\b(?:be|is|are|was"
    r"|were|has|have|does|do|should|can|given|work\w*|fail\w*|continue\w*|stop\w*|start\w*"
    r"|repeat\w*|help\w*|last\w*)\b)",
    re.IGNORECASE,
)
_THEN = re.compile(r"\bthen\s*[?.!]*$", re.IGNORECASE)
_OF_A_MEDICINE = re.compile(
    r"\b(?:dos(?:e|es|age|ages|ing)|route|interval|schedule|regimen|contraindications?"
    r"|interactions?|side\s+effects?|adverse\s+(?:effects?|events?|reactions?))\b",
    re.IGNORECASE,
)
_OF_A_SLOT = re.compile(
    r"^\W*(?:(?:no|ok(?:ay)?|yes|thanks|thank you|sorry|right)\b\W+)*"
    r"(?:in|for|with|during|on|over|under|above|below|at|from|after|before|while|by|without|aged)\b",
    re.IGNORECASE,
)
_AT_WHAT = re.compile(
    r"^\W*(?:and\s+)?(?:at|from|until|up to|over|by|within|above|below|with)\s+(?:what|which)\b",
    re.IGNORECASE,
)
_LONGEST_FRAGMENT = 6  # words
_LONGEST_NAME = 3
_CLAUSE = re.compile(
    r"[,;:]|[.?!]\s|\b(?:and|but|if|when|while|because|before|after|so|or)\b", re.IGNORECASE
)


def sign_of_dependence(question: str) -> Sign | None:
    """Return by what `question` depends on the turns before it, None if it stands alone."""
    return next((sign for sign, seen in _SIGNS if seen(question)), None)


def depends_on_context(question: str) -> bool:
    """Tell whether `question` cannot be understood without the turns before it."""
    return sign_of_dependence(question) is not None


def stands_after_opening(question: str) -> bool:
    """Tell whether "and ...", "what about ..." is followed by a question that names its thing.

    "So what is the dose of rituximab?" does; "and rituximab?" does not, but "what about the
    rituximab dose?" does: it says what is asked and of what.
    """
    about = _ABOUT.match(question)
    if about:
        return _asks_of_a_thing(question[about.end() :])
    rest = CARRYING_ON.sub("", question, count=1).strip(" ,")
    return bool(_ASKING.match(rest)) and any(phrase.names for phrase in phrases(rest))


def _asks_of_a_thing(text: str) -> bool:
    """Tell whether `text` says what is asked and of what thing: "the rituximab dose"."""
    asks = any(map(is_attribute, words(text)))
    return asks and any(p.names and not is_condition(p.words) for p in phrases(text))


def _lacks_its_thing(question: str) -> bool:
    """Tell whether a dose or the like is asked for, but only a condition named: "in children"."""
    found = phrases(question)
    return bool(_OF_A_MEDICINE.search(question)) and all(
        is_condition(phrase.words) and phrase.preposition not in ("", "of")
        for phrase in found
        if phrase.names
    )


def _is_clarification(question: str) -> bool:
    meant = _CLARIFICATION.search(question)
    if meant is None:
        return False
    rest = question[meant.end() :]
    asks = _ASKING.search(rest) or _OF_A_MEDICINE.search(rest)
    return not (asks and _asks_of_a_thing(rest))


def _is_condition(question: str) -> bool:
    return bool(_CONDITION.match(question)) and not _is_whole_condition(question)


def _is_comparison(question: str) -> bool:
    return bool(COMPARISON.search(question)) and not _THAN.search(question)


def _has_a_pronoun(question: str) -> bool:
    owner = _POSSESSIVE.search(question)
    if owner and not names_a_thing(_DEGREE.sub(" ", question[: owner.start()])):
        return True
    return any(_points_back(question, sign) for sign in (_PRONOUN, _DEMONSTRATIVE, _THAT, _PLACE))


def _is_fragment(question: str) -> bool:
    if CARRYING_ON.match(question):
        return not stands_after_opening(question)
    short = len(words(question)) <= _LONGEST_FRAGMENT and not _ASKING.search(question)
    plain = question.strip(" ?.!")
    return short and (
        bool(_OF_A_SLOT.match(question) or phase_in(plain)) or slot_of(plain) is Slot.POPULATION
    )


def _is_bare(question: str) -> bool:
    """Tell whether `question` is but the name of a thing, with a question mark behind it."""
    said = words(question)
    if not question.endswith("?") or not 1 <= len(said) <= _LONGEST_NAME:
        return False
    return all(map(is_name, said)) and len(phrases(question)) == 1


def _is_whole_condition(question: str) -> bool:
    """Tell whether "if ..., what ...?" names its thing, so that nothing is left open."""
    return bool(_WHOLE_CONDITION.match(question)) and names_a_thing(question)


def _points_back(question: str, sign: re.Pattern[str]) -> bool:
    """Tell whether `sign` stands for something that an earlier clause of `question` lacks too.

    "How is rituximab given and what is its dose?" says itself what "its" is.
    """
    found = sign.search(question)
    if found is None:
        return False
    before = question[: found.start()]
    *earlier, _ = _CLAUSE.split(before)
    return not names_a_thing(" ".join(earlier))


_SIGNS: tuple[tuple[Sign, Callable[[str], bool]], ...] = (
    (Sign.CLARIFICATION, _is_clarification),
    (Sign.CONDITION, _is_condition),
    (Sign.ITEM, lambda question: bool(ITEM.search(question))),
    (Sign.COMPARISON, _is_comparison),
    (Sign.PRONOUN, _has_a_pronoun),
    (Sign.FRAGMENT, _is_fragment),
    (Sign.BARE, _is_bare),
    (Sign.UNNAMED, lambda q: not names_a_thing(q) or _lacks_its_thing(q)),
    (Sign.PRONOUN, lambda question: bool(_THEN.search(question))),
    (Sign.DEFINITE, lambda question: bool(_AT_WHAT.match(question)) and len(words(question)) <= 5),
    (Sign.DEFINITE, lambda question: _points_back(question, _DEFINITE)),
)
"""The first that is seen decides."""
