"""Corpus folder -> what is wrong with each article, for the people who keep it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from chatbot.articles.article import Article, ReviewStatus
from chatbot.articles.reading import article_files, article_id_of, printable, read_corpus


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding: a stable code, a sentence, and the line it stands on where there is one."""

    code: str
    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedArticle:
    """One file that should be an article, and what is wrong with it."""

    article_id: str
    problems: tuple[Problem, ...]


def check_corpus(
    folder: Path,
    *,
    max_bytes: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[CheckedArticle]:
    """Read every article below `folder` and list what is wrong with each; change nothing.

    Raises:
        CorpusError: there is no such folder, or it holds no file that could be an article.

    """
    paths = {printable(path): article_id_of(path, folder) for path in article_files(folder)}
    found: dict[str, list[Problem]] = {article_id: [] for article_id in paths.values()}
    reading = read_corpus(folder, max_bytes=max_bytes, progress=progress, allow_none=bool(paths))
    for error in reading.problems:
        message = f"{error.problem}; {error.remedy}"
        found[paths[error.path]].append(Problem(code=error.code, message=message))
    for article in reading.articles:
        found[article.article_id].extend(check_article(article))
    return [
        CheckedArticle(article_id=article_id, problems=tuple(problems))
        for article_id, problems in sorted(found.items())
    ]


def check_article(article: Article) -> Iterator[Problem]:
    """Yield what a reader of this article should be warned of."""
    if not article.title:
        yield Problem(code="no_title", message="no title was found; put it first", line=1)
    if article.updated is None:
        yield Problem(code="no_date", message='no date of last update; add "Last updated: ..."')
    if article.review_status is ReviewStatus.PENDING:
        yield Problem(code="pending_review", message="the article awaits human review")
    if article.review_status is ReviewStatus.UNKNOWN:
        yield Problem(code="unknown_status", message="the article does not state its review status")
    unresolved = [
        mark for block in article.blocks for mark in block.marks if article.resolve(mark) is None
    ]
    if unresolved:
        first = article.text.count("\n", 0, unresolved[0].start) + 1
        values = sorted({mark.value for mark in unresolved}, key=int)
        yield Problem(
            code="unresolved_marks",
            message=(
                f"{len(unresolved)} reference marks ({_few(values)}) name no entry of the "
                f"reference list ({len(article.references)} entries); number its entries"
            ),
            line=first,
        )


def _few(values: list[str]) -> str:
    return ", ".join(values) if len(values) <= 8 else ", ".join(values[:8]) + ", ..."
