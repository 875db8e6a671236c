"""Everything that a server can do, as one stated outcome within the time given."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, cast

import pytest
from langchain_core.language_models import BaseChatModel, GenericFakeChatModel
from langchain_core.messages import AIMessage, AIMessageChunk

from chatbot.errors import ChatbotError, LanguageModelError
from chatbot.llm.calling import Breaker, Failure, LanguageModel
from chatbot.llm.providers import load_language_model
from tests.llm.misbehaving import (
    KEY,
    Misbehaving,
    Script,
    broken_json,
    closed_url,
    cut_off,
    empty,
    endless,
    hang,
    hang_after,
    hang_up,
    html,
    raw,
    reply,
    status,
)


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def ask(
    model: LanguageModel, *, seconds: float = 20.0, longest: int = 2000
) -> tuple[str, str | None]:
    """Return what was yielded, and the failure if there was one."""
    got: list[str] = []
    try:
        got.extend(model.stream("Be short.", "What now?", seconds=seconds, longest=longest))
    except LanguageModelError as error:
        message, failure = str(error), error.failure
    else:
        return "".join(got), None
    assert model.name in message
    assert KEY not in message
    assert "\n" not in message
    return "".join(got), failure


AB = b'data: {"choices": [{"index": 0, "delta": {"content": "ab"}}]}\n\n'
STOP = b'data: {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}\n\n'


@dataclass(frozen=True, kw_only=True)
class Row:
    """A behaviour, what it comes to, what was said before, and how often it was asked."""

    name: str
    script: Script
    failure: Failure | None = None
    text: str = ""
    requests: int = 1
    seconds: float = 20.0


ROWS = [
    Row(name="a reply", script=reply("Hel", "lo ", "you"), text="Hello you"),
    Row(name="a thought first", script=reply("<thi", "nk>hm</think>", "ab"), text="ab"),
    Row(name="odd characters", script=reply("a\ud83d\x00", "\ude00\x1bb\r\n"), text="ab\n"),
    Row(name="500", script=status(500), failure=Failure.FAILED, requests=4),
    Row(name="503", script=status(503), failure=Failure.FAILED, requests=4),
    Row(name="429", script=status(429), failure=Failure.RATE_LIMITED, requests=4),
    Row(name="400", script=status(400), failure=Failure.REFUSED),
    Row(name="401", script=status(401), failure=Failure.REFUSED),
    Row(name="403", script=status(403), failure=Failure.REFUSED),
    Row(name="404", script=status(404), failure=Failure.REFUSED),
    Row(name="hangs up", script=hang_up, failure=Failure.UNREACHABLE, requests=4),
    Row(name="hangs", script=hang, failure=Failure.SLOW, seconds=0.4),
    Row(
        name="hangs later", script=hang_after("a", "b"), failure=Failure.SLOW, text="ab", seconds=1
    ),
    Row(name="nothing", script=empty, failure=Failure.EMPTY),
    Row(name="white space", script=reply(" ", "\n "), failure=Failure.EMPTY),
    Row(name="only thoughts", script=reply("<think>hm</think>"), failure=Failure.EMPTY),
    Row(name="no events", script=raw(), failure=Failure.FAILED),
    Row(name="HTML", script=html, failure=Failure.FAILED),
    Row(name="no JSON", script=broken_json, failure=Failure.FAILED),
    Row(name="other JSON", script=raw(b"data: 5\n\n"), failure=Failure.FAILED),
    Row(name="no JSON later", script=raw(AB, b"data: {oh\n\n"), failure=Failure.CUT_OFF, text="ab"),
    Row(
        name="no UTF-8 later",
        script=raw(AB, b'data: {"choices": [{"delta": {"content": "\xff"}}]}\n\n', STOP),
        failure=Failure.CUT_OFF,
        text="ab",
    ),
    Row(
        name="an error as an event",
        script=raw(AB, b'data: {"error": {"message": "oh"}}\n\n'),
        failure=Failure.CUT_OFF,
        text="ab",
    ),
    Row(name="broken off", script=cut_off("ab"), failure=Failure.CUT_OFF, text="ab"),
    Row(
        name="ended without a word",
        script=reply("ab", finish=None, done=False),
        failure=Failure.CUT_OFF,
        text="ab",
    ),
    Row(
        name="done without a reason",
        script=reply("ab", finish=None),
        failure=Failure.CUT_OFF,
        text="ab",
    ),
    Row(name="length", script=reply("ab", finish="length"), failure=Failure.CUT_OFF, text="ab"),
    Row(
        name="filtered",
        script=reply("ab", finish="content_filter"),
        failure=Failure.CUT_OFF,
        text="ab",
    ),
    Row(name="a reason but not [DONE]", script=raw(AB, STOP), text="ab"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_behaviour_comes_to_one_outcome(row: Row) -> None:
    with Misbehaving(row.script) as server:
        assert ask(server.model(), seconds=row.seconds) == (row.text, row.failure)
    assert len(server.requests) == row.requests


def test_a_server_that_is_not_there_is_stated() -> None:
    model = load_language_model("openai:tiny", base_url=closed_url())
    assert ask(model) == ("", Failure.UNREACHABLE)
    with pytest.raises(ChatbotError, match="cannot be reached; start its server"):
        model.complete("s", "r", seconds=5, longest=10)


@pytest.mark.parametrize("script", [hang, hang_after("a"), reply(*"abcdefgh", pause=0.2), hang_up])
@pytest.mark.parametrize("seconds", [0.0, 0.5])
def test_nothing_takes_longer_than_said(script: Script, seconds: float) -> None:
    with Misbehaving(script) as server:
        model = server.model()
        ask(model, seconds=5.0) if script is hang_up else None  # imports are not what is timed
        started = time.monotonic()
        assert ask(model, seconds=seconds)[1] is not None
        assert time.monotonic() - started < seconds + 0.3


def test_pieces_come_while_the_model_speaks() -> None:
    with Misbehaving(hang_after("Hello ", "you")) as server:
        stream = server.model().stream("s", "r", seconds=20, longest=100)
        assert [next(stream), next(stream)] == ["Hello ", "you"]
        stream.close()


def test_what_is_longer_than_said_is_endless_and_not_passed_on() -> None:
    with Misbehaving(endless("on and on ")) as server:
        assert ask(server.model(), longest=35) == ("on and on " * 3, Failure.ENDLESS)
    with Misbehaving(reply("abc", "de")) as server:
        assert ask(server.model(), longest=5) == ("abcde", None)
        assert ask(server.model(), longest=4) == ("abc", Failure.ENDLESS)


# trying again


@pytest.mark.parametrize("first", [status(500), status(503), status(429), hang_up])
def test_what_may_pass_is_tried_again(first: Script) -> None:
    with Misbehaving(first, first, reply("ab")) as server:
        assert ask(server.model()) == ("ab", None)
    assert len(server.requests) == 3


@pytest.mark.parametrize("dated", [False, True])
def test_a_server_is_left_alone_for_as_long_as_it_asks(dated: bool) -> None:
    after = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    with Misbehaving(status(429, Retry_After=after if dated else "1"), reply("ab")) as server:
        started = time.monotonic()
        assert ask(server.model()) == ("ab", None)
        assert 0.9 < time.monotonic() - started < 4


def test_a_wait_that_does_not_fit_into_the_time_is_not_begun() -> None:
    with Misbehaving(status(429, Retry_After="30"), reply("ab")) as server:
        started = time.monotonic()
        assert ask(server.model(), seconds=20) == ("", Failure.RATE_LIMITED)
        assert time.monotonic() - started < 5
    assert len(server.requests) == 1


@pytest.mark.parametrize("value", ["-3", "nan", "soon", "", "1e9"])
def test_a_wait_that_cannot_be_read_is_passed_over(value: str) -> None:
    with Misbehaving(status(503, Retry_After=value), reply("ab")) as server:
        assert ask(server.model()) == ("ab", None)


def test_nothing_is_tried_again_once_a_piece_was_passed_on() -> None:
    with Misbehaving(cut_off("ab"), reply("cd")) as server:
        assert ask(server.model()) == ("ab", Failure.CUT_OFF)
    assert len(server.requests) == 1


# threads


def readers() -> int:
    return sum(thread.name == "language-model" for thread in threading.enumerate())


def no_reader_within(seconds: float) -> bool:
    until = time.monotonic() + seconds
    while readers() and time.monotonic() < until:
        time.sleep(0.02)
    return not readers()


def test_an_endless_server_leaves_no_thread_behind() -> None:
    with Misbehaving(endless()) as server:
        model = server.model()
        for seconds in (20.0, 0.3, 20.0):
            ask(model, seconds=seconds, longest=50)
        other = server.model()
        for _ in range(10):
            stream = other.stream("s", "r", seconds=20, longest=10_000)
            next(stream)
            stream.close()
        assert no_reader_within(5)


def test_a_consumer_that_takes_its_time_does_not_keep_the_thread() -> None:
    with Misbehaving(endless(pause=0)) as server:
        stream = server.model().stream("s", "r", seconds=20, longest=10_000)
        next(stream)
        time.sleep(0.3)  # the reader has read ahead as far as it may
        stream.close()
        assert no_reader_within(5)


def test_threads_that_a_silent_server_holds_are_limited() -> None:
    ping = b": not yet\n\n"

    def silent(wire: Any) -> None:
        wire.headers(200, "text/event-stream")
        while not wire.closing.is_set():
            wire.send(ping)
            wire.wait(0.05)

    with Misbehaving(silent) as server:
        loaded = server.model()
        model = LanguageModel(loaded.name, loaded._model, breaker=Breaker(failures=1000))
        for _ in range(40):
            assert ask(model, seconds=0.02) == ("", Failure.SLOW)
        assert 0 < readers() <= 32
    assert no_reader_within(5)


def test_many_can_ask_at_once() -> None:
    with Misbehaving(reply(*"abcdef", pause=0.02)) as server:
        model = server.model()
        got: list[tuple[str, str | None]] = []
        threads = [threading.Thread(target=lambda: got.append(ask(model))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert got == [("abcdef", None)] * 8


# the breaker


def test_after_three_failures_nothing_is_sent_until_the_pause_is_over() -> None:
    now = 0.0
    with Misbehaving(status(401)) as server:
        loaded = server.model()
        breaker = Breaker(failures=3, pause=30.0, clock=lambda: now)
        model = LanguageModel(loaded.name, loaded._model, breaker=breaker)
        assert [ask(model)[1] for _ in range(4)] == [Failure.REFUSED] * 3 + [Failure.PAUSED]
        with pytest.raises(LanguageModelError, match="left alone for 30 s"):
            model.complete("s", "r", seconds=5, longest=10)
        assert len(server.requests) == 3
        now = 30.0
        server.says(reply("ab"))
        assert [ask(model) for _ in range(2)] == [("ab", None)] * 2


def test_a_consumer_that_wants_no_more_is_no_failure() -> None:
    with Misbehaving(reply("ab", "cd", pause=0.05)) as server:
        model = server.model()
        for _ in range(5):
            stream = model.stream("s", "r", seconds=20, longest=100)
            next(stream)
            stream.close()
        assert ask(model) == ("abcd", None)


# models without a server


class Streaming:
    """Stands in for a chat model, and says its chunks."""

    def __init__(self, *chunks: AIMessageChunk) -> None:
        self.chunks = chunks

    def stream(self, messages: object) -> Iterator[AIMessageChunk]:
        yield from self.chunks


def streaming(*chunks: AIMessageChunk, plain_end: bool = False) -> LanguageModel:
    return LanguageModel("a:b", cast("BaseChatModel", Streaming(*chunks)), plain_end=plain_end)


@pytest.mark.parametrize(
    ("metadata", "failure"),
    [
        ({"finish_reason": "STOP"}, None),
        ({"stop_reason": "end_turn"}, None),
        ({"stopReason": "end_turn"}, None),
        ({"done": True, "done_reason": "stop"}, None),
        ({"done": True}, None),
        ({"status": "completed"}, None),
        ({"status": "incomplete"}, Failure.CUT_OFF),
        ({"stop_reason": "max_tokens"}, Failure.CUT_OFF),
        ({"stop_reason": "refusal"}, Failure.CUT_OFF),
        ({"done_reason": "length", "done": True}, Failure.CUT_OFF),
        ({"finish_reason": None}, Failure.CUT_OFF),
        ({}, Failure.CUT_OFF),
    ],
)
def test_only_a_reply_that_says_it_is_whole_is_whole(
    metadata: dict[str, Any], failure: Failure | None
) -> None:
    last = AIMessageChunk(content="", response_metadata=metadata, chunk_position="last")
    assert ask(streaming(AIMessageChunk(content="ab"), last)) == ("ab", failure)


def test_reasoning_is_not_passed_on() -> None:
    blocks: list[str | dict[str, Any]] = [
        {"type": "reasoning", "reasoning": "hm"},
        {"type": "thinking", "thinking": "hm"},
        {"type": "text", "text": "ab"},
    ]
    assert ask(streaming(AIMessageChunk(content=blocks), plain_end=True)) == ("ab", None)


def test_a_stand_in_of_langchain_can_be_asked() -> None:
    fake = GenericFakeChatModel(messages=iter([AIMessage(content="Hello you")]))
    assert ask(LanguageModel("fake:tiny", fake, plain_end=True)) == ("Hello you", None)


@pytest.mark.slow
def test_a_real_server_talks_nonsense_and_is_stopped_or_cut_off(
    gibberish_server: tuple[str, str],
) -> None:
    base_url, name = gibberish_server
    model = load_language_model(f"openai:{name}", base_url=base_url)
    text, failure = ask(model, seconds=60, longest=100_000)
    assert text.strip()
    assert failure in (None, Failure.CUT_OFF)
    assert ask(model, seconds=60, longest=3)[1] == Failure.ENDLESS
    assert ask(model, seconds=0.05, longest=100_000)[1] == Failure.SLOW
