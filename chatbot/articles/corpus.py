"""A corpus folder -> its Articles, and a stated error for every file that is none."""

import codecs
import os
from collections import defaultdict
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from chatbot.articles.article import MAX_BYTES, Article, BlockKind
from chatbot.articles.docx import read_docx
from chatbot.articles.front_matter import SIDECAR, read_sidecar
from chatbot.articles.guideline_page import read_guideline_page
from chatbot.articles.html import read_html
from chatbot.articles.markdown_document import read_markdown
from chatbot.articles.pdf import read_pdf
from chatbot.articles.reviews import FILE as REVIEWS
from chatbot.articles.reviews import read_reviews, reviewed
from chatbot.articles.unreadable import DAMAGE, unreadable
from chatbot.errors import ArticleError, CorpusError, UnknownArticleError

_TEXT_READERS: dict[str, Callable[[str, str], Article]] = {
    ".txt": read_guideline_page,
    ".md": read_markdown,
    ".markdown": read_markdown,
}
# These receive the bytes, the article id and the path to name in messages.
_BYTE_READERS: dict[str, Callable[[bytes, str, str], Article]] = {
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
}
_SUFFIXES = frozenset({*_TEXT_READERS, *_BYTE_READERS})
_NOT_ARTICLES = frozenset(
    {"readme", "editorial_policy", "license", "licence", "changelog", "contributing"}
)
# Documents of kinds that no reader is for. They are named: an article that is silently left out
# is missed by nobody.
_UNREAD = frozenset({".doc", ".rtf", ".odt", ".epub", ".pptx", ".ppt", ".xlsx", ".xls", ".pages"})
# What editors and operating systems leave beside the file that is open, or was saved.
_LEFTOVER = (".tmp", ".bak", ".swp", ".part", ".crdownload", "~")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a corpus folder gave: the readable articles by id, and the files that are none."""

    articles: tuple[Article, ...]
    problems: tuple[ArticleError, ...]


def read_corpus(
    folder: Path,
    *,
    max_bytes: int = MAX_BYTES,
    allow_none: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Reading:
    """Read every article below `folder`, ordered by id, with the status its reviews give it.

    `progress` is called with the numbers of files read and to read.

    Raises `ReviewError` if the file of review decisions cannot be read; `CorpusError` if there is
    no such folder, or (unless `allow_none`) no readable article.
    """
    by_id: defaultdict[str, list[Path]] = defaultdict(list)
    for path in article_files(folder):
        by_id[article_id_of(path, folder)].append(path)
    reviews = read_reviews(folder)
    articles: list[Article] = []
    problems: list[ArticleError] = []
    for number, (article_id, paths) in enumerate(sorted(by_id.items()), start=1):
        try:
            if len(paths) > 1:
                shown, count = printable(paths[0]), len(paths)
                names = ", ".join(printable(path.relative_to(folder)) for path in paths)
                raise unreadable(
                    "duplicate_id", shown, count=count, article_id=article_id, names=names
                )
            articles.append(read_article(paths[0], folder, max_bytes=max_bytes))
        except ArticleError as problem:
            problems.append(problem)
        progress(number, len(by_id))
    problems += sorted(_strays(folder, by_id), key=lambda problem: problem.code)
    if not articles and not allow_none:
        raise CorpusError(_nothing_readable(folder, problems))
    return Reading(articles=reviewed(articles, reviews), problems=tuple(problems))


def _strays(folder: Path, ids: Container[str]) -> Iterator[ArticleError]:
    """Yield what is wrong with sidecars without an article and documents that no reader is for."""
    for path in source_files(folder):
        if path.name.endswith(SIDECAR) and article_id_of(path, folder) not in ids:
            yield unreadable("sidecar_alone", printable(path))
        elif path.suffix.casefold() in _UNREAD:
            yield unreadable("unsupported", printable(path), suffix=path.suffix.casefold())


def read_article(path: Path, folder: Path, *, max_bytes: int = MAX_BYTES) -> Article:
    """Read one file.

    Raises `ArticleError` if the file is too large, empty, broken, protected or no text, it or its
    name is not UTF-8, it has no sections, or its sidecar cannot be used.
    """
    shown = printable(path)
    name = path.relative_to(folder)
    if printable(name) != name.as_posix():
        raise unreadable("bad_name", shown)
    content = _content(path, max_bytes)
    if not content.removeprefix(codecs.BOM_UTF8).strip(b" \t\n\r\v\f"):
        raise unreadable("empty", shown)
    article_id, suffix = article_id_of(path, folder), path.suffix.casefold()
    try:
        if suffix in _TEXT_READERS:
            article = _TEXT_READERS[suffix](_decoded(content, shown), article_id)
        else:
            article = _BYTE_READERS[suffix](content, article_id, shown)
    except DAMAGE as error:
        # One file must not keep all others from being read; the failure is named, so that it is
        # seen and mended.
        failure = f"{type(error).__name__}: {' '.join(str(error).split())}"
        raise unreadable("failed", shown, failure=failure) from error
    kinds = {block.kind for block in article.blocks}
    if BlockKind.HEADING not in kinds or kinds == {BlockKind.HEADING}:
        raise unreadable("no_sections", shown)
    sidecar = path.with_name(path.stem + SIDECAR)
    if not sidecar.is_file():
        return article
    return replace(article, **read_sidecar(_content(sidecar, max_bytes), printable(sidecar)))


def read_by_id(article_id: str, folder: Path, *, max_bytes: int = MAX_BYTES) -> Article:
    """Read the article with `article_id`, with the status that its reviews give it.

    Raises `ReviewError` if the file of review decisions cannot be read; `UnknownArticleError` if no
    file has that id, or several have; `ArticleError` if its file cannot be read as an article.
    """
    by_id = [path for path in article_files(folder) if article_id_of(path, folder) == article_id]
    if len(by_id) == 1:
        article = read_article(by_id[0], folder, max_bytes=max_bytes)
        return reviewed([article], read_reviews(folder))[0]
    problem = "several files share" if by_id else "no file has"
    raise UnknownArticleError(
        f'{problem} the article id "{article_id}" in {printable(folder)}; '
        "ids are paths below that folder without the suffix"
    )


def article_files(folder: Path) -> Iterator[Path]:
    """Yield the files below `folder` that should be articles, in order of their paths.

    Raises `CorpusError` if there is no such folder.
    """
    return (path for path in _shown_files(folder) if _is_article(path, _SUFFIXES))


def source_files(folder: Path) -> Iterator[Path]:
    """Yield every file below `folder` that decides what is read or named, in a fixed order.

    They are articles, sidecars, documents that no reader is for, and last the review decisions.

    Raises `CorpusError` if there is no such folder.
    """
    for path in _shown_files(folder):
        if _is_article(path, _SUFFIXES | _UNREAD) or path.name.endswith(SIDECAR):
            yield path
    if (folder / REVIEWS).is_file():
        yield folder / REVIEWS


def _is_article(path: Path, suffixes: Container[str]) -> bool:
    return path.suffix.casefold() in suffixes and path.stem.casefold() not in _NOT_ARTICLES


def _shown_files(folder: Path) -> Iterator[Path]:
    """Yield the files below `folder` that are neither hidden nor leftovers, in path order."""
    if not folder.is_dir():
        raise CorpusError(
            f"{printable(folder)}: there is no such article folder; "
            "name an existing one with --corpus"
        )
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        is_left = path.name.startswith("~$") or path.name.casefold().endswith(_LEFTOVER)
        if not hidden and not is_left and path.is_file():
            yield path


def article_id_of(path: Path, folder: Path) -> str:
    """Return the id of an article or of its sidecar: its path in `folder` without the suffix."""
    name = path.relative_to(folder)
    if name.name.endswith(SIDECAR):
        return printable(name.with_name(name.name.removesuffix(SIDECAR)))
    return printable(name.with_suffix(""))


def printable(path: Path) -> str:
    r"""Return the path as text that can be printed: bytes that are not UTF-8 read `\xff`."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _content(path: Path, max_bytes: int) -> bytes:
    shown = printable(path)
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise unreadable("too_large", shown, size=size / 1e6, limit=max_bytes / 1e6)
        return path.read_bytes()
    except OSError as error:
        raise unreadable("unreadable", shown, reason=error.strerror) from error


def _decoded(content: bytes, shown: str) -> str:
    r"""Return a file's text with newlines as `\n`, as `Path.read_text` gives it."""
    if b"\0" in content:
        raise unreadable("binary", shown)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise unreadable("not_utf8", shown, line=line) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _nothing_readable(folder: Path, problems: list[ArticleError]) -> str:
    shown = printable(folder)
    if problems:
        more = f" (and {len(problems) - 1} more files)" if len(problems) > 1 else ""
        return f"no readable article in {shown}: {problems[0]}{more}"
    kinds = ", ".join(sorted(_SUFFIXES))
    return f"{shown}: the folder holds no article; add files of these kinds: {kinds}"
