"""A Chroma server as a few plain operations on its collections, by name."""

import base64
import zlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID
from weakref import finalize

from chatbot.errors import DamagedGenerationError
from chatbot.indexing.address import Address

Notes = dict[str, str | int | float | bool]

_TENANT = "default_tenant"
_PIECE = 4 * 1024 * 1024  # bytes in a request; smaller ones take the server longer
_PAGE = 1000
_CONTENT = "content"


class Server:
    """The collections of one database.

    Nothing is kept between calls but the connection, which mends itself: a
    server that comes back is used again. Every method raises `ServerError` as
    `chatbot.indexing.chroma_http.ChromaApi` does.
    """

    def __init__(self, address: Address) -> None:
        self.address = address

    @cached_property
    def _api(self) -> Any:
        from chatbot.indexing.chroma_http import connect

        api = connect(self.address)
        finalize(self, api.hang_up)
        return api

    @cached_property
    def _place(self) -> dict[str, str]:
        return {"tenant": _TENANT, "database": self.address.database}

    def now(self) -> float:
        """Return the server's time in seconds: the one clock that all machines share."""
        return float(self._api.heartbeat()) / 1e9

    def _ask(self, operation: str, *given: Any, **more: Any) -> tuple[bool, Any]:
        """Return whether an operation could be done, and what it gave.

        It cannot if what it is about is not there, or if what it makes is there already.
        """
        from chromadb.errors import NotFoundError, UniqueConstraintError

        try:
            return True, getattr(self._api, operation)(*given, **more)
        except (NotFoundError, UniqueConstraintError):
            return False, None

    def make_database(self) -> None:
        """Make the database if it is not there."""
        if not self._ask("get_database", self.address.database, tenant=_TENANT)[0]:
            self._ask("create_database", self.address.database, tenant=_TENANT)

    def collections(self) -> dict[str, Notes]:
        """Return what is noted of each collection, by name; none if there is no database."""
        found: dict[str, Notes] = {}
        count = _PAGE
        while count == _PAGE:
            page = self._ask("list_collections", limit=_PAGE, offset=len(found), **self._place)[1]
            found.update((model.name, dict(model.metadata or {})) for model in page or ())
            count = len(page or ())
        return found

    def notes(self, name: str) -> Notes | None:
        """Return what is noted of a collection, None if there is no such collection."""
        found = self._find(name)
        return None if found is None else dict(found.metadata or {})

    def identity(self, name: str) -> str | None:
        """Return what tells a collection from later ones of its name, None if there is none."""
        found = self._find(name)
        return None if found is None else str(found.id)

    def _find(self, name: str) -> Any:
        return self._ask("get_collection", name, **self._place)[1]

    def create(self, name: str, notes: Notes, space: Mapping[str, Any] | None = None) -> str | None:
        """Make a collection; return its identity, or None if another one was first."""
        more = {"configuration": space, "metadata": notes, **self._place}
        is_made, made = self._ask("create_collection", name, **more)
        return str(made.id) if is_made else None

    def note(self, name: str, notes: Notes) -> None:
        """Replace what is noted of a collection, in one step.

        Raises `DamagedGenerationError` if there is no such collection.
        """
        self.collection(name).modify(metadata=notes)

    def change(self, identity: str, *, notes: Notes | None = None, name: str | None = None) -> bool:
        """Change the very collection `identity`; return False if it is gone."""
        changes = {"new_name": name, "new_metadata": notes}
        return self._ask("_modify", id=UUID(identity), **changes, **self._place)[0]

    def remove(self, name: str) -> None:
        """Remove a collection if it is there."""
        self._ask("delete_collection", name, **self._place)

    def collection(self, name: str) -> Any:
        """Return a collection as Chroma's own object.

        Raises `DamagedGenerationError` if there is no such collection.
        """
        from chromadb.api.models.Collection import Collection

        if (found := self._find(name)) is None:
            raise DamagedGenerationError(
                f"{self.address}: the collection {name} is not there; run: chatbot index"
            )
        return Collection(client=self._api, model=found, embedding_function=None)

    def most_at_once(self) -> int:
        """Return how many rows the server takes at once."""
        return int(self._api.get_max_batch_size())

    def send(self, name: str, folder: Path, sizes: Mapping[str, int]) -> None:
        """Put files of `folder`, `sizes` bytes each, into a collection.

        They go into metadata: documents would be indexed as words, at ten times the cost.
        """
        collection = self.collection(name)
        for batch in _batches(sizes):
            collection.add(
                ids=[piece.key for piece in batch],
                embeddings=[[1.0]] * len(batch),
                metadatas=[{_CONTENT: _packed(folder, piece)} for piece in batch],
            )

    def receive(self, name: str, sizes: Mapping[str, int]) -> Iterator[tuple[str, bytes]]:
        """Yield the content of files of `sizes` bytes, each in one or more pieces, in order.

        Raises `DamagedGenerationError` if one is not there or cannot be read.
        """
        from chromadb.errors import ChromaError

        collection = self.collection(name)
        for batch in _batches(sizes):
            try:
                found = collection.get(ids=[piece.key for piece in batch], include=["metadatas"])
            except ChromaError as error:
                raise DamagedGenerationError(
                    f"{self.address}: {name} cannot be read ({error}); run: chatbot index"
                ) from error
            notes = dict(zip(found["ids"], found["metadatas"], strict=True))
            for piece in batch:
                try:
                    content = notes[piece.key][_CONTENT]
                    yield piece.path, zlib.decompress(base64.b64decode(content))
                except (KeyError, TypeError, ValueError, zlib.error) as error:
                    raise DamagedGenerationError(
                        f"{self.address}: {name} does not hold {piece.key}; run: chatbot index"
                    ) from error


class _Piece(NamedTuple):
    """A part of a file: from byte `start`, `size` bytes."""

    path: str
    start: int
    size: int

    @property
    def key(self) -> str:
        return f"{self.path}@{self.start}"


def _batches(sizes: Mapping[str, int]) -> Iterator[list[_Piece]]:
    """Cut files into pieces, and put as many together as may travel in one request."""
    batch: list[_Piece] = []
    room = _PIECE
    for path, size in sizes.items():
        for start in range(0, size or 1, _PIECE):
            piece = _Piece(path, start, min(size - start, _PIECE))
            if batch and piece.size > room:
                yield batch
                batch, room = [], _PIECE
            batch.append(piece)
            room -= piece.size
    if batch:
        yield batch


def _packed(folder: Path, piece: _Piece) -> str:
    with (folder / piece.path).open("rb") as file:
        file.seek(piece.start)
        return base64.b64encode(zlib.compress(file.read(piece.size), 1)).decode("ascii")
