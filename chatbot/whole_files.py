"""Small files that are written whole or not at all."""

import os
from pathlib import Path


def write_whole(path: Path, words: str) -> None:
    """Write a small file in one step, which also holds if the power is cut.

    Raises `OSError` if it cannot be written; the file that was there stays then.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            file.write(words)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
