"""One visitor's conversation: what is shown, and which question is answered next.

The page gets patches, not the whole conversation: a patch holds the exchanges that may have changed
since the last one, so that the hundredth answer comes as fast as the first.
"""

from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.concurrency import iterate_in_threadpool

from chatbot.conversation.turn import Turn
from chatbot.exporting.record import Record, as_data
from chatbot.web.source_view import escape

Patch = dict[str, Any]
"""For the page's script: `exchanges` in their places; `whole` says that there are no others."""
Turns = tuple[Turn, ...]

_WAITING = '<p class="under-way">Waiting for the answer above …</p>'
_BROKEN = (
    '<div class="refusal"><p><strong>This question was not answered.</strong> Something went wrong '
    "on the server; please ask again.</p></div>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply so far: HTML, and the turns to keep.

    `record` comes with the whole of an answer. `stopped` is what to leave of it if the reader
    stops here.
    """

    html: str
    turns: Turns
    record: Record | None = None
    stopped: "Reply | None" = None


Replying = Callable[[str, Turns], Iterator[Reply]]


@dataclass(slots=True)
class _Exchange:
    question: str
    reply: Reply | None = None
    done: bool = False

    def settle(self, otherwise: Reply) -> None:
        """End the exchange with what there is to leave of its reply."""
        self.reply = (self.reply and self.reply.stopped) or otherwise
        self.done = True


@dataclass(slots=True)
class Session:
    """A conversation whose questions are answered one after another, in their order.

    Changed on the event loop only, so nothing in here needs a lock. `ended` says that the visitor
    has begun a new one: what is still being answered here is to be thrown away.
    """

    ended: bool = False
    _exchanges: list[_Exchange] = field(default_factory=list)
    _turns: Turns = ()
    _answering: bool = False
    _run: int = 0
    _since: int = 0

    @classmethod
    def restored(cls, replies: Sequence[tuple[str, Reply]]) -> "Session":
        """Return a session that goes on from questions and their whole replies."""
        session = cls(_turns=replies[-1][1].turns if replies else ())
        session._exchanges += [_Exchange(question, reply, done=True) for question, reply in replies]
        return session

    def __len__(self) -> int:
        return len(self._exchanges)

    def take(self, question: str) -> None:
        """Put a question at the end of the conversation."""
        self._exchanges.append(_Exchange(question))
        if not self._answering:  # the exchange before may not have reached the page yet
            self._since = max(0, len(self._exchanges) - 2)

    def patch(self, *, whole: bool = False) -> Patch:
        """Return what the page has to show: all that may have changed, or the `whole`."""
        since = 0 if whole else self._since
        places = range(since, len(self._exchanges))
        return {"whole": whole, "exchanges": [self._shown(place) for place in places]}

    async def answer(self, reply: Replying) -> AsyncGenerator[None, None]:
        """Answer every question that waits, yielding whenever there is more to show.

        Returns at once if another run of this session is at it: that one answers them all.
        """
        if self._answering:
            return
        self._answering = True
        self._run = run = self._run + 1
        try:
            while exchange := self._next():
                async for grown in iterate_in_threadpool(reply(exchange.question, self._turns)):
                    if self.ended or self._run != run:
                        return
                    exchange.reply = grown
                    yield
                self._finish(exchange)
                yield
        finally:
            if self._run == run:  # else it was stopped, and another one may be at it
                self._end(Reply(html=_BROKEN, turns=self._turns))

    def stop(self, otherwise: str) -> None:
        """Answer nothing further; where nothing was found yet, `otherwise` is said as HTML.

        What is under way in a thread ends by itself; nothing of it is shown.
        """
        self._run += 1
        self._end(Reply(html=otherwise, turns=self._turns))

    def _end(self, otherwise: Reply) -> None:
        self._answering = False
        for exchange in self._exchanges:
            if not exchange.done:
                exchange.settle(otherwise)
                self._turns = (exchange.reply or otherwise).turns

    def _finish(self, exchange: _Exchange) -> None:
        exchange.done = True
        if exchange.reply is not None:
            self._turns = exchange.reply.turns

    def _next(self) -> _Exchange | None:
        return next((each for each in self._exchanges if not each.done), None)

    def _shown(self, place: int) -> Patch:
        exchange = self._exchanges[place]
        waiting = _WAITING if self._answering and place else ""
        record = exchange.reply.record if exchange.reply and exchange.done else None
        return {
            "place": place,
            "question": escape(exchange.question) or "…",
            "answer": exchange.reply.html if exchange.reply else waiting,
            "done": exchange.done,
            "record": as_data(record) if record else None,
        }
