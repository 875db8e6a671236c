"""The command `chatbot review`."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from chatbot.cli.console import AsJson, Corpus, Index, print_result, settings_of, stated_errors

if TYPE_CHECKING:
    from chatbot.articles.article import Article
    from chatbot.articles.reviews import Review


def _one_line(words: str | None) -> str | None:
    from chatbot.articles.reviews import one_line

    try:
        return None if words is None else one_line(words)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


@stated_errors
def review_command(
    article_id: Annotated[
        str, typer.Argument(help="Path below the corpus folder without the suffix.")
    ],
    status: Annotated[
        Literal["submitted", "under_review", "approved"] | None,
        typer.Option("--status", help="The decision on the article as it reads now."),
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who decides.", callback=_one_line)] = None,
    note: Annotated[
        str | None, typer.Option("--note", help="Why, in a line.", callback=_one_line)
    ] = None,
    corpus: Corpus = None,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Record a review decision on an article; without --status and --by, list those there are.

    A decision holds for the article as it reads now: one that is changed later falls back to
    under_review. The page and the answers show it after the next "chatbot index".
    """
    from chatbot.articles.corpus import read_by_id
    from chatbot.articles.reviews import read_reviews, record_review

    settings = settings_of(corpus, index)
    if (status is None) != (by is None) or (note is not None and status is None):
        raise typer.BadParameter("a decision needs both --status and --by")
    article = read_by_id(article_id, settings.corpus, max_bytes=settings.max_article_bytes)
    if status is None or by is None:
        reviews = [r for r in read_reviews(settings.corpus) if r.article_id == article_id]
        _print_history(article, reviews, as_json=as_json)
        return
    review = record_review(settings.corpus, article, status=status, by=by, note=note)
    said = f"{_line(article, review)}; to show it, run: chatbot index"
    print_result(review.model_dump(mode="json", exclude_none=True), said, as_json=as_json)


def _print_history(article: "Article", reviews: "list[Review]", *, as_json: bool) -> None:
    from chatbot.articles.reviews import digest_of

    status = article.review_status.value
    print_result(
        {
            "article_id": article.article_id,
            "review_status": status,
            "digest": digest_of(article),
            "reviews": [r.model_dump(mode="json", exclude_none=True) for r in reviews],
        },
        *(_line(article, review) for review in reviews),
        f"now: {status}{'' if reviews else ', decided by nobody'}",
        as_json=as_json,
    )


def _line(article: "Article", review: "Review") -> str:
    from chatbot.articles.reviews import digest_of

    same = review.digest == digest_of(article)
    note = f" ({review.note})" if review.note else ""
    return (
        f"{review.article_id}: {review.status} by {review.by} on {review.date}{note}, "
        f"text {review.digest[:12]}{'' if same else ', changed since'}"
    )
