"""A record survives the way to the browser and back; anything else is refused calmly."""

import json

import pytest

from chatbot.answering.chain import State
from chatbot.answering.steps import Answered
from chatbot.chatbot import Chatbot
from chatbot.errors import RecordError
from chatbot.rendering.record import Record, as_data, make_record
from chatbot.rendering.restoring import read_records
from chatbot.settings import Settings

QUESTIONS = (
    "What dose of rituximab?",
    "What is the steroid dose in an acute attack?",
    "What dose of eculizumab?",
)


def recorded(settings: Settings, question: str) -> Record:
    state = Chatbot(settings).chain().invoke(State(question=question, turns=()))
    return make_record(state["answer"], state["condensed"], state["passages"])


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_record_comes_back_as_it_went(settings: Settings, question: str) -> None:
    record = recorded(settings, question)
    assert read_records(json.dumps([as_data(record)])) == (record,)
    assert Answered(answer=record.answer, condensed=record.condensed).turn.question == question
    assert [c.score for c in record.considered] == sorted(
        (c.score for c in record.considered), reverse=True
    )


def test_a_record_that_was_changed_is_refused(settings: Settings) -> None:
    changed = as_data(recorded(settings, QUESTIONS[0]))
    changed["answer"]["outcome"] = "certain"
    with pytest.raises(RecordError, match=r"0\.answer\.outcome"):
        read_records(json.dumps([changed]))


@pytest.mark.parametrize("text", ["Take 999 mg [1]", "", " \n"])
def test_an_answer_whose_text_was_changed_is_refused(settings: Settings, text: str) -> None:
    changed = as_data(recorded(settings, QUESTIONS[0]))
    changed["answer"]["text"] = text
    with pytest.raises(RecordError, match=r"0\.answer: its text is not what its statements"):
        read_records(json.dumps([changed]))


@pytest.mark.parametrize("citations", [[], [99]])
def test_a_statement_that_cites_nothing_is_refused(
    settings: Settings, citations: list[int]
) -> None:
    changed = as_data(recorded(settings, QUESTIONS[0]))
    changed["answer"]["statements"][0]["citations"] = citations
    with pytest.raises(RecordError, match="cites nothing"):
        read_records(json.dumps([changed]))


@pytest.mark.parametrize("written", ["", "{}", "[1]", "[null]", '["x"', "\ud800"])
def test_what_is_no_list_of_records_is_refused(written: str) -> None:
    with pytest.raises(RecordError, match="ask the questions again"):
        read_records(written)


def test_a_conversation_without_answers_is_nothing_to_export() -> None:
    with pytest.raises(RecordError, match="no answer yet"):
        read_records("[]")
