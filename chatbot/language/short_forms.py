"""Abbreviations on one side whose words are on the other: "IVMP", "intravenous methylprednisolone".

What the articles define is known already; this finds pairs that fit by their letters alone.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from chatbot.language.tokens import STOP_WORDS

_SHORT = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z])[A-Z][A-Za-z]{1,6}\b")
_WORDS = re.compile(r"[A-Za-z]+")
_LETTERS_A_WORD = 2


@lru_cache(maxsize=1024)
def short_forms(sentence: str, text: str) -> Mapping[str, str]:
    """Return the abbreviations of either that the other writes out, with what they stand for."""
    return {**dict(_written_out(sentence, text)), **dict(_written_out(text, sentence))}


def _written_out(one: str, other: str) -> Iterator[tuple[str, str]]:
    words = _WORDS.findall(other)
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
