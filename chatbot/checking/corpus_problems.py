"""Corpus folder -> what is wrong with each article, for the people who keep it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from chatbot.articles.article import Article
from chatbot.articles.corpus import article_id_of, printable, read_corpus, source_files
from chatbot.articles.reviews import FILE as REVIEWS
from chatbot.articles.reviews import check_reviews
from chatbot.articles.superseding import check_superseding
from chatbot.checking.completeness import check_metadata, check_references, find_empty_sections
from chatbot.checking.duplicates import find_duplicates
from chatbot.checking.encoding import find_encoding_damage
from chatbot.checking.hidden_text import find_hidden_text, find_struck_text
from chatbot.checking.machine_instructions import find_machine_instructions
from chatbot.checking.numbers import find_error_prone_numbers, find_suspicious_numbers
from chatbot.checking.problem import CheckedArticle, Finding, LineNumbers, Problem, told

MAX_AGE_YEARS = 3.0

_OF_TEXT: Mapping[str, Callable[[str], Iterator[Finding]]] = {
    "encoding_damage": find_encoding_damage,
    "hidden_text": find_hidden_text,
    "struck_text": find_struck_text,
    "machine_instructions": find_machine_instructions,
}
_OF_BLOCKS: Mapping[str, Callable[[str, int, int], Iterator[Finding]]] = {
    "suspicious_number": find_suspicious_numbers,
    "error_prone_number": find_error_prone_numbers,
}


def check_corpus(
    folder: Path,
    *,
    max_bytes: int,
    today: date,
    max_age_years: float = MAX_AGE_YEARS,
    ignored: Collection[str] = (),
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[CheckedArticle]:
    """Read every article below `folder` and list what is wrong with each; change nothing.

    Problems with a code in `ignored` are left out. A review decision on an article that is not
    there is listed under the id that it names.

    Raises `ReviewError` if the file of review decisions cannot be read; `CorpusError` if there is
    no such folder, or it holds no file that could be an article.
    """
    files = [path for path in source_files(folder) if path.name != REVIEWS]
    paths = {printable(path): article_id_of(path, folder) for path in files}
    reading = read_corpus(folder, max_bytes=max_bytes, progress=progress, allow_none=bool(paths))
    found: dict[str, list[Problem]] = {article_id: [] for article_id in paths.values()}
    for error in reading.problems:
        message = f"{error.problem}; {error.remedy}"
        found[paths[error.path]].append(Problem(code=error.code, message=message))
    articles = reading.articles
    checked = check_articles(articles, today=today, max_age_years=max_age_years)
    for article_id, problems in checked.items():
        found[article_id].extend(problems)
    read = {article.article_id for article in articles}
    stated = (*check_reviews(folder, articles, set(found)), *check_superseding(articles))
    for article_id, code, message in stated:
        found.setdefault(article_id, []).append(Problem(code=code, message=message))
    return [
        CheckedArticle(
            article_id=article_id,
            problems=tuple(problem for problem in problems if problem.code not in ignored),
            is_read=article_id in read,
        )
        for article_id, problems in sorted(found.items())
    ]


def check_articles(
    articles: Sequence[Article], *, today: date, max_age_years: float = MAX_AGE_YEARS
) -> dict[str, list[Problem]]:
    """Return, by article id, what a reader should be warned of, in the order of the lines."""
    lines = {article.article_id: LineNumbers(article.text) for article in articles}
    duplicates = find_duplicates(articles, lines)
    checked: dict[str, list[Problem]] = {}
    for article in articles:
        own = lines[article.article_id]
        problems = [
            *check_metadata(article, today=today, max_age_years=max_age_years),
            *check_references(article, own),
        ]
        found = {
            "empty_section": find_empty_sections(article),
            "duplicate_paragraph": duplicates.get(article.article_id, ()),
            **_in_words(article),
        }
        for code, findings in found.items():
            problems += told(code, findings, article.text, own)
        for remark in article.remarks:
            line = None if remark.start is None else own.of(remark.start)
            problems.append(Problem(code=remark.code, message=remark.says, line=line))
        checked[article.article_id] = sorted(problems, key=lambda problem: problem.line or 0)
    return checked


def _in_words(article: Article) -> dict[str, Iterable[Finding]]:
    """Return what the words of an article are warned of, by code."""
    text = article.text
    found: dict[str, Iterable[Finding]] = {code: find(text) for code, find in _OF_TEXT.items()}
    for code, find_in in _OF_BLOCKS.items():
        found[code] = [
            finding for block in article.blocks for finding in find_in(text, block.start, block.end)
        ]
    return found
