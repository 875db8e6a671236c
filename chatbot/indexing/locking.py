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

    Raises:
        LockedIndexError: another build has gone on for more than `patience` seconds.
        OSError: the folder cannot be written.

    """
    index.mkdir(parents=True, exist_ok=True)
    path = index / "build.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _wait(descriptor, path, patience, waiting)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{this_process()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _tries(descriptor: int, kind: int, seconds: float) -> Iterator[bool]:
    """Yield whether the lock is there, again and again until it is or the time is over."""
    until = time.monotonic() + seconds
    while not _locked(descriptor, kind):
        if time.monotonic() > until:
            return
        yield False
        time.sleep(_POLL_SECONDS)
    yield True


def _wait(descriptor: int, path: Path, patience: float, waiting: Callable[[str], None]) -> None:
    told = False
    for there in _tries(descriptor, fcntl.LOCK_EX, patience):
        if there:
            return
        if not told:
            waiting(f"waiting for {holder(path)}")
            told = True
    raise held_too_long(path, holder(path), patience)


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

    Raises:
        FileNotFoundError: it has no such file, or is being removed.
        OSError: the file cannot be opened.

    """

    def __init__(self, folder: Path) -> None:
        self._descriptor = -1
        path = folder / READERS
        self._descriptor = os.open(path, os.O_RDONLY)
        # Whoever looks if it is read holds it for a moment; whoever removes it, until it is gone.
        shared = any(_tries(self._descriptor, fcntl.LOCK_SH, _READER_SECONDS))
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
        yield _locked(descriptor, fcntl.LOCK_EX)
    finally:
        os.close(descriptor)


def _locked(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            return False
        raise
    return True
