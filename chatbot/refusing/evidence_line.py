"""Ranked statements -> what each tells, with and without what it inherits."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from chatbot.indexing.generation import Generation
from chatbot.language.names import Name
from chatbot.language.populations import Population, find_populations, group_of
from chatbot.language.reading import Reader, Reading
from chatbot.language.tokens import terms
from chatbot.retrieval.ranking import RankedStatement, scope_terms

_LONGEST_BLOCK = 1_500  # characters
_ARTICLES_KEPT = 32  # stems of articles
_SHORT_STEM = 4


class SharedReader:
    """Reads statements and what stands around them, and remembers: many share a heading.

    A statement was read when `generation` was built, unless some of its articles are left out.
    """

    def __init__(self, reader: Reader, generation: Generation) -> None:
        self._reader = reader
        self._readings = generation.readings
        self.names = lru_cache(maxsize=2048)(self._names)
        self.stems = lru_cache(maxsize=_ARTICLES_KEPT)(self._stems)
        self._find = reader.finder.find
        self._article = generation.article

    def read(self, line: RankedStatement) -> Reading:
        """Return the reading of the words of a statement itself."""
        return self._readings[line.place] if self._readings else self._reader.read(line.words)

    def _stems(self, article_id: str) -> str:
        """Return the stems of the words of an article, each between spaces."""
        article = self._article(article_id)
        return f" {' '.join(terms(f'{article.title} {article.text}'))} "

    def _names(self, text: str) -> tuple[Name, ...]:
        return tuple(self._find(text))


@dataclass(frozen=True)
class EvidenceLine:
    """What a ranked statement tells.

    `reading` is that of its own words. Near it is its whole scope too: title, headings, lead-ins.
    Wide around it is also the rest of its paragraph.
    """

    line: RankedStatement
    reader: SharedReader

    @cached_property
    def reading(self) -> Reading:
        """The reading of the words of the statement itself."""
        return self.reader.read(self.line)

    @cached_property
    def near_keys(self) -> frozenset[str]:
        """The keys of the names in its scope and its words."""
        return _keys(self.reader.names(self.scoped))

    @cached_property
    def wide_keys(self) -> frozenset[str]:
        """The keys of the names wide around the statement."""
        return self.near_keys | _keys(self.reader.names(self._paragraph))

    @cached_property
    def near_people(self) -> tuple[Population, ...]:
        """The populations in its words and in its scope; the ages of the words say whom both mean.

        A bare age is a band in the words only: "Child: 2 - 8 years". Whom the scope tells by more
        than their age ("in pregnancy") the words still mean.
        """
        scope = self.scoped.removesuffix(self.line.words)
        around = find_populations(scope, self.reader.names(scope))
        if any(people.has_ages for people in self.reading.populations):
            around = tuple(each for each in around if not _is_an_age(each))
        return (*self.reading.populations, *around)

    @cached_property
    def wide_people(self) -> tuple[Population, ...]:
        """The populations wide around the statement."""
        return (
            *self.near_people,
            *find_populations(self._paragraph, self.reader.names(self._paragraph)),
        )

    @cached_property
    def near_terms(self) -> frozenset[str]:
        """The terms in its scope and its words."""
        return scope_terms(self.scoped)

    @cached_property
    def wide_terms(self) -> frozenset[str]:
        """The terms wide around the statement."""
        return self.near_terms | frozenset(terms(self._paragraph))

    def article_says(self, stems: tuple[str, ...]) -> bool:
        """Tell whether words with these stems stand side by side anywhere in its article.

        The last may go on, unless it is short: "asthma" is said by "asthmatic".
        """
        *others, last = stems
        end = last.removesuffix("i") if len(last) > _SHORT_STEM else f"{last} "
        said = " ".join((*others, end))
        return f" {said}" in self.reader.stems(self.line.article.article_id)

    @property
    def scoped(self) -> str:
        """Its words behind its title, headings and lead-ins."""
        return self.line.statement.scoped

    @cached_property
    def _paragraph(self) -> str:
        article = self.line.article
        return article.quote(article.blocks[self.line.block])[:_LONGEST_BLOCK]


def _is_an_age(people: Population) -> bool:
    """Tell whether people are told by their age alone, not by sex, pregnancy or an organ."""
    return not people.key or group_of(people.key).widest is not None


def _keys(names: tuple[Name, ...]) -> frozenset[str]:
    return frozenset(name.key for name in names)
