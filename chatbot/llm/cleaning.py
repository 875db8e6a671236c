"""Pieces of a reply as they come -> the pieces that are meant to be read."""

import re
from collections.abc import Iterable, Iterator

_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_OPEN, _CLOSE = "<think>", "</think>"


def clean(text: str) -> str:
    """Return `text` without control characters (but newline and tab) and lone surrogates.

    U+FFFD stays: it marks where a server lost a character, which must not be hidden.
    """
    return _UNREADABLE.sub("", text)


def without_thoughts(pieces: Iterable[str]) -> Iterator[str]:
    """Yield `pieces` without leading white space and without leading `<think>…</think>`.

    Small models behind plain servers put their reasoning there. A thought that does not end
    is left out with all that follows.
    """
    pieces = iter(pieces)
    held = ""
    for piece in pieces:
        held = (held + piece).lstrip()
        while held.startswith(_OPEN) and _CLOSE in held:
            held = held.partition(_CLOSE)[2].lstrip()
        if held.startswith(_OPEN):  # no more is kept of a long thought than tells its end
            held = _OPEN + held[len(_OPEN) :][-len(_CLOSE) :]
        elif not _OPEN.startswith(held):
            break
    if held and not held.startswith(_OPEN):
        yield held
    yield from pieces
