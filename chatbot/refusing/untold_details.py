"""The kind of detail a question asks for -> whether the lines on its subject hold one.

A line that names the drug asked about and gives no dose is no answer to "what dose?", however
well it matches otherwise.
"""

import re
from collections.abc import Sequence

from chatbot.language.content_words import is_common
from chatbot.language.lexemes import is_among
from chatbot.language.names import Name, NameKind
from chatbot.language.tokens import STOP_WORDS, stem, words
from chatbot.lexicon.loading import load_table
from chatbot.question.asking import Question
from chatbot.question.details import Detail
from chatbot.refusing.evidence_line import EvidenceLine
from chatbot.refusing.refusal import Reason, Refusal
from chatbot.refusing.subjects import deals_with, members
from chatbot.retrieval.expanding import Query
from chatbot.statements.statement import ASIDE

_KIND = re.compile(
    r"\b(?:which|what) (?:[^\W\d_][\w-]* ){0,3}?(?P<word>[^\W\d_]{4,})"
    r" (?:is|are|was|were|do|does|did|can|could|should|would|will|may|might|must|has|have|had)\b",
    re.IGNORECASE,
)
"""The noun that names the kind is the one before the auxiliary: "which white cell count should"."""
_OF_WHAT = re.compile(r"\w of (?P<word>[^\W\d_]{4,})", re.IGNORECASE)
_ANY_KIND = frozenset(map(stem, load_table("function_words").words("word", use="of any kind")))
"""Words that ask rather than name, which an article need not say to answer."""
_ELSEWHERE, _ASIDE = 1.5, 2.5
"""Chosen on questions for what 90 articles recommend (evals/README.md)."""


def lacks_what_is_asked(question: Question, query: Query, line: EvidenceLine) -> float:
    """Return how far a line lacks a detail of the kind that a question asks for.

    0 if it tells it, 1 if not; more where what is sought has a section of its own.

    "Eradicate H. pylori" resembles the question for a regimen and gives none. A question for no
    detail may be for what holds in a situation: "and if there is no response after three days?"
    is answered by a line on no response, not by the dose that was asked for before.
    """
    if question.detail is not None:
        return float(not _tells(line, question.detail, question))
    if question.sought:
        return min(_misses(each, line) for each in question.sought)
    part = set(words(question.part))
    situations = [c for c in query.concepts if c.decisive and part.issuperset(words(c.words))]
    return float(
        bool(situations) and not any(each.coverage(line.near_terms) == 1.0 for each in situations)
    )


def _misses(detail: Detail, line: EvidenceLine) -> float:
    """Return how far a line misses what is sought.

    "Should we screen?" is answered by the recommendation; "this recommendation applies to adults"
    stands behind it, and why, what others recommend and what is unknown behind all else.
    """
    kind = line.line.statement.kind
    if kind in detail.sections or detail.is_told_in(line.scoped) or detail.is_told_by(line.reading):
        return 0.0
    if not detail.sections:
        return 1.0
    if kind in ASIDE:
        return _ASIDE
    return 1.0 if any(map(line.reading.does, detail.modes)) else _ELSEWHERE


def refuse_unknown_kind(question: Question, query: Query) -> Refusal | None:
    """Return the refusal if the question asks for a kind of thing that no article mentions.

    "Which receptor does it bind to?" is not answered where nobody speaks of receptors.
    """
    match = _KIND.search(question.part)
    word = match["word"].casefold() if match else ""
    if not word or word in STOP_WORDS or stem(word) in _ANY_KIND:
        return None
    concept = next((c for c in query.concepts if word in c.words.split()), None)
    if concept is None or concept.known:
        return None
    return Refusal(
        reason=Reason.UNSUPPORTED,
        explanation=f"The question asks for a kind of “{word}”, which no indexed article mentions.",
    )


def refuse_detail(
    question: Question, query: Query, lines: Sequence[EvidenceLine]
) -> Refusal | None:
    """Return the refusal if the detail asked for is in no line on the subject."""
    detail = question.detail
    if detail is None:
        return None
    things = question.things()
    if detail.is_a_dose and (dosed := _dosed(question)):
        ways = [c for c in query.concepts if dosed in c.words.split()]
        lines = [x for x in lines if any(c.coverage(x.near_terms) == 1.0 for c in ways)]
    needed = all if detail.is_a_medicine or not things else any
    on_subject = [
        line for line in lines if needed(deals_with(line, n, question, query) for n in things)
    ]
    if detail.is_of_one_medicine:
        near = [line for line in on_subject if _may_be_of_route(line, question)]
        tells = any(_tells_of_medicine(line, detail, question) for line in near)
    else:
        of_medicine = any(name.kind is NameKind.MEDICINE for name in things)
        told = on_subject if on_subject or of_medicine else lines
        tells = any(_tells(line, detail, question) for line in told)
    return None if tells else _lacking(question, detail)


def _dosed(question: Question) -> str:
    """Return the name in "how many mg of X", if no list and no book has it."""
    match = _OF_WHAT.search(question.part)
    listed = any(name.kind is NameKind.MEDICINE for name in question.names)
    return "" if match is None or listed or is_common(match["word"]) else match["word"].casefold()


def _tells(line: EvidenceLine, detail: Detail, question: Question) -> bool:
    """Tell whether a line holds the detail; any figure does for an amount of no medicine.

    "How much walking?" asks for no dose. "The dose of X?" and "How many mg of X?" do, though X may
    be in no list.
    """
    has_medicine = any(name.kind is NameKind.MEDICINE for name in question.names)
    said = words(question.part)
    of_medicine = has_medicine or "much" not in said or any(is_among("doses", w) for w in said)
    is_other_amount = detail.is_a_dose and not of_medicine and bool(line.reading.figures)
    return is_other_amount or detail.is_told_by(line.reading)


def _tells_of_medicine(line: EvidenceLine, detail: Detail, question: Question) -> bool:
    """Tell whether a line holds the detail and names a medicine asked about, or stands under it."""
    medicines = [name for name in question.names if name.kind is NameKind.MEDICINE]
    wanted = [name for name in medicines if name not in question.described] or medicines
    keys = {key for name in wanted for key in (name.key, *members(name.key))}
    return _tells(line, detail, question) and (not keys or bool(keys & line.near_keys))


def _may_be_of_route(line: EvidenceLine, question: Question) -> bool:
    """Tell whether the line states no route, or one that is asked for."""
    routes = {name.key for name in question.wanted if name.kind is NameKind.ROUTE}
    stated = line.reading.keys(NameKind.ROUTE)
    return not routes or not stated or bool(routes & stated)


def _lacking(question: Question, detail: Detail) -> Refusal:
    things = [n for n in question.wanted if n.kind in (NameKind.MEDICINE, NameKind.PROCEDURE)]
    things = things or [n for n in question.wanted if n.kind is NameKind.CONDITION]
    if things:
        name = question.words(things[0])
        condition = _dosed_for(things[0], detail, question)
        explanation = (
            f"The lines found on “{name}” state {detail.lacking} for “{condition}”."
            if condition
            else f"The indexed articles mention “{name}”, but state {detail.lacking}."
        )
    else:
        explanation = f"The lines found on this state {detail.lacking}."
    return Refusal(reason=Reason.UNSUPPORTED, explanation=explanation)


def _dosed_for(thing: Name, detail: Detail, question: Question) -> str:
    """Return the one condition that a dose is asked for: for others one may well be stated."""
    conditions = [name for name in question.wanted if name.kind is NameKind.CONDITION]
    if not detail.is_a_dose or thing in conditions or len(conditions) != 1:
        return ""
    return question.words(conditions[0])
