"""Records in a file of JSON lines that can be read one by one, without loading the rest."""

from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Generic, Self, TypeVar

import numpy as np
from pydantic import TypeAdapter, ValidationError

from chatbot.errors import DamagedGenerationError

Record = TypeVar("Record")


class RecordWriter(Generic[Record]):
    """Writes records to `path` one by one and, when closed, where each begins to a file beside it.

    Raises `OSError` if the files cannot be written.
    """

    def __init__(self, path: Path, adapter: TypeAdapter[Record]) -> None:
        self._path = path
        self._adapter = adapter
        self._begins = array("q", [0])
        self._file = path.open("wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        np.save(_offsets_of(self._path), np.frombuffer(self._begins, dtype=np.int64))

    def write(self, record: Record) -> bytes:
        """Write a record without what is as usual in it; return its bytes."""
        line = self._adapter.dump_json(record, exclude_defaults=True) + b"\n"
        self._file.write(line)
        self._begins.append(self._begins[-1] + len(line))
        return line


class Records(Sequence[Record], Generic[Record]):
    """The records of a file, each read when it is asked for.

    Raises `DamagedGenerationError` if the file is missing, cut short or does not hold such
    records.
    """

    def __init__(self, path: Path, adapter: TypeAdapter[Record]) -> None:
        self._path = path
        self._adapter = adapter
        try:
            self._begins = np.load(_offsets_of(path))
            size = path.stat().st_size
        except (OSError, ValueError, EOFError) as error:
            raise self._damaged(str(error)) from error
        if size != self._begins[-1]:
            raise self._damaged(f"it has {size} bytes instead of {self._begins[-1]}")

    def __len__(self) -> int:
        return len(self._begins) - 1

    def __getitem__(self, row: int) -> Record:  # type: ignore[override]
        if not 0 <= row < len(self):
            raise IndexError(row)
        begin, end = int(self._begins[row]), int(self._begins[row + 1])
        with self._opened() as file:
            file.seek(begin)
            return self._adapter.validate_json(file.read(end - begin))

    def run(self, begin: int, end: int) -> list[Record]:
        """Return the records from `begin` to before `end`, read at once."""
        first, last = int(self._begins[begin]), int(self._begins[end])
        with self._opened() as file:
            file.seek(first)
            return list(map(self._adapter.validate_json, file.read(last - first).splitlines()))

    def __iter__(self) -> Iterator[Record]:
        """Yield the records in order, the file read once from end to end."""
        with self._opened() as file:
            yield from map(self._adapter.validate_json, file)

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        try:
            with self._path.open("rb") as file:
                yield file
        except (OSError, ValidationError) as error:
            raise self._damaged(str(error).splitlines()[0]) from error

    def _damaged(self, problem: str) -> DamagedGenerationError:
        return DamagedGenerationError(
            f"{self._path}: part of the index cannot be read ({problem}); run: chatbot index"
        )


def _offsets_of(path: Path) -> Path:
    return path.with_suffix(".offsets.npy")
