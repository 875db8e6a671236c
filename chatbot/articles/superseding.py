"""What an article states that supersedes it -> the articles that do, and how to say so."""

from collections.abc import Iterator, Mapping, Sequence

from chatbot.articles.article import About, Article

Superseded = Mapping[str, str | None]
"""What each article, by id, says that supersedes it."""


def by_id(articles: Mapping[str, About]) -> dict[str, str | None]:
    """Return what supersedes each of the articles, by id; a title replaced by its article's id.

    A title that two articles share stays as it is.
    """
    ids: dict[str, list[str]] = {}
    for article_id, about in articles.items():
        ids.setdefault(_plain(about.title), []).append(article_id)
    found: dict[str, str | None] = {}
    for article_id, about in articles.items():
        words = about.superseded_by
        named = ids.get(_plain(words), []) if words and words not in articles else []
        found[article_id] = named[0] if len(named) == 1 else words
    return found


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()


def replacements(article_id: str, superseded: Superseded) -> tuple[str, ...]:
    """Return the ids of what supersedes an article, then of what supersedes that, and so on.

    The chain ends before an article that is not there, and before one that it has met.
    """
    met = [article_id]
    following = superseded[article_id]
    while following is not None and following in superseded and following not in met:
        met.append(following)
        following = superseded[following]
    return tuple(met[1:])


def superseded_words(stated: str, titles: Sequence[str]) -> str:
    """Return what readers are told of an article: `titles` are those of its replacements."""
    named = ", then by ".join(f"“{title}”" for title in titles or (stated,))
    return f"superseded by {named}"


def check_superseding(articles: Sequence[Article]) -> Iterator[tuple[str, str, str]]:
    """Yield (article id, code, message) for what supersedes an article and cannot.

    Words with a space in them are taken for a title, not for the id of an article.
    """
    superseded = by_id({article.article_id: article for article in articles})
    for article_id, stated in superseded.items():
        chain = (article_id, *replacements(article_id, superseded))
        if stated is None:
            continue
        if stated not in superseded and not any(map(str.isspace, stated)):
            yield (
                article_id,
                "unknown_replacement",
                f"superseded_by names “{stated}”, but there is no readable article of that id; "
                "correct it, or state a title",
            )
        elif superseded[chain[-1]] == article_id:
            others = " by ".join((*chain[1:], article_id))
            yield (
                article_id,
                "superseded_in_a_circle",
                f"superseded by {others}; say which of them holds",
            )
