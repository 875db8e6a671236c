"""Answers worded by a language model that behaves, and by one that does not."""

import time
from collections.abc import Iterator
from typing import Any, cast

import pytest

from chatbot.answering.answer import Answer, Outcome, Statement
from chatbot.answering.chain import State
from chatbot.chatbot import Chatbot
from chatbot.question.turn import Turn
from chatbot.rendering.as_markdown import escape
from chatbot.settings import Settings
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

SECONDS = 2.0
SLACK = 1.0
DOSE = "What is the dose of IV methylprednisolone in an acute attack?"
RITUXIMAB = "What dose of rituximab?"
FOLLOW_UP = "And if that is not suitable?"
GOOD = "Rituximab is the preferred drug in the first line [1]."
BAD = "Rituximab is given at 9000 mg once daily [1]."


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


@pytest.fixture
def server() -> Iterator[Misbehaving]:
    with Misbehaving(reply("NONE")) as server:
        yield server


def with_model(settings: Settings, url: str, *, seconds: float = SECONDS) -> Chatbot:
    """Return a chatbot whose language model is at `url`, loaded and ready."""
    given = {"llm": "openai:tiny", "llm_url": url, "llm_seconds": seconds}
    chatbot = Chatbot(settings.model_copy(update=given))
    chatbot.warm_up()
    return chatbot


def asked(chatbot: Chatbot, *questions: str) -> Answer:
    turns: list[Turn] = []
    for question in questions:
        answer, turn = chatbot.ask(question, turns)
        turns.append(turn)
    return answer


def streamed(chatbot: Chatbot, question: str) -> tuple[list[tuple[Statement, ...]], Answer]:
    """Return the statements that were shown while the answer grew, and the answer."""
    state: Any = State(question=question, turns=())
    shown: list[tuple[Statement, ...]] = []
    for mode, found in chatbot.chain().stream(state, stream_mode=["custom", "values"]):
        if mode == "custom":
            shown.append(cast("tuple[Statement, ...]", found))
        else:
            state = found
    return shown, state["answer"]


def check_the_same(answer: Answer, quotes: Answer) -> None:
    """Everything that was quoted is as it would be without a model."""
    assert answer.mode == quotes.mode == "quotes"
    assert answer.statements == quotes.statements
    assert answer.citations == quotes.citations
    assert answer.conflicts == quotes.conflicts
    assert answer.also_in_section == quotes.also_in_section
    assert answer.nearest == quotes.nearest
    assert answer.follow_ups == quotes.follow_ups
    assert (answer.outcome, answer.reason) == (quotes.outcome, quotes.reason)
    assert answer.condensed_question == quotes.condensed_question
    said = f"*{escape(answer.note)}*\n\n" if answer.note else ""
    assert said in answer.text
    assert answer.text.replace(said, "") == quotes.text


