"""One built index on disk, opened for reading.

    <id>/
        manifest.json           how it was built, from what, with which model, and every file
        articles.jsonl          the articles as they were read: answers quote these
        catalogue.json          what each article states of itself, and its rows
        chunks.jsonl            the chunks, a row each
        vectors.npy             their vectors, kept so that Chroma can be made again
        keys.npy                what each row's vectors were made from: equal keys, equal vectors
        statements.jsonl        the statements that begin in them, in their order
        readings.jsonl          what the words of each say, in the same order
        statements.npy          the vectors of those, all in one array (float16)
        statements.begins.npy   where each chunk's statements begin in both
        pieces.npy              the word pieces of the chunks, a row each (int8)
        pieces.begins.npy       where each chunk's pieces begin
        pieces.ranges.npy       which of them are in each chunk's head, then in its statements
        sections.npy            the vectors of their sections (float16)
        sections.begins.npy     the chunk in which each section begins
        coinages.json           what each article abbreviates, and doses like a medicine
        conflicts.json          where the articles contradict each other
        figures.json            what their lines state figures of
        chroma/  bm25/          the dense and the lexical index over the same rows
        readers.lock            shared by those who read the generation

The manifest is written last: a folder without one is no generation.
"""

import os
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, TypeAdapter, ValidationError

from chatbot.articles.article import Article
from chatbot.articles.superseding import by_id, replacements
from chatbot.conflicts.claim import FoundConflict, Stated
from chatbot.errors import DamagedGenerationError, UnknownArticleError
from chatbot.indexing.catalogue import CATALOGUE, Entry
from chatbot.indexing.chunking import Chunk
from chatbot.indexing.coinage import COINAGES, Coinage, abbreviations_of, medicines_of
from chatbot.indexing.dense import FEWEST_ROWS, DenseIndex, ExactIndex
from chatbot.indexing.embedding import EmbeddedText
from chatbot.indexing.lexical import LexicalIndex
from chatbot.indexing.locking import READERS, ReadLock
from chatbot.indexing.manifest import read_manifest
from chatbot.indexing.pieces import Pieces, Ranges
from chatbot.indexing.records import Records
from chatbot.language.reading import Reading
from chatbot.statements.statement import Statement

ARTICLES: TypeAdapter[Article] = TypeAdapter(Article)
CHUNKS: TypeAdapter[Chunk] = TypeAdapter(Chunk)
STATEMENTS: TypeAdapter[Statement] = TypeAdapter(Statement)
READINGS: TypeAdapter[Reading] = TypeAdapter(Reading)
FIGURES: TypeAdapter[dict[str, tuple[Stated, ...]]] = TypeAdapter(dict[str, tuple[Stated, ...]])
CONFLICTS: TypeAdapter[tuple[FoundConflict, ...]] = TypeAdapter(tuple[FoundConflict, ...])
_ARTICLES_KEPT = 64
_T = TypeVar("_T")


class _Place(BaseModel):
    """What of a stored chunk says where it stands; the rest is passed over when it is read."""

    article_id: str
    section: tuple[str, ...]


_PLACES: TypeAdapter[_Place] = TypeAdapter(_Place)


