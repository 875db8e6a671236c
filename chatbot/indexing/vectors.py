"""Chunks -> their vectors on disk, those of their statements and of their sections.

What an earlier generation has embedded is copied from it. Chunks are embedded a few thousand at a
time and written as they come, so that memory does not grow with the corpus.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from chatbot.indexing.chunking import Chunk
from chatbot.indexing.embedding import Embedder, Spans, Vectors
from chatbot.indexing.generation import Generation
from chatbot.indexing.reporting import Progress

_AT_ONCE = 2048
_KEY_BYTES = 16

VECTOR_FILES = frozenset({"vectors.npy", "keys.npy", "statements.npy", "statements.begins.npy"})
"""The files that another generation takes vectors from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is known of a chunk before its vectors: its key, and the places of its statements.

    Equal keys stand for equal texts with equal places, so for equal vectors.
    """

    key: bytes
    spans: Spans

    @classmethod
    def of(cls, text: str, spans: Spans) -> "Row":
        """Return the row of a chunk whose embedded text is `text`."""
        identity = f"{text}\0{list(spans)}".encode("utf-8", "surrogatepass")
        return cls(key=hashlib.blake2b(identity, digest_size=_KEY_BYTES).digest(), spans=spans)


def write_vectors(
    folder: Path,
    rows: Sequence[Row],
    text_of: Callable[[int], str],
    before: Generation | None,
    embedder: Embedder,
    progress: Progress,
) -> int:
    """Write the vectors of chunks and statements by `rows`; return how many were embedded.

    `text_of` gives the text that is embedded for a row. Vectors that generation `before` holds
    are taken from it.
    """
    source = _Source(before, rows, text_of, embedder, progress)
    begins = np.cumsum([0, *(len(row.spans) for row in rows)], dtype=np.int64)
    np.save(folder / "statements.begins.npy", begins)
    np.save(folder / "keys.npy", np.array([list(row.key) for row in rows], dtype=np.uint8))
    with ExitStack() as files:
        chunk_file = files.enter_context((folder / "vectors.npy").open("wb"))
        statement_file = files.enter_context((folder / "statements.npy").open("wb"))
        for start in range(0, len(rows), _AT_ONCE):
            found = source.vectors(range(start, min(start + _AT_ONCE, len(rows))))
            if start == 0:
                dimension = found[0].shape[1]
                _head(chunk_file, np.float32, (len(rows), dimension))
                _head(statement_file, np.float16, (int(begins[-1]), dimension))
            chunk_file.write(np.stack([each[0] for each in found]).astype(np.float32).tobytes())
            statement_file.write(
                np.vstack([each[1:] for each in found]).astype(np.float16).tobytes()
            )
    return source.embedded


class _Source:
    """Where vectors come from: an earlier generation, an equal chunk, or the embedder."""

    def __init__(
        self,
        before: Generation | None,
        rows: Sequence[Row],
        text_of: Callable[[int], str],
        embedder: Embedder,
        progress: Progress,
    ) -> None:
        self._before = before
        self._stored = {} if before is None else {key: row for row, key in enumerate(before.keys)}
        self._rows = rows
        self._text_of = text_of
        self._embedder = embedder
        self._progress = progress
        self._todo = sum(row.key not in self._stored for row in rows)
        counts = Counter(row.key for row in rows)
        self._repeated = {key for key, count in counts.items() if count > 1}
        self._kept: dict[bytes, Vectors] = {}
        self.embedded = 0

    def vectors(self, numbers: range) -> list[Vectors]:
        """Return the vectors of each chunk and its n statements, shape (1 + n, dimension)."""
        fresh = self._embed(
            {
                self._rows[number].key: number
                for number in numbers
                if self._rows[number].key not in self._stored
                and self._rows[number].key not in self._kept
            }
        )
        self._kept.update((key, fresh[key]) for key in fresh if key in self._repeated)
        keys = [self._rows[number].key for number in numbers]
        self.embedded += sum(key not in self._stored for key in keys)
        return [self._found(key, fresh) for key in keys]

    def _embed(self, new: dict[bytes, int]) -> dict[bytes, Vectors]:
        if not new:
            return {}
        found = self._embedder.embed_spans(
            [self._text_of(number) for number in new.values()],
            [self._rows[number].spans for number in new.values()],
            lambda done, total: self._progress(self.embedded + done, self._todo),
        )
        return dict(zip(new, found, strict=True))

    def _found(self, key: bytes, fresh: dict[bytes, Vectors]) -> Vectors:
        if self._before is not None and key in self._stored:
            return self._before.stored_vectors(self._stored[key])
        return fresh[key] if key in fresh else self._kept[key]


def _head(file: BinaryIO, dtype: type, shape: tuple[int, int]) -> None:
    npy.write_array_header_1_0(
        file, {"descr": npy.dtype_to_descr(np.dtype(dtype)), "fortran_order": False, "shape": shape}
    )


def write_sections(folder: Path, chunks: Sequence[Chunk], vectors: NDArray[np.float32]) -> None:
    """Write a vector a section, the mean of its chunks' of length 1, and where it begins.

    `vectors` are the chunks', shape (len(chunks), dimension). The chunks of a section follow
    each other.
    """
    places = [(chunk.article_id, chunk.section) for chunk in chunks]
    begins = [row for row in range(len(places)) if row == 0 or places[row] != places[row - 1]]
    sums = np.add.reduceat(vectors, begins, axis=0)
    means = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    np.save(folder / "sections.npy", means.astype(np.float16))
    np.save(folder / "sections.begins.npy", np.asarray(begins, dtype=np.int64))
