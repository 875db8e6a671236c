"""An article -> what is missing in what it says about itself."""

from collections.abc import Iterator
from datetime import date

from chatbot.articles.article import Article, ReviewStatus
from chatbot.checking.problem import Problem

_DAYS_A_YEAR = 365.25


def check_metadata(article: Article, *, today: date, max_age_years: float) -> Iterator[Problem]:
    """Yield `no_title`, `no_date` or `old`, and `pending_review` or `unknown_status`."""
    if not article.title:
        yield Problem(code="no_title", message="no title was found; put it first", line=1)
    if article.updated is None:
        yield Problem(code="no_date", message='no date of last update; add "Last updated: ..."')
    elif (years := (today - article.updated).days / _DAYS_A_YEAR) > max_age_years:
        yield Problem(
            code="old",
            message=(
                f"last updated {article.updated.isoformat()}, {years:.1f} years ago; bring it up "
                "to date, or remove it"
            ),
        )
    if article.review_status is ReviewStatus.PENDING:
        yield Problem(code="pending_review", message="the article awaits human review")
    if article.review_status is ReviewStatus.UNKNOWN:
        yield Problem(code="unknown_status", message="the article does not state its review status")
