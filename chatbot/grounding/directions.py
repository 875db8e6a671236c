"""Words that have an opposite: none may stand for the other."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from chatbot.grounding.sentence_claim import Claim, nearest, shared
from chatbot.language.clauses import (
    SENTENCE_END,
    Order,
    compared_words,
    comparisons,
    orders,
    with_open_negations,
    without_comparisons,
)
from chatbot.language.figure import Kind
from chatbot.language.figures import find_figures
from chatbot.language.tokens import STOP_WORDS, plain, stem, words
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
    own, lines = without_comparisons(claim.sentence), claim.lines
    stated = [part for line in lines for part in SENTENCE_END.split(line)]
    return (
        _is_opposite(_stems(own), _stems("\n".join(lines)), _ABSOLUTE)
        or any(_is_turned(part, stated) for part in SENTENCE_END.split(own))
        or _modifies_otherwise(claim.sentence, lines)
    )


def _is_turned(part: str, stated: Sequence[str]) -> bool:
    best = nearest(compared_words(part), [(compared_words(other), other) for other in stated])
    return bool(best) and all(_is_opposite(_stems(part), _stems(other)) for other in best)


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
    apart = with_open_negations(_BOUNDS.sub(" ", without_comparisons(text)))
    for clause in _CLAUSE.split(apart.replace("-", " ")):
        yield from (
            (stem(word), stem(behind))
            for word, behind in pairwise(words(clause))
            if behind not in STOP_WORDS
        )


_CLAUSE = re.compile(r"[,;:()\[\]|\n]|\.(?=\s|$)")


_BOUNDS = re.compile(
    r"\b(?:at most|at least|up to|within|(?:no|not)(?: \w+)? (?:more|later|longer|greater|higher"
    r"|less|earlier|sooner|shorter|fewer|lower) than)\b",
    re.IGNORECASE,
)


def _stems(text: str) -> frozenset[str]:
    bare = _BOUNDS.sub(" ", text)
    apart = with_open_negations(bare).replace("-", " ")
    return frozenset(map(stem, words(apart)))


def compares_otherwise(claim: Claim) -> bool:
    """Tell whether "A more than B" became "A less than B" or "B more than A"."""
    return _is_turned_round(claim, comparisons)


_SAYS_BEFORE = re.compile(
    r"\b(?:before|prior|ahead|until|preced\w+|first|beforehand|pre\w+)\b", re.I
)
_ORDERED = re.compile(r"\b(?:before|prior to|ahead of)\b", re.IGNORECASE)


def comes_otherwise(claim: Claim) -> bool:
    """Tell whether what comes first in the sentence comes last in its lines."""
    if _is_turned_round(claim, orders):
        return True
    lines = "\n".join(claim.lines)
    return (
        bool(_ORDERED.search(claim.sentence))
        and not _SAYS_BEFORE.search(lines)
        and next(orders(lines), None) is None
    )


def _is_turned_round(claim: Claim, find: Callable[[str], Iterator[Order]]) -> bool:
    """Tell whether two things changed places around a word, or the word was turned round."""
    stated = [found for line in claim.lines for found in find(line)]
    for sign, edge, rest in find(claim.sentence):
        turned = []
        for other, stated_edge, stated_rest in stated:
            same, swapped = shared(edge, stated_edge), shared(edge, stated_rest)
            if same == swapped:
                same, swapped = shared(rest, stated_rest), shared(rest, stated_edge)
            if same != swapped:
                turned.append((sign == other) is not (same > swapped))
        if turned and all(turned):
            return True
    return False


def runs_backwards(claim: Claim) -> bool:
    """Tell whether "from 10 % to 14 %" became "from 14 % to 10 %"."""
    stated = {change for line in claim.lines for change in _changes(line)}
    return any(
        (kind, high, low) in stated and (kind, low, high) not in stated
        for kind, low, high in _changes(claim.sentence)
    )


_FROM_FIRST = re.compile(r"\bfrom(?: \w+){0,2}\s\Z", re.IGNORECASE)
_TO_LAST = re.compile(r"[^.;]{0,60}\b(?:to|until)(?: \w+)?\s\Z", re.IGNORECASE)
_LAST_FIRST = re.compile(r"\bto(?: \w+)?\s\Z", re.IGNORECASE)
_BACK = re.compile(r"[^.;]{0,60}\bfrom(?: \w+)?\s\Z", re.IGNORECASE)


def _changes(text: str) -> Iterator[tuple[Kind, float, float]]:
    """Yield the kind, first and last value of each change; one figure may stand between them."""
    said, figures = plain(text), find_figures(text)
    yield from ((each.kind, each.low, each.high) for each in figures if each.low != each.high)
    for one, other in (*pairwise(figures), *zip(figures, figures[2:], strict=False)):
        before, between = said[: one.start], said[one.end : other.start]
        alike = one.kind is other.kind and one.low != other.low
        if alike and _FROM_FIRST.search(before) and _TO_LAST.fullmatch(between):
            yield one.kind, one.low, other.low
        elif alike and _LAST_FIRST.search(before) and _BACK.fullmatch(between):
            yield one.kind, other.low, one.low


def names_another_span(claim: Claim) -> bool:
    """Tell whether "in the last month" became "in the last year"."""
    own, said = (
        {match.casefold() for match in _SPAN.findall(text)}
        for text in (claim.sentence, "\n".join(claim.lines))
    )
    return bool(said and own - said)


_SPAN = re.compile(r"\b(?:first|last|past|previous|next)\s(day|week|month|year)\b", re.IGNORECASE)
