"""A question's medicines, conditions and procedures -> whether the lines found deal with them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from chatbot.language.content_words import is_common
from chatbot.language.names import Name, NameKind, medicine_classes
from chatbot.language.synonyms import KINDS, WIDER
from chatbot.language.tokens import terms, words
from chatbot.question.asking import THINGS, Question
from chatbot.refusing.evidence_line import EvidenceLine
from chatbot.refusing.mentions import Mentions
from chatbot.refusing.refusal import Reason, Refusal
from chatbot.retrieval.expanding import Query

_EITHER = re.compile(
    r"\b(?:or|vs\.?|versus|than|compar\w+|instead of|rather than|after|alternative\w*|differ\w*"
    r"|difference|between|replace\w*|switch\w*|cannot|without|not)\b",
    re.IGNORECASE,
)
_PATIENT_WITH = re.compile(
    r"\b(?:an?|my|this|his|her)\s[^?.,;]{0,40}?\b(?:patient|man|woman|person|adult|boy|girl|child"
    r"|\w*[- ]old)\b[^?.,;]{0,40}?\b(?:with|has|and|plus)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
"""What stands before a condition of one patient."""
_CLASSES = (
    *(({*names}, {*members}) for names, members in KINDS),
    *(({name}, {*members}) for name, members in medicine_classes().items()),
)
_WIDER = tuple(({*names}, {*wider}) for names, wider in WIDER)
_ELSE = 2  # other concepts, at least, that make a line on all else that is asked


def refuse_missing(question: Question, mentions: Mentions) -> Refusal | None:
    """Return the refusal if the question asks about a thing that no article mentions."""
    wanted = question.things()
    missing = [name for name in wanted if not _is_held(name, question, mentions)]
    if not wanted:
        missing = _missing_from_case(question, mentions)
    if not missing:
        return None
    return Refusal(reason=Reason.NOT_IN_CORPUS, explanation=no_article_mentions(question, missing))


def _missing_from_case(question: Question, mentions: Mentions) -> list[Name]:
    """Return the missing names of a case whose question names nothing itself: "which dose?".

    What is known of its treatments, else of all it names, is then what the question is about.
    """
    case = [name for name in question.described if name.kind in THINGS]
    about = [name for name in case if name.kind is not NameKind.CONDITION] or case
    missing = [name for name in about if not _is_held(name, question, mentions)]
    return missing if len(missing) == len(about) else []


def tell_apart_patient(question: Question, mentions: Mentions) -> Question:
    """Return `question` with the conditions that only describe its patient among what is told.

    They are those of one patient ("a man with NMO and gout") that no article mentions, where the
    question also asks about a condition that one does; else it may be what is to be treated.
    """
    conditions = [name for name in question.wanted if name.kind is NameKind.CONDITION]
    missing = [name for name in conditions if not _is_held(name, question, mentions)]
    if len(missing) == len(conditions):
        return question
    only = [name for name in missing if _PATIENT_WITH.search(question.text[: name.start])]
    return replace(question, described=(*question.described, *only))


def _is_held(name: Name, question: Question, mentions: Mentions) -> bool:
    """Tell whether an article mentions the thing, a member of the class, or a wider condition.

    Of a condition of several words the telling ones may do: "oesophageal varices" is dealt with
    where "variceal bleeding" is.
    """
    others = members(name.key) | _wider(name.key)
    return (
        mentions.holds(name.key, question.words(name))
        or any(mentions.holds(other, other) for other in others)
        or any(map(mentions.knows, _telling(name, question)))
    )


def _telling(name: Name, question: Question) -> tuple[str, ...]:
    """Return the words of a condition of several words that general English seldom has."""
    said = words(question.words(name))
    if name.kind is not NameKind.CONDITION or len(said) == 1:
        return ()
    return tuple(word for word in said if not is_common(word))


def refuse_apart(question: Question, query: Query, lines: Sequence[EvidenceLine]) -> Refusal | None:
    """Return the refusal if no line is from an article on the condition that is asked about.

    Where a dose is asked for, one must deal with all it is asked for. Other questions are told
    apart by how well the statements match: of 90 on NSTG that rule refused three wrongly and none
    rightly when it judged those too.

    Names between which the question chooses ("or", "than") may stand in several lines. What to do
    where a thing does not suit or help is told by lines on other things.
    """
    things = question.things()
    if lines and all(is_elsewhere(line, question, query) for line in lines):
        return _on_other_conditions(question)
    if (
        not question.is_for_a_dose
        or not things
        or not lines
        or any(concept.decisive for concept in query.concepts)
    ):
        return None
    if any(deals_with_all(line, question, query) for line in lines):
        return None
    lacking = [
        name
        for name in things
        if not any(deals_with(line, name, question, query) for line in lines)
    ]
    if not lacking and _EITHER.search(question.part):
        return None
    if len(things) == 1:
        what = f"mention “{question.words(things[0])}”, but no line found deals with this question"
    else:
        named = " and ".join(f"“{question.words(name)}”" for name in _distinct(things))
        what = f"mention {named}, but no line found deals with them together"
    return Refusal(reason=Reason.UNSUPPORTED, explanation=f"The indexed articles {what}.")


def of_other_medicines(line: EvidenceLine, question: Question, query: Query) -> bool:
    """Tell whether a line speaks of medicines, but nowhere near of one that is asked about.

    "Another drug is contraindicated in pregnancy" resembles the answer in all but the drug. Where
    the question is what comes instead of a medicine, lines on others may well answer it.
    """
    wanted = [name for name in question.wanted if name.kind is NameKind.MEDICINE]
    if not wanted or _EITHER.search(question.part):
        return False
    others = [name for name in line.reading.names if name.kind is NameKind.MEDICINE]
    return bool(others) and not any(deals_with(line, name, question, query) for name in wanted)


def is_elsewhere(line: EvidenceLine, question: Question, query: Query) -> bool:
    """Tell whether the article of a line never mentions the condition that is asked about.

    The dose of the same medicine in another condition is a wrong dose. Of four sets on NSTG one to
    two more questions each are refused rightly than when doses alone were judged so, and in all one
    more wrongly.
    """
    conditions = question.conditions
    return bool(conditions) and not any(
        deals_with(line, name, question, query)
        or _wider(name.key) & line.wide_keys
        or _article_mentions(line, name, question, query)
        for name in conditions
    )


def _article_mentions(line: EvidenceLine, name: Name, question: Question, query: Query) -> bool:
    """Tell whether the article of a line says the condition in any way, not only a wider one."""
    own = set(terms(question.words(name)))
    wider = {tuple(terms(each)) for each in _wider(name.key)}
    concepts = [c for c in query.concepts if own & set(terms(c.words))]
    ways = [[said for said in c.expressions if said not in wider] for c in concepts]
    return line.article_says(tuple(terms(name.key))) or (
        bool(ways) and all(any(line.article_says(said) for said in each) for each in ways)
    )


def deals_with_all(line: EvidenceLine, question: Question, query: Query) -> bool:
    """Tell whether a line deals with all things asked about, or says all else about the one."""
    things = question.things()
    if all(deals_with(line, name, question, query) for name in things):
        return True
    return len(things) == 1 and _tells_all_else(line, things[0], question, query)


def deals_with(line: EvidenceLine, name: Name, question: Question, query: Query) -> bool:
    """Tell whether a line with its surroundings speaks of the thing that `name` names.

    A class and its members count for each other: "adverse events from steroids" tells something
    of methylprednisolone, unless it goes on to name another steroid.
    """
    if name.key in line.wide_keys or members(name.key) & line.wide_keys:
        return True
    classes = {key for key in _classes(name.key) if key in line.wide_keys}
    if classes and not set().union(*map(members, classes)) & line.reading.keys(NameKind.MEDICINE):
        return True
    parts = set(terms(question.words(name)))
    concepts = [c for c in query.concepts if parts & set(terms(c.words))]
    return bool(concepts) and all(c.coverage(line.wide_terms) == 1.0 for c in concepts)


def _tells_all_else(line: EvidenceLine, name: Name, question: Question, query: Query) -> bool:
    """Tell whether the line is from an article on the thing and says all else that is asked.

    "TSH is measured every 6 weeks" need not say again that levothyroxine is being taken.
    """
    own = set(terms(question.words(name)))
    others = [c for c in query.concepts if not c.asks and not own & set(terms(c.words))]
    if len(others) < _ELSE or not all(c.coverage(line.near_terms) == 1.0 for c in others):
        return False
    return question.words(name).casefold() in line.line.article.text.casefold()


def _on_other_conditions(question: Question) -> Refusal:
    named = " or ".join(f"“{question.words(name)}”" for name in _distinct(question.conditions))
    explanation = f"No line found deals with {named}"
    explanation += "; a dose for anything else may be wrong." if question.is_for_a_dose else "."
    return Refusal(reason=Reason.UNSUPPORTED, explanation=explanation)


def no_article_mentions(question: Question, missing: Sequence[Name]) -> str:
    """Return the sentence that says so."""
    names = " or ".join(f"“{question.words(name)}”" for name in _distinct(missing))
    return f"No indexed article mentions {names}."


def _classes(key: str) -> set[str]:
    """Return the classes that a medicine belongs to."""
    return {other for names, members in _CLASSES if key in members for other in names}


def members(key: str) -> set[str]:
    """Return the keys of the medicines of a class; none for a single medicine."""
    return {other for names, members in _CLASSES if key in names for other in members}


def _wider(key: str) -> set[str]:
    """Return the conditions of which the one with this key is a case."""
    return {other for names, wider in _WIDER if key in names for other in wider}


def _distinct(names: Sequence[Name]) -> list[Name]:
    return list({name.key: name for name in reversed(names)}.values())[::-1]
