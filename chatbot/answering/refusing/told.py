"""Evidence lines -> what each tells, with and without what stands around it."""

from dataclasses import dataclass
from functools import cached_property

from chatbot.answering.evidence import EvidenceLine
from chatbot.vocabulary.names import Name, NameFinder
from chatbot.vocabulary.tokens import terms

_LONGEST_BLOCK = 1_500  # characters


@dataclass(frozen=True)
class Told:
    """What a line tells: `own` its words, `near` with its headings, lead-ins and list.

    `wide` adds the rest of its paragraph and the title of its article.
    """

    line: EvidenceLine
    finder: NameFinder

    @cached_property
    def own(self) -> str:
        """The words of the line."""
        return self.line.article.text[self.line.start : self.line.end]

    @cached_property
    def near(self) -> str:
        """The line with its headings and the lines that introduce it."""
        article = self.line.article
        block = article.blocks[self.line.block]
        parents = (article.quote(article.blocks[parent]) for parent in block.parents)
        return " \n".join((*block.section, *parents, self.own))

    @cached_property
    def wide(self) -> str:
        """`near`, the rest of the paragraph and the title."""
        article = self.line.article
        block = article.blocks[self.line.block]
        return " \n".join((article.title, self.near, article.quote(block)[:_LONGEST_BLOCK]))

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The names in `own`."""
        return tuple(self.finder.find(self.own))

    @cached_property
    def near_keys(self) -> frozenset[str]:
        """The keys of the names in `near`."""
        return frozenset(name.key for name in self.finder.find(self.near))

    @cached_property
    def wide_keys(self) -> frozenset[str]:
        """The keys of the names in `wide`."""
        return frozenset(name.key for name in self.finder.find(self.wide))

    @cached_property
    def wide_terms(self) -> frozenset[str]:
        """The terms of `wide`."""
        return frozenset(terms(self.wide))
