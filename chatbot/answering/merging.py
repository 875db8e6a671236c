"""Quotes -> quotes without repetition: what two places state alike is shown once.

Two statements are taken for the same only if they have the same words in the same order, but for
inflection, abbreviations and a few words that say nothing, and the same comparators and signs.
Anything less stays apart; "1-2 mg/kg" never meets "1000 mg".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from chatbot.answering.quoting import Quote
from chatbot.language.tokens import normalise, stem, words
from chatbot.lexicon.loading import load_table

_LIGHT = frozenset(map(stem, load_table("function_words").words("word", use="light")))
"""What two wordings of one statement may differ in."""
_Said = tuple[tuple[str, ...], tuple[str, ...]]
_COMPARATOR = re.compile(r"[<>≤≥=±]|\d\s*%|(?:^|[\s(])[-+](?=\d)")


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
    return (
        tuple(term for word in spoken if (term := stem(word)) not in _LIGHT),
        tuple(_COMPARATOR.findall(normalise(text))),
    )
