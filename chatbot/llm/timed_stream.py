"""A provider's stream, which may block for ever -> pieces to read, waited for no longer than said.

The stream is read in a thread of its own. A thread cannot be ended from outside, so one that is
given up goes on until the next piece, or until the client's own time-out, and then closes the
stream.
"""

import re
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from queue import Empty, Queue
from typing import TYPE_CHECKING

from chatbot.llm.failing import Failure, Problem, read_error

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk

    Start = Callable[[], Generator[AIMessageChunk, None, None]]

_AHEAD = 64
"""So many pieces are read ahead of a consumer that takes its time."""
_REASONS = ("finish_reason", "stop_reason", "stopReason", "done_reason", "status")
"""Where providers say why a reply ended."""
_WHOLE = {"stop", "end_turn", "stop_sequence", "complete", "completed", "eos", "eos_token"}
"""The reasons of a reply that came to its own end. Any other counts as cut off."""
_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_OPEN, _CLOSE = "<think>", "</think>"


class Attempt:
    """One request, under way. `plain_end`: the model gives no reason why a reply ends."""

    def __init__(self, start: "Start", *, plain_end: bool) -> None:
        self._start = start
        self._plain_end = plain_end
        self._queue: Queue[str | Problem | None] = Queue(maxsize=_AHEAD)
        self._given_up = threading.Event()
        self._begun = False
        self.thread = threading.Thread(target=self._read, daemon=True, name="language-model")
        self.thread.start()

    def take(self, deadline: float) -> str | Problem | None:
        """Return the next piece, None at the proper end, or what went wrong.

        `deadline` is a time of `time.monotonic`; nothing is waited for beyond it.
        """
        left = deadline - time.monotonic()
        try:
            return self._queue.get(timeout=left) if left > 0 else Problem(failure=Failure.SLOW)
        except Empty:
            return Problem(failure=Failure.SLOW)

    def close(self) -> None:
        """Have the thread stop at the next piece."""
        self._given_up.set()
        while not self._queue.empty():  # it may be waiting for room
            self._queue.get_nowait()

    def _read(self) -> None:
        try:
            last = self._read_pieces()
        except Exception as error:  # noqa: BLE001 - each provider has its own, without a common base
            last = read_error(error, begun=self._begun)
        if not self._given_up.is_set():
            self._queue.put(last)

    def _read_pieces(self) -> Problem | None:
        reason = "stop" if self._plain_end else ""
        with closing(self._start()) as stream:
            for chunk in stream:
                if self._given_up.is_set():
                    return None
                reason = _reason(chunk.response_metadata) or reason
                if text := clean(str(chunk.text)):
                    self._begun = True
                    self._queue.put(text)
        return None if reason in _WHOLE else Problem(failure=Failure.CUT_OFF)


def _reason(metadata: dict[str, object]) -> str:
    """Return why the reply ended, in small letters; empty if this chunk does not say."""
    for name in _REASONS:
        if isinstance(reason := metadata.get(name), str) and reason:
            return reason.lower()
    return "stop" if metadata.get("done") is True else ""


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
