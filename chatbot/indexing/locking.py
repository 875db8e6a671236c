"""Who builds and who reads: locks that the system frees when a process ends, however it ends.

They are advisory locks on open files (`flock`). A reader needs no right to write.
"""

import errno
import fcntl
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from chatbot.errors import LockedIndexError

READERS = "readers.lock"
"""File in each generation that its readers share and its remover must have alone."""

_POLL_SECONDS = 0.05
_READER_SECONDS = 2.0


@contextmanager
def building(index: Path, *, patience: float, waiting: Callable[[str], None]) -> Iterator[None]:
    """Be the only builder of the folder `index`.

    While another one is at work, `waiting` is told once who it is.

    Raises `LockedIndexError` if another build has gone on for more than `patience` seconds;
    `OSError` if the folder cannot be written.
    """
    index.mkdir(parents=True, exist_ok=True)
    path = index / "build.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        tell = cache(lambda: waiting(f"waiting for {holder(path)}"))
        if not _is_locked(descriptor, fcntl.LOCK_EX, patience, tell):
            raise held_too_long(path, holder(path), patience)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{this_process()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def this_process() -> str:
    """Return who holds a lock that this process takes now, in words."""
    since = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
    return f"process {os.getpid()} on {socket.gethostname()} since {since}"


def held_too_long(place: object, holder: object, patience: float) -> LockedIndexError:
    """Return what is raised when another build goes on for more than `patience` seconds."""
    return LockedIndexError(
        f"{place}: {holder} has held the lock for {patience:.0f} s; "
        "wait for it or stop it, then try again"
    )


def holder(path: Path) -> str:
    """Return who holds the build lock, or last held it, in words."""
    try:
        words = path.read_text("utf-8", errors="replace").strip()
    except OSError:
        words = ""
    return words or "another build"


class ReadLock:
    """Keeps the folder of a generation from being removed for as long as it is open.

    Raises `FileNotFoundError` if it has no such file, or is being removed; `OSError` if the file
    cannot be opened.
    """

    def __init__(self, folder: Path) -> None:
        self._descriptor = -1
        path = folder / READERS
        self._descriptor = os.open(path, os.O_RDONLY)
        # Whoever looks if it is read holds it for a moment; whoever removes it, until it is gone.
        shared = _is_locked(self._descriptor, fcntl.LOCK_SH, _READER_SECONDS)
        if not shared or not path.exists():
            self.close()
            raise FileNotFoundError(errno.ENOENT, "the generation is being removed", str(path))

    def close(self) -> None:
        """Let go; a second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __del__(self) -> None:
        self.close()


@contextmanager
def alone_with(folder: Path) -> Iterator[bool]:
    """Yield whether nobody reads the generation in `folder`; no reader can come meanwhile."""
    try:
        descriptor = os.open(folder / READERS, os.O_RDONLY)
    except FileNotFoundError:
        yield True  # a build that was stopped before it could be read
        return
    try:
        yield _is_locked(descriptor, fcntl.LOCK_EX)
    finally:
        os.close(descriptor)


def _is_locked(
    descriptor: int, kind: int, seconds: float = 0.0, waiting: Callable[[], None] = lambda: None
) -> bool:
    """Lock a file, if need be after some seconds of `waiting`; tell whether it could be."""
    until = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            if not seconds or time.monotonic() > until:
                return False
            waiting()
            time.sleep(_POLL_SECONDS)
        else:
            return True
