"""Another word or figure in the very place where the lines have one of their own.

A sentence that follows its line word for word and has another name or figure in one place says
something else, even where that name or figure stands elsewhere in the lines.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from chatbot.grounding.directions import are_opposite
from chatbot.grounding.sentence_claim import Claim
from chatbot.language.content_words import Word, content_words, is_said
from chatbot.language.names import NameKind, find_names
from chatbot.language.tokens import normalise, plain

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*%?|[^\W\d_]+(?:[-'][^\W_]+)*")
_SENTENCE = re.compile(r"(?<=[.;:])\s|\n|\s--?\s")
_FLANK = 2  # equal tokens on both sides
_LONGEST = 2  # tokens in the place of others
_NAMES = (NameKind.MEDICINE, NameKind.CONDITION, NameKind.PROCEDURE, NameKind.POPULATION)


def is_substituted(claim: Claim) -> bool:
    """Tell whether the sentence has a name or figure where a line has another."""
    sentence, lines = claim.sentence, claim.lines
    said = frozenset(_tokens(" ".join(lines)))
    return any(
        _is_other(own, other, said)
        for line in lines
        for part in _SENTENCE.split(line)
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
    return any(name.kind in _NAMES for name in find_names(token))
