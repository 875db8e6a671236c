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
from chatbot.chatbot import Chatbot
from chatbot.errors import ChatbotError
from chatbot.rendering.restoring import read_records
from chatbot.retrieval.limiting import Within
from chatbot.settings import Settings
from chatbot.web.answer_view import export_menu
from chatbot.web.examples import find_examples
from chatbot.web.plain_pages import POLICY_LINK, USE_LINK
from chatbot.web.replying import STOPPED, reopened, stream_reply
from chatbot.web.session import Patch, Session, Visit
from chatbot.web.tabs import ArticlesTab, history_tab, index_tab, quality_tab
from chatbot.web.templating import render

PLACEHOLDER = "Ask a question"
_HINT = "Ask about the articles, then ask on: “And if that is not suitable?”"
_CONVERSATION = (
    f'<div id="log" role="log" aria-label="Conversation" tabindex="0"><p class="hint">{_HINT}'
    "</p></div>"
)
_CONNECT = """
import("/chatbot/page.js").then((page) => page.connect({
  ask: (asked) => trigger("ask", asked),
  answer: () => trigger("answer"),
  catch_up: (shown) => trigger("catch_up", shown),
  halt: (shown) => trigger("halt", shown),
  begin: (conversation) => trigger("begin", conversation),
  reopen: (conversation) => trigger("reopen", conversation),
  choose: (chosen) => trigger("choose", chosen),
  changed: (show) => watch("value", () => show(props.value)),
}));
"""
_CHOSEN = "() => { window.guidelineChatbot.chosen(); }"
_READER = "(reader) => window.guidelineChatbot.readBy(reader)"
_READER_BEFORE = "() => sessionStorage.getItem('guideline-chatbot.reader') ?? 'clinician'"
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
            gr.HTML(export_menu("Export all", copies=True), elem_id="take-away")
            gr.Button("New conversation", size="sm", elem_id="fresh")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                talk = _Talk(chatbot, settings, audience)
            gr.HTML(render("evidence.html"), elem_id="evidence")
        gr.HTML(
            f"<p>{disclaimer} {USE_LINK}Intended use and limits</a> · "
            f"{POLICY_LINK}Editorial policy</a></p>",
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

    def __init__(self, chatbot: Chatbot, settings: Settings, audience: gr.Dropdown) -> None:
        self.chatbot, self.audience = chatbot, audience
        self.visit = gr.State(Visit())
        with gr.Tabs(elem_id="places", selected="ask", overflow_behavior="wrap") as self.tabs:
            with gr.Tab("Conversation", id="ask", elem_id="place-ask"):
                self.conversation = gr.HTML(
                    html_template=_CONVERSATION, js_on_load=_CONNECT, elem_id="history"
                )
                examples = find_examples(chatbot)
                with gr.Row(elem_id="examples", visible=bool(examples)):
                    for example in examples:
                        gr.Button(example, size="sm", min_width=60)
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
            gr.Textbox(
                label="Your question",
                show_label=False,
                placeholder=PLACEHOLDER,
                lines=1,
                max_lines=4,
                autofocus=True,
                scale=8,
                elem_id="question",
            )
            gr.Button("Ask", variant="primary", scale=1, min_width=80, elem_id="send")
            gr.Button("Stop", variant="stop", scale=1, min_width=80, elem_id="stop")

    def connect(self, page: gr.Blocks) -> None:
        """Wire the events. The page's script says when: `assets/sending.js` has the order of it.

        None has `cancels`, which would also end what is asked right after a Stop.
        """
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        queued = {**private, "concurrency_id": "ask", "trigger_mode": "multiple"}
        direct = {**private, "queue": False, "trigger_mode": "multiple"}
        talk, visit = self.conversation, self.visit
        answering = partial(_answer, self.chatbot)
        asked = [visit, self.audience, self.scope]
        answer = talk.answer(answering, asked, talk, **queued)
        answer.failure(_left, visit, talk, **direct)
        talk.ask(_take, visit, [talk, self.tabs], **direct)
        talk.catch_up(_catch_up, visit, talk, **direct)
        talk.halt(_halt, visit, talk, **direct)
        talk.begin(_begin, visit, self.tabs, **direct)
        talk.reopen(_reopen, visit, [self.audience, talk, self.tabs], **direct)
        chosen = talk.choose(_choosing(self.chatbot), self.scope, self.scope, **direct)
        chosen.then(None, js=_CHOSEN, **direct)
        self.scope.change(_known_only(self.chatbot), self.scope, self.scope, **direct)
        self.articles.connect(self.chatbot, self.scope)
        self.audience.change(None, self.audience, js=_READER, **direct)
        page.load(None, None, self.audience, js=_READER_BEFORE, **direct)


def _sent(patch: Patch) -> str:
    """Return a patch as JSON: Gradio would copy and watch every part of plain data.

    It looks for script elements in what it is given; an article may quote one.
    """
    return json.dumps(patch).replace("<", "\\u003c")


async def _take(visit: Visit, asked: gr.EventData) -> tuple[str, Any]:
    """Put a question in its place, once, however often it is sent.

    The first of a conversation begins it. One whose place cannot be the next belongs to what this
    server does not have.
    """
    conversation, place = str(asked.conversation), int(asked.place)
    if place == 0 and visit.is_new(conversation):
        visit.turn_to(Session(conversation=conversation))
    now = visit.session
    if now.conversation != conversation or place > len(now):
        return _lost(conversation), gr.skip()
    if place == len(now):
        now.take(str(asked.question))
    return _sent(now.patch(int(asked.seen))), gr.Tabs(selected="ask")


def _lost(conversation: str) -> str:
    return _sent({"conversation": conversation, "lost": True})


async def _answer(
    chatbot: Chatbot, visit: Visit, reader: str, scope: list[str]
) -> AsyncIterator[Any]:
    now = visit.session
    replying = partial(
        stream_reply, chatbot, audience=Audience(reader), within=Within(articles=tuple(scope))
    )
    async for _ in now.answer(replying):
        yield _sent(now.patch())
    yield gr.skip()


async def _catch_up(visit: Visit, shown: gr.EventData) -> str:
    """Return what the page misses."""
    if visit.session.conversation != shown.conversation:
        return _lost(str(shown.conversation))
    return _sent(visit.session.patch(int(shown.seen)))


async def _halt(visit: Visit, shown: gr.EventData) -> str:
    if visit.session.conversation == shown.conversation:
        visit.session.stop(STOPPED)
    return await _catch_up(visit, shown)


async def _left(visit: Visit) -> str:
    """Show what a failure on the server left."""
    visit.session.fail()
    return _sent(visit.session.patch())


async def _begin(visit: Visit, begun: gr.EventData) -> Any:
    """Begin a conversation, unless its first question came before this and has begun it."""
    if visit.is_new(str(begun.conversation)):
        visit.turn_to(Session(conversation=str(begun.conversation)))
    return gr.Tabs(selected="ask")


async def _reopen(visit: Visit, kept: gr.EventData) -> tuple[Any, str, Any]:
    """Go on with a conversation that the page has kept.

    The reader is the one of its last answer: nobody who saw no doses sees some unasked.
    """
    conversation = str(kept.conversation)
    try:
        records = read_records(json.dumps(kept.records))
    except ChatbotError as error:
        problem = _sent({"conversation": conversation, "problem": str(error)})
        return gr.skip(), problem, gr.skip()
    opened = Session.restored(conversation, reopened(records, date.today()))
    visit.turn_to(opened)
    reader = records[-1].answer.manifest.audience
    return reader, _sent(opened.patch(0)), gr.Tabs(selected="ask")


def _choosing(chatbot: Chatbot) -> Callable[..., Any]:
    """Return what adds each article that was clicked to the limit, or takes it from there."""

    async def choose(scope: list[str], clicked: gr.EventData) -> Any:
        chosen = dict.fromkeys(scope)
        for article in map(str, clicked.articles):
            if article in chosen:
                del chosen[article]
            else:
                chosen[article] = None
        return _scope(chatbot, list(chosen))

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
        generation = chatbot.shown()
    except ChatbotError:
        return gr.skip()
    known = [each for each in dict.fromkeys(ids) if each in generation.articles]
    if known == shown:
        return gr.Dropdown(visible=bool(known))
    titles = [(generation.catalogue[each].title, each) for each in known]
    return gr.Dropdown(choices=titles, value=known, visible=bool(known))
