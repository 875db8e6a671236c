"""Two generations -> which articles and chunks one has that the other has not."""

from collections import Counter
from dataclasses import dataclass

from chatbot.indexing.generation import Generation


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleChange:
    """An article that is not the same: how many of its chunks came, went and stayed."""

    article_id: str
    change: str
    """"added", "changed", "removed", or "metadata": the same words, another status or date."""
    added: int
    removed: int
    kept: int


def find_changes(old: Generation | None, new: Generation) -> list[ArticleChange]:
    """Return the articles that differ, by id; all are added where there is no `old`."""
    before, after = _chunks_of(old), _chunks_of(new)
    found = []
    for article_id in sorted(before.keys() | after.keys()):
        change = _change(old, new, article_id)
        if change:
            gone = before.get(article_id, Counter())
            come = after.get(article_id, Counter())
            found.append(
                ArticleChange(
                    article_id=article_id,
                    change=change,
                    added=(come - gone).total(),
                    removed=(gone - come).total(),
                    kept=(come & gone).total(),
                )
            )
    return found


def _change(old: Generation | None, new: Generation, article_id: str) -> str | None:
    if old is None or article_id not in old.articles:
        return "added"
    if article_id not in new.articles:
        return "removed"
    if old.articles[article_id] != new.articles[article_id]:
        return "changed"
    same = old.article(article_id) == new.article(article_id)
    return None if same else "metadata"


def _chunks_of(generation: Generation | None) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for chunk in generation.chunks if generation else ():
        found.setdefault(chunk.article_id, Counter())[chunk.embedded] += 1
    return found
