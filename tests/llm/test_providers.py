"""The packages of Ollama and Anthropic, against a server that speaks their protocols."""

import json
import time
from typing import Any

import pytest

from chatbot.errors import LanguageModelError
from chatbot.llm.calling import Failure
from chatbot.llm.providers import load_language_model
from tests.llm.misbehaving import (
    KEY,
    Misbehaving,
    Script,
    Wire,
    closed_url,
    hang,
    hang_up,
    raw,
    status,
)


def lines(*documents: dict[str, Any]) -> Script:
    """Answer as Ollama does, a JSON document a line."""
    data = [json.dumps(document).encode() + b"\n" for document in documents]
    return raw(*data, content_type="application/x-ndjson")


def said(text: str, **others: Any) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {"model": "tiny", "created_at": "", "done": False, "message": message, **others}


def outcome(name: str, url: str) -> tuple[str, str | None]:
    got: list[str] = []
    try:
        model = load_language_model(name, base_url=url)
        got.extend(model.stream("Be short.", "What now?", seconds=10, longest=100))
    except LanguageModelError as error:
        message, failure = str(error), error.failure
    else:
        return "".join(got), None
    assert KEY not in message
    return "".join(got), failure


def broken_off(wire: Wire) -> None:
    wire.headers(200, "application/x-ndjson")
    wire.send(json.dumps(said("ab")).encode() + b"\n")


DONE = said("", done=True, done_reason="stop")


@pytest.mark.parametrize(
    ("script", "expected", "requests"),
    [
        (lines(said("Hel"), said("lo"), DONE), ("Hello", None), 1),
        (lines(said("ab"), said("", done=True, done_reason="length")), ("ab", Failure.CUT_OFF), 1),
        (lines(said("ab")), ("ab", Failure.CUT_OFF), 1),
        (lines(said("ab"), {"error": "out of memory"}), ("ab", Failure.CUT_OFF), 1),
        (lines(DONE), ("", Failure.EMPTY), 1),
        (broken_off, ("ab", Failure.CUT_OFF), 1),
        (status(404), ("", Failure.REFUSED), 1),
        (status(500), ("", Failure.FAILED), 4),
        (hang_up, ("", Failure.UNREACHABLE), 4),
    ],
)
def test_ollama(script: Script, expected: tuple[str, str | None], requests: int) -> None:
    with Misbehaving(script) as server:
        assert outcome("ollama:tiny", server.root) == expected
    assert len(server.requests) == requests
    asked = server.requests[0]
    assert (asked["path"], asked["model"]) == ("/api/chat", "tiny")
    assert asked["options"] == {"temperature": 0.0, "seed": 0}


@pytest.mark.parametrize("provider", ["anthropic", "ollama", "openai"])
def test_the_client_hangs_up_on_a_silent_server_but_not_before_the_time_limit(
    provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    monkeypatch.setattr("chatbot.llm.providers._QUIET", 0.2)
    with Misbehaving(hang) as server:
        for limit in (0.0, 1.5):
            model = load_language_model(f"{provider}:t", base_url=server.root, seconds=limit)
            started = time.monotonic()
            with pytest.raises(LanguageModelError) as caught:
                model.complete("s", "r", seconds=10, longest=10)
            assert caught.value.failure == Failure.SLOW
            assert max(0.2, limit) <= time.monotonic() - started < 5


def test_ollama_that_is_not_started() -> None:
    url = closed_url().removesuffix("/v1")
    assert outcome("ollama:tiny", url) == ("", Failure.UNREACHABLE)


def events(*documents: dict[str, Any]) -> Script:
    """Answer as Anthropic does, an event of a type a document."""
    return raw(
        *(f"event: {each['type']}\ndata: {json.dumps(each)}\n\n".encode() for each in documents)
    )


START = {
    "type": "message_start",
    "message": {"id": "m", "type": "message", "role": "assistant", "model": "tiny", "content": [],
                "stop_reason": None, "stop_sequence": None,
                "usage": {"input_tokens": 1, "output_tokens": 1}},
}  # fmt: skip
TEXT = [
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "ab"}},
    {"type": "content_block_stop", "index": 0},
]
THOUGHT = [
    {"type": "content_block_start", "index": 0,
     "content_block": {"type": "thinking", "thinking": "", "signature": ""}},
    {"type": "content_block_delta", "index": 0,
     "delta": {"type": "thinking_delta", "thinking": "hm"}},
    {"type": "content_block_stop", "index": 0},
]  # fmt: skip


def ended(reason: str) -> list[dict[str, Any]]:
    delta = {"stop_reason": reason, "stop_sequence": None}
    usage = {"output_tokens": 2}
    return [
        {"type": "message_delta", "delta": delta, "usage": usage},
        {"type": "message_stop"},
    ]


OVERLOADED = {"type": "error", "error": {"type": "overloaded_error", "message": KEY}}


@pytest.mark.parametrize(
    ("script", "expected", "requests"),
    [
        (events(START, *TEXT, *ended("end_turn")), ("ab", None), 1),
        (events(START, *THOUGHT, *TEXT, *ended("end_turn")), ("ab", None), 1),
        (events(START, *TEXT, *ended("max_tokens")), ("ab", Failure.CUT_OFF), 1),
        (events(START, *TEXT), ("ab", Failure.CUT_OFF), 1),
        (events(START, *TEXT, OVERLOADED), ("ab", Failure.CUT_OFF), 1),
        (events(START, *ended("end_turn")), ("", Failure.EMPTY), 1),
        (status(401), ("", Failure.REFUSED), 1),
        (status(429), ("", Failure.RATE_LIMITED), 4),
        (status(529), ("", Failure.FAILED), 4),
        (hang_up, ("", Failure.UNREACHABLE), 4),
    ],
)
def test_anthropic(
    script: Script,
    expected: tuple[str, str | None],
    requests: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    with Misbehaving(script) as server:
        assert outcome("anthropic:tiny", server.root) == expected
    assert len(server.requests) == requests
    assert server.requests[0]["path"] == "/v1/messages"
