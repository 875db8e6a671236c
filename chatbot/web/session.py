"""One visitor's conversation: what is shown, and which question is answered next.

The page gets patches, not the whole conversation: a patch holds the exchanges that have changed
since the last one, so that the hundredth answer comes as fast as the first. The way to the page
leaves one out where the next comes at once, so every patch says what has to have been seen before
it, and the page asks for what it misses.
"""

from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.concurrency import iterate_in_threadpool

from chatbot.question.turn import Turn
from chatbot.rendering.as_html import escape
from chatbot.rendering.record import Record, as_data

Patch = dict[str, Any]
"""For the page's script: the `conversation`, and of its `exchanges` what is new, in their places.

`after` and `revision` count the changes of the conversation: who has seen all of it up to `after`
has with this patch seen all up to `revision`. `answering` says whether the questions that wait are
being answered.
"""
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
    revision: int = 0

    def settle(self, otherwise: Reply) -> None:
        """End the exchange with what there is to leave of its reply."""
        self.reply = (self.reply and self.reply.stopped) or otherwise
        self.done = True


@dataclass(slots=True)
class Session:
    """A conversation whose questions are answered one after another, in their order.

    Changed on the event loop only, so nothing in here needs a lock. `conversation` is the page's
    name for it. `ended` says that the visitor has begun a new one: what is still being answered
    here is to be thrown away.
    """

    conversation: str = ""
    ended: bool = False
    _exchanges: list[_Exchange] = field(default_factory=list)
    _turns: Turns = ()
    _answering: bool = False
    _run: int = 0
    _revision: int = 0
    _told: int = 0

    @classmethod
    def restored(cls, conversation: str, replies: Sequence[tuple[str, Reply]]) -> "Session":
        """Return a session that goes on from questions and their whole replies."""
        session = cls(conversation=conversation, _turns=replies[-1][1].turns if replies else ())
        for question, reply in replies:
            exchange = _Exchange(question, reply, done=True)
            session._exchanges.append(exchange)
            session._changed(exchange)
        return session

    def __len__(self) -> int:
        return len(self._exchanges)

    def take(self, question: str) -> None:
        """Put a question at the end of the conversation."""
        exchange = _Exchange(question)
        self._exchanges.append(exchange)
        self._changed(exchange)

    def patch(self, seen: int | None = None) -> Patch:
        """Return what has changed since the revision `seen`; without it, since the last patch."""
        since = self._told if seen is None else seen
        self._told = self._revision
        news = [place for place, each in enumerate(self._exchanges) if each.revision > since]
        old = (each.revision for each in self._exchanges if each.revision <= since)
        return {
            "conversation": self.conversation,
            "after": max(old, default=0),
            "revision": self._revision,
            "answering": self._answering,
            "exchanges": [self._shown(place) for place in news],
        }

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
                    self._changed(exchange)
                    yield
                self._finish(exchange)
                yield
        finally:
            if self._run == run:  # else it was stopped, and another one may be at it
                self._answering = False
                self.fail()

    def stop(self, otherwise: str) -> None:
        """Answer nothing further; where nothing was found yet, `otherwise` is said as HTML.

        What is under way in a thread ends by itself; nothing of it is shown.
        """
        self._run += 1
        self._answering = False
        self._end(otherwise)

    def fail(self) -> None:
        """Say of what waits that it was not answered, unless a run is at it."""
        if not self._answering:
            self._end(_BROKEN)

    def _end(self, otherwise: str) -> None:
        left = Reply(html=otherwise, turns=self._turns)
        for exchange in self._exchanges:
            if not exchange.done:
                exchange.settle(left)
                self._changed(exchange)
                self._turns = (exchange.reply or left).turns

    def _changed(self, exchange: _Exchange) -> None:
        self._revision += 1
        exchange.revision = self._revision

    def _finish(self, exchange: _Exchange) -> None:
        exchange.done = True
        self._changed(exchange)
        if exchange.reply is not None:
            self._turns = exchange.reply.turns

    def _next(self) -> _Exchange | None:
        return next((each for each in self._exchanges if not each.done), None)

    def _shown(self, place: int) -> Patch:
        exchange = self._exchanges[place]
        waiting = "" if exchange is self._next() else _WAITING
        record = exchange.reply.record if exchange.reply and exchange.done else None
        return {
            "place": place,
            "revision": exchange.revision,
            "question": escape(exchange.question) or "…",
            "answer": exchange.reply.html if exchange.reply else waiting,
            "done": exchange.done,
            "record": as_data(record) if record else None,
        }


@dataclass(slots=True)
class Visit:
    """What one page is at: one conversation after another, told apart by the page's names for them.

    Changed in place: what is asked at the same time sees one and the same.
    """

    session: Session = field(default_factory=Session)
    _over: set[str] = field(default_factory=set)

    def turn_to(self, session: Session) -> None:
        """Leave the present conversation for another."""
        self.session.ended = True
        self._over.add(self.session.conversation)
        self.session = session

    def is_new(self, conversation: str) -> bool:
        """Tell whether nothing of a conversation has been here before."""
        return conversation not in {self.session.conversation, *self._over}
