"""Names of medicines, conditions and procedures that a sentence may not bring in."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from chatbot.indexing.abbreviations import abbreviated
from chatbot.language.names import Name, NameFinder, NameKind

_LOOSE = (NameKind.POPULATION,)


def unknown_names(
    sentence: str, texts: Sequence[str], abbreviations: Mapping[str, str]
) -> list[str]:
    """Return the names in `sentence` that `texts` do not hold, in reading order."""
    known = known_names(texts, abbreviations)
    words = _with_long_forms(texts, abbreviations).casefold()
    return [
        sentence[name.start : name.end]
        for name in finder(abbreviations).find(sentence)
        if name.kind not in _LOOSE and name.key not in known and not _stands(sentence, name, words)
    ]


def known_names(texts: Sequence[str], abbreviations: Mapping[str, str]) -> frozenset[str]:
    """Return the keys of the names in `texts`, abbreviations written out."""
    find = finder(abbreviations).find
    return frozenset(name.key for name in find(_with_long_forms(texts, abbreviations)))


def finder(abbreviations: Mapping[str, str]) -> NameFinder:
    """Return what finds names, these abbreviations among them."""
    return _finder(tuple(sorted(abbreviations.items())))


@lru_cache(maxsize=64)
def _finder(abbreviations: tuple[tuple[str, str], ...]) -> NameFinder:
    return NameFinder(dict(abbreviations))


def _with_long_forms(texts: Sequence[str], abbreviations: Mapping[str, str]) -> str:
    text = "\n".join(texts)
    return "\n".join([text, *abbreviated(text, abbreviations).values()])


def _stands(sentence: str, name: Name, words: str) -> bool:
    """Tell whether the name stands in the texts as it is written, be it part of a longer name."""
    return sentence[name.start : name.end].casefold() in words