FAILURES: dict[str, tuple[Script, str]] = {
    "down": (hang_up, "cannot be reached"),
    "slow": (hang, "did not finish in time"),
    "slow in the middle": (hang_after(GOOD, "\n", "Plasma ex"), "did not finish in time"),
    "drips": (reply(*"Rituximab is " * 40, pause=0.2), "did not finish in time"),
    "rate-limited": (status(429, retry_after="60"), "takes no more requests"),
    "500": (status(500), "error 500"),
    "401": (status(401), "refuses the key"),
    "404": (status(404), "is not known"),
    "empty": (empty, "replied with nothing"),
    "endless": (endless("on and on " * 20), "did not come to an end"),
    "endless and supported": (endless((GOOD + "\n") * 5), "did not come to an end"),
    "cut off": (cut_off(GOOD, "\n", "Rituximab is not"), "stopped in the middle"),
    "cut off by the length": (reply(GOOD, finish="length"), "stopped in the middle"),
    "HTML": (html, "gave no reply"),
    "invalid JSON": (broken_json, "gave no reply"),
    "no SSE": (raw(b'{"a": 1}', content_type="application/json"), "gave no reply"),
    "garbage": (reply("%%% [1] 9 }{ \u0000 x9 q [1].\n" * 9), "nothing that the language model"),
    "lost characters": (reply("Rituximab is the preferred dr\ufffdg [1]."), "nothing that"),
    "wrong language": (
        reply("Rituximab ist in der Erstlinie das bevorzugte Mittel [1]."), "nothing that",
    ),
    "without markers": (reply("Rituximab is the preferred drug."), "nothing that"),
    "an unknown line": (reply("Rituximab is the preferred drug [99]."), "nothing that"),
    "line 0": (reply("Rituximab is the preferred drug [0]."), "nothing that"),
    "a link": (reply("Rituximab is the preferred drug [1](http://x.invalid) [1]."), "nothing that"),
    "a wrong dose": (reply(BAD), "nothing that"),
    "NONE": (reply("NONE"), "nothing that"),
    "JSON": (reply('{"answer": "Rituximab is the preferred drug"}'), "nothing that"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAILURES)
def test_with_a_model_that_fails_the_answer_is_the_quotes_and_says_why(
    name: str, settings: Settings, chatbot: Chatbot, server: Misbehaving
) -> None:
    script, why = FAILURES[name]
    server.says(script)
    worded = with_model(settings, server.base_url)
    quotes = asked(chatbot, RITUXIMAB)
    started = time.monotonic()
    answer = asked(worded, RITUXIMAB)
    assert time.monotonic() - started < SECONDS + SLACK
    check_the_same(answer, quotes)
    assert answer.note is not None
    assert why in answer.note
    assert answer.note.startswith("In quotes only: ")
    assert "\n" not in answer.note
    assert KEY not in answer.text
    assert server.requests


def test_without_a_server_the_answer_is_the_quotes(settings: Settings, chatbot: Chatbot) -> None:
    answer = asked(with_model(settings, closed_url()), DOSE)
    check_the_same(answer, asked(chatbot, DOSE))
    assert answer.conflicts
    assert "cannot be reached" in (answer.note or "")


def test_a_model_that_failed_three_times_is_left_alone(
    settings: Settings, server: Misbehaving
) -> None:
    server.says(status(401))
    worded = with_model(settings, server.base_url)
    for _ in range(3):
        asked(worded, RITUXIMAB)
    before = len(server.requests)
    assert "is left alone for" in (asked(worded, RITUXIMAB).note or "")
    assert len(server.requests) == before


@pytest.mark.parametrize("script", [hang, reply(*"What if " * 40, pause=0.2)], ids=["hang", "drip"])
def test_the_time_limit_holds_for_condensing_and_wording_together(
    script: Script, settings: Settings, chatbot: Chatbot, server: Misbehaving
) -> None:
    worded = with_model(settings, server.base_url)
    turns = [worded.ask(RITUXIMAB)[1]]
    server.says(script)
    started = time.monotonic()
    answer, _ = worded.ask(FOLLOW_UP, turns)
    assert time.monotonic() - started < SECONDS + SLACK
    assert len(server.requests) == 3
    check_the_same(answer, asked(chatbot, RITUXIMAB, FOLLOW_UP))
    assert "did not finish in time" in (answer.note or "")


def test_a_reply_that_begins_late_has_what_condensing_left(
    settings: Settings, server: Misbehaving
) -> None:
    worded = with_model(settings, server.base_url)
    turns = [worded.ask(RITUXIMAB)[1]]
    server.says(hang, reply(GOOD))
    answer, _ = worded.ask(FOLLOW_UP, turns)
    assert answer.condensed_question == "And if rituximab is not suitable?"
    assert answer.draft


def test_the_rewrite_of_a_model_is_shown_and_searched(
    settings: Settings, server: Misbehaving
) -> None:
    worded = with_model(settings, server.base_url)
    turns = [worded.ask(RITUXIMAB)[1]]
    server.says(reply("What is given if rituximab is not suitable?"), reply("NONE"))
    answer, turn = worded.ask(FOLLOW_UP, turns)
    assert answer.condensed_question == "What is given if rituximab is not suitable?"
    assert turn.condensed.question == answer.condensed_question
    assert answer.condensed_question in server.requests[-1]["messages"][1]["content"]


def test_an_off_topic_rewrite_is_dropped(
    settings: Settings, chatbot: Chatbot, server: Misbehaving
) -> None:
    worded = with_model(settings, server.base_url)
    turns = [worded.ask(RITUXIMAB)[1]]
    server.says(reply("What is the dose of aspirin in a stroke?"), reply("NONE"))
    check_the_same(worded.ask(FOLLOW_UP, turns)[0], asked(chatbot, RITUXIMAB, FOLLOW_UP))


def test_supported_sentences_stand_before_the_quotes(
    settings: Settings, chatbot: Chatbot, server: Misbehaving
) -> None:
    server.says(reply(GOOD, "\n", BAD))
    answer, quotes = (
        asked(with_model(settings, server.base_url), RITUXIMAB),
        asked(chatbot, RITUXIMAB),
    )
    assert answer.mode == "llm"
    first, *others = answer.statements
    assert (first.text, first.citations, first.verbatim) == (GOOD.replace(" [1]", ""), (1,), False)
    assert tuple(others) == quotes.statements
    assert answer.citations == quotes.citations
    assert answer.text.index(first.text) < answer.text.index(quotes.statements[0].text[:40])
    assert "9000" not in answer.text
    assert "1 of 2 sentences" in (answer.note or "")
    assert [(each.supported, each.citations) for each in answer.draft] == [
        (True, (1,)),
        (False, (1,)),
    ]


def test_a_sentence_that_failed_is_streamed_nowhere(
    settings: Settings, server: Misbehaving
) -> None:
    server.says(reply(*GOOD, "\n", *BAD, "\n", *GOOD.replace("preferred", "first-line")))
    worded = with_model(settings, server.base_url, seconds=10)
    shown, _ = streamed(worded, RITUXIMAB)
    (first,) = shown[0]
    assert (first.text, first.citations) == (GOOD.replace(" [1]", ""), (1,))
    assert not [each for sentences in shown for each in sentences if "9000" in each.text]
    assert all(each.citations == (1,) for sentences in shown for each in sentences)


def test_the_conflict_is_shown_whatever_the_model_writes(
    settings: Settings, chatbot: Chatbot, server: Misbehaving
) -> None:
    one_side = "Methylprednisolone is given intravenously in high dose [4]."
    server.says(reply(f"{one_side}\nThe articles agree on 1000 mg/day [1][3]."))
    answer, quotes = asked(with_model(settings, server.base_url), DOSE), asked(chatbot, DOSE)
    assert answer.conflicts == quotes.conflicts != ()
    block = quotes.text.split("\n\n")[:2]
    assert answer.text.split("\n\n")[:2] == block
    sent = server.requests[0]["messages"][1]["content"]
    numbers = " and ".join(f"[{number}]" for number in quotes.conflicts[0].citations)
    assert f"state both {numbers}" in sent


REFUSED = (
    "What dose of eculizumab?",
    "My patient is seizing now, what do I do?",
    "What is the weather like today?",
    "",
)


@pytest.mark.parametrize("question", REFUSED)
def test_a_refusal_asks_no_model(
    question: str, settings: Settings, chatbot: Chatbot, server: Misbehaving
) -> None:
    answer = asked(with_model(settings, server.base_url), question)
    assert answer.outcome is Outcome.REFUSED
    check_the_same(answer, asked(chatbot, question))
    assert answer.manifest.llm is None
    assert answer.manifest == asked(chatbot, question).manifest
    assert server.requests == []


def test_the_manifest_says_which_model_and_which_texts(
    settings: Settings, server: Misbehaving
) -> None:
    worded = with_model(settings, server.base_url)
    answer, turn = worded.ask(RITUXIMAB)
    assert answer.manifest.llm == "openai:tiny"
    assert set(answer.manifest.prompts) == {"disclaimer", "answer", "lines", "reader_clinician"}
    later, _ = worded.ask(FOLLOW_UP, [turn])
    assert set(later.manifest.prompts) == {*answer.manifest.prompts, "condense", "questions"}
    for label in later.manifest.prompts.values():
        version, digest = label.split(":")
        assert version.isdigit()
        assert len(digest) == 12


def test_the_same_reply_gives_the_same_answer(settings: Settings, server: Misbehaving) -> None:
    server.says(reply(GOOD))
    one, other = (asked(with_model(settings, server.base_url), RITUXIMAB) for _ in range(2))
    assert one == other


@pytest.mark.slow
def test_gibberish_of_a_real_server_is_never_shown(
    settings: Settings, chatbot: Chatbot, gibberish_server: tuple[str, str]
) -> None:
    url, model = gibberish_server
    given = {"llm": f"openai:{model}", "llm_url": url, "llm_seconds": 4.0}
    worded = Chatbot(settings.model_copy(update=given))
    for question in (DOSE, RITUXIMAB, "When should PLEX be considered?"):
        shown, answer = streamed(worded, question)
        assert shown == []
        check_the_same(answer, asked(chatbot, question))
        assert answer.note
