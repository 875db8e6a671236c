"""A name -> whether any indexed article mentions it."""

import re
from functools import cached_property, lru_cache

from chatbot.indexing.generation import Generation
from chatbot.language.names import NameFinder
from chatbot.language.synonyms import GROUPS
from chatbot.language.tokens import normalise, stem, terms
from chatbot.retrieval.spelling import slips

_TERM = re.compile(r"(?:itis|osis|oma|pathy|a?emia)$")
_READ = 8  # chunks in which a name is looked for


class Mentions:
    """Looks names up in one generation."""

    def __init__(self, generation: Generation, finder: NameFinder) -> None:
        self._generation = generation
        self._finder = finder
        self.holds = lru_cache(maxsize=4096)(self._holds)

    def _holds(self, key: str, written: str) -> bool:
        """Tell whether a chunk mentions the thing with this key, here written `written`."""
        said = {written, *self._finder.wordings(key)}
        return any(self._says(key, wording) for wording in said) or any(
            other in self._words for wording in said for other in _same(wording)
        )

    def knows(self, word: str) -> bool:
        """Tell whether an article holds a form of the word."""
        return stem(normalise(word)) in self._generation.lexical.frequencies

    def is_misspelt(self, written: str) -> bool:
        """Tell whether this seems a slip of a term that the articles hold: "nuritis"."""
        word = normalise(written)
        if not _TERM.search(word) or word in self._words:
            return False
        return any(near in self._words for near in slips(word))

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(self._generation.lexical.words)

    def _says(self, key: str, said: str) -> bool:
        """Tell whether a chunk says it, or, of several words, holds them all.

        Equal stems are not enough for a word: "immune" is no immunization.
        """
        wanted = terms(said)
        lexical = self._generation.lexical
        if not wanted or any(term not in lexical.frequencies for term in wanted):
            return False
        for row, _ in lexical.search(dict.fromkeys(wanted, 1.0), _READ):
            chunk = self._generation.chunks[row].embedded
            if any(name.key == key for name in self._finder.find(chunk)):
                return True
            if len(wanted) > 1 and set(wanted) <= set(terms(chunk)):
                return True
        return False


def _same(said: str) -> set[str]:
    """Return the single words that the synonym table has for an expression."""
    groups = (group for group in GROUPS if said.casefold() in group)
    return {other for group in groups for other in group if other.isalpha()}
