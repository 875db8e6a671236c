"""Review decisions, kept with the corpus -> the review status that an article has now.

`reviews.jsonl` in the corpus folder holds one decision a line, the latest last. A decision holds
for the text that was reviewed: once the article reads otherwise, it is under review again.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Literal

from filelock import FileLock, Timeout
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from chatbot.articles.article import Article, ReviewStatus
from chatbot.errors import ReviewError, first_problem
from chatbot.whole_files import write_whole

FILE = "reviews.jsonl"
_LOCK = f".{FILE}.lock"
_LOCK_SECONDS = 30.0

Decision = Literal["submitted", "under_review", "approved"]
"""What a person may decide; `pending` and `unknown` only say that nobody has."""


def one_line(words: str) -> str:
    """Return `words` with single spaces.

    Raises `ValueError` if they are empty, of several lines, or hold what cannot be printed.
    """
    tidy = " ".join(words.split())
    if not tidy:
        raise ValueError("must not be empty")
    if len(words.strip().splitlines()) > 1 or not tidy.isprintable():
        raise ValueError("must be one line of printable words")
    return tidy


class Review(BaseModel):
    """One decision: who gave which status to which text of an article, and on which day (UTC)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    article_id: str = Field(min_length=1)
    status: Decision
    by: Annotated[str, AfterValidator(one_line)]
    digest: str = Field(pattern="^[0-9a-f]{64}$")
    """SHA-256 of the article's text in UTF-8."""
    date: date
    note: Annotated[str, AfterValidator(one_line)] | None = None

    def line(self) -> str:
        """Return the decision as its line of the file, without the newline."""
        return self.model_dump_json(exclude_none=True)


def digest_of(article: Article) -> str:
    """Return what tells one text of an article from another: its SHA-256."""
    return hashlib.sha256(article.text.encode()).hexdigest()


def read_reviews(folder: Path) -> list[Review]:
    """Return the decisions kept in the corpus `folder`, oldest first; none without a file.

    Raises `ReviewError` if the file cannot be read, or a line of it is no decision.
    """
    return _parsed(folder / FILE, _content(folder / FILE))


def record_review(
    folder: Path, article: Article, *, status: Decision, by: str, note: str | None = None
) -> Review:
    """Append a decision on `article` as it reads now to the file in `folder`, and return it.

    Of two decisions at once neither is lost, and a reader never sees half a line.

    Raises `ReviewError` if the file cannot be read or written, or another process holds its lock.
    """
    review = Review(
        article_id=article.article_id,
        status=status,
        by=by,
        digest=digest_of(article),
        date=datetime.now(UTC).date(),
        note=note,
    )
    path = folder / FILE
    try:
        with FileLock(folder / _LOCK).acquire(timeout=_LOCK_SECONDS):
            before = _content(path)
            _parsed(path, before)
            apart = "\n" if before[-1:] not in ("", "\n") else ""
            write_whole(path, f"{before}{apart}{review.line()}\n")
    except Timeout as error:
        raise ReviewError(
            f"{path}: another process has held its lock for {_LOCK_SECONDS:.0f} s; "
            "wait for it or stop it, then try again"
        ) from error
    except OSError as error:
        raise ReviewError(
            f"{path}: the decision cannot be written ({error.strerror or error}); "
            "check the permissions of the folder"
        ) from error
    return review


def reviewed(articles: Iterable[Article], reviews: Sequence[Review]) -> tuple[Article, ...]:
    """Return `articles`, each with the status that its last decision gives it."""
    last = _last(reviews)
    return tuple(
        replace(article, review_status=_status(article, last[article.article_id]))
        if article.article_id in last
        else article
        for article in articles
    )


def check_reviews(
    folder: Path, articles: Sequence[Article], known: Iterable[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield (article id, code, message) for the decisions in `folder` that hold no more.

    `known` are the ids of all files that should be articles, readable or not.

    Raises `ReviewError` if the file of decisions cannot be read.
    """
    last = _last(read_reviews(folder))
    for article in articles:
        review = last.get(article.article_id)
        if review and review.digest != digest_of(article):
            yield (
                article.article_id,
                "changed_since_review",
                f"changed since {review.by} decided “{review.status}” on {review.date}, so it is "
                f"under review; decide again with: chatbot review {article.article_id}",
            )
    for article_id in sorted(last.keys() - set(known)):
        yield (
            article_id,
            "review_without_article",
            f"{FILE} holds a decision of {last[article_id].by} on this id, but there is no such "
            "article; if its file was renamed, review it under its new id",
        )


def _last(reviews: Iterable[Review]) -> dict[str, Review]:
    return {review.article_id: review for review in reviews}


def _status(article: Article, review: Review) -> ReviewStatus:
    same = review.digest == digest_of(article)
    return ReviewStatus(review.status) if same else ReviewStatus.UNDER_REVIEW


def _content(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise ReviewError(f"{path}: not UTF-8; save the file again as UTF-8") from error
    except OSError as error:
        raise ReviewError(
            f"{path}: cannot be read ({error.strerror}); check its permissions"
        ) from error


def _parsed(path: Path, content: str) -> list[Review]:
    reviews = []
    for number, line in enumerate(content.split("\n"), start=1):
        try:
            reviews += [Review.model_validate_json(line)] if line.strip() else []
        except ValidationError as error:
            raise ReviewError(
                f"{path}, line {number}: no review decision ({first_problem(error)}); "
                "correct or remove the line"
            ) from error
    return reviews
