"""Indexed articles -> the list of them, to read and to ask within."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from chatbot.indexing.catalogue import Entry
from chatbot.indexing.generation import Generation
from chatbot.web.source_view import Newer, newer_articles, source_link
from chatbot.web.templating import render

MOST_SHOWN = 50


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


def articles_view(
    generation: Generation, found: Sequence[str], today: date, *, chosen: Collection[str] = ()
) -> str:
    """Return the HTML of the list.

    `generation` is what the settings show of it; of the ids that were `found`, the first 50 are
    listed, in order; questions are asked within those that are `chosen`.
    """
    return render(
        "articles.html",
        there=len(generation.articles),
        found=len(found),
        listed=[Listed(generation, each) for each in found[:MOST_SHOWN]],
        most=MOST_SHOWN,
        chosen=chosen,
        today=today,
    )
