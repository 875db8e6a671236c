"""What an index is made from: a corpus folder, or articles that are already there."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from chatbot.articles.article import Article
from chatbot.articles.corpus import read_corpus, source_files
from chatbot.errors import ArticleError
from chatbot.indexing.fingerprinting import file_digest
from chatbot.indexing.reporting import Progress


class Source(Protocol):
    """Where articles come from."""

    @property
    def digest(self) -> str:
        """Identifies what is read: equal digests give equal articles. Empty if unknown."""

    @property
    def problems(self) -> tuple[ArticleError, ...]:
        """What could not be read, once `read` has been called."""

    def read(self, progress: Progress) -> Iterable[Article]:
        """Return the articles by id; `progress` hears how many of how many have been read."""


class CorpusSource:
    """The articles of a corpus folder; raises `CorpusError` if there is no such folder."""

    def __init__(self, folder: Path, *, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self.digest = _digest(folder)
        self.problems: tuple[ArticleError, ...] = ()

    def read(self, progress: Progress) -> Iterable[Article]:
        """Return the articles that can be read.

        The digest is given up where a file was left out, so that it is named again next time, and
        where files changed meanwhile. Raises `CorpusError` if there is no readable article.
        """
        reading = read_corpus(self._folder, max_bytes=self._max_bytes, progress=progress)
        self.problems = reading.problems
        if reading.problems or _digest(self._folder) != self.digest:
            self.digest = ""
        return reading.articles


def _digest(folder: Path) -> str:
    """Return the SHA-256 over the names and bytes of the files; empty if one cannot be read."""
    found = hashlib.sha256()
    for path in source_files(folder):
        try:
            digest = file_digest(path)
        except OSError:
            return ""  # reading the corpus names the file
        found.update(f"{path.relative_to(folder).as_posix()!r} {digest}\n".encode())
    return found.hexdigest()
