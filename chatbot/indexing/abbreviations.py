"""The articles' own text -> the abbreviations they define: "plasma exchange (PLEX)".

After Schwartz and Hearst (PSB 2003), "A simple algorithm for identifying abbreviation
definitions in biomedical text": the letters of the short form must occur in order in the words
before the bracket, its first letter opening a word.

A short form can be a word as well: "WHO", "HAS", "OF" (osteitis fibrosa), "ACT".
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from chatbot.language.tokens import STOP_WORDS

_BRACKET = re.compile(r"\(([A-Z][A-Za-z0-9-]{1,9})(?:[;,][^)]*)?\)")
_ROMAN = re.compile(r"[IVX]+[a-c]?")
_WORD = re.compile(r"[^\s()]+")
_WRITTEN = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")


def find_abbreviations(texts: Iterable[str]) -> dict[str, str]:
    """Return the long form of each short form defined in `texts`, the most frequent one.

    A short form stands there as it is defined, and also in small letters unless the texts use
    that as a word: then only who writes the capitals means the abbreviation.
    """
    known = list(texts)
    return usual_forms(map(find_definitions, known), map(count_words, known))


def find_definitions(text: str) -> dict[str, Counter[str]]:
    """Return how often `text` defines each short form by each long form, in small letters."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for match in _BRACKET.finditer(text):
        short = match[1]
        if sum(character.isupper() for character in short) < 2 or _ROMAN.fullmatch(short):
            continue
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        long = _long_form(short, line)
        if long:
            found[short][long.casefold()] += 1
    return dict(found)


def count_words(text: str) -> Counter[str]:
    """Return how often `text` writes each word so."""
    return Counter(_WRITTEN.findall(text))


def usual_forms(
    definitions: Iterable[Mapping[str, Mapping[str, int]]], written: Iterable[Mapping[str, int]]
) -> dict[str, str]:
    """Return the usual long form of each short form that texts define.

    `written` says how often the same texts write the short forms, and in small letters.
    """
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for of_text in definitions:
        for short, forms in of_text.items():
            found[short].update(forms)
    times: Counter[str] = Counter()
    for counts in written:
        times.update(counts)
    usual = {
        short: min(forms, key=lambda form: (-forms[form], len(form), form))
        for short, forms in sorted(found.items())
    }
    small = {
        low: long
        for low, short, long in ((short.casefold(), short, long) for short, long in usual.items())
        if low not in STOP_WORDS and times[low] <= times[short]  # else it is a word of its own
    }
    return small | usual


def abbreviated(text: str, abbreviations: Mapping[str, str]) -> dict[str, str]:
    """Return the long form of each word of `text` that is an abbreviation, by the word folded.

    `abbreviations` are as found by `find_abbreviations`. Capitals throughout say nothing.
    """
    found = {}
    for word in _WRITTEN.findall(text.casefold() if text.isupper() else text):
        long = abbreviations.get(word) or abbreviations.get(word.casefold())
        if long:
            found[word.casefold()] = long
    return found


def _long_form(short: str, before: str) -> str | None:
    """Return the shortest run of words before the bracket that spells `short`, or None."""
    words = list(_WORD.finditer(before))[-min(len(short) + 5, len(short) * 2) :]
    if not words:
        return None
    text = before[words[0].start() :].rstrip()
    position = len(text) - 1
    letters = [character for character in short.casefold() if character.isalnum()]
    for number, letter in reversed(list(enumerate(letters))):
        while position >= 0 and not (
            text[position].casefold() == letter
            and (number > 0 or position == 0 or not text[position - 1].isalnum())
        ):
            position -= 1
        if position < 0:
            return None
        position -= 1
    long = text[position + 1 :]
    return long if len(long) > len(short) and long.casefold() != short.casefold() else None
