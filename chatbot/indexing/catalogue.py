"""Articles and their chunks -> what each article states of itself, without its text."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import groupby

from pydantic import TypeAdapter

from chatbot.articles.article import About, Article
from chatbot.indexing.chunking import Chunk


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(About):
    """One article; its chunks stand in the rows `rows` of the generation, the second exclusive."""

    rows: tuple[int, int]


CATALOGUE: TypeAdapter[dict[str, Entry]] = TypeAdapter(dict[str, Entry])


def make_catalogue(articles: Sequence[Article], chunks: Sequence[Chunk]) -> dict[str, Entry]:
    """Return the entry of each article, by id; the chunks of an article follow each other."""
    rows: dict[str, tuple[int, int]] = {}
    begin = 0
    for article_id, of_article in groupby(chunks, key=lambda chunk: chunk.article_id):
        rows[article_id] = (begin, begin + len(list(of_article)))
        begin = rows[article_id][1]
    return {
        article.article_id: Entry(
            rows=rows.get(article.article_id, (0, 0)),
            **{field.name: getattr(article, field.name) for field in fields(About)},
        )
        for article in articles
    }


def chunk_metadata(article_id: str, entry: Entry) -> dict[str, str]:
    """Return what goes with every chunk of an article; what is not stated is left out."""
    stated = {"article_id": article_id, **entry.stated()}
    return {name: value for name, value in stated.items() if value is not None}
