"""Ranked statements -> what each tells, with and without what it inherits."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from chatbot.language.names import Name, NameFinder
from chatbot.language.populations import Population, find_populations
from chatbot.language.tokens import terms
from chatbot.retrieval.ranking import RankedStatement

_LONGEST_BLOCK = 1_500  # characters


class Reader:
    """Reads names and terms, and remembers: headings and paragraphs are shared by many."""

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
    """What a statement tells: `own` its words.

    Near it is its whole scope too: title, headings, lead-ins. Wide around it is also the rest of
    its paragraph.
    """

    line: RankedStatement
    reader: Reader

    @cached_property
    def own(self) -> str:
        """The words of the statement itself."""
        return self.line.words

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The names in `own`."""
        return self.reader.names(self.own)

    @cached_property
    def near_keys(self) -> frozenset[str]:
        """The keys of the names in its scope and its words."""
        return self.reader.keys(self.line.statement.scoped)

    @cached_property
    def wide_keys(self) -> frozenset[str]:
        """The keys of the names wide around the statement."""
        return self.near_keys | self.reader.keys(self._paragraph)

    @cached_property
    def near_people(self) -> tuple[Population, ...]:
        """The populations in its scope and its words."""
        return self.reader.people(self.line.statement.scoped)

    @cached_property
    def wide_people(self) -> tuple[Population, ...]:
        """The populations wide around the statement."""
        return (*self.near_people, *self.reader.people(self._paragraph))

    @cached_property
    def near_terms(self) -> frozenset[str]:
        """The terms in its scope and its words."""
        return self.reader.terms(self.line.statement.scoped)

    @cached_property
    def wide_terms(self) -> frozenset[str]:
        """The terms wide around the statement."""
        return self.near_terms | self.reader.terms(self._paragraph)

    @cached_property
    def _paragraph(self) -> str:
        article = self.line.article
        return article.quote(article.blocks[self.line.block])[:_LONGEST_BLOCK]
