"""Evidence lines -> what each tells, with and without what stands around it."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from chatbot.language.names import Name, NameFinder
from chatbot.language.populations import Population, find_populations
from chatbot.language.tokens import terms
from chatbot.retrieval.evidence_line import EvidenceLine

_LONGEST_BLOCK = 1_500  # characters


class Reader:
    """Reads names and terms, and remembers: headings and paragraphs are shared by many lines."""

    def __init__(self, finder: NameFinder) -> None:
        self.keys = lru_cache(maxsize=2048)(self._keys)
        self.terms = lru_cache(maxsize=2048)(self._terms)
        self.people = lru_cache(maxsize=2048)(self._people)
        self._finder = finder

    def names(self, text: str) -> tuple[Name, ...]:
        """Return the names in `text`."""
        return tuple(self._finder.find(text))

    def _keys(self, text: str) -> frozenset[str]:
        return frozenset(name.key for name in self._finder.find(text))

    def _people(self, text: str) -> tuple[Population, ...]:
        return find_populations(text, self.names(text))

    def _terms(self, text: str) -> frozenset[str]:
        return frozenset(terms(text))


@dataclass(frozen=True)
class Told:
    """What a line tells: `own` its words, `above` its headings and the lines that introduce it.

    Near it are its own words and those above, wide around it also the rest of its paragraph and
    the title of its article.
    """

    line: EvidenceLine
    reader: Reader

    @cached_property
    def own(self) -> str:
        """The words of the line."""
        return self.line.article.text[self.line.start : self.line.end]

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The names in `own`."""
        return self.reader.names(self.own)

    @cached_property
    def near_keys(self) -> frozenset[str]:
        """The keys of the names near the line."""
        own = {name.key for name in self.names}
        return frozenset(own.union(*map(self.reader.keys, self._above)))

    @cached_property
    def wide_keys(self) -> frozenset[str]:
        """The keys of the names wide around the line."""
        return self.near_keys.union(*map(self.reader.keys, self._around))

    @cached_property
    def near_people(self) -> tuple[Population, ...]:
        """The populations near the line, and those of the title of its article."""
        texts = (self.own, *self._above, self.line.article.title)
        return tuple(each for text in texts for each in self.reader.people(text))

    @cached_property
    def wide_people(self) -> tuple[Population, ...]:
        """The populations wide around the line."""
        around = (each for text in self._around for each in self.reader.people(text))
        return (*self.near_people, *around)

    @cached_property
    def near_terms(self) -> frozenset[str]:
        """The terms near the line."""
        return frozenset[str]().union(*map(self.reader.terms, (self.own, *self._above)))

    @cached_property
    def wide_terms(self) -> frozenset[str]:
        """The terms wide around the line."""
        return self.near_terms.union(*map(self.reader.terms, self._around))

    @cached_property
    def _above(self) -> tuple[str, ...]:
        article = self.line.article
        block = article.blocks[self.line.block]
        return (*block.section, *(article.quote(article.blocks[p]) for p in block.parents))

    @cached_property
    def _around(self) -> tuple[str, ...]:
        article = self.line.article
        return article.title, article.quote(article.blocks[self.line.block])[:_LONGEST_BLOCK]
