"""Words that have an opposite: none may stand for the other."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from chatbot.grounding.sentence_claim import Claim, shared
from chatbot.language.clauses import SENTENCE_END, with_open_negations
from chatbot.language.contrasts import (
    compared_words,
    compares,
    without_comparisons,
)
from chatbot.language.tokens import STOP_WORDS, stem, words
from chatbot.lexicon.loading import load_table

Pair = tuple[frozenset[str], frozenset[str]]


def _pairs(*uses: str) -> tuple[Pair, ...]:
    found: dict[str, tuple[set[str], set[str]]] = {}
    for row in load_table("opposites").rows:
        if row["use"] in uses:
            sides = found.setdefault(row["pair"], (set(), set()))
            sides[int(row["side"]) - 1].add(stem(row["word"]))
    return tuple((frozenset(one), frozenset(other)) for one, other in found.values())


_OPPOSITES = _pairs("opposite", "absolute")
"""Each side holds words that mean the same; compared as stems."""

_ABSOLUTE = _pairs("absolute")
"""Those of which one may stand for the other nowhere in the lines."""

_QUALITIES = _pairs("opposite", "absolute", "quality")
"""Pairs of which one side may not stand before a word where the lines have the other there."""


def has_turned(claim: Claim) -> bool:
    """Tell whether the sentence says one side of a pair where its lines say only the other.

    Each clause is held against the clauses of the lines that are nearest to it.
    """
    sentence, lines = claim.sentence, claim.lines
    compared = any(compares(line) for line in lines)
    own = without_comparisons(sentence) if compared else sentence
    stated = [part for line in lines for part in SENTENCE_END.split(line) if part.strip()]
    return (
        _is_opposite(_stems(own), _stems("\n".join(lines)), _ABSOLUTE)
        or any(_is_turned(part, stated) for part in SENTENCE_END.split(own))
        or _modifies_otherwise(sentence, lines)
    )


def _is_turned(part: str, stated: Sequence[str]) -> bool:
    words = compared_words(part)
    shares = [(shared(words, compared_words(other)), other) for other in stated]
    most = max((share for share, _ in shares), default=0)
    if most < max(1, _NEARLY * len(words)):
        return False
    best = [other for share, other in shares if share == most]
    return all(_is_opposite(_stems(part), _stems(other)) for other in best)


_NEARLY = 0.5


def are_opposite(one: str, other: str) -> bool:
    """Tell whether two normalised words are opposites: "high" and "low"."""
    return _is_opposite(frozenset({stem(one)}), frozenset({stem(other)}))


def _is_opposite(
    own: frozenset[str], said: frozenset[str], pairs: Sequence[Sequence[frozenset[str]]] = ()
) -> bool:
    return any(
        own & one and not own & other and not said & one and said & other
        for first, second in pairs or _OPPOSITES
        for one, other in ((first, second), (second, first))
    )


def _modifies_otherwise(sentence: str, lines: Sequence[str]) -> bool:
    """Tell whether "reduced mortality" stands where the lines have only "increased mortality"."""
    own = set(_pairs_of_words(sentence))
    said = {pair for line in lines for pair in _pairs_of_words(line)}
    return any(
        any((opposite, behind) in said and (opposite, behind) not in own for opposite in other)
        and not any((alike, behind) in said for alike in one)
        for word, behind in own - said
        for one, other in _sides().get(word, ())
    )


@lru_cache(maxsize=1)
def _sides() -> dict[str, list[tuple[frozenset[str], frozenset[str]]]]:
    """Return for each word of a pair the side it is on, and the other."""
    found: dict[str, list[tuple[frozenset[str], frozenset[str]]]] = {}
    for first, second in _QUALITIES:
        for one, other in ((first, second), (second, first)):
            for word in one:
                found.setdefault(word, []).append((one, other))
    return found


def _pairs_of_words(text: str) -> Iterator[tuple[str, str]]:
    """Yield the stems of each two words that follow each other in a clause, the second telling."""
    apart = with_open_negations(_LEAST.sub(" ", _MOST.sub(" ", without_comparisons(text))))
    for clause in _CLAUSE.split(apart.replace("-", " ")):
        yield from (
            (stem(word), stem(behind))
            for word, behind in pairwise(words(clause))
            if behind not in STOP_WORDS
        )


_CLAUSE = re.compile(r"[,;:()\[\]|\n]|\.(?=\s|$)")


_MOST = re.compile(
    r"\b(?:at most|(?:no|not)(?: \w+)? (?:more|later|longer|greater|higher) than|up to|within)\b",
    re.I,
)
_LEAST = re.compile(
    r"\b(?:at least|(?:no|not)(?: \w+)? (?:less|earlier|sooner|shorter|fewer|lower) than)\b", re.I
)


def _stems(text: str) -> frozenset[str]:
    bare = _LEAST.sub(" ", _MOST.sub(" ", text))
    apart = with_open_negations(bare).replace("-", " ")
    return frozenset(map(stem, words(apart)))
