"""What an article states that supersedes it -> the articles that do, and how to say so."""

from collections.abc import Iterator, Mapping, Sequence

from chatbot.articles.article import Article

Superseded = Mapping[str, str | None]
"""What each article, by id, says that supersedes it."""


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


def is_in_cycle(article_id: str, superseded: Superseded) -> bool:
    """Tell whether an article is superseded, in the end, by itself."""
    return superseded[(article_id, *replacements(article_id, superseded))[-1]] == article_id


def superseded_words(stated: str, titles: Sequence[str]) -> str:
    """Return what readers are told of an article: `titles` are those of its replacements."""
    named = ", then by ".join(f"“{title}”" for title in titles or (stated,))
    return f"superseded by {named}"


def check_superseding(articles: Sequence[Article]) -> Iterator[tuple[str, str, str]]:
    """Yield (article id, code, message) for what supersedes an article and cannot.

    Words with a space in them are taken for a title, not for the id of an article.
    """
    superseded: Superseded = {article.article_id: article.superseded_by for article in articles}
    for article_id, stated in superseded.items():
        if stated is None:
            continue
        if stated not in superseded and not any(map(str.isspace, stated)):
            yield (
                article_id,
                "unknown_replacement",
                f"superseded_by names “{stated}”, but there is no readable article of that id; "
                "correct it, or state a title",
            )
        elif is_in_cycle(article_id, superseded):
            others = " by ".join((*replacements(article_id, superseded), article_id))
            yield (
                article_id,
                "superseded_in_a_circle",
                f"superseded by {others}; say which of them holds",
            )
