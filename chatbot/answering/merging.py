"""Quotes -> quotes without repetition: what two places state alike is shown once.

Two statements are taken for the same only if nothing that matters differs: the same content
words in the same order, the same figures with the same units and comparators, the same words
that turn or limit a statement. Anything less stays apart; "1-2 mg/kg" never meets "1000 mg".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from chatbot.answering.quoting import Quote
from chatbot.vocabulary.tokens import STOP_WORDS, normalise, stem, words

_LEAST_ALIKE = 0.8
_LIGHT = frozenset(
    stem(word)
    for word in """use used using give given usual usually patient patients person persons people
    also currently however additionally furthermore note""".split()
)
"""What two wordings of one statement may differ in."""
_LIMITS = frozenset(
    """no not nor never without against may might can could should must will would if when while
    before after until unless except only more most less least than or and both either neither
    under over during from to by""".split()
)
"""Words without content of their own that turn or limit what is said."""
_COMPARATOR = re.compile(r"[<>≤≥=±]|\d\s*%")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What a quote states, for comparison.

    `content` are the stems in order, figures whole; `limits` the limiting words, and `signs`
    the comparators, each sorted.
    """

    content: tuple[str, ...]
    limits: tuple[str, ...]
    signs: tuple[str, ...]


def merge_quotes(quotes: Sequence[Quote], abbreviations: Mapping[str, str]) -> list[Quote]:
    """Return `quotes` with each that repeats an earlier one moved into its `repeats`.

    `abbreviations` gives long forms: "PLEX" and "plasma exchange (PLEX)" are then the same. A
    quote with a lead-in that stands apart is never merged, as it says nothing by itself.
    """
    merged: list[Quote] = []
    told: list[_Said] = []
    for quote in quotes:
        said = _said(_without_marks(quote), abbreviations)
        same = next((n for n, other in enumerate(told) if _same(other, said)), None)
        if same is None or quote.lead_in or merged[same].lead_in:
            merged.append(quote)
            told.append(said)
        else:
            merged[same] = replace(merged[same], repeats=(*merged[same].repeats, quote))
    return merged


def _without_marks(quote: Quote) -> str:
    """Return the words of `quote`, its reference marks left out: they are no figures of it."""
    said = list(quote.words)
    for mark in quote.marks:
        for offset in range(mark.start - quote.start, min(mark.end, quote.end) - quote.start):
            said[offset] = " "
    return "".join(said)


def _said(text: str, abbreviations: Mapping[str, str]) -> _Said:
    spoken: list[str] = []
    for word in words(text):
        long = words(abbreviations.get(word.upper(), word))
        if spoken[-len(long) :] != long:
            spoken.extend(long)
    return _Said(
        content=tuple(stem(word) for word in spoken if word not in STOP_WORDS | _LIMITS),
        limits=tuple(sorted(word for word in spoken if word in _LIMITS)),
        signs=tuple(sorted(_COMPARATOR.findall(normalise(text)))),
    )


def _same(one: _Said, other: _Said) -> bool:
    """Tell whether two statements differ in nothing that matters."""
    if (one.limits, one.signs) != (other.limits, other.signs):
        return False
    first = [term for term in one.content if term not in _LIGHT]
    second = [term for term in other.content if term not in _LIGHT]
    return sorted(first) == sorted(second) != [] and (
        SequenceMatcher(None, first, second, autojunk=False).ratio() >= _LEAST_ALIKE
    )
