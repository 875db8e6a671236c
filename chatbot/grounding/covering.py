"""How much of what a sentence says its lines say."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from chatbot.grounding.sentence_claim import Claim, shared
from chatbot.language.clauses import with_open_negations
from chatbot.language.content_words import (
    content_words,
    is_common,
    is_said,
    stems_of,
    telling_words,
)
from chatbot.language.names import NameKind
from chatbot.language.reading import Reading
from chatbot.language.tokens import STOP_WORDS, words
from chatbot.lexicon.loading import load_table

ENOUGH = 0.7
"""Share of the content words of a sentence that must occur in its lines."""

_SUBSTANCES = stems_of("substance")
"""What is given, measured or ill, though general English names it often."""


def is_uncovered(claim: Claim) -> bool:
    """Tell whether too much of a sentence is in no line, or something unheard-of is not.

    Figures are left out, which are checked for themselves.
    """
    own = {word.stem: word for word in telling_words(_without_figures(claim.reading))}.values()
    if not own and not claim.reading.figures:
        return True  # nothing in it can be checked
    said = _said(claim)
    missing = [word for word in own if not is_said(word, said)]
    return len(missing) > (1 - ENOUGH) * len(own) or any(
        word.is_strict or word.stem in _SUBSTANCES or not is_common(word.written)
        for word in missing
    )


def _without_figures(reading: Reading) -> str:
    letters = list(reading.text)
    for figure in reading.figures:
        start, end = min(figure.opening, figure.start), figure.end
        stuff = _STUFF.search(reading.text, figure.start, end)
        parts = [(start, stuff.start()), (stuff.end(), end)] if stuff else [(start, end)]
        for first, last in parts:
            letters[first:last] = " " * (last - first)
    return with_open_negations("".join(letters))


_STUFF = re.compile(r"\sof\s.*?(?=\s(?:per|for)\s)")
"""What a figure is of, inside it: "3 mg of X per kilogram"."""


def _said(claim: Claim) -> frozenset[str]:
    """Return the stems of what the lines say, and of the names that they hold in any wording."""
    folded = claim.lent.casefold()
    short = [form for form, meant in claim.abbreviations.items() if meant.casefold() in folded]
    names = [claim.reading.written(n) for n in claim.reading.names if n.key in claim.known]
    whole = "\n".join([claim.lent, with_open_negations(claim.lent), *short, *names])
    return frozenset(word.stem for word in content_words(whole))


def names_others(claim: Claim) -> bool:
    """Tell whether the sentence names what neither the lines nor what is around them name.

    A name may stand in them as it is written, be it part of a longer name.
    """
    folded = claim.lent.casefold()
    return any(
        name.kind is not NameKind.POPULATION
        and name.key not in claim.known
        and claim.reading.written(name).casefold() not in folded
        for name in claim.reading.names
    )


_SHORT = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z])[A-Z][A-Za-z]{1,6}\b")
_LETTERS_A_WORD = 2


@lru_cache(maxsize=1024)
def short_forms(sentence: str, text: str) -> Mapping[str, str]:
    """Return the abbreviations of either that the other writes out, with what they stand for."""
    return {**dict(_written_out(sentence, text)), **dict(_written_out(text, sentence))}


def _written_out(one: str, other: str) -> Iterator[tuple[str, str]]:
    words = re.findall(r"[A-Za-z]+", other)
    for short in dict.fromkeys(_SHORT.findall(one)):
        letters = short.casefold()
        for begin in range(len(words)):
            for length in range(2, len(letters) + 2):
                long = words[begin : begin + length]
                if len(long) == length and _fits(letters, [word.casefold() for word in long]):
                    yield short, " ".join(long)


def _fits(letters: str, words: list[str]) -> bool:
    """Tell whether the letters are the first of each word, and perhaps one more of it."""
    if not words:
        return not letters
    word, *others = words
    if word in STOP_WORDS and others and _fits(letters, others):
        return True
    if not letters or word[0] != letters[0]:
        return False
    if _fits(letters[1:], others):
        return True
    return len(letters) >= _LETTERS_A_WORD and letters[1] in word[1:] and _fits(letters[2:], others)


_MOSTLY = 0.8  # of the words of a sentence that are the question's
_TO_SOMEBODY = load_table("wording").words("word", use="addressing")


def is_echo(claim: Claim) -> bool:
    """Tell whether a sentence asks, or says what the question says and the lines do not."""
    if claim.sentence.rstrip().endswith("?"):
        return True
    own = telling_words(claim.sentence)
    if not claim.question or not own:
        return False
    asked = telling_words(claim.question)
    stated = [word for line in claim.lines for word in telling_words(line)]
    from_question = shared(own, asked)
    return from_question >= _MOSTLY * len(own) and shared(own, stated) < len(own)


def addresses_somebody(claim: Claim) -> bool:
    """Tell whether it speaks as somebody or to somebody, which its lines do not."""
    said = frozenset(words("\n".join(claim.lines)))
    return not (_TO_SOMEBODY & {*words(claim.sentence)}) <= said
