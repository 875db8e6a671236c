"""One visitor's questions: in their order, none lost, and nothing late in a new conversation."""

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.web.session import Patch, Reply, Session, Turns, Visit

T = TypeVar("T")
WAITING = '<p class="under-way">Waiting for the answer above …</p>'


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` in a thread, since the browser tests' event loop is open in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def _echo(question: str, turns: Turns) -> Iterator[Reply]:
    yield Reply(html="…", turns=turns, stopped=Reply(html=f"half of {question}", turns=turns))
    yield Reply(html=f"answer to {question}", turns=turns)


def _contents(session: Session) -> list[str]:
    shown = session.patch(0)["exchanges"]
    return [words for each in shown for words in (each["question"], each["answer"]) if words]


async def _run(session: Session) -> int:
    return len([None async for _ in session.answer(_echo)])


def test_questions_of_one_session_are_answered_in_their_order() -> None:
    async def both() -> list[int]:
        return list(await asyncio.gather(_run(session), _run(session)))

    session = Session()
    session.take("one")
    session.take("two")
    assert run(both()) == [6, 0]
    assert _contents(session) == ["one", "answer to one", "two", "answer to two"]


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
    assert during == ["one", "…", "two", WAITING]
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
    assert "answer to one" not in _contents(session)


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
    assert _contents(session) == ["one", "half of one", "two", "answer to two"]


def test_a_stopped_answer_leaves_what_there_is_and_the_rest_unanswered() -> None:
    async def ask() -> None:
        session.take("one")
        session.take("two")
        answers = session.answer(_echo)
        await anext(answers)
        session.stop("stopped")
        async for _ in answers:
            pass

    session = Session()
    run(ask())
    assert _contents(session) == ["one", "half of one", "two", "stopped"]
    assert all(each["done"] for each in session.patch(0)["exchanges"])


def test_a_reply_that_breaks_is_said_to_have_failed() -> None:
    def broken(question: str, turns: Turns) -> Iterator[Reply]:
        yield Reply(html="…", turns=turns)
        raise ZeroDivisionError

    async def ask() -> None:
        session.take("one")
        async for _ in session.answer(broken):
            pass

    session = Session()
    with pytest.raises(ZeroDivisionError):
        run(ask())
    (shown,) = session.patch(0)["exchanges"]
    assert "was not answered" in shown["answer"]
    assert shown["done"]


def test_a_patch_has_what_has_changed_and_not_the_whole_conversation() -> None:
    session = Session()
    for question in ("one", "two", "three", "four"):
        session.take(question)
        run(_run(session))
        assert [each["question"] for each in session.patch()["exchanges"]] == [question]
    assert session.patch()["exchanges"] == []
    assert len(session.patch(0)["exchanges"]) == len(session) == 4


def test_a_patch_during_an_answer_has_every_question_since() -> None:
    async def ask() -> list[int]:
        session.take("two")
        answers = session.answer(_echo)
        await anext(answers)
        session.patch()
        session.take("three")
        session.take("four")
        places = [each["place"] for each in session.patch()["exchanges"]]
        async for _ in answers:
            pass
        return places

    session = Session()
    session.take("one")
    run(_run(session))
    assert run(ask()) == [2, 3]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.lists(st.booleans(), max_size=12)), max_size=5))
def test_who_misses_patches_knows_it_and_catches_up(rounds: list[tuple[int, list[bool]]]) -> None:
    """A page that takes a patch only if it has seen all before it ends with the conversation."""
    seen = 0
    shown: dict[int, Any] = {}

    def arrive(patch: Patch) -> None:
        nonlocal seen
        if patch["after"] <= seen:
            seen = max(seen, patch["revision"])
            shown.update({each["place"]: each for each in patch["exchanges"]})

    async def ask() -> None:
        for questions, arrives in rounds:
            ways = iter(arrives)
            for _ in range(questions):
                session.take("question")
            async for _ in session.answer(_echo):
                patch = session.patch()
                if next(ways, True):
                    arrive(patch)

    session = Session()
    run(ask())
    arrive(session.patch(seen))
    assert [shown[place] for place in sorted(shown)] == session.patch(0)["exchanges"]


def test_a_failure_leaves_nothing_waiting_but_what_a_run_is_at() -> None:
    async def ask() -> bool:
        session.take("one")
        answers = session.answer(_echo)
        await anext(answers)
        session.fail()
        under_way = not session.patch(0)["exchanges"][0]["done"]
        async for _ in answers:
            pass
        return under_way

    session = Session()
    assert run(ask())
    session.take("two")
    session.fail()
    first, second = session.patch(0)["exchanges"]
    assert first["answer"] == "answer to one"
    assert "was not answered" in second["answer"]
    assert second["done"]


def test_a_restored_session_goes_on() -> None:
    restored = Session.restored("name", [("one", Reply(html="answer to one", turns=()))])
    restored.take("two")
    run(_run(restored))
    assert _contents(restored) == ["one", "answer to one", "two", "answer to two"]


def test_a_question_is_shown_as_text() -> None:
    session = Session()
    session.take("<b>\u202ebold\u200b</b>")
    assert session.patch()["exchanges"][0]["question"] == "&lt;b&gt;bold&lt;/b&gt;"


def test_what_comes_late_of_a_conversation_that_is_over_does_not_begin_it_again() -> None:
    visit = Visit()
    first = Session(conversation="first")
    visit.turn_to(first)
    assert not first.ended
    visit.turn_to(Session(conversation="second"))
    assert first.ended
    assert [visit.is_new(name) for name in ("first", "second", "third")] == [False, False, True]
