"""An answer as the page shows it: its Markdown in parts, and what may be asked next."""

import re

from chatbot.answering.answer import Answer
from chatbot.assembling import Chatbot
from chatbot.web.page import parts, stream_reply

CONFLICT = "What is the dose of IV methylprednisolone in an acute attack?"
_LINKED = re.compile(r"\[\\\[(\d+)\\\]\]\(/source\?")


def _answer(chatbot: Chatbot, question: str) -> Answer:
    answer: Answer = chatbot.chain().invoke({"question": question, "turns": ()})["answer"]
    return answer


def _is_block_quote(part: str) -> bool:
    return all(line.startswith("> ") for line in part.split("\n"))


def test_a_conflict_is_one_block_quote_with_the_markers_of_all_its_sides(chatbot: Chatbot) -> None:
    answer = _answer(chatbot, CONFLICT)
    assert answer.conflicts
    shown = parts(answer)
    for conflict, part in zip(answer.conflicts, shown, strict=False):
        assert _is_block_quote(part)
        assert part.startswith("> **The articles disagree**")
        assert {int(number) for number in _LINKED.findall(part)} >= set(conflict.citations)
        assert all(value in part for value in conflict.values)
    assert not any(part.startswith(">") for part in shown[len(answer.conflicts) :])


def test_only_why_there_is_no_answer_is_a_block_quote(chatbot: Chatbot) -> None:
    for question in ("What dose of eculizumab?", "My patient is seizing now, what do I do?"):
        first, *others = parts(_answer(chatbot, question))
        assert _is_block_quote(first)
        assert first.startswith("> **No answer from the articles.**")
        assert not any(part.startswith(">") for part in others)


def test_an_answer_without_a_conflict_has_no_block_quote(chatbot: Chatbot) -> None:
    answer = _answer(chatbot, "What dose of rituximab?")
    assert not any(part.startswith(">") for part in parts(answer))


def test_what_may_be_asked_next_comes_with_the_whole_reply_only(chatbot: Chatbot) -> None:
    question = "When should plasma exchange be considered?"
    *growing, whole = stream_reply(chatbot, question, ())
    assert whole.follow_ups == _answer(chatbot, question).follow_ups != ()
    assert whole.words == growing[-1].words
    assert all(reply.follow_ups == () for reply in growing)
    assert whole.message()["options"] == [{"value": each} for each in whole.follow_ups]


def test_a_refusal_suggests_nothing(chatbot: Chatbot) -> None:
    *_, whole = stream_reply(chatbot, "What dose of eculizumab?", ())
    assert "options" not in whole.message()
