"""How much of what a sentence says its lines say."""

import re
from collections.abc import Mapping, Sequence

from chatbot.grounding.naming import finder, known_names
from chatbot.indexing.abbreviations import abbreviated
from chatbot.language.clauses import with_open_negations
from chatbot.language.common_words import is_common
from chatbot.language.content_words import Word, content_words, is_said, stems_of
from chatbot.language.figures import find_figures

ENOUGH = 0.7
"""Share of the content words of a sentence that must occur in its lines."""

_SUBSTANCES = stems_of("substance")
"""What is given, measured or ill, though general English names it often."""


def is_covered(sentence: str, texts: Sequence[str], abbreviations: Mapping[str, str]) -> bool:
    """Tell whether enough of `sentence` is in `texts`, and nothing unheard-of is not."""
    words, missing = uncovered(sentence, texts, abbreviations)
    if not words and not find_figures(sentence):
        return False  # nothing in it can be checked
    if any(word.is_strict or not is_common(word.written) for word in missing):
        return False
    if any(word.stem in _SUBSTANCES for word in missing):
        return False
    return len(missing) <= (1 - ENOUGH) * len(words)


def uncovered(
    sentence: str, texts: Sequence[str], abbreviations: Mapping[str, str]
) -> tuple[list[Word], list[Word]]:
    """Return the content words of `sentence`, and those that nothing supports.

    Figures are left out, which are checked for themselves; names that `texts` hold in another
    wording are supported.
    """
    own = [word for word in content_words(_to_check(sentence)) if not word.is_plain]
    said = _said(texts, abbreviations)
    own = list({word.stem: word for word in own}.values())
    named = _known_names(sentence, texts, abbreviations)
    return own, [word for word in own if word.stem not in named and not is_said(word, said)]


def _to_check(sentence: str) -> str:
    letters = list(sentence)
    for figure in find_figures(sentence):
        bound = _BOUND.search(sentence, 0, figure.start)
        if bound:
            letters[bound.start() : bound.end()] = " " * len(bound.group())
        stuff = _STUFF.search(sentence, figure.start, figure.end)
        parts = [(figure.start, stuff.start()), (stuff.end(), figure.end)] if stuff else []
        for start, end in parts or [(figure.start, figure.end)]:
            letters[start:end] = " " * (end - start)
    return with_open_negations("".join(letters))


_BOUND = re.compile(r"\b(?:no|not) (?:earlier|later|sooner) than\s\Z", re.IGNORECASE)
_STUFF = re.compile(r"\sof\s.*?(?=\s(?:per|for)\s)")
"""What a figure is of, inside it: "3 mg of X per kilogram"."""


def _known_names(
    sentence: str, texts: Sequence[str], abbreviations: Mapping[str, str]
) -> frozenset[str]:
    """Return the stems of the words of names that `texts` hold under any of their wordings."""
    known = known_names(texts, abbreviations)
    names = (
        sentence[name.start : name.end]
        for name in finder(abbreviations).find(sentence)
        if name.key in known
    )
    return frozenset(word.stem for written in names for word in content_words(written))


def _said(texts: Sequence[str], abbreviations: Mapping[str, str]) -> frozenset[str]:
    text = "\n".join(texts)
    long = " ".join(abbreviated(text, abbreviations).values())
    short = [s for s, meant in abbreviations.items() if meant.casefold() in text.casefold()]
    whole = "\n".join([text, with_open_negations(text), long, *short])
    return frozenset(word.stem for word in content_words(whole))
