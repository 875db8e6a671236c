"""How much of what a sentence says its lines say."""

import re

from chatbot.grounding.naming import known_names, with_long_forms
from chatbot.grounding.sentence_claim import Claim
from chatbot.language.clauses import with_open_negations
from chatbot.language.common_words import is_common
from chatbot.language.content_words import Word, content_words, is_said, stems_of, telling_words
from chatbot.language.figures import find_figures

ENOUGH = 0.7
"""Share of the content words of a sentence that must occur in its lines."""

_SUBSTANCES = stems_of("substance")
"""What is given, measured or ill, though general English names it often."""


def is_uncovered(claim: Claim) -> bool:
    """Tell whether too much of a sentence is in no line, or something unheard-of is not."""
    words, missing = _missing(claim)
    if not words and not find_figures(claim.sentence):
        return True  # nothing in it can be checked
    if any(word.is_strict or not is_common(word.written) for word in missing):
        return True
    if any(word.stem in _SUBSTANCES for word in missing):
        return True
    return len(missing) > (1 - ENOUGH) * len(words)


def _missing(claim: Claim) -> tuple[list[Word], list[Word]]:
    """Return the content words of a sentence, and those that nothing supports.

    Figures are left out, which are checked for themselves; names that the lines hold in another
    wording are supported.
    """
    own = list({word.stem: word for word in telling_words(_to_check(claim.sentence))}.values())
    said, named = _said(claim), _known(claim)
    return own, [word for word in own if word.stem not in named and not is_said(word, said)]


def _to_check(sentence: str) -> str:
    letters = list(sentence)
    for figure in find_figures(sentence):
        if 0 <= figure.opening < figure.start:
            letters[figure.opening : figure.start] = " " * (figure.start - figure.opening)
        stuff = _STUFF.search(sentence, figure.start, figure.end)
        parts = [(figure.start, stuff.start()), (stuff.end(), figure.end)] if stuff else []
        for start, end in parts or [(figure.start, figure.end)]:
            letters[start:end] = " " * (end - start)
    return with_open_negations("".join(letters))


_STUFF = re.compile(r"\sof\s.*?(?=\s(?:per|for)\s)")
"""What a figure is of, inside it: "3 mg of X per kilogram"."""


def _known(claim: Claim) -> frozenset[str]:
    """Return the stems of the words of names that the lines hold under any of their wordings."""
    known = known_names(claim)
    names = (claim.reading.written(name) for name in claim.reading.names if name.key in known)
    return frozenset(word.stem for written in names for word in content_words(written))


def _said(claim: Claim) -> frozenset[str]:
    text = "\n".join(claim.lent)
    short = [
        short for short, meant in claim.abbreviations.items() if meant.casefold() in text.casefold()
    ]
    whole = "\n".join([with_long_forms(claim.lent, claim), with_open_negations(text), *short])
    return frozenset(word.stem for word in content_words(whole))
