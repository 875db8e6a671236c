"""One visitor's questions: in their order, none lost, and nothing late in a new conversation."""

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from chatbot.web.session import Reply, Session, Turns

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` in a thread, since the browser tests' event loop is open in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def _echo(question: str, turns: Turns) -> Iterator[Reply]:
    yield Reply(words="…", turns=turns)
    yield Reply(words=f"answer to {question}", turns=turns, follow_ups=(f"after {question}?",))


def _contents(session: Session) -> list[str]:
    return [message["content"] for message in session.shown()]


async def _run(session: Session) -> int:
    return len([None async for _ in session.answer(_echo)])


def test_questions_of_one_session_are_answered_in_their_order() -> None:
    async def both() -> list[int]:
        return list(await asyncio.gather(_run(session), _run(session)))

    session = Session()
    session.take("one")
    session.take("two")
    assert run(both()) == [4, 0]
    assert _contents(session) == ["one", "answer to one", "two", "answer to two"]


def test_a_finished_reply_carries_what_may_be_asked_next() -> None:
    session = Session()
    session.take("one")
    assert "options" not in session.shown()[-1]
    run(_run(session))
    assert session.shown()[-1]["options"] == [{"value": "after one?"}]


def test_a_question_taken_during_an_answer_waits_below_it_and_is_answered() -> None:
    async def ask() -> list[str]:
        session.take("one")
        answers = session.answer(_echo)
        await anext(answers)
        session.take("two")
        during = _contents(session)
        async for _ in answers:
            pass
        return during

    session = Session()
    during = run(ask())
    assert during == ["one", "…", "two", "*Waiting for the answer above …*"]
    assert _contents(session) == ["one", "answer to one", "two", "answer to two"]


def test_an_ended_session_shows_no_late_answer() -> None:
    async def ask() -> int:
        session.take("one")
        answers = session.answer(_echo)
        await anext(answers)
        session.ended = True
        return len([None async for _ in answers])

    session = Session()
    assert run(ask()) == 0
    assert _contents(session) == ["one", "…"]


def test_a_question_after_a_cancelled_answer_is_answered() -> None:
    async def ask() -> None:
        session.take("one")
        answers = session.answer(_echo)
        await anext(answers)
        await answers.aclose()
        session.take("two")
        await _run(session)

    session = Session()
    run(ask())
    assert _contents(session) == ["one", "…", "two", "answer to two"]
