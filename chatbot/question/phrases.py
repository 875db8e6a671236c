"""A question -> the phrases in it that name things or what is asked of them.

No grammar is needed: a phrase is a run of words between the words that hold a question together
("what", "is", "of", "given").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from chatbot.language.names import NameKind, find_names
from chatbot.language.tokens import STOP_WORDS, normalise, stem, words
from chatbot.question.general_words import (
    is_attribute,
    is_bond,
    is_general,
    is_name,
    names_a_thing,
)

_WORD = re.compile(
    r"\d+\s+(?:to|and|or)\s+\d+|[^\W_]+(?:[./\u2019'\u2010-\u2015-][^\W_]+)*(?:/[^\W_]+)*%?"
)
_PREPOSITIONS = frozenset(
    """of for with in on to by from after before under during among against without between via
    through at despite following versus over above below aged besides except""".split()
)
_QUANTITIES = frozenset("many much any some all every each several few other more most".split())
_VERBS = frozenset("cause causes help helps work works last lasts".split())
_ADVERBS = frozenset(
    """only already too also ever even still just really actually anyway whenever now today yet
    always often usually currently recently especially mostly mainly exactly again already
    together once twice wow oh sorry apologies hi hello""".split()
)
_ARTICLES = frozenset("the a an my our your his her their its this these that those".split())
_CONDITION_HEADS = frozenset(
    stem(word)
    for word in """
    attack flare relapse exacerbation episode disease disorder syndrome infection cancer tumor
    malignancy carcinoma failure injury impairment insufficiency deficiency allergy fever pain
    stroke seizure asthma diabetes obesity depression anxiety fracture bleeding hemorrhage
    thrombosis embolism ulcer wound maintenance remission surgery
    transplant transplantation dialysis
    """.split()
)
_POPULATION_HEADS = frozenset(
    stem(word)
    for word in """
    child children infant newborn neonate adolescent teenager adult woman women man men elderly
    people patient person population smoker pregnancy pregnant postpartum breastfeeding lactation
    """.split()
)


class Sort(StrEnum):
    """What a phrase says; a new phrase takes the place of an old one of its sort only."""

    THING = "thing"  # a drug, a test, a finding
    CONDITION = "condition"  # in which disease or state
    POPULATION = "population"  # of whom
    ASKED = "asked"  # what is asked: a dose, a rate
    FIGURE = "figure"


_ACTS = {
    stem(verb): noun
    for verb, noun in (
        ("treated", "treatment"),
        ("managed", "management"),
        ("screened", "screening"),
        ("tested", "testing"),
        ("diagnosed", "diagnosis"),
        ("prevented", "prevention"),
        ("monitored", "monitoring"),
        ("vaccinated", "vaccination"),
        ("immunized", "immunization"),
        ("failed", "failure"),
        ("worsened", "worsening"),
    )
}

_NOUNS = frozenset("test tests screen vaccine vaccines monitor".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A run of words at `start` to `end` of a question, without the preposition before it."""

    words: str
    preposition: str
    start: int
    end: int

    @property
    def number(self) -> bool:
        """Whether it holds a figure ("75" of "over 75")."""
        return any(character.isdigit() for character in self.words)

    @property
    def names(self) -> bool:
        """Whether it names a thing; else it is only what is asked of one ("first dose")."""
        return names_a_thing(self.words)


def phrases(question: str) -> tuple[Phrase, ...]:
    """Return the phrases of `question` that name a thing, ask for something or hold a figure."""
    return tuple(
        phrase
        for phrase in _runs(question)
        if phrase.names or phrase.number or any(map(is_attribute, words(phrase.words)))
    )


def subject(question: str, without: frozenset[str] = frozenset()) -> str:
    """Return the phrases of `question`, those that only prepositions part in one.

    "What are the side effects of PLEX?" gives "side effects of PLEX". What only asks for one of
    the stems `without` is left out.
    """
    parts: list[tuple[int, int]] = []
    for phrase in phrases(question):
        if not phrase.names and without & {stem(word) for word in words(phrase.words)}:
            continue
        between = question[parts[-1][1] : phrase.start] if parts else ""
        if parts and "," not in between and all(map(_joins, words(between))):
            parts[-1] = (parts[-1][0], phrase.end)
        else:
            parts.append((phrase.start, phrase.end))
    return ", ".join(question[start:end] for start, end in parts)


def acts(question: str) -> tuple[str, ...]:
    """Return what is done to a thing as nouns: "screening" of "who should be screened for ...?"."""
    said = words(question)
    return tuple(
        dict.fromkeys(_ACTS[stem(w)] for w in said if stem(w) in _ACTS and w not in _NOUNS)
    )


def _joins(word: str) -> bool:
    return word in _PREPOSITIONS or word in _ARTICLES or word == "and" or word.endswith("ing")


def sort_of(said: str) -> Sort:
    """Return what the phrase `said` says, by its last word or what it names."""
    said_words = words(said)
    last = stem(said_words[-1]) if said_words else ""
    if last in _POPULATION_HEADS:
        return Sort.POPULATION
    named = find_names(said)
    if named and named[-1].kind is NameKind.POPULATION:
        return Sort.POPULATION
    if last in _CONDITION_HEADS or any(name.kind is NameKind.CONDITION for name in named):
        return Sort.CONDITION
    if names_a_thing(said):
        return Sort.THING
    return Sort.FIGURE if any(map(str.isdigit, said)) else Sort.ASKED


def is_condition(said: str) -> bool:
    """Tell whether a phrase says of whom or in which state, rather than what is done about it."""
    return sort_of(said) in (Sort.CONDITION, Sort.POPULATION)


def name_stems(said: str) -> frozenset[str]:
    """Return the stems of the words in `said` that name things."""
    return frozenset(stem(word) for word in words(said) if is_name(word))


def _runs(question: str) -> Iterator[Phrase]:
    """Yield the runs of words between bonds."""
    preposition, run = "", list[re.Match[str]]()
    for match in _WORD.finditer(question):
        said = normalise(match.group())
        bond = _is_bond(said) or said in (_VERBS if run else _QUANTITIES)
        apart = run and question[run[-1].end() : match.start()].strip()
        if run and (bond or apart):
            yield _phrase(question, run, preposition)
            preposition, run = "", []
        if not bond:
            run.append(match)
        elif said in _PREPOSITIONS:
            preposition = said
        elif not _passes_on(said, preposition):
            preposition = ""
    if run:
        yield _phrase(question, run, preposition)


def _passes_on(said: str, preposition: str) -> bool:
    """Tell whether a bond leaves the preposition before it in force: "to prevent HIV"."""
    if said in _ARTICLES or said in _QUANTITIES or said.endswith("ing"):
        return True
    return preposition == "to" and is_bond(said)


def _phrase(question: str, run: list[re.Match[str]], preposition: str) -> Phrase:
    while len(run) > 1 and is_general(normalise(run[-1].group())):
        run = run[:-1]
    start, end = run[0].start(), run[-1].end()
    return Phrase(words=question[start:end], preposition=preposition, start=start, end=end)


def _is_bond(said: str) -> bool:
    return said in STOP_WORDS or said in _PREPOSITIONS or said in _ADVERBS or is_bond(said)
