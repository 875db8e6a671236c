"""The generations in an index folder: which is current, which may be made so, which may go.

    index/
        CURRENT                 the id of the current generation, replaced in one step
        build.lock              held by whoever builds, publishes or removes
        generations/<id>/       a generation (see `chatbot.indexing.generation`)
            verified            it was found to be whole by another process
            published           when it was made current; without it, it is a draft

A folder that was never verified is what a stopped build left behind. Nothing here writes into a
generation that has been current.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from weakref import WeakValueDictionary

from chatbot.errors import DamagedGenerationError, GenerationError, NoGenerationError
from chatbot.indexing.address import Address
from chatbot.indexing.dense import DenseRows, write_dense
from chatbot.indexing.generation import Generation
from chatbot.indexing.locking import alone_with, building
from chatbot.indexing.manifest import Manifest
from chatbot.indexing.reporting import Reporter
from chatbot.whole_files import write_whole

KEEP = 2
"""Generations that are kept: the current one and the one to go back to."""

PATIENCE = 600.0
"""Seconds to wait for another build."""

_VERIFIED = "verified"
_PUBLISHED = "published"
_REMOVED = ".removed-"
_ATTEMPTS = 20
Verifier = Callable[[Path, Address | None], None]
"""Raises `DamagedGenerationError` if a folder, and what a server holds of it, are not whole."""

_opened: WeakValueDictionary[Path, Generation] = WeakValueDictionary()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A whole generation on disk. `published` is None for a draft; `size` counts bytes."""

    name: str
    built: str
    published: str | None
    articles: int
    chunks: int
    is_current: bool
    is_read: bool
    size: int


