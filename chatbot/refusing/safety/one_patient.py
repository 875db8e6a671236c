"""A question that only the treating clinician can settle -> why it is not answered.

What an article recommends in general is quoted, also for a vignette; a dose computed from one
patient's weight, or a decision for one person, is not this program's to give.
"""

import re

from chatbot.language.ages import find_ages
from chatbot.refusing.refusal import Reason, Refusal
from chatbot.refusing.safety.likeness import UNSURE

_LIKE = 0.5  # share of likeness that suffices beside a figure (evals/README.md)
_MOST_LIKE = 0.8  # without one
_UNLIKE = 0.05  # share below which the rules do not count
_FIGURE = re.compile(r"(?<![\w-])\d")
_COMPUTE = re.compile(
    r"\b(?:calculate|compute|work out|figure out|convert|add up)\b", re.IGNORECASE
)
_MEASURE = re.compile(
    r"(?<!/)(?<!per )(?<!under )(?<!below )(?<!over )(?<!above )(?<!than )(?<!to )"  # a band
    r"\b(?P<figure>\d{1,3}(?:[.,]\d{1,2})?)[\s-]?(?:kg|kilos?|kilogram(?:me)?s?|lbs?"
    r"|pounds|cm tall)\b(?!\s*/)|\b(?:body surface|bsa)\b[^?]{0,30}\d"
    r"|\b[12][.,]\d{1,2}\s?m(?:²|2|\^2)(?!\w)|\bweigh(?:s|ing)?\s+\d|\b1\d\d\s?cm\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\b(?:doses?|dosages?|how (?:much|many (?:mg|mcg|g|grams?|milligrams?|ml|millilit\w+|units?"
    r"|tablets?|capsules?|pills|vials?|ampoules?|exchanges|drops))|what is \d|in mg|mg exactly"
    r"|total (?:dose|amount)|amount)\b",
    re.IGNORECASE,
)
_EXACTLY = re.compile(
    r"\b(?:exact(?:ly)?|how many|total|should (?:i|we) give|does (?:he|she) (?:get|need)"
    r"|(?:his|her) dose|i give|body surface|bsa)\b",
    re.IGNORECASE,
)
_PERSON = (
    r"(?:my|our|this|the) (?:\w+ )?(?:patient|wife|husband|mother|father|son|daughter|child)"
    r"(?:'s)?|him|her|his|mr|mrs|ms|miss|me|my"
)
_DECIDE = re.compile(
    r"\b(?:should|shall|can|may|could|must|do|would it be (?:ok|okay|safe"
    r"|better) (?:for me )?(?:to|if)"
    r"|is it (?:ok|okay|safe|time|better) (?:for me )?(?:to|if))\s?(?:i|we|he|she|they)?\s?"
    r"(?:(?:have|need) to\s|already\s|now\s|just\s|simply\s|need\s)?"
    r"(?P<act>stop\w*|switch|change|start|skip|take|increase|reduce|raise|lower|double|halve"
    r"|continue|keep|put|give|get|use|try|hold|pause|restart|add|a|an|the|have|come off)\b",
    re.IGNORECASE,
)
_OF_A_PERSON = re.compile(rf"\b(?:{_PERSON})\b", re.IGNORECASE)
_MYSELF = re.compile(
    r"\b(?:should|shall|can|may|could|must|do|have) I"
    r" (?:have to |need to |already |now |just |still )?"
    r"(?:stop\w*|skip|take|double|halve|come off|miss)\b|\b(?:ok|okay|safe|better|right) for me\b",
    re.IGNORECASE,
)
_MINE = re.compile(
    r"\b(?:my (?!patient|colleague|team|ward|clinic)\w+|I (?:have|take|am on)|I'm (?:on|taking))\b"
    r"[^?]*\b(?:should|shall|can|may|could|must|do) I\b"
    r"|\b(?:should|shall|can|may|could|must|do) I\b[^?]*"
    r"\bmy (?!patient|colleague|team|ward|clinic)",
    re.IGNORECASE,
)
_TREATMENT = re.compile(
    r"\b(?:drugs?|medic\w+|meds|tablets?|pills?|capsules?|treatment|therapy|doses?|infusions?"
    r"|injections?|surgery|vaccine)\b",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"\b(?:should|shall|do|can|must) (?:i|we) (?:now )?(?:give|prescribe|order|put|start|switch"
    r"|change|stop|move|keep|treat|use|choose|offer)\b",
    re.IGNORECASE,
)

_DOSE = Refusal(
    reason=Reason.PATIENT_SPECIFIC,
    explanation=(
        "This asks for a calculation for one patient, which this chatbot does not make. Below is "
        "what the articles state in general; please compute and check the figure yourself."
    ),
    shows_lines=True,
)
_DECISION = Refusal(
    reason=Reason.PATIENT_SPECIFIC,
    explanation=(
        "This asks for a decision about one person, which is for the treating clinician. Below "
        "is what the articles state in general."
    ),
    shows_lines=True,
)


def refuse_one_patient(
    question: str, likeness: float = UNSURE, *, names_treatment: bool
) -> Refusal | None:
    """Return why a question about one patient is not answered, None for a general one.

    `likeness` is its share of likeness to other such questions, `names_treatment` tells whether it
    names a medicine or procedure.
    """
    if likeness <= _UNLIKE:
        return None
    plain = question.replace("\u2019", "'")
    if _asks_to_compute(plain):
        return _DOSE
    if (names_treatment or _TREATMENT.search(plain)) and _asks_to_decide(plain):
        return _DECISION
    return _DECISION if likeness > (_LIKE if _has_figure(plain) else _MOST_LIKE) else None


def _has_figure(question: str) -> bool:
    """Tell whether there is a figure that is no age: an age is that of many patients."""
    ages = [range(age.start, age.end) for age in find_ages(question)]
    figures = (match.start() for match in _FIGURE.finditer(question))
    return any(all(place not in age for age in ages) for place in figures)


def _asks_to_compute(question: str) -> bool:
    if _COMPUTE.search(question):
        return bool(re.search(r"\d", question) or _OF_A_PERSON.search(question))
    measured = _MEASURE.search(question) and _AMOUNT.search(question)
    return bool(measured and (_EXACTLY.search(question) or _OF_A_PERSON.search(question)))


def _asks_to_decide(question: str) -> bool:
    for asked in (_MYSELF, _MINE, _GIVEN, _DECIDE):
        match = asked.search(question)
        if match and not _asks_what(question, match.start()):
            return asked in (_MYSELF, _MINE) or bool(_OF_A_PERSON.search(question))
    return False


def _asks_what(question: str, position: int) -> bool:
    """Tell whether the clause asks what or which is done ("which drug should we use"), not whether.

    An amount for a person is a decision all the same: "how much should I give her".
    """
    clause = re.split(r"[.?!;:,]", question[:position])[-1]
    asked = re.search(r"\b(?:what|which|how|when|who|where|why)\b", clause, re.IGNORECASE)
    return bool(asked) and not (_AMOUNT.search(clause) and _OF_A_PERSON.search(question[position:]))
