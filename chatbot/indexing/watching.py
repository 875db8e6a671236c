"""A folder -> a sign each time its files have changed: the only door to watchfiles."""

from collections.abc import Iterator
from pathlib import Path

_QUIET_MILLISECONDS = 1600


def changes(folder: Path) -> Iterator[int]:
    """Yield the number of files that changed below `folder`, once it has come to rest.

    Hidden files and what editors leave behind do not count. Ends never; Ctrl-C raises
    KeyboardInterrupt.
    """
    from watchfiles import DefaultFilter, watch

    for found in watch(folder, watch_filter=DefaultFilter(), debounce=_QUIET_MILLISECONDS):
        names = [Path(path).relative_to(folder.resolve()) for _, path in found]
        count = sum(not any(part.startswith(".") for part in name.parts) for name in names)
        if count:
            yield count
