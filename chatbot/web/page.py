"""The chat page: layout and events. Only here and in `tabs` are Gradio components built.

The conversation is no `gr.Chatbot`: that one reads every message anew with each word that arrives,
so an answer takes the longer the longer one has talked. Here the server sends patches
(`chatbot.web.session`), which a script of the page puts in their places.
"""

import json
from collections.abc import AsyncIterator, Callable
from datetime import date
from functools import partial
from typing import Any

import gradio as gr

from chatbot.answering.answer import Audience
from chatbot.answering.prompts import load_prompt
from chatbot.assembling import Chatbot
from chatbot.errors import ChatbotError
from chatbot.exporting.record import read_records
from chatbot.retrieval.limiting import Within
from chatbot.settings import Settings
from chatbot.web import editorial_policy, intended_use
from chatbot.web.answer_view import export_menu
from chatbot.web.examples import find_examples
from chatbot.web.replying import STOPPED, reopened, stream_reply
from chatbot.web.session import Patch, Session
from chatbot.web.tabs import ArticlesTab, history_tab, index_tab, quality_tab

PLACEHOLDER = "Ask a question"
_HINT = "Ask about the articles, then ask on: “And if that is not suitable?”"
_CONVERSATION = (
    f'<div id="log" role="log" aria-label="Conversation" tabindex="0"><p class="hint">{_HINT}'
    "</p></div>"
)
_CONNECT = """
import("/chatbot/page.js").then((page) => page.connect({
  ask: (chosen) => trigger("ask", chosen),
  choose: (chosen) => trigger("choose", chosen),
  reopen: (conversation) => trigger("reopen", conversation),
  changed: (show) => watch("value", () => show(props.value)),
}));
"""
_KNOWN = "(...given) => [...given.slice(0, -1), window.guidelineChatbot.known()]"
"""How many exchanges the page shows: a server that was started anew has none of them."""
_SEND = "(words) => window.guidelineChatbot.send(words)"
_SCOPED = "(scope) => window.guidelineChatbot.scoped(scope)"
_READER = "(reader) => window.guidelineChatbot.readBy(reader)"
_READER_BEFORE = "() => sessionStorage.getItem('guideline-chatbot.reader') ?? 'clinician'"
_EVIDENCE = (
    '<aside id="evidence-panel" aria-label="Source">'
    '<div id="evidence-bar"><button id="evidence-previous" type="button">‹ Previous</button>'
    '<span id="evidence-place" role="status"></span>'
    '<button id="evidence-next" type="button">Next ›</button>'
    '<button id="evidence-close" type="button" aria-label="Close source">Close</button></div>'
    '<div id="evidence-content" tabindex="0"><p class="hint">Choose a marker such as [1] in an '
    "answer to read the passage in its article.</p></div></aside>"
)
_EXPORT = export_menu("Export all", '<button type="button" data-copy>Copy</button>')
_QUEUED_AT_MOST = 64
_AT_ONCE = 2


def build_page(chatbot: Chatbot, settings: Settings) -> gr.Blocks:
    """Return the page. A session lives in its own state and nowhere else."""
    disclaimer = load_prompt("disclaimer").text
    page: gr.Blocks
    with gr.Blocks(title="Guideline chatbot", fill_width=True, analytics_enabled=False) as page:
        with gr.Row(elem_id="masthead"):
            gr.HTML(
                "<h1>Guideline chatbot</h1><p>Answers in the articles' own words, with their "
                "source. Not for emergencies.</p>"
            )
            audience = _readers()
            gr.HTML(_EXPORT, elem_id="take-away")
            fresh = gr.Button("New conversation", size="sm", elem_id="fresh")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                talk = _Talk(chatbot, settings, audience, fresh)
            gr.HTML(_EVIDENCE, elem_id="evidence")
        gr.HTML(
            f"<p>{disclaimer} {intended_use.LINK}Intended use and limits</a> · "
            f"{editorial_policy.LINK}Editorial policy</a></p>",
            elem_id="disclaimer",
        )
        talk.connect(page)
    page.queue(max_size=_QUEUED_AT_MOST, default_concurrency_limit=_AT_ONCE, api_open=False)
    return page


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


