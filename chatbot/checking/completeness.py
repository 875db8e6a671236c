"""An article -> what is missing in it: title, date, review status, words below a heading."""

import re
from collections.abc import Iterator
from datetime import date

from chatbot.articles.article import Article, Block, BlockKind, ReviewStatus
from chatbot.checking.problem import Finding, Problem

_DAYS_A_YEAR = 365.25
_COMMENT = re.compile(r"<!--[^<>]*-->")


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


def find_empty_sections(article: Article) -> Iterator[Finding]:
    """Yield the headings that neither text nor a heading below them follows.

    On a guideline page a heading right above another is its parent, since levels are not
    printed, so that only the last heading of a page can be found empty.
    """
    filled = [
        block
        for block in article.blocks
        if block.kind is BlockKind.HEADING or _has_words(article.quote(block))
    ]
    for block, after in zip(filled, [*filled[1:], None], strict=True):
        if block.kind is BlockKind.HEADING and block.section and not _holds(block, after):
            yield Finding(
                start=block.start,
                end=block.end,
                says="nothing stands below this heading; add the text, or remove it",
            )


def _has_words(quote: str) -> bool:
    return any(character.isalnum() for character in _COMMENT.sub("", quote))


def _holds(heading: Block, after: Block | None) -> bool:
    """Tell whether the block `after` a heading belongs to its section."""
    if after is None:
        return False
    if after.kind is not BlockKind.HEADING:
        return True
    depth = len(heading.section)
    return len(after.section) > depth and after.section[:depth] == heading.section
