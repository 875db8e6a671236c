"""Generations on a Chroma server, where builders and readers on several machines share them.

    current                 a collection whose notes name the current generation
    building                held by whoever builds (see `chatbot.indexing.server_locking`)
    chunks-<id>             the dense index of a generation
    files-<id>              its other files in pieces; its notes say whether it is whole, when it
                            was published and when another took its place

A reader asks which generation is current with each question, and fetches what it has not got
into a folder of its own below the index folder. A generation is whole once its builder has
fetched it back and verified it. Readers cannot be seen from elsewhere, so a generation stays for
`GRACE` seconds after another took its place: a question under way ends long before.
"""

import hashlib
import os
import re
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property
from itertools import groupby
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from chatbot.errors import (
    DamagedGenerationError,
    LockedIndexError,
    ServerError,
    StaleGenerationError,
)
from chatbot.indexing.address import Address
from chatbot.indexing.dense import DenseIndex, DenseRows, ExactIndex, ServedIndex
from chatbot.indexing.generation import Generation
from chatbot.indexing.generations import Generations, Verifier, remove_folder, remove_unread
from chatbot.indexing.locking import READERS, ReadLock, building
from chatbot.indexing.manifest import Manifest, StoredFile, read_manifest
from chatbot.indexing.server import Notes, Server
from chatbot.indexing.server_locking import ServerLock, building_on

GRACE = 600.0
_CURRENT = "current"
_MANIFEST = "manifest.json"
_FETCHED = ".fetched-"
_NAME = re.compile(r"(files|chunks)-([0-9]{8}-[0-9]{6}-[0-9a-f]{8})")


class ServerGeneration(Generation):
    """A generation whose files are here and whose dense index is on a server."""

    def __init__(self, folder: Path, server: Server) -> None:
        super().__init__(folder)
        self._server = server

    @cached_property
    def dense(self) -> DenseIndex | ExactIndex:
        """The dense index over the rows, on the server."""
        return ServedIndex(self._server, _chunks(self.manifest.generation))

    def damage(self, *, thorough: bool = False) -> dict[str, str]:
        """Return what is wrong with the files here, and with the chunks on the server."""
        damage = super().damage(thorough=thorough)
        name, wanted = _chunks(self.manifest.generation), self.manifest.chunks
        try:
            if (count := self._server.collection(name).count()) != wanted:
                damage[name] = f"holds {count} chunks instead of {wanted}"
        except DamagedGenerationError as error:
            damage[name] = f"cannot be read: {error}"
        return damage


