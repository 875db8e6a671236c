"""A question -> the phrases in it that name things or what is asked of them.

No grammar is needed: a phrase is a run of words between the words that hold a question together
("what", "is", "of", "given").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from chatbot.language.content_words import is_common
from chatbot.language.names import NameKind, find_names
from chatbot.language.tokens import STOP_WORDS, normalise, stem, words
from chatbot.lexicon.loading import load_table
from chatbot.question.signs import read_signs

_WORD = re.compile(
    r"\d+\s+(?:to|and|or)\s+\d+|[^\W_]+(?:[./\u2019'\u2010-\u2015-][^\W_]+)*(?:/[^\W_]+)*%?"
)
_TABLE = load_table("question_words")
_ASKED = _TABLE.words("word", use="asked")
_DONE = frozenset(map(stem, _TABLE.words("word", use="done")))
_GENERAL = _DONE | frozenset(map(stem, _ASKED | _TABLE.words("word", use="said")))
_PREPOSITIONS = _TABLE.words("word", use="preposition")
_ARTICLES = _TABLE.words("word", use="article")
_QUANTITIES = _TABLE.words("word", use="quantity")
_BONDS = STOP_WORDS | _PREPOSITIONS | _TABLE.words("word", use="adverb")
_BONDS_BETWEEN = _TABLE.words("word", use="between")
_CONDITION_HEADS = frozenset(map(stem, _TABLE.words("word", use="condition")))
_POPULATION_HEADS = frozenset(map(stem, _TABLE.words("word", use="population")))
_ACTS = {stem(row["word"]): row["noun"] for row in _TABLE.rows if row["use"] == "act"}
_NO_ACTS = _TABLE.words("word", use="no act")
_PHASES = {row["phase"]: row["group"] for row in load_table("phases").rows}
_OF_PHASES = STOP_WORDS | _TABLE.words("word", use="phase")
_BEFORE_AGES = ("over", "under", "above", "below", "aged")


class Sort(StrEnum):
    """What a phrase says; a new phrase takes the place of an old one of its sort only."""

    THING = "thing"  # a drug, a test, a finding
    CONDITION = "condition"  # in which disease or state
    POPULATION = "population"  # of whom
    ASKED = "asked"  # what is asked: a dose, a rate
    FIGURE = "figure"


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


def is_name(word: str) -> bool:
    """Tell whether a normalised `word` names a thing, rather than what is asked of one."""
    return not (word in STOP_WORDS or word[0].isdigit() or stem(word) in _GENERAL)


def is_attribute(word: str) -> bool:
    """Tell whether a normalised `word` is something that is asked of a thing."""
    return word in _ASKED or word.removesuffix("s") in _ASKED


def names_a_thing(text: str) -> bool:
    """Tell whether `text` names what it is about."""
    return any(is_name(word) for word in words(text))


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
        if not phrase.names and without & stems(phrase.words):
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
        dict.fromkeys(_ACTS[stem(w)] for w in said if stem(w) in _ACTS and w not in _NO_ACTS)
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


def slot_of(phrase: str, preposition: str = "") -> Slot:
    """Return the slot of a phrase, that of the last name in it if it holds any.

    A word that general English does not know is taken for a medicine's name.
    """
    if phase_in(phrase):
        return Slot.PHASE
    if preposition in _BEFORE_AGES and read_signs(phrase).has("age"):
        return Slot.POPULATION
    said = words(phrase)
    if said and is_attribute(said[-1]):
        return Slot.DETAIL
    named = find_names(phrase)
    if named:
        return _SLOT_OF[named[-1].kind]
    if phrase.isupper():  # an abbreviation of a test, most likely
        return Slot.DETAIL
    unknown = any(is_name(word) and word.isalpha() and not is_common(word) for word in said)
    return Slot.MEDICINE if unknown else Slot.DETAIL


def phase_in(phrase: str) -> tuple[int, int, str] | None:
    """Return the phase that `phrase` names and no other thing: "the acute phase"."""
    found = phases_in(phrase)
    if not found:
        return None
    rest = words(phrase[: found[0][0]] + phrase[found[0][1] :])
    return found[0] if _OF_PHASES.issuperset(rest) else None


def phases_in(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, group) of every phase in `text`, the longest first at a place."""
    longest = sorted(_PHASES, key=lambda phase: (-len(phase), phase))
    written = rf"\b(?:{'|'.join(map(re.escape, longest))})\b"
    return [
        (*match.span(), _PHASES[" ".join(match.group().casefold().split())])
        for match in re.finditer(written, text, re.IGNORECASE)
    ]


def stems(said: str) -> frozenset[str]:
    """Return the stems of the words in `said`."""
    return frozenset(map(stem, words(said)))


def name_stems(said: str) -> frozenset[str]:
    """Return the stems of the words in `said` that name things."""
    return frozenset(stem(word) for word in words(said) if is_name(word))


def _runs(question: str) -> Iterator[Phrase]:
    """Yield the runs of words between bonds."""
    preposition, run = "", list[re.Match[str]]()
    for match in _WORD.finditer(question):
        said = normalise(match.group())
        bond = _is_bond(said) or said in (_BONDS_BETWEEN if run else _QUANTITIES)
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
    return preposition == "to" and stem(said) in _DONE and not is_attribute(said)


def _phrase(question: str, run: list[re.Match[str]], preposition: str) -> Phrase:
    while len(run) > 1 and _is_general(normalise(run[-1].group())):
        run = run[:-1]
    start, end = run[0].start(), run[-1].end()
    return Phrase(words=question[start:end], preposition=preposition, start=start, end=end)


def _is_bond(said: str) -> bool:
    """Tell whether a word parts two phrases."""
    return said in _BONDS or (stem(said) in _DONE and not is_attribute(said))


def _is_general(said: str) -> bool:
    """Tell whether a word only says something of a thing: "safe", "often"."""
    return stem(said) in _GENERAL and not is_attribute(said)