class _Talk:
    """The left side of the page: the tabs, and below them the question."""

    def __init__(
        self, chatbot: Chatbot, settings: Settings, audience: gr.Dropdown, fresh: gr.Button
    ) -> None:
        self.chatbot, self.audience, self.fresh = chatbot, audience, fresh
        self.session = gr.State(Session())
        with gr.Tabs(elem_id="places", selected="ask", overflow_behavior="wrap") as self.tabs:
            with gr.Tab("Conversation", id="ask", elem_id="place-ask"):
                self.conversation = gr.HTML(
                    html_template=_CONVERSATION, js_on_load=_CONNECT, elem_id="history"
                )
                examples = find_examples(chatbot)
                with gr.Row(elem_id="examples", visible=bool(examples)):
                    self.examples = [gr.Button(e, size="sm", min_width=60) for e in examples]
            self.articles = ArticlesTab()
            history_tab()
            quality_tab(chatbot)
            index_tab(chatbot, settings)
        gr.HTML('<p id="notice" role="status"></p>', elem_id="notices")
        self.scope = gr.Dropdown(
            label="Search only in",
            choices=[],
            value=[],
            multiselect=True,
            allow_custom_value=True,
            visible=False,
            elem_id="scope",
        )
        with gr.Row(elem_id="ask"):
            self.question = gr.Textbox(
                label="Your question",
                show_label=False,
                placeholder=PLACEHOLDER,
                lines=1,
                max_lines=4,
                autofocus=True,
                scale=8,
                elem_id="question",
            )
            self.send = gr.Button("Ask", variant="primary", scale=1, min_width=80)
            self.halt = gr.Button("Stop", variant="stop", scale=1, min_width=80, elem_id="stop")
        self.known = gr.Number(0, visible="hidden", label="Exchanges shown")
        self.sent = gr.Textbox(visible="hidden", label="Question sent")

    def connect(self, page: gr.Blocks) -> None:
        """Wire the events: show the question at once, then answer it."""
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        queued = {**private, "concurrency_id": "ask", "trigger_mode": "multiple"}
        direct = {**private, "queue": False, "trigger_mode": "multiple"}
        shown = [self.conversation, self.tabs]
        given = [self.session, self.known]
        # The box is emptied at once, so that what is typed meanwhile stays.
        taking = [
            event(None, self.question, [self.sent, self.question], js=_SEND, **direct).then(
                _take, [self.sent, *given], shown, js=_KNOWN, **direct
            )
            for event in (self.question.submit, self.send.click)
        ]
        taking += [
            button.click(_take, [button, *given], shown, js=_KNOWN, **direct)
            for button in self.examples
        ]
        taking.append(self.conversation.ask(_take_chosen, given, shown, js=_KNOWN, **direct))
        taking.append(
            self.conversation.reopen(
                _reopen, self.session, [self.session, self.audience, *shown], **direct
            )
        )
        answering = partial(_answer, self.chatbot)
        asked = [self.session, self.audience, self.scope]
        answers = [taken.then(answering, asked, self.conversation, **queued) for taken in taking]
        for answer in answers:
            answer.failure(_left, self.session, self.conversation, **direct)
        self.halt.click(_stop, self.session, self.conversation, cancels=answers, **direct)
        self.fresh.click(_restart, self.session, [self.session, *shown], cancels=answers, **direct)
        self.conversation.choose(_choosing(self.chatbot), None, self.scope, **direct)
        self.scope.change(_known_only(self.chatbot), self.scope, self.scope, js=_SCOPED, **direct)
        self.articles.connect(self.chatbot, self.scope)
        self.audience.change(None, self.audience, js=_READER, **direct)
        page.load(None, None, self.audience, js=_READER_BEFORE, **direct)


def _sent(patch: Patch) -> str:
    """Return a patch as JSON: Gradio would copy and watch every part of plain data.

    It looks for script elements in what it is given; an article may quote one.
    """
    return json.dumps(patch).replace("<", "\\u003c")


async def _take(words: str, now: Session, known: int) -> tuple[Any, Any]:
    """Put a question at the end; if this session has not what the page shows, ask for that."""
    if not words.strip():
        return gr.skip(), gr.skip()
    if known > len(now):
        return _sent({"lost": True, "question": words}), gr.skip()
    now.take(words)
    return _sent(now.patch()), gr.Tabs(selected="ask")


async def _take_chosen(now: Session, known: int, chosen: gr.EventData) -> tuple[Any, Any]:
    return await _take(str(chosen.question), now, known)


async def _answer(
    chatbot: Chatbot, now: Session, reader: str, scope: list[str]
) -> AsyncIterator[Any]:
    replying = partial(
        stream_reply, chatbot, audience=Audience(reader), within=Within(articles=tuple(scope))
    )
    async for _ in now.answer(replying):
        yield _sent(now.patch())
    yield gr.skip()


async def _stop(now: Session) -> str:
    now.stop(STOPPED)
    return _sent(now.patch())


async def _left(now: Session) -> str:
    """Show what a failure on the server left."""
    return _sent(now.patch())


async def _restart(now: Session) -> tuple[Session, str, Any]:
    now.ended = True
    fresh = Session()
    return fresh, _sent(fresh.patch(whole=True)), gr.Tabs(selected="ask")


async def _reopen(now: Session, kept: gr.EventData) -> tuple[Any, Any, str, Any]:
    """Go on with a conversation that the page has kept, and with a question if there is one.

    The reader is the one of its last answer: nobody who saw no doses sees some unasked.
    """
    try:
        records = read_records(json.dumps(kept.records))
    except ChatbotError as error:
        return gr.skip(), gr.skip(), _sent({"problem": str(error)}), gr.skip()
    now.ended = True
    opened = Session.restored(reopened(records, date.today()))
    reader = records[-1].answer.manifest.audience
    if kept.question:
        opened.take(kept.question)
    return opened, reader, _sent(opened.patch(whole=True)), gr.Tabs(selected="ask")


def _choosing(chatbot: Chatbot) -> Callable[..., Any]:
    """Return what limits the search to the articles that the page has chosen."""

    async def choose(chosen: gr.EventData) -> Any:
        return _scope(chatbot, [str(each) for each in chosen.articles])

    return choose


def _known_only(chatbot: Chatbot) -> Callable[..., Any]:
    """Return what leaves nothing in the limit that is no article."""

    async def known_only(scope: list[str]) -> Any:
        return _scope(chatbot, scope, shown=scope)

    return known_only


def _scope(chatbot: Chatbot, ids: list[str], *, shown: list[str] | None = None) -> Any:
    """Return the limit with those of `ids` that may be shown, by their titles.

    If these are what is `shown`, they are not sent again: another may have been chosen meanwhile.
    """
    try:
        generation = chatbot.visible(chatbot.generation())
    except ChatbotError:
        return gr.skip()
    known = [each for each in dict.fromkeys(ids) if each in generation.articles]
    if known == shown:
        return gr.Dropdown(visible=bool(known))
    titles = [(generation.catalogue[each].title, each) for each in known]
    return gr.Dropdown(choices=titles, value=known, visible=bool(known))
