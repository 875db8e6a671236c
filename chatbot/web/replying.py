"""A question -> the reply as it grows on the page."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from chatbot.answering.answer import Answer, Audience, Outcome, Statement
from chatbot.answering.pipeline import State, turn_of
from chatbot.assembling import Chatbot
from chatbot.errors import ChatbotError
from chatbot.rendering.as_html import escape
from chatbot.rendering.as_markdown import answer_text
from chatbot.rendering.record import Record, make_record
from chatbot.retrieval.limiting import EVERYTHING, Within
from chatbot.web.answer_view import answer_parts, growing, understood, whole_answer
from chatbot.web.session import Reply, Turns

STOPPED = (
    '<div class="refusal"><p><strong>Stopped.</strong> Nothing was answered; ask again whenever '
    "you like.</p></div>"
)
_SEARCHING = '<p class="under-way">Searching the articles …</p>'
_WRITING = (
    '<p class="under-way">A language model is putting these lines into words; each sentence is '
    "checked first …</p>"
)
_QUOTES_STAND = "Stopped before a language model had put these lines into words."


def stream_reply(
    chatbot: Chatbot,
    question: str,
    before: Turns,
    audience: Audience = Audience.CLINICIAN,
    within: Within = EVERYTHING,
) -> Iterator[Reply]:
    """Yield the reply as it grows; the record of the answer comes with the whole of it.

    While a language model writes, the quotes are there already; above them, each of its sentences
    is shown once it has passed the gate. A stated error becomes a calm sentence; the conversation
    stays as it was.
    """
    yield Reply(html=_SEARCHING, turns=before)
    state: Any = {}
    quoted: Any = {}
    try:
        given = State(question=question, turns=before, audience=audience)
        found: Any
        for mode, found in chatbot.chain(within).stream(given, stream_mode=["custom", "values"]):
            if mode == "custom":
                yield _growing(quoted, before, found)
                continue
            if chatbot.model_name and "answer" in found and not quoted:
                quoted = found
                yield _growing(quoted, before)
            state = found
    except ChatbotError as error:
        yield Reply(html=_failed(error), turns=before)
        return
    yield from _grown(state, before)


def reopened(records: Sequence[Record], today: date) -> list[tuple[str, Reply]]:
    """Return the questions and whole replies of a conversation from its records."""
    turns: Turns = ()
    replies = []
    for record in records:
        turns = (*turns, turn_of(record.answer, record.condensed))
        reply = Reply(html=whole_answer(record, today), turns=turns, record=record)
        replies.append((record.answer.question, reply))
    return replies


def _failed(error: ChatbotError) -> str:
    return (
        '<div class="refusal"><p><strong>This question could not be answered now.</strong> '
        f"{escape(str(error))}</p></div>"
    )


def _grown(state: Any, before: Turns) -> Iterator[Reply]:
    """Yield the answer part by part, then the whole of it with what belongs to it."""
    answer: Answer = state["answer"]
    shown = understood(answer)
    for part in answer_parts(answer, date.today()):
        shown += part
        yield Reply(html=shown, turns=before)
    yield _whole(state, before)


def _whole(state: Any, before: Turns) -> Reply:
    answer: Answer = state["answer"]
    record = make_record(answer, state["condensed"], state.get("passages", ()))
    return Reply(
        html=whole_answer(record, date.today()),
        turns=(*before, turn_of(answer, state["condensed"])),
        record=record,
    )


def _growing(state: Any, before: Turns, written: Sequence[Statement] = ()) -> Reply:
    """Return the quotes, and above them the sentences so far, with a word on what is going on."""
    answer: Answer = state["answer"]
    under_way = "" if answer.outcome is Outcome.REFUSED else _WRITING
    parts = "".join(answer_parts(answer, date.today()))
    sentences = growing(answer, written, date.today())
    stopped = replace(answer, note=_QUOTES_STAND)
    stopped = replace(stopped, text=answer_text(stopped))
    return Reply(
        html=f"{understood(answer)}{sentences}{under_way}{parts}",
        turns=before,
        stopped=_whole(state | {"answer": stopped}, before),
    )
