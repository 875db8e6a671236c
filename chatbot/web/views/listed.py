"""An indexed article as the lists of the views show it."""

from dataclasses import dataclass

from chatbot.indexing.catalogue import Entry
from chatbot.indexing.generation import Generation
from chatbot.web.source_view import Newer, newer_articles, source_link


@dataclass(frozen=True, slots=True)
class Listed:
    """An article of `generation`, looked up as a template asks for it."""

    generation: Generation
    article_id: str

    @property
    def entry(self) -> Entry:
        """What the article states of itself."""
        return self.generation.catalogue[self.article_id]

    @property
    def link(self) -> str:
        """The address that opens it."""
        return source_link(self.article_id, self.generation.manifest.generation)

    @property
    def newer(self) -> list[Newer]:
        """What supersedes it."""
        return newer_articles(self.generation, self.article_id)

    @property
    def sections(self) -> int:
        """How many sections with a heading it has."""
        return sum(map(bool, self.generation.section_paths[self.article_id]))
