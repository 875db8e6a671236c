"""A system text and a request -> the pieces of a model's reply, or one stated failure."""

import random
import threading
import time
from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, cast

from chatbot.errors import LanguageModelError
from chatbot.llm.failing import Failure, Problem, sentence
from chatbot.llm.timed_stream import Attempt, without_thoughts

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

__all__ = ["Failure", "LanguageModel"]

_PAUSES = (0.25, 0.5, 1.0)
"""Seconds before the second, third and fourth attempt, of which half to all is waited."""
_MOST_LEFT = 32
"""With so many requests given up and not yet ended, no other is sent."""

Messages = list[tuple[str, str]]


class Breaker:
    """A circuit breaker: a model that fails again and again is left alone for a while.

    After `failures` in a row it lets no call through for `pause` seconds, then one on trial. A
    trial that succeeds lets all through again; one that fails, or never says how it ended, starts
    another pause. May be used by several threads.
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


class LanguageModel:
    """A chat model of LangChain that is asked in one way and fails in stated ways.

    `name` is "provider:model" as configured. `plain_end` is for models that never say why a
    reply ended (stand-ins in tests): the end of the stream is then that of the reply. May be
    used by several threads.
    """

    def __init__(
        self,
        name: str,
        model: "BaseChatModel",
        *,
        breaker: Breaker | None = None,
        plain_end: bool = False,
    ) -> None:
        self.name = name
        self._model = model
        self._breaker = breaker or Breaker()
        self._plain_end = plain_end
        self._lock = threading.Lock()
        self._left: list[threading.Thread] = []

    def stream(
        self, system: str, request: str, *, seconds: float, longest: int
    ) -> Generator[str, None, None]:
        """Yield the pieces of the reply as they come; whoever wants no more closes it.

        Reasoning, control characters and leading white space are left out. Before the first
        piece, what may pass is tried again.

        Nothing is waited for after `seconds` from this call on, and a reply has at most `longest`
        characters. Raises `LanguageModelError` as soon as there is no reply or no whole one; what
        was yielded before is then not to be used.
        """
        deadline = time.monotonic() + seconds
        return self._watched([("system", system), ("human", request)], deadline, longest)

    def complete(self, system: str, request: str, *, seconds: float, longest: int) -> str:
        """Return the whole reply (see `stream`)."""
        return "".join(self.stream(system, request, seconds=seconds, longest=longest))

    def _watched(
        self, messages: Messages, deadline: float, longest: int
    ) -> Generator[str, None, None]:
        if seconds := self._breaker.enter():
            raise self._error(Problem(failure=Failure.PAUSED, seconds=seconds))
        try:
            yield from self._reply(messages, deadline, longest)
        except GeneratorExit:
            self._breaker.dropped()
            raise
        except LanguageModelError:
            self._breaker.failed()
            raise
        self._breaker.succeeded()

    def _reply(self, messages: Messages, deadline: float, longest: int) -> Iterator[str]:
        attempt, first = self._begin(messages, deadline)
        length, said = 0, False
        try:
            for piece in without_thoughts(self._pieces(attempt, first, deadline)):
                length += len(piece)
                if length > longest:
                    raise self._error(Problem(failure=Failure.ENDLESS))
                said = said or not piece.isspace()
                yield piece
        finally:
            self._leave(attempt)
        if not said:
            raise self._error(Problem(failure=Failure.EMPTY))

    def _begin(self, messages: Messages, deadline: float) -> tuple[Attempt, str | None]:
        """Return an attempt that did not fail at once, and the first that it gave."""
        pauses = iter(_PAUSES)
        while True:
            attempt = self._attempt(messages)
            first = attempt.take(deadline)
            if not isinstance(first, Problem):
                return attempt, first
            self._leave(attempt)
            pause = next(pauses, None)
            if pause is None or not first.again:
                raise self._error(first)
            wait = max(pause * random.uniform(0.5, 1.0), first.wait or 0.0)  # noqa: S311 - no secret
            if time.monotonic() + wait >= deadline:
                raise self._error(first)
            time.sleep(wait)

    def _attempt(self, messages: Messages) -> Attempt:
        with self._lock:
            self._left = [thread for thread in self._left if thread.is_alive()]
            if len(self._left) >= _MOST_LEFT:
                raise self._error(Problem(failure=Failure.SLOW))
        return Attempt(
            lambda: cast(
                "Generator[AIMessageChunk, None, None]",  # typed as an iterator, but it is one
                self._model.stream(messages),
            ),
            plain_end=self._plain_end,
        )

    def _leave(self, attempt: Attempt) -> None:
        attempt.close()
        with self._lock:
            self._left.append(attempt.thread)

    def _pieces(self, attempt: Attempt, first: str | None, deadline: float) -> Iterator[str]:
        taken: str | Problem | None = first
        while taken is not None:
            if isinstance(taken, Problem):
                raise self._error(taken)
            yield taken
            taken = attempt.take(deadline)

    def _error(self, problem: Problem) -> LanguageModelError:
        return LanguageModelError(sentence(self.name, problem), problem.failure)
