"""The dense index in Chroma: in a folder, on a server, or without Chroma, exactly.

The door to Chroma; to its server, `chatbot.indexing.server` and `chroma_http`.
"""

import errno
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chatbot.errors import DamagedGenerationError
from chatbot.indexing.server import Notes, Server

_COLLECTION = "chunks"
_WRITTEN_AT = 1_000
"""Rows after which Chroma writes its graph to disk. A collection with fewer has its files made
anew by every process that opens it, under the eyes of the others."""

DATABASE = "chroma.sqlite3"
"""The file in a folder of Chroma's that it writes to upon reading; the others stay as built."""

FEWEST_ROWS = 2
"""Of fewer rows no graph is ever written."""

_FEW = 8  # one row in so many
_PAGE = 5_000  # Chroma refuses batches above 5,461

Metadata = Mapping[str, str | int]


def _client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(
        path=str(folder), settings=Settings(anonymized_telemetry=False, allow_reset=False)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DenseRows:
    """What a dense index is built of: a row a chunk, numbered as in the generation.

    `vectors` has shape (len(ids), dimension); `fingerprint` names the embedding model.
    """

    ids: Sequence[str]
    vectors: NDArray[np.float32]
    metadata: Sequence[Metadata]
    fingerprint: str

    @property
    def notes(self) -> Notes:
        """What is kept with the collection as a whole."""
        return {"embedding_model": self.fingerprint}

    @property
    def configuration(self) -> dict[str, dict[str, str | int]]:
        """How Chroma is to keep a collection of so many rows."""
        written_at = max(FEWEST_ROWS, min(len(self.ids), _WRITTEN_AT))
        return {
            "hnsw": {
                "space": "cosine",
                "ef_construction": 200,
                "ef_search": 200,
                "batch_size": min(100, written_at),
                "sync_threshold": written_at,
            }
        }

    def fill(self, collection: Any, at_once: int = _PAGE) -> None:
        """Add the rows to a new collection, at most `at_once` in one call.

        Chroma's own ids are "row:id": fetching metadata for every hit would take three times the
        search.
        """
        step = min(at_once, _PAGE)
        for start in range(0, len(self.ids), step):
            rows = range(start, min(start + step, len(self.ids)))
            collection.add(
                ids=[f"{row}:{self.ids[row]}" for row in rows],
                embeddings=np.asarray(self.vectors[rows.start : rows.stop]),
                metadatas=[dict(self.metadata[row]) for row in rows],
            )


def write_dense(folder: Path, rows: DenseRows) -> None:
    """Build a collection of `rows` in a new `folder`; `OSError` if Chroma cannot write there."""
    from chromadb.errors import ChromaError

    try:
        collection = _client(folder).create_collection(
            _COLLECTION,
            embedding_function=None,
            configuration=rows.configuration,
            metadata=rows.notes,
        )
        rows.fill(collection)
    except ChromaError as error:
        raise OSError(errno.EIO, f"Chroma: {error}", str(folder)) from error


def database_problem(path: Path) -> str | None:
    """Return what is wrong with Chroma's database, None if its pages fit together."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        busy = error.sqlite_errorcode == sqlite3.SQLITE_BUSY
        return None if busy else f"is damaged ({error})"
    return None if verdict == "ok" else f"is damaged ({verdict})"


class DenseIndex:
    """Nearest chunks by cosine similarity.

    Raises `DamagedGenerationError` if Chroma cannot open the folder or its collection is not
    there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _collection(self) -> Any:
        from chromadb.errors import ChromaError

        if not (self._folder / DATABASE).is_file():
            raise self._damaged("its files are missing")
        try:
            return _client(self._folder).get_collection(_COLLECTION, embedding_function=None)
        except (ChromaError, ValueError) as error:
            raise self._damaged(str(error)) from error

    @cached_property
    def _count(self) -> int:
        return int(self._collection.count())

    def __len__(self) -> int:
        return self._count

    @property
    def fingerprint(self) -> str:
        """What names the embedding model of the vectors."""
        return str(self._collection.metadata.get("embedding_model", ""))

    def ids(self) -> list[str]:
        """Return the ids of the chunks by row; an empty one where a row is missing."""
        found = [""] * len(self)
        for start in range(0, len(self), _PAGE):
            page = self._collection.get(limit=_PAGE, offset=start, include=[])
            for name in page["ids"]:
                row, _, chunk_id = name.partition(":")
                if int(row) < len(found):
                    found[int(row)] = chunk_id
        return found

    def search(self, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        """Return up to `k` (row, cosine similarity), nearest first, ties by row."""
        from chromadb.errors import ChromaError

        try:
            found = self._collection.query(
                query_embeddings=[vector], n_results=min(k, len(self)), include=["distances"]
            )
        except ChromaError as error:
            raise self._damaged(str(error)) from error
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        hits = [(int(name.partition(":")[0]), 1.0 - float(distance)) for name, distance in pairs]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def _damaged(self, problem: str) -> DamagedGenerationError:
        return DamagedGenerationError(
            f"{self._folder}: the dense index cannot be used ({problem}); run: chatbot index"
        )


class ServedIndex(DenseIndex):
    """The same, in the collection `name` of a server.

    Raises `DamagedGenerationError` if the collection is not there, or not any more; `ServerError`
    if the server cannot be used.
    """

    def __init__(self, server: Server, name: str) -> None:
        self._server = server
        self._name = name

    @cached_property
    def _collection(self) -> Any:
        return self._server.collection(self._name)

    def _damaged(self, problem: str) -> DamagedGenerationError:
        self.__dict__.pop("_collection", None)  # it may have been put back from a backup
        return DamagedGenerationError(
            f"{self._server.address}: {self._name} cannot be searched ({problem}); ask again, "
            "and if that does not help run: chatbot index"
        )


class ExactIndex:
    """The same search over the stored vectors, for an index on a read-only disk, or some `rows`.

    Chroma cannot open a folder that it cannot write to, and knows no row numbers to search.
    Exact search costs 12 ms at 100,000 chunks and finds what Chroma approximates.
    """

    def __init__(self, vectors: NDArray[np.float32], rows: NDArray[np.int64] | None = None) -> None:
        self._vectors = vectors
        self._rows = np.arange(len(vectors)) if rows is None else rows

    def __len__(self) -> int:
        return len(self._rows)

    def search(self, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        """Return up to `k` (row, cosine similarity), nearest first, ties by row."""
        if not len(self):
            return []
        if len(self._rows) * _FEW < len(self._vectors):  # few are copied, of many all are compared
            similarities = np.asarray(self._vectors[self._rows] @ vector)
        else:
            similarities = np.asarray((self._vectors @ vector)[self._rows])
        k = min(k, len(similarities))
        top = np.argpartition(-similarities, k - 1)[:k]
        hits = [(int(self._rows[place]), float(similarities[place])) for place in top]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))
