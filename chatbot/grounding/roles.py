"""Whether a sentence says of one medicine what its lines say of another only."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from chatbot.grounding.directions import are_opposite
from chatbot.grounding.sentence_claim import Claim, shared
from chatbot.language.content_words import Word, content_words, is_common, is_said, telling_words
from chatbot.language.names import NameKind, find_names
from chatbot.language.reading import Reading
from chatbot.language.synonyms import KINDS
from chatbot.language.tokens import normalise, plain, stem

_CUT = re.compile(r"[,;\n]|\.(?=\s|$)|\b(?:and|but|while|whereas|when|if|than|after|before)\b")
_MOSTLY = 0.7  # of what is said that a part of the lines must say of another medicine
_LEAST = 5  # letters of an unlisted name

Part = tuple[frozenset[str], tuple[Word, ...]]
"""A part of a text: its medicines, and its other content words."""


def are_exchanged_roles(claim: Claim) -> bool:
    """Tell whether "A by mouth, B by injection" became "B by mouth"."""
    stated = [part for reading in claim.stated for part in _parts(reading)]
    known = frozenset(name for names, _ in stated for name in names)
    return any(_is_said_of_another(part, stated, known) for part in _parts(claim.reading))


def _is_said_of_another(own: Part, stated: Sequence[Part], known: frozenset[str]) -> bool:
    names, words = own
    if not names or not words or not names <= known:
        return False
    shares = [(shared(words, others), theirs) for theirs, others in stated]
    most = max((share for share, _ in shares), default=0)
    of_own = max((share for share, theirs in shares if names & theirs or not theirs), default=0)
    return most >= max(1, _MOSTLY * len(words)) and of_own < most


def _parts(reading: Reading) -> Iterator[Part]:
    """Yield the parts with a medicine each; what has none belongs to the part before."""
    text, begin = reading.text, 0
    cuts = [*(match.start() for match in _CUT.finditer(text)), len(text)]
    for cut, after in zip(cuts, [*cuts[1:], len(text)], strict=True):
        names = _names(reading, begin, cut)
        words = tuple(w for w in telling_words(text[begin:cut]) if w.stem not in names)
        if cut == len(text) or (names and words and _names(reading, cut, after)):
            yield names, words
            begin = cut


def _names(reading: Reading, start: int, end: int) -> frozenset[str]:
    """Return the stems of the medicines, listed or not, between two places."""
    listed = [
        reading.written(name)
        for name in reading.names
        if name.kind is NameKind.MEDICINE and start <= name.start and name.end <= end
    ]
    words = telling_words(reading.text[start:end])
    unlisted = (
        word.stem
        for word in words
        if word.written[0].isupper()
        and len(word.written) >= _LEAST
        and not word.is_strict
        and not is_common(word.written)
    )
    found = frozenset([*(w.stem for each in listed for w in telling_words(each)), *unlisted])
    return found - _classes()


@lru_cache(maxsize=1)
def _classes() -> frozenset[str]:
    """Return the stems of words for many medicines: "steroid" may be the one named before."""
    return frozenset(
        stem(word) for classes, _ in KINDS for each in classes for word in each.split()
    )


_TOKEN = re.compile(r"\d+(?:[.,]\d+)*%?|[^\W\d_]+(?:[-'][^\W_]+)*")
_PARTED = re.compile(r"(?<=[.;:])\s|\n|\s--?\s")
_FLANK = 2  # equal tokens on both sides
_LONGEST = 2  # tokens in the place of others
_EXCHANGED = (NameKind.MEDICINE, NameKind.CONDITION, NameKind.PROCEDURE, NameKind.POPULATION)


def is_substituted(claim: Claim) -> bool:
    """Tell whether the sentence has a name or figure where a line has another."""
    sentence, lines = claim.sentence, claim.lines
    said = frozenset(_tokens(" ".join(lines)))
    return any(
        _is_other(own, other, said)
        for line in lines
        for part in _PARTED.split(line)
        for own, other in _replaced(sentence, part)
    )


def _tokens(text: str) -> list[str]:
    return [normalise(token) for token in _TOKEN.findall(plain(text))]


def _replaced(sentence: str, line: str) -> Iterator[tuple[list[str], list[str]]]:
    one, other = _tokens(sentence), _tokens(line)
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    for before, after in pairwise(blocks):
        own = one[before.a + before.size : after.a]
        theirs = other[before.b + before.size : after.b]
        if before.size >= _FLANK and after.size >= _FLANK and len(own) == len(theirs) <= _LONGEST:
            yield own, theirs


def _is_other(own: Sequence[str], theirs: Sequence[str], said: frozenset[str]) -> bool:
    """Tell whether a figure changed, or a name, or a word that the lines have elsewhere."""
    for one, other in zip(own, theirs, strict=True):
        if one == other:
            continue
        if one[0].isdigit() and other[0].isdigit():
            return True
        if are_opposite(one, other):
            return True
        first, second = _word(one), _word(other)
        if first is None or second is None or is_said(first, frozenset({second.stem})):
            continue
        if one in said or (_is_name(one) and _is_name(other)):
            return True
    return False


def _word(token: str) -> Word | None:
    words = [word for word in content_words(token) if not word.is_plain]
    return words[0] if words else None


def _is_name(token: str) -> bool:
    return any(name.kind in _EXCHANGED for name in find_names(token))
