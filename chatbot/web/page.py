"""The chat page: layout and events. The only module that builds Gradio components."""

import re
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any
from urllib.parse import urlencode

import gradio as gr

from chatbot.answering.answer import Answer, Audience, Outcome
from chatbot.answering.pipeline import State, turn_of
from chatbot.answering.prompts import load_prompt
from chatbot.answering.writing import CONFLICT_HEADING, escape
from chatbot.assembling import Chatbot
from chatbot.errors import ChatbotError
from chatbot.web import editorial_policy, intended_use
from chatbot.web.session import Message, Reply, Session, Turns
from chatbot.web.source_view import fingerprint

EXAMPLES = (
    "What dose of rituximab?",
    "What is the steroid dose in an acute attack?",
    "When should plasma exchange be considered?",
    "What are the side effects of plasma exchange?",
)
PLACEHOLDER = "Ask about the articles, then ask on: “And if that is not suitable?”"
_SEARCHING = "*Searching the articles …*"
_WRITING = "*A language model is putting these lines into words; each sentence is checked first …*"
_MARKER = re.compile(r"(?<!\\)\[(\d+)\]")
_OPEN_LATEST = (
    f"(reader) => reader === '{Audience.PATIENT_OR_CARER.value}' "
    "|| window.guidelineChatbot.openLatest()"
)
"""The source has doses: patients and carers open it themselves."""
_QUEUED_AT_MOST = 64
_AT_ONCE = 2


def build_page(chatbot: Chatbot) -> gr.Blocks:
    """Return the page. A session lives in its own state and nowhere else."""
    disclaimer = load_prompt("disclaimer").text
    page: gr.Blocks
    with gr.Blocks(title="Guideline chatbot", fill_width=True, analytics_enabled=False) as page:
        session = gr.State(Session())
        with gr.Row(elem_id="masthead"):
            gr.HTML(
                "<h1>Guideline chatbot</h1><p>Answers in the articles' own words, with their "
                "source. Not for emergencies.</p>"
            )
            audience = _readers()
            fresh = gr.Button("New conversation", size="sm", elem_id="fresh")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                history, question, send, examples = _talk()
            gr.HTML(_EMPTY_EVIDENCE, elem_id="evidence")
        gr.HTML(
            f"<p>{disclaimer} {intended_use.LINK}Intended use and limits</a> · "
            f"{editorial_policy.LINK}Editorial policy</a></p>",
            elem_id="disclaimer",
        )
        _connect(chatbot, session, history, question, send, examples, fresh, audience)
    page.queue(max_size=_QUEUED_AT_MOST, default_concurrency_limit=_AT_ONCE, api_open=False)
    return page


_EMPTY_EVIDENCE = (
    '<aside id="evidence-panel" aria-label="Source" tabindex="-1">'
    '<button id="evidence-close" type="button">Close source</button>'
    '<div id="evidence-content"><p class="hint">Choose a marker such as [1] in an answer to read '
    "the passage in its article.</p></div></aside>"
)


def _talk() -> tuple[gr.Chatbot, gr.Textbox, gr.Button, list[gr.Button]]:
    history = gr.Chatbot(
        label="Conversation",
        show_label=False,
        height="100%",
        elem_id="history",
        placeholder=PLACEHOLDER,
        sanitize_html=True,
        allow_tags=False,
        latex_delimiters=[],
        feedback_options=None,
        buttons=["copy"],
        layout="panel",
        autoscroll=False,
    )
    with gr.Row(elem_id="examples"):
        examples = [gr.Button(example, size="sm", min_width=60) for example in EXAMPLES]
    with gr.Row(elem_id="ask"):
        question = gr.Textbox(
            label="Your question",
            show_label=False,
            placeholder=PLACEHOLDER,
            lines=1,
            max_lines=4,
            autofocus=True,
            scale=8,
            elem_id="question",
        )
        send = gr.Button("Ask", variant="primary", scale=1, min_width=80)
    return history, question, send, examples


def _readers() -> gr.Dropdown:
    return gr.Dropdown(
        label="Which best describes you?",
        choices=[(audience.label, audience.value) for audience in Audience],
        value=Audience.CLINICIAN.value,
        elem_id="audience",
        filterable=False,
        scale=0,
        min_width=200,
    )


