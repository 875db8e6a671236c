"""A circuit breaker: a model that fails again and again is left alone for a while."""

import threading
import time
from collections.abc import Callable


class Breaker:
    """After `failures` in a row, lets no call through for `pause` seconds, then one on trial.

    A trial that succeeds lets all through again; one that fails, or never says how it ended,
    starts another pause. May be used by several threads.
    """

    def __init__(
        self, *, failures: int = 3, pause: float = 30.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._failures = failures
        self._pause = pause
        self._clock = clock
        self._lock = threading.Lock()
        self._in_a_row = 0
        self._closed_until: float | None = None

    def enter(self) -> float:
        """Return 0 and let the caller through, or the seconds (above 0) until one may try."""
        with self._lock:
            if self._closed_until is None:
                return 0.0
            now = self._clock()
            left = max(self._closed_until - now, 0.0)
            if not left:
                self._closed_until = now + self._pause
            return left

    def succeeded(self) -> None:
        """Say that a call that was let through has succeeded."""
        with self._lock:
            self._in_a_row = 0
            self._closed_until = None

    def failed(self) -> None:
        """Say that a call that was let through has failed."""
        with self._lock:
            self._in_a_row += 1
            if self._in_a_row >= self._failures:
                self._closed_until = self._clock() + self._pause

    def dropped(self) -> None:
        """Say that nobody waited for the end of a call: if it was a trial, the next is one."""
        with self._lock:
            if self._closed_until is not None:
                self._closed_until = min(self._closed_until, self._clock())
