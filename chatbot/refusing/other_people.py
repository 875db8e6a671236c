"""Whom and which route a question asks about -> whether the lines found cover it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from chatbot.language.figure import Kind
from chatbot.language.modality import Mode
from chatbot.language.names import Name, NameKind
from chatbot.language.populations import Fit, Population, find_populations, fits, group_of
from chatbot.question.asking import Question
from chatbot.refusing.evidence_line import EvidenceLine
from chatbot.refusing.mentions import Mentions
from chatbot.refusing.refusal import Reason, Refusal
from chatbot.refusing.subjects import deals_with
from chatbot.retrieval.expanding import Query

_TREATMENTS = (NameKind.MEDICINE, NameKind.PROCEDURE)
_GIVING = re.compile(
    r"\b(?:avoid\w*|contra-?indicat\w*|not (?:recommended|suitable|advised|safe|for)"
    r"|(?:not|never) (?:be |to )?(?:give|use|prescrib|take|receive|administer|start|offer)\w*)",
    re.IGNORECASE,
)
_ADULT = 18.0
_ALL_AGES = (0.0, float("inf"))
_USUAL_ROUTES = frozenset({"intravenous", "oral"})


def refuse_population(
    question: Question, query: Query, mentions: Mentions, lines: Sequence[EvidenceLine]
) -> Refusal | None:
    """Return the refusal if the population or route asked about is not covered.

    It is covered by a line that speaks of it and of a treatment asked about, and, where a dose
    is asked for, states one or forbids it: that of other patients would be the worst of
    answers. So it is for pregnancy, and where organs fail. Else a line may be for all: "Child
    bitten by a dog. What do we give?" is answered by what holds for everybody, unless other
    people are named or no article speaks of those (of four outside sets, nine questions were
    refused wrongly for it).
    """
    treatments = [name for name in question.names if name.kind in _TREATMENTS]
    on_subject = [
        line
        for line in lines
        if not treatments or any(deals_with(line, name, question, query) for name in treatments)
    ] or lines
    asks_dose = question.is_for_a_dose
    asks_of_medicine = any(name.kind is NameKind.MEDICINE for name in question.wanted)
    if asks_dose:
        on_subject = [line for line in on_subject if _tells_a_dose(line)] or on_subject
    for name in question.names:
        if _is_unusual_route(name, question) and not any(
            name.key in _keys(line, near=asks_dose) for line in on_subject
        ):
            return _refusal(name.key, question.words(name), mentions)
    for people in _people(question):
        words = question.text[people.start : people.end]
        if any(_covers(line, people, near=asks_dose) for line in on_subject):
            continue
        known = not people.key or mentions.holds(people.key, words)
        strict = asks_dose or asks_of_medicine or _is_a_state(people) or not known
        if strict or any(is_of_others(question, line) for line in on_subject):
            return _refusal(people.key, words, mentions)
    return None


def is_of_others(question: Question, line: EvidenceLine) -> bool:
    """Tell whether a line speaks of people, but not of those that a question speaks of."""
    people = find_populations(question.text, question.names)
    return any(fits(each, line.near_people) is Fit.EXCLUDES for each in people)


def _refusal(key: str, words: str, mentions: Mentions) -> Refusal:
    if key and not mentions.holds(key, words):
        return Refusal(
            reason=Reason.NOT_IN_CORPUS, explanation=f"No indexed article mentions “{words}”."
        )
    return Refusal(
        reason=Reason.UNSUPPORTED, explanation=f"No line found on this covers “{words}”."
    )


def without_doses_of_others(
    question: Question, query: Query, lines: Sequence[EvidenceLine]
) -> list[EvidenceLine]:
    """Return `lines` without amounts for others than those to whom a line forbids the treatment.

    "What is the dose of X in pregnancy?" is answered with "avoid in pregnancy" alone, unless an
    amount for them is stated too.
    """
    kept = list(lines)
    for people in _people(question) if question.is_for_a_dose else ():
        covering = [line for line in kept if _covers(line, people, near=True)]
        if any(_forbids(line, question, query) for line in covering) and not any(
            map(_states_an_amount, covering)
        ):
            kept = [line for line in kept if line in covering or not _states_an_amount(line)]
    return kept


def forbids_dose(question: Question, query: Query, lines: Sequence[EvidenceLine]) -> bool:
    """Tell whether a line forbids what a dose is asked of to the people it is asked for."""
    return question.is_for_a_dose and any(
        _covers(line, people, near=True) and _forbids(line, question, query)
        for people in _people(question)
        for line in lines
    )


def _forbids(line: EvidenceLine, question: Question, query: Query) -> bool:
    """Tell whether a line forbids a treatment as such: not by one route, nor in one state."""
    reading = line.reading
    asked = {name.key for name in question.names}
    limits = reading.keys(NameKind.ROUTE) | (reading.keys(NameKind.CONDITION) - asked)
    if limits or not _forbids_to_give(line):
        return False
    return any(
        deals_with(line, name, question, query)
        for name in question.names
        if name.kind in _TREATMENTS
    )


def _states_an_amount(line: EvidenceLine) -> bool:
    return any(figure.kind is Kind.AMOUNT for figure in line.reading.figures)


def _tells_a_dose(line: EvidenceLine) -> bool:
    return _states_an_amount(line) or _forbids_to_give(line)


def _forbids_to_give(line: EvidenceLine) -> bool:
    """Tell whether a line forbids to give something: "do not stop" does not."""
    return line.reading.does(Mode.FORBIDS) and bool(_GIVING.search(line.reading.text))


def _is_unusual_route(name: Name, question: Question) -> bool:
    """Tell whether a name is a route that is asked about, not part of one: "inhaled anthrax"."""
    following = question.text[name.end :].lstrip(" -")
    place = len(question.text) - len(following)
    return (
        name.kind is NameKind.ROUTE
        and name.key not in _USUAL_ROUTES
        and name not in question.described
        and not any(n.kind is NameKind.CONDITION and n.start == place for n in question.names)
    )


def _people(question: Question) -> Iterator[Population]:
    """Yield the groups and the ages asked about for whom a line on others does not answer."""
    for people in find_populations(question.text, question.names):
        is_described = any(
            name.start < people.end and people.start < name.end for name in question.described
        )
        differs = group_of(people.key).differs
        always = differs == "always" and question.is_for_a_dose
        if always or (differs in ("always", "asked") and not is_described):
            low, high = _ALL_AGES
            yield replace(people, low=low, high=high)
        is_young = people.high < _ADULT and (question.is_for_a_dose or not is_described)
        if people.has_ages and (is_young or (people.low < people.high and not is_described)):
            yield replace(people, key="")


def _is_a_state(people: Population) -> bool:
    """Tell whether what holds for others may harm them: in pregnancy, when kidneys fail."""
    group = group_of(people.key)
    return group.differs == "always" and group.widest is None


def _covers(line: EvidenceLine, people: Population, *, near: bool) -> bool:
    stated = line.near_people if near else line.wide_people
    return any(fits(people, [each]) is Fit.FITS for each in stated) or bool(
        group_of(people.key).also & _keys(line, near=near)
    )


def _keys(line: EvidenceLine, *, near: bool) -> frozenset[str]:
    """Return the keys of the names in the scope of the statement, or wide around it."""
    return line.near_keys if near else line.wide_keys