class ServerGenerations(Generations):
    """The generations of a database on a server, and their copies below an index folder."""

    def __init__(self, index: Path, server: Server) -> None:
        super().__init__(index / f"server-{server.address.key}")
        self._server = server
        self._lock: ServerLock | None = None
        self._fetching = threading.Lock()

    @property
    def place(self) -> str:
        """Where the generations are, for messages."""
        return str(self._server.address)

    @property
    def address(self) -> Address:
        """The server's address."""
        return self._server.address

    @contextmanager
    def building(self, *, patience: float, waiting: Callable[[str], None]) -> Iterator[None]:
        """Be the only one who changes anything, on the server and in the folder.

        Raises `LockedIndexError` if another build has gone on for more than `patience` seconds;
        `ServerError` if the server cannot be used.
        """
        self._server.now()  # before anything slow happens
        with building(self.index, patience=patience, waiting=waiting):
            self._server.make_database()
            on_server = building_on(self._server, self.index, patience=patience, waiting=waiting)
            with on_server as self._lock:
                yield

    def current_name(self) -> str | None:
        """Return the id of the current generation, None if there is none: one request."""
        notes = self._server.notes(_CURRENT)
        return str(notes["generation"]) if notes and "generation" in notes else None

    def load(self, name: str) -> Generation:
        """Open generation `name`; fetch it if it is not here or not as it should be.

        Raises `DamagedGenerationError` if it is not there or cannot be read.
        """
        with self._fetching:
            if not self._is_here(name):
                self._fetch(name)
        return ServerGeneration(self.folder(name), self._server)

    def _is_here(self, name: str) -> bool:
        try:
            return not Generation(self.folder(name)).damage()
        except (DamagedGenerationError, StaleGenerationError):
            return False

    def has(self, name: str) -> bool:
        """Tell whether generation `name` can be opened."""
        return super().has(name) or name in self.names()

    def times(self) -> dict[str, str | None]:
        """Return when each whole generation was last made current; None for a draft."""
        whole = {name: notes for name, notes in self._stored().items() if notes.get("whole")}
        return {name: str(whole[name].get("published", "")) or None for name in sorted(whole)}

    def _stored(self) -> dict[str, Notes]:
        """Return what is noted of the files of each generation, whole or not."""
        found = {}
        for collection, notes in self._server.collections().items():
            match = _NAME.fullmatch(collection)
            if match and match[1] == "files":
                found[match[2]] = notes
        return found

    def _note(self, name: str, **changes: str | float | bool | None) -> None:
        """Change what is noted of generation `name`; None removes a note."""
        notes = {**(self._server.notes(_files(name)) or {}), **changes}
        kept = {key: value for key, value in notes.items() if value is not None}
        self._server.note(_files(name), kept)

    def publish(self, name: str) -> None:
        """Make generation `name` current in one step."""
        before = self.current_name()
        if self.times().get(name) is None:
            self._note(name, published=datetime.now(UTC).isoformat(timespec="microseconds"))
        if before not in (None, name) and before in self._stored():
            self._note(str(before), replaced=self._server.now())
        if self._lock is not None:
            self._lock.check()
        if self._server.create(_CURRENT, {"generation": name}) is None:
            self._server.note(_CURRENT, {"generation": name})

    def _make_draft(self, name: str) -> None:
        if name in self._stored():
            self._note(name, published=None)

    def write_dense(self, name: str, rows: DenseRows) -> None:
        """Put the dense index of generation `name` on the server."""
        self._server.create(_chunks(name), rows.notes, space=rows.configuration)
        rows.fill(self._server.collection(_chunks(name)), self._server.most_at_once())

    def hand_over(self, name: str, verifier: Verifier) -> None:
        """Send the files of generation `name`, verify what a reader gets of them, and say so."""
        folder = self.folder(name)
        content = (folder / _MANIFEST).read_bytes()
        files = read_manifest(folder / _MANIFEST).files
        notes: Notes = {
            "manifest": hashlib.sha256(content).hexdigest(),
            "manifest_size": len(content),
            "size": sum(stored.size for stored in files.values()),
            "stored": self._server.now(),
        }
        self._server.create(_files(name), notes)
        self._server.send(_files(name), folder, {_MANIFEST: len(content)})
        self._server.send(_files(name), folder, _sizes(files))
        self.verify(name, verifier)
        self._note(name, whole=True)

    def discard(self, name: str) -> None:
        """Remove a generation that could not be handed over, as far as the server lets one."""
        super().discard(name)
        with suppress(ServerError):  # then the next build removes it
            self._remove_stored(name)

    def verify(self, name: str, verifier: Verifier) -> None:
        """Verify what the server holds of generation `name`: it is fetched for that."""
        with self._copy(name) as folder:
            verifier(folder, self.address)

    def _fetch(self, name: str) -> None:
        """Fetch generation `name` into its folder; another process may do so too."""
        with self._copy(name) as copy:
            folder = self.folder(name)
            try:
                os.rename(copy, folder)
            except OSError:  # there is one: another process was faster, or it is damaged
                if not self._is_here(name):
                    remove_folder(folder)
                    os.rename(copy, folder)
        self._tidy()

    @contextmanager
    def _copy(self, name: str) -> Iterator[Path]:
        """Fetch generation `name` into a folder that no one else looks at.

        Every file is what the manifest says, and the manifest what its builder noted.
        """
        notes = self._server.notes(_files(name))
        if notes is None:
            raise self._damaged(name, "is not there")
        folder = self.folder(f"{_FETCHED}{secrets.token_hex(8)}")
        folder.mkdir(parents=True)
        try:
            (folder / READERS).touch()
            lock = ReadLock(folder)
            try:
                size, digest = int(notes.get("manifest_size", 0)), str(notes.get("manifest", ""))
                noted = {_MANIFEST: StoredFile(size=size, sha256=digest)}
                self._receive(name, folder, noted)
                self._receive(name, folder, read_manifest(folder / _MANIFEST).files)
                yield folder
            finally:
                lock.close()
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _receive(self, name: str, folder: Path, files: Mapping[str, StoredFile]) -> None:
        for path in map(PurePosixPath, files):
            if path.is_absolute() or ".." in path.parts:
                raise self._damaged(name, f"names a file outside its folder ({path})")
        pieces = self._server.receive(_files(name), _sizes(files))
        for path, of_file in groupby(pieces, key=lambda piece: piece[0]):
            digest = hashlib.sha256()
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            with (folder / path).open("wb") as file:
                for _, content in of_file:
                    digest.update(content)
                    file.write(content)
            if digest.hexdigest() != files[path].sha256:
                raise self._damaged(name, f"holds another {path} than was stored")

    def _damaged(self, name: str, problem: str) -> DamagedGenerationError:
        return DamagedGenerationError(
            f"{self.place}: the generation {name} {problem}; run: chatbot index"
        )

    def clean(self, keep: int) -> list[str]:
        """Remove what nobody needs, on the server and here; return the ids.

        Needed are those that are needed on a disk (see `Generations.clean`), and those that were
        current, or stored, less than `GRACE` seconds ago.
        """
        needed, now = self._needed(keep), self._server.now()
        stored = self._stored()
        matches = map(_NAME.fullmatch, self._server.collections())
        removed = []
        for name in sorted({match[2] for match in matches if match}):
            if name not in needed and not _is_recent(stored.get(name, {}), now):
                self._remove_stored(name)
                removed.append(name)
        self._remove_copies()
        return removed

    def _remove_stored(self, name: str) -> None:
        self._server.remove(_files(name))  # first: without it, there is no such generation
        self._server.remove(_chunks(name))

    def _tidy(self) -> None:
        """Remove copies of what is gone from the server, unless a build is under way here."""
        with (
            suppress(LockedIndexError),
            building(self.index, patience=0, waiting=lambda words: None),
        ):
            self._remove_copies()

    def _remove_copies(self) -> None:
        stored = self._stored()
        for folder in self._folders():
            fetching = folder.name.startswith(_FETCHED) and not (folder / READERS).exists()
            if folder.name not in stored and not fetching:
                remove_unread(folder)

    def _is_used(self, name: str) -> bool:
        notes = self._server.notes(_files(name)) or {}
        return name == self.current_name() or _is_recent(notes, self._server.now())

    def _size(self, name: str) -> int:
        return int((self._server.notes(_files(name)) or {}).get("size", 0))

    def _manifest(self, name: str) -> Manifest:
        size = int((self._server.notes(_files(name)) or {}).get("manifest_size", 0))
        pieces = self._server.receive(_files(name), {_MANIFEST: size})
        content = b"".join(part for _, part in pieces)
        try:
            return Manifest.model_validate_json(content)
        except ValidationError as error:
            raise self._damaged(name, "has a manifest that cannot be read") from error


def _is_recent(notes: Notes, now: float) -> bool:
    """Tell whether a whole generation may still be read by someone who began in time."""
    last = max(float(notes.get("replaced", 0)), float(notes.get("stored", 0)))
    return bool(notes.get("whole")) and now - last < GRACE


def _sizes(files: Mapping[str, StoredFile]) -> dict[str, int]:
    return {path: stored.size for path, stored in files.items()}


def _files(name: str) -> str:
    return f"files-{name}"


def _chunks(name: str) -> str:
    return f"chunks-{name}"
