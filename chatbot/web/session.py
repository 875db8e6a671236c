"""One visitor's conversation: what is shown, and which question is answered next."""

from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from starlette.concurrency import iterate_in_threadpool

from chatbot.answering.writing import escape_all
from chatbot.conversation.turn import Turn

Message = dict[str, Any]
Turns = tuple[Turn, ...]

_WAITING = "*Waiting for the answer above …*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply so far: Markdown, the turns to keep, and questions that may be asked next."""

    words: str
    turns: Turns
    follow_ups: tuple[str, ...] = ()

    def message(self) -> Message:
        """Return the reply as Gradio shows it, each follow-up a button below it."""
        message: Message = {"role": "assistant", "content": self.words}
        if self.follow_ups:
            message["options"] = [{"value": question} for question in self.follow_ups]
        return message


Replying = Callable[[str, Turns], Iterator[Reply]]


@dataclass(slots=True)
class _Exchange:
    question: str
    reply: Reply | None = None


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

    def take(self, question: str) -> None:
        """Put a question at the end of the conversation."""
        self._exchanges.append(_Exchange(question))

    def shown(self) -> list[Message]:
        """Return the whole conversation as the page shows it, questions still waiting included."""
        return [message for place in range(len(self._exchanges)) for message in self._pair(place)]

    async def answer(self, reply: Replying) -> AsyncGenerator[None, None]:
        """Answer every question that waits, yielding whenever there is more to show.

        Returns at once if another run of this session is at it: that one answers them all.
        """
        if self._answering:
            return
        self._answering = True
        try:
            while exchange := self._next():
                async for grown in iterate_in_threadpool(reply(exchange.question, self._turns)):
                    if self.ended:
                        return
                    exchange.reply, self._turns = grown, grown.turns
                    yield
        finally:
            self._answering = False

    def _next(self) -> _Exchange | None:
        return next((each for each in self._exchanges if each.reply is None), None)

    def _pair(self, place: int) -> Iterator[Message]:
        exchange = self._exchanges[place]
        yield {"role": "user", "content": escape_all(exchange.question) or "…"}
        if exchange.reply is not None:
            yield exchange.reply.message()
        elif self._answering and place:
            yield {"role": "assistant", "content": _WAITING}