class Generations:
    """The generations of one index folder.

    `chatbot.indexing.server_generations` keeps them on a server behind the same methods.
    """

    def __init__(self, index: Path) -> None:
        self.index = index
        self._pointer = index / "CURRENT"

    @property
    def place(self) -> str:
        """Where the generations are, for messages."""
        return str(self.index)

    @property
    def address(self) -> Address | None:
        """The server that holds them, None if none does."""
        return None

    def building(
        self, *, patience: float, waiting: Callable[[str], None]
    ) -> AbstractContextManager[None]:
        """Be the only one who changes anything here (see `chatbot.indexing.locking.building`)."""
        return building(self.index, patience=patience, waiting=waiting)

    @contextmanager
    def changing(self, report: Reporter, patience: float = PATIENCE) -> Iterator[None]:
        """Be the only one who changes anything here.

        Raises `LockedIndexError` if another one has been at work for more than `patience` seconds;
        `GenerationError` if the disk or the server refuses what is done inside.
        """
        try:
            with self.building(patience=patience, waiting=lambda words: report(words, 0, 1)):
                yield
        except OSError as error:
            raise GenerationError(
                f"{self.index}: the index cannot be written ({error.strerror or error}); "
                "free space or choose another folder with --index"
            ) from error

    def current_name(self) -> str | None:
        """Return the id of the current generation, None if there is none.

        Raises `DamagedGenerationError` if the pointer cannot be read.
        """
        try:
            return self._pointer.read_text(encoding="ascii").strip() or None
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise DamagedGenerationError(
                f"{self._pointer}: cannot be read ({error}); run: chatbot index"
            ) from error

    def current_or_none(self) -> str | None:
        """Return the id of the current generation; None also if the pointer cannot be read."""
        try:
            return self.current_name()
        except DamagedGenerationError:
            return None

    def current(self) -> Generation:
        """Open the current generation; it is not removed for as long as it is in use.

        Raises `NoGenerationError` if nothing has been built here yet; `DamagedGenerationError` if
        the pointer or the generation cannot be read.
        """
        for _ in range(_ATTEMPTS):
            name = self.current_name()
            if name is None:
                raise NoGenerationError(
                    f"{self.place}: there is no index here yet; run: chatbot index"
                )
            try:
                return self.open(name)
            except DamagedGenerationError:
                if name == self.current_name():  # else another took its place meanwhile
                    raise
        raise DamagedGenerationError(
            f"{self.place}: the current index changed {_ATTEMPTS} times while it was opened; "
            "stop what publishes it, then try again"
        )

    def open(self, name: str) -> Generation:
        """Open generation `name`, or return it if this process has it open.

        Raises `DamagedGenerationError` if it is not there or cannot be read.
        """
        folder = self.folder(name).resolve()
        found = _opened.get(folder)
        if found is None:
            found = self.load(name)
            if damage := found.damage():
                first = "; ".join(f"{part} {problem}" for part, problem in [*damage.items()][:3])
                raise DamagedGenerationError(
                    f"{folder}: the index is damaged ({first}); run: chatbot index"
                )
            _opened[folder] = found
        return found

    def load(self, name: str) -> Generation:
        """Open generation `name`, though some of its parts may not be what they should be.

        Raises `DamagedGenerationError` if it is not there, or its manifest cannot be read.
        """
        return Generation(self.folder(name))

    def has(self, name: str) -> bool:
        """Tell whether generation `name` is there and was found to be whole."""
        return (self.folder(name) / _VERIFIED).is_file()

    def folder(self, name: str) -> Path:
        """Return where generation `name` lies."""
        return self.index / "generations" / name

    def times(self) -> dict[str, str | None]:
        """Return when each whole generation was last made current, in UTC; None for a draft.

        They come by the time they were built.
        """
        whole = [folder.name for folder in self._folders() if self.has(folder.name)]
        return {name: self._time(name) for name in whole}

    def _time(self, name: str) -> str | None:
        try:
            return (self.folder(name) / _PUBLISHED).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None

    def names(self) -> list[str]:
        """Return the ids of the whole generations, by the time they were built."""
        return list(self.times())

    def history(self) -> list[str]:
        """Return the ids of the generations that have been current, the earliest first."""
        times = self.times()
        return sorted((name for name in times if times[name]), key=lambda name: times[name] or "")

    def drafts(self) -> list[str]:
        """Return the ids of the generations that have never been current, the oldest first."""
        return [name for name, time in self.times().items() if time is None]

    def write_dense(self, name: str, rows: DenseRows) -> None:
        """Write the dense index of generation `name` (see `chatbot.indexing.dense.write_dense`)."""
        write_dense(self.folder(name) / "chroma", rows)

    def hand_over(self, name: str, verifier: Verifier) -> None:
        """Verify generation `name`, whose folder was just written, and give it to the readers."""
        self.verify(name, verifier)
        write_whole(self.folder(name) / _VERIFIED, "")

    def verify(self, name: str, verifier: Verifier) -> None:
        """Raise `DamagedGenerationError` if generation `name` is not whole."""
        verifier(self.folder(name), self.address)

    def discard(self, name: str) -> None:
        """Remove what was written of a generation that was not handed over."""
        shutil.rmtree(self.folder(name), ignore_errors=True)

    def publish(self, name: str) -> None:
        """Make generation `name` current, in one atomic step that survives a power cut."""
        if self._time(name) is None:
            now = datetime.now(UTC).isoformat(timespec="microseconds")
            write_whole(self.folder(name) / _PUBLISHED, now + "\n")
        write_whole(self._pointer, name + "\n")

    def publish_draft(self, report: Reporter, *, keep: int = KEEP) -> str:
        """Make the newest draft current; return its id.

        Raises `NoGenerationError` if there is no draft; `DamagedGenerationError` if the draft is
        not whole any more; `GenerationError` as `changing`.
        """
        with self.changing(report):
            drafts = self.drafts()
            if not drafts:
                raise NoGenerationError(
                    f"{self.place}: there is no unpublished index; "
                    "build one with: chatbot index --require-approval"
                )
            self.open(drafts[-1])
            self.publish(drafts[-1])
            self.clean(keep)
            return drafts[-1]

    def roll_back(self, report: Reporter) -> tuple[str, str]:
        """Make the generation before the current one current; return the ids of both.

        The one withdrawn becomes a draft, so that `publish_draft` makes it current again.

        Raises `NoGenerationError` if there is none before it; `DamagedGenerationError` if the one
        before it is not whole any more; `GenerationError` as `changing`.
        """
        with self.changing(report):
            withdrawn = self.current_name()
            earlier = [name for name in self.history() if name != withdrawn]
            if withdrawn is None or not earlier:
                raise NoGenerationError(
                    f"{self.place}: there is no earlier index to go back to; "
                    "how many are kept is said by: chatbot index --keep N"
                )
            self.open(earlier[-1])
            self.publish(earlier[-1])
            self._make_draft(withdrawn)
            return withdrawn, earlier[-1]

    def _make_draft(self, name: str) -> None:
        (self.folder(name) / _PUBLISHED).unlink(missing_ok=True)

    def clean(self, keep: int) -> list[str]:
        """Remove what stopped builds left and what nobody needs or reads; return the ids.

        Needed are the current generation, the ones published last before it (`keep` in all),
        and the newest draft.
        """
        needed = self._needed(keep)
        others = [folder for folder in self._folders() if folder.name not in needed]
        return [folder.name for folder in others if remove_unread(folder)]

    def _needed(self, keep: int) -> set[str]:
        current = self.current_or_none()
        history = self.history()
        last = history.index(current) + 1 if current in history else len(history)
        needed = {*history[max(0, last - keep) : last], *self.drafts()[-1:]}
        return needed | ({current} if current else set())

    def _folders(self) -> list[Path]:
        place = self.index / "generations"
        return sorted(place.iterdir()) if place.is_dir() else []

    def kept(self) -> Iterator[Kept]:
        """Yield what is there, the oldest first; what cannot be read is left out."""
        current = self.current_or_none()
        for name, published in self.times().items():
            used = self._is_used(name)
            try:
                manifest = self._manifest(name)
            except DamagedGenerationError:
                continue
            yield Kept(
                name=name,
                built=manifest.built,
                published=published,
                articles=len(manifest.articles),
                chunks=manifest.chunks,
                is_current=name == current,
                is_read=used,
                size=self._size(name),
            )

    def _is_used(self, name: str) -> bool:
        """Tell whether any process, this one included, reads generation `name`."""
        with alone_with(self.folder(name)) as alone:
            return not alone

    def _manifest(self, name: str) -> Manifest:
        return self.open(name).manifest

    def _size(self, name: str) -> int:
        """Return how many bytes the files of generation `name` have."""
        return sum(path.stat().st_size for path in self.folder(name).rglob("*") if path.is_file())


def remove_folder(folder: Path) -> None:
    """Remove a generation; readers that come meanwhile find it gone, not half there."""
    gone = folder.with_name(_REMOVED + folder.name.removeprefix(_REMOVED))
    if folder != gone:
        os.rename(folder, gone)
    shutil.rmtree(gone, ignore_errors=True)


def remove_unread(folder: Path) -> bool:
    """Remove a generation unless somebody reads it; tell whether it was removed."""
    with alone_with(folder) as alone:
        if alone:
            remove_folder(folder)
        return alone
