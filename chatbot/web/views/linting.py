"""Corpus folder -> what is wrong with its articles, found anew only once something changed."""

from dataclasses import dataclass
from datetime import date
from threading import Lock

from chatbot.checking.corpus_problems import check_corpus
from chatbot.checking.problem import CheckedArticle
from chatbot.errors import CorpusError
from chatbot.indexing.sources import CorpusSource
from chatbot.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """What was found.

    `digest` is that of the corpus's files, empty if one could not be opened; `problem` says why
    the folder as a whole could not be read.
    """

    digest: str
    articles: tuple[CheckedArticle, ...] = ()
    problem: str = ""


class Linting:
    """Lints the corpus folder, which is what a maintainer edits, rather than the index.

    What was found is kept until a file or the day changes.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._kept: tuple[date, Linted] | None = None

    def lint(self, today: date) -> Linted:
        """Return what is wrong; whoever asks meanwhile waits for the same findings."""
        with self._lock:
            try:
                source = CorpusSource(
                    self._settings.corpus, max_bytes=self._settings.max_article_bytes
                )
                known = self._known(today, source.digest)
                if known is None:
                    known = self._check(today, source.digest)
            except CorpusError as error:
                return Linted(digest="", problem=str(error))
            self._kept = (today, known)
            return known

    def _known(self, today: date, digest: str) -> Linted | None:
        if self._kept is None or not digest:
            return None
        when, linted = self._kept
        return linted if (when, linted.digest) == (today, digest) else None

    def _check(self, today: date, digest: str) -> Linted:
        settings = self._settings
        checked = check_corpus(settings.corpus, max_bytes=settings.max_article_bytes, today=today)
        return Linted(digest=digest, articles=tuple(checked))
