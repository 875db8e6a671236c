"""Text -> the tokens that lexical search and evidence scoring compare."""

import re
import unicodedata
from functools import lru_cache

import Stemmer

from chatbot.lexicon.loading import load_table

_TOKEN = re.compile(r"[a-z0-9]+(?:[./\u2019'-][a-z0-9]+)*%?")
_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2212", "------")
# Of other categories than format characters, but as unseen: joiners, fillers, and signs that choose
# a letter's form.
FILLERS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_GREEK = str.maketrans(
    dict(zip("αβγδκλμω", "alpha beta gamma delta kappa lambda u omega".split(), strict=True))
)
# Each maps one character to one, so that offsets stand.
_PLAIN = str.maketrans("‐‑‒–—−²³⁶⁹µ\u00a0\u2009\u202f×’·", "------2369μ   x'.")
_PART = re.compile(r"[./\u2019'-]")
_STEMMER = Stemmer.Stemmer("english")

_SPELLINGS = tuple(
    (re.compile(row["british"]), row["american"]) for row in load_table("spellings").rows
)
_BRITISH = re.compile("|".join(row["british"] for row in load_table("spellings").rows))
"""Whether any of them holds: most words have none, and one look tells."""

_NUMBER_WORDS = {
    row["word"]: row["value"]
    for row in load_table("number_words").rows
    if row["kind"] == "small" and 2 <= float(row["value"]) <= 12
}
STOP_WORDS = load_table("function_words").words("word", use="stop")


def unbroken(text: str) -> str:
    """Return `text` without the format characters, seen by nobody, that may stand inside words."""
    if text.isascii():
        return text
    seen = FILLERS.sub("", text)
    return "".join(letter for letter in seen if unicodedata.category(letter) != "Cf")


def normalise(text: str) -> str:
    """Return `text` with compatibility characters, accents, Greek, dashes and case folded.

    "mg/m²" becomes "mg/m2", "Sjögren" becomes "sjogren", "TNF-α" becomes "tnf-alpha".
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    plain = "".join(character for character in apart if not unicodedata.combining(character))
    return plain.translate(_DASHES).casefold().translate(_GREEK)


def words(text: str) -> list[str]:
    """Return the words of `text`, normalised; "1-2", "5.5", "mg/kg" and "79.2%" stay whole."""
    return _TOKEN.findall(normalise(text))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the Snowball (English) stem of a normalised word, British spelling made American.

    Figures stay as they are; "three" becomes "3".
    """
    if word in _NUMBER_WORDS:
        return _NUMBER_WORDS[word]
    if _BRITISH.search(word):
        for british, american in _SPELLINGS:
            word = british.sub(american, word)
    stemmed: str = _STEMMER.stemWord(word)
    return stemmed


def terms(text: str) -> list[str]:
    """Return the stems of the words of `text` without stop words.

    A compound gives itself and its parts, so that "B-cell" is found by "cell" and "AQP4-IgG"
    by "AQP4".
    """
    found: list[str] = []
    for word in words(text):
        if word in STOP_WORDS:
            continue
        found.append(stem(word))
        parts = _PART.split(word.rstrip("%"))
        if len(parts) > 1 and not word[0].isdigit():
            found.extend(stem(part) for part in parts if len(part) > 1 and part not in STOP_WORDS)
    return found


def plain(text: str) -> str:
    """Return `text` with dashes, raised digits and spaces as ASCII has them, offsets unchanged."""
    return text.translate(_PLAIN)


def listed_terms(use: str) -> frozenset[str]:
    """Return the terms of the words that `function_words.tsv` lists for a use."""
    return frozenset(terms(" ".join(load_table("function_words").words("word", use=use))))
