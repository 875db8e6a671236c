"""Chunks -> their vectors and pieces on disk, the vectors of their statements and sections.

What an earlier generation has embedded is copied from it. Chunks are embedded a few thousand at a
time and written as they come, so that memory does not grow with the corpus.
"""

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from chatbot.indexing.chunking import Chunk
from chatbot.indexing.embedding import EmbeddedText, Embedder, Spans
from chatbot.indexing.generation import Generation
from chatbot.indexing.pieces import SIZE, Ranges
from chatbot.indexing.reporting import Progress

_AT_ONCE = 2048
_KEY_BYTES = 16
_DRAWN = "pieces.drawn"

_TAKEN = ("vectors", "keys", "statements", "statements.begins")
VECTOR_FILES = frozenset(
    f"{name}.npy" for name in (*_TAKEN, "pieces", "pieces.begins", "pieces.ranges")
)
"""The files that another generation takes vectors from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is known of a chunk before its vectors: its key, and the places in its text.

    `spans` are those of its head (title, headings, lead-ins), then of its statements. Equal keys
    stand for equal texts with equal places, so for equal vectors.
    """

    key: bytes
    spans: Spans

    @property
    def statements(self) -> int:
        """The number of its statements."""
        return len(self.spans) - 1

    @classmethod
    def of(cls, text: str, head: int, statements: Spans) -> "Row":
        """Return the row of a chunk whose embedded text is `text`, `head` characters its head."""
        spans = ((0, head), *statements)
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
    source = _Source(
        before=before, rows=rows, text_of=text_of, embedder=embedder, progress=progress
    )
    begins = np.cumsum([0, *(row.statements for row in rows)], dtype=np.int64)
    np.save(folder / "statements.begins.npy", begins)
    np.save(folder / "keys.npy", np.array([list(row.key) for row in rows], dtype=np.uint8))
    piece_counts: list[int] = []
    ranges: list[Ranges] = []
    with (
        (folder / "vectors.npy").open("wb") as chunk_file,
        (folder / "statements.npy").open("wb") as statement_file,
        (folder / _DRAWN).open("w+b") as piece_file,
    ):
        for start in range(0, len(rows), _AT_ONCE):
            found = source.texts(range(start, min(start + _AT_ONCE, len(rows))))
            if start == 0:
                dimension = found[0].vectors.shape[1]
                _head(chunk_file, np.float32, (len(rows), dimension))
                _head(statement_file, np.float16, (int(begins[-1]), dimension))
            own = np.stack([each.vectors[0] for each in found])
            chunk_file.write(own.astype(np.float32).tobytes())
            of_statements = np.vstack([each.vectors[2:] for each in found])
            statement_file.write(of_statements.astype(np.float16).tobytes())
            for each in found:
                piece_file.write(each.pieces.tobytes())
            piece_counts += [len(each.pieces) for each in found]
            ranges += [each.ranges for each in found]
        _write_pieces(folder, piece_file, piece_counts)
    (folder / _DRAWN).unlink()
    np.save(folder / "pieces.ranges.npy", np.vstack(ranges))
    return source.embedded


def _write_pieces(folder: Path, drawn: BinaryIO, counts: Sequence[int]) -> None:
    """Write the pieces of all chunks, and where each chunk's begin: how many is known only now."""
    begins = np.cumsum([0, *counts], dtype=np.int64)
    np.save(folder / "pieces.begins.npy", begins)
    drawn.seek(0)
    with (folder / "pieces.npy").open("wb") as file:
        _head(file, np.int8, (int(begins[-1]), SIZE))
        shutil.copyfileobj(drawn, file)


@dataclass(kw_only=True)
class _Source:
    """Where vectors come from: an earlier generation, an equal chunk, or the embedder."""

    before: Generation | None
    rows: Sequence[Row]
    text_of: Callable[[int], str]
    embedder: Embedder
    progress: Progress
    embedded: int = 0

    def __post_init__(self) -> None:
        stored = self.before.keys if self.before else ()
        self._stored = {key: row for row, key in enumerate(stored)}
        self._todo = sum(row.key not in self._stored for row in self.rows)
        counts = Counter(row.key for row in self.rows)
        self._repeated = {key for key, count in counts.items() if count > 1}
        self._kept: dict[bytes, EmbeddedText] = {}

    def texts(self, numbers: range) -> list[EmbeddedText]:
        """Return each chunk with its spans."""
        keys = [self.rows[number].key for number in numbers]
        new = {
            key: number
            for key, number in zip(keys, numbers, strict=True)
            if key not in self._stored and key not in self._kept
        }
        fresh = self._embed(new)
        self._kept.update((key, fresh[key]) for key in fresh if key in self._repeated)
        self.embedded += sum(key not in self._stored for key in keys)
        return [self._found(key, fresh) for key in keys]

    def _embed(self, new: dict[bytes, int]) -> dict[bytes, EmbeddedText]:
        if not new:
            return {}
        found = self.embedder.embed_spans(
            [self.text_of(number) for number in new.values()],
            [self.rows[number].spans for number in new.values()],
            lambda done, total: self.progress(self.embedded + done, self._todo),
        )
        return dict(zip(new, found, strict=True))

    def _found(self, key: bytes, fresh: dict[bytes, EmbeddedText]) -> EmbeddedText:
        if self.before is not None and key in self._stored:
            return self.before.embedded_text(self._stored[key])
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
