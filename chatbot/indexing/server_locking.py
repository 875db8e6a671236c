"""Who builds, among machines that share a Chroma server: a collection that only one can make.

Its holder changes it every few seconds. One that has not changed for `STALE` seconds, by the
clock of the one who waits, belongs to nobody any more and is taken over. Renaming works on the
very collection that was looked at, so of several who take over, or let go late, none removes
another's.
"""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from chatbot.errors import LockedIndexError, ServerError
from chatbot.indexing.locking import held_too_long, this_process
from chatbot.indexing.server import Notes, Server

LOCK = "building"
STALE = 60.0
_BEAT_SECONDS = 10.0
_POLL_SECONDS = 0.5
_OWN = "server-lock"  # in the index folder: which lock was taken from here


class ServerLock:
    """The lock, held. It is kept fresh from a thread of its own until it is let go."""

    def __init__(self, server: Server, identity: str, notes: Notes) -> None:
        self._server = server
        self._identity = identity
        self._notes = notes
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="server-lock", daemon=True)
        self._thread.start()

    def check(self) -> None:
        """Raise `LockedIndexError` if the lock was lost, by standing still for too long."""
        if self._server.identity(LOCK) != self._identity:
            raise LockedIndexError(
                f"{self._server.address}: another build took over, since this one was not heard "
                f"of for {STALE:.0f} s; run it again"
            )

    def release(self) -> None:
        """Let go; a server that is down finds the lock stale when it is back."""
        self._ended.set()
        self._thread.join()
        with suppress(ServerError):
            _discard(self._server, self._identity)

    def _beat(self) -> None:
        while not self._ended.wait(_BEAT_SECONDS):
            self._notes["beat"] = int(self._notes["beat"]) + 1
            with suppress(ServerError):  # what the build itself asks of the server will say so
                self._server.change(self._identity, notes=self._notes)


@contextmanager
def building_on(
    server: Server, folder: Path, *, patience: float, waiting: Callable[[str], None]
) -> Iterator[ServerLock]:
    """Be the only builder on `server`; `folder` is this machine's, whose own lock is held.

    While another one is at work, `waiting` is told once who it is.

    Raises `LockedIndexError` if another build has gone on for more than `patience` seconds;
    `ServerError` if the server cannot be used.
    """
    notes: Notes = {"holder": this_process(), "beat": 0}
    identity = _take(server, folder, notes, patience, waiting)
    (folder / _OWN).write_text(identity, encoding="ascii")
    lock = ServerLock(server, identity, notes)
    try:
        yield lock
    finally:
        lock.release()


def _take(
    server: Server, folder: Path, notes: Notes, patience: float, waiting: Callable[[str], None]
) -> str:
    started = changed = time.monotonic()
    seen: tuple[str | None, Notes | None] | None = None
    while (made := server.create(LOCK, notes)) is None:
        found = server.identity(LOCK), server.notes(LOCK)
        holder = (found[1] or {}).get("holder", "another build")
        now = time.monotonic()
        if seen is None:
            waiting(f"waiting for {holder}")
        if found != seen:
            seen, changed = found, now
        if found[0] and (now - changed > STALE or found[0] == _own(folder)):
            _discard(server, found[0])
        elif now - started > patience:
            raise held_too_long(server.address, holder, patience)
        else:
            time.sleep(_POLL_SECONDS)
    return made


def _own(folder: Path) -> str | None:
    """Return the lock last taken from `folder`: who took it is gone, its own lock being free."""
    try:
        return (folder / _OWN).read_text(encoding="ascii")
    except FileNotFoundError:
        return None


def _discard(server: Server, identity: str) -> None:
    """Remove the very lock `identity`, whoever holds the name by then."""
    name = f"{LOCK}-ended-{secrets.token_hex(8)}"
    if server.change(identity, name=name):
        server.remove(name)
