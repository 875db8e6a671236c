"""Quotes -> quotes without repetition: what two places state alike is shown once.

Two statements are taken for the same only if nothing that matters differs: the same content
words, figures with their units and comparators, and words that turn or limit a statement, all
in the same order. Anything less stays apart; "1-2 mg/kg" never meets "1000 mg".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from chatbot.answering.quoting import Quote
from chatbot.vocabulary.tokens import STOP_WORDS, normalise, stem, words

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
_Said = tuple[tuple[str, ...], tuple[str, ...]]
_COMPARATOR = re.compile(r"[<>≤≥=±]|\d\s*%")


def merge_quotes(quotes: Sequence[Quote], abbreviations: Mapping[str, str]) -> list[Quote]:
    """Return `quotes` with each that repeats an earlier one moved into its `repeats`.

    `abbreviations` gives long forms: "PLEX" and "plasma exchange (PLEX)" are then the same. A
    quote with a lead-in that stands apart is never merged, as it says nothing by itself.
    """
    merged: list[Quote] = []
    told: list[_Said] = []
    for quote in quotes:
        said = _said(_without_marks(quote), abbreviations)
        same = told.index(said) if said[0] and said in told else None
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
    """Return the words that matter and the comparators of `text`, each in order."""
    spoken: list[str] = []
    for word in words(text):
        long = words(abbreviations.get(word.upper(), word))
        if spoken[-len(long) :] != long:
            spoken.extend(long)
    kept = (word for word in spoken if word in _LIMITS or word not in STOP_WORDS)
    return (
        tuple(term for word in kept if (term := stem(word)) not in _LIGHT),
        tuple(_COMPARATOR.findall(normalise(text))),
    )