class Generation:
    """A built index, opened for reading. Its parts are loaded when first used.

    It is not removed from disk for as long as this object is in use.

    Raises `DamagedGenerationError` if the manifest is missing or cannot be read;
    `StaleGenerationError` if another version built it, in a layout that this one cannot read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = read_manifest(folder / "manifest.json")
        try:
            self._lock = ReadLock(folder)
        except FileNotFoundError as error:
            raise DamagedGenerationError(
                f"{folder / READERS}: the file is missing; run: chatbot index"
            ) from error
        self._rows = {article_id: row for row, article_id in enumerate(self.manifest.articles)}
        self._arrays: dict[str, NDArray[Any]] = {}

    def damage(self, *, thorough: bool = False) -> dict[str, str]:
        """Return what is wrong, by file: judged by sizes or, if `thorough`, by contents."""
        found = {}
        for name, stored in self.manifest.files.items():
            try:
                problem = stored.problem(self.folder / name, thorough=thorough)
            except OSError as error:
                problem = f"cannot be read ({error.strerror})"
            if problem:
                found[name] = problem
        return found

    @cached_property
    def chunks(self) -> Records[Chunk]:
        """The chunks, by row."""
        return Records(self.folder / "chunks.jsonl", CHUNKS)

    @cached_property
    def stored_articles(self) -> Records[Article]:
        """The articles as they were read, in the order of the manifest."""
        return Records(self.folder / "articles.jsonl", ARTICLES)

    @cached_property
    def _read_article(self) -> Callable[[int], Article]:
        # Over the records and not over this object: it would then hold itself open.
        return lru_cache(maxsize=_ARTICLES_KEPT)(self.stored_articles.__getitem__)

    @cached_property
    def dense(self) -> DenseIndex | ExactIndex:
        """The dense index over the rows; exact search where Chroma could not be opened safely.

        It opens no folder that it cannot write to, and a tiny one only by making it anew.
        """
        chroma = self.folder / "chroma"
        if self.manifest.chunks < FEWEST_ROWS or not os.access(chroma, os.W_OK):
            return ExactIndex(self.vectors)
        return DenseIndex(chroma)

    @cached_property
    def lexical(self) -> LexicalIndex:
        """The lexical index over the rows."""
        return LexicalIndex(self.folder / "bm25")

    @property
    def vectors(self) -> NDArray[np.float32]:
        """The stored vectors, shape (chunks, dimension), mapped from disk."""
        return self.array("vectors.npy")

    @cached_property
    def keys(self) -> list[bytes]:
        """What each row's vectors were made from, 16 bytes a row."""
        return [row.tobytes() for row in self.array("keys.npy")]

    @cached_property
    def statements(self) -> Records[Statement]:
        """The statements, those of a chunk together, by the rows of the chunks."""
        return Records(self.folder / "statements.jsonl", STATEMENTS)

    @cached_property
    def readings(self) -> Records[Reading] | None:
        """What the words of each statement say, read with what all articles abbreviate and dose.

        None where some articles are left out: what they coin counts for nothing then.
        """
        return Records(self.folder / "readings.jsonl", READINGS)

    def section_vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vector of the section of each of the chunks `rows`, (rows, dimension)."""
        sections = np.searchsorted(self.array("sections.begins.npy"), rows, side="right") - 1
        return np.asarray(self.array("sections.npy")[sections], dtype=np.float32)

    def statement_places(
        self, rows: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the places of the statements of all the chunks `rows`, and how many each has."""
        all_begins = self.array("statements.begins.npy")
        begins, ends = all_begins[rows], all_begins[rows + 1]
        places = [np.arange(begin, end) for begin, end in zip(begins, ends, strict=True)]
        found = np.concatenate([np.empty(0, dtype=np.int64), *places])
        return found, np.asarray(ends - begins)

    def statement_vectors(self, places: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors of the statements at `places`, shape (places, dimension)."""
        return np.asarray(self.array("statements.npy")[places], dtype=np.float32)

    @property
    def has_pieces(self) -> bool:
        """Whether its model has a map of word pieces."""
        return len(self.array("pieces.npy")) > 0

    def pieces(self, row: int) -> tuple[Pieces, Ranges]:
        """Return the pieces of chunk `row`, and which are in its head and in its n statements.

        The shapes are (pieces, size) and (1 + n, 2).
        """
        begin, end = self.array("pieces.begins.npy")[row : row + 2]
        first, last = self.array("statements.begins.npy")[row : row + 2]
        ranges = self.array("pieces.ranges.npy")[first + row : last + row + 1]
        return self.array("pieces.npy")[begin:end], ranges

    def embedded_text(self, row: int) -> EmbeddedText:
        """Return chunk `row` as it was embedded, with its head and its statements as spans."""
        places, _ = self.statement_places(np.array([row]))
        own = self.vectors[row : row + 1]  # for the head too, which has none of its own
        pieces, ranges = self.pieces(row)
        vectors = np.vstack((own, own, self.statement_vectors(places)))
        return EmbeddedText(vectors=vectors, pieces=pieces, ranges=ranges)

    def array(self, name: str) -> NDArray[Any]:
        """Return the array in the file `name`, mapped from disk."""
        if name not in self._arrays:
            path = self.folder / name
            try:
                self._arrays[name] = np.load(path, mmap_mode="r")
            except (OSError, ValueError, EOFError) as error:
                raise DamagedGenerationError(
                    f"{path}: the stored vectors cannot be read ({error}); run: chatbot index"
                ) from error
        return self._arrays[name]

    @cached_property
    def coinages(self) -> dict[str, Coinage]:
        """What each article abbreviates, and doses like a medicine, by id."""
        return self._parsed("coinages.json", COINAGES)

    @cached_property
    def abbreviations(self) -> dict[str, str]:
        """Long form of each abbreviation that the articles define."""
        return abbreviations_of(self.coinages[each] for each in self.articles)

    @cached_property
    def medicines(self) -> tuple[str, ...]:
        """The medicines that the articles dose and that no list has, in small letters."""
        return medicines_of(self.coinages[each] for each in self.articles)

    @cached_property
    def figures(self) -> dict[str, tuple[Stated, ...]]:
        """What the lines of each article state figures of, in reading order."""
        return self._parsed("figures.json", FIGURES)

    @cached_property
    def conflicts(self) -> tuple[FoundConflict, ...]:
        """Where the articles contradict each other."""
        return self._parsed("conflicts.json", CONFLICTS)

    @cached_property
    def catalogue(self) -> dict[str, Entry]:
        """What each article states of itself, by id."""
        return self._parsed("catalogue.json", CATALOGUE)

    @cached_property
    def section_paths(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        """The headings above the words of each section, outermost first, by article id.

        The sections come in reading order. Read from the places of the chunks when first asked
        for: half a second for 1,000 long articles.
        """
        found: dict[str, dict[tuple[str, ...], None]] = {
            each: {} for each in self.manifest.articles
        }
        for place in Records(self.folder / "chunks.jsonl", _PLACES):
            found.setdefault(place.article_id, {})[place.section] = None
        return {article_id: tuple(paths) for article_id, paths in found.items()}

    @cached_property
    def _superseded(self) -> dict[str, str | None]:
        return by_id(self.catalogue)

    def replacements(self, article_id: str) -> tuple[str, ...]:
        """Return the ids of what supersedes an article, then of what supersedes that."""
        return replacements(article_id, self._superseded)

    def _parsed(self, name: str, adapter: TypeAdapter[_T]) -> _T:
        path = self.folder / name
        try:
            return adapter.validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise DamagedGenerationError(
                f"{path}: cannot be read ({str(error).splitlines()[0]}); run: chatbot index"
            ) from error

    @property
    def articles(self) -> Mapping[str, str]:
        """The ids of the articles, in order, with the digests of their texts."""
        return self.manifest.articles

    @property
    def searched(self) -> int:
        """The number of chunks that are searched."""
        return self.manifest.chunks

    def article(self, article_id: str) -> Article:
        """Return an article as it was when the generation was built.

        Raises `UnknownArticleError` if the generation holds no such article.
        """
        if article_id not in self._rows:
            raise UnknownArticleError(
                f'no indexed article has the id "{article_id}"; '
                "the ids are paths below the corpus folder without the suffix"
            )
        return self._read_article(self._rows[article_id])