def _connect(
    chatbot: Chatbot,
    session: gr.State,
    history: gr.Chatbot,
    question: gr.Textbox,
    send: gr.Button,
    examples: list[gr.Button],
    fresh: gr.Button,
    audience: gr.Dropdown,
) -> None:
    """Wire the events: show the question at once, then answer it, then open its first source."""

    async def take(words: str, now: Session) -> tuple[str, list[Message]]:
        now.take(words)
        return "", now.shown()

    async def take_suggested(chosen: gr.SelectData, now: Session) -> list[Message]:
        now.take(chosen.value)
        return now.shown()

    async def answer(now: Session, reader: str) -> AsyncIterator[Any]:
        replying = partial(stream_reply, chatbot, audience=Audience(reader))
        async for _ in now.answer(replying):
            yield now.shown()
        yield gr.skip() if now.ended else now.shown()

    async def restart(now: Session) -> tuple[list[Message], Session, str]:
        now.ended = True
        return [], Session(), ""

    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    queued = {**private, "concurrency_id": "ask", "trigger_mode": "multiple"}
    direct = {**private, "queue": False, "trigger_mode": "multiple"}
    taking = [
        event(take, [words, session], [question, history], **direct)
        for event, words in (
            (question.submit, question),
            (send.click, question),
            *((button.click, button) for button in examples),
        )
    ]
    taking.append(history.option_select(take_suggested, session, history, **direct))
    answers = []
    for taken in taking:
        answers.append(taken.then(answer, [session, audience], history, **queued))
        answers[-1].then(None, audience, js=_OPEN_LATEST, **private)
    for event in (fresh.click, history.clear):
        event(restart, session, [history, session, question], cancels=answers, **direct).then(
            None, js="() => window.guidelineChatbot.clear()", **private
        )


def stream_reply(
    chatbot: Chatbot, question: str, before: Turns, audience: Audience = Audience.CLINICIAN
) -> Iterator[Reply]:
    """Yield the reply as it grows; what may be asked next comes with the whole of it.

    While a language model writes, the quotes are there already; above them, each of its sentences
    is shown once it has passed the gate. A stated error becomes a calm sentence; the conversation
    stays as it was.
    """
    yield Reply(words=_SEARCHING, turns=before)
    state: Any = {}
    try:
        given = State(question=question, turns=before, audience=audience)
        found: Any
        for mode, found in chatbot.chain().stream(given, stream_mode=["custom", "values"]):
            if mode == "custom":
                yield Reply(words=_growing(state["answer"], found), turns=before)
            elif chatbot.model_name and "answer" in found and "answer" not in state:
                yield Reply(words=_growing(found["answer"], ""), turns=before)
            state = state if mode == "custom" else found
    except ChatbotError as error:
        words = f"**This question could not be answered now.** {escape(str(error))}"
        yield Reply(words=words, turns=before)
        return
    answer: Answer = state["answer"]
    after = (*before, turn_of(answer, state["condensed"]))
    shown = _understood(answer)
    for part in parts(answer):
        shown = f"{shown}\n\n{part}" if shown else part
        yield Reply(words=shown, turns=after)
    yield Reply(words=shown, turns=after, follow_ups=answer.follow_ups)


def _growing(answer: Answer, sentences: str) -> str:
    """Return the quotes, and above them the sentences so far, with a word on what is going on."""
    if answer.outcome is Outcome.REFUSED:
        return "\n\n".join(parts(answer))
    above = [with_links(sentences, answer)] if sentences else []
    return "\n\n".join([_understood(answer), *above, _WRITING, *parts(answer)]).strip()


def parts(answer: Answer) -> list[str]:
    """Return the answer's Markdown in parts; why there is none, or a conflict, as a block quote."""
    paragraphs = with_links(answer.text, answer).split("\n\n")
    if answer.outcome is Outcome.REFUSED:
        return [_block_quote(paragraphs[0]), *paragraphs[1:]]
    found: list[str] = []
    for paragraph in paragraphs:
        if found and found[-1].startswith(CONFLICT_HEADING):  # its list comes next
            found[-1] = _block_quote(f"{found[-1]}\n\n{paragraph}")
        else:
            found.append(paragraph)
    return found


def _block_quote(words: str) -> str:
    return "\n".join(f"> {line}" for line in words.split("\n"))


def with_links(words: str, answer: Answer) -> str:
    """Return words of an answer, each marker a link to its passage.

    The marker of a superseded article says that it is one.
    """
    by_number = {c.number: c for c in (*answer.citations, *answer.nearest)}

    def link(match: re.Match[str]) -> str:
        cited = by_number[int(match[1])]
        place = urlencode(
            {
                "article": cited.article_id,
                "start": cited.start,
                "end": cited.end,
                "generation": answer.manifest.generation,
                "quote": fingerprint(cited.quote),
            }
        )
        old = ", superseded" if cited.superseded_by else ""
        return f"[\\[{cited.number}{old}\\]](/source?{place})"

    return _MARKER.sub(link, words)


def _understood(answer: Answer) -> str:
    if answer.condensed_question == answer.question:
        return ""
    return f"*Understood as: {escape(answer.condensed_question)}*"
