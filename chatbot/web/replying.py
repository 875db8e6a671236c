"""A question -> the reply as it grows on the page."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from chatbot.answering.answer import Audience, Statement
from chatbot.answering.steps import Answered, Quoted, Sentences
from chatbot.chatbot import Chatbot
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
    answered: Answered | None = None
    try:
        for event in chatbot.events(question, before, within, audience):
            if isinstance(event, Answered):
                answered = event
            elif isinstance(event, Quoted) and chatbot.model_name:
                answered = event.answered
                yield _growing(answered, before)
            elif isinstance(event, Sentences) and answered:
                yield _growing(answered, before, event.statements)
    except ChatbotError as error:
        yield Reply(html=_failed(error), turns=before)
        return
    if answered:
        yield from _grown(answered, before)


def reopened(records: Sequence[Record], today: date) -> list[tuple[str, Reply]]:
    """Return the questions and whole replies of a conversation from its records."""
    turns: Turns = ()
    replies = []
    for record in records:
        turns = (*turns, Answered(answer=record.answer, condensed=record.condensed).turn)
        reply = Reply(html=whole_answer(record, today), turns=turns, record=record)
        replies.append((record.answer.question, reply))
    return replies


def _failed(error: ChatbotError) -> str:
    return (
        '<div class="refusal"><p><strong>This question could not be answered now.</strong> '
        f"{escape(str(error))}</p></div>"
    )


def _grown(answered: Answered, before: Turns) -> Iterator[Reply]:
    """Yield the answer part by part, then the whole of it with what belongs to it."""
    answer = answered.answer
    shown = understood(answer)
    for part in answer_parts(answer, date.today()):
        shown += part
        yield Reply(html=shown, turns=before)
    yield _whole(answered, before)


def _whole(answered: Answered, before: Turns) -> Reply:
    record = make_record(answered.answer, answered.condensed, answered.passages)
    return Reply(
        html=whole_answer(record, date.today()), turns=(*before, answered.turn), record=record
    )


def _growing(answered: Answered, before: Turns, written: Sequence[Statement] = ()) -> Reply:
    """Return the quotes, and above them the sentences so far, with a word on what is going on."""
    answer = answered.answer
    parts = "".join(answer_parts(answer, date.today()))
    sentences = growing(answer, written, date.today())
    stopped = replace(answer, note=_QUOTES_STAND)
    stopped = replace(stopped, text=answer_text(stopped))
    return Reply(
        html=f"{understood(answer)}{sentences}{_WRITING}{parts}",
        turns=before,
        stopped=_whole(replace(answered, answer=stopped), before),
    )
