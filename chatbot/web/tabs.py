"""The tabs beside the conversation: the articles, what is kept, quality, the index."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import gradio as gr

from chatbot.articles.article import ReviewStatus
from chatbot.chatbot import Chatbot
from chatbot.errors import ChatbotError
from chatbot.rendering.as_html import escape
from chatbot.settings import Settings
from chatbot.web.newest_run import newest_run
from chatbot.web.views.articles_view import articles_view
from chatbot.web.views.finding_articles import find_articles, stated_kinds, stated_statuses
from chatbot.web.views.index_view import index_view, read_index_state
from chatbot.web.views.linting import Linting
from chatbot.web.views.quality_view import quality_view

_KEPT = '<div id="kept"></div>'
_CONNECT_KEPT = 'import("/chatbot/page.js").then((page) => page.connectKept(element));'
_LOADING = '<p class="hint">Loading …</p>'
_ANY = ""
_DIRECT: dict[str, Any] = {
    "api_visibility": "private",
    "show_progress": "hidden",
    "concurrency_id": "tabs",
    "trigger_mode": "always_last",
}


class ArticlesTab:
    """A list to browse and search; `chosen` are the articles that questions are asked within."""

    def __init__(self) -> None:
        with (
            gr.Tab("Articles", id="articles", elem_id="place-articles") as self._tab,
            gr.Column(elem_classes="view-tab"),
        ):
            with gr.Row(elem_id="finding"):
                self._words = gr.Textbox(
                    label="Find articles",
                    placeholder="Title, heading, kind",
                    scale=3,
                    min_width=160,
                )
                self._status = _choice("Review status")
                self._kind = _choice("Kind")
            self._list = gr.HTML(_LOADING)

    def connect(self, chatbot: Chatbot, chosen: gr.Dropdown) -> None:
        """Fill the list when it is opened, and anew with every word typed or article chosen."""
        given = [self._words, self._status, self._kind, chosen]
        listing = partial(_listing, chatbot)
        filters = [self._status, self._kind]
        filled = self._tab.select(partial(_filters, chatbot), None, filters, **_DIRECT)
        filled.then(listing, given, self._list, **_DIRECT)
        for event in (self._words.change, self._status.change, self._kind.change, chosen.change):
            event(listing, given, self._list, **_DIRECT)


def history_tab() -> None:
    """Build the tab that the page's own script fills: the server keeps no conversation."""
    with gr.Tab("History", id="history", elem_id="place-history"):
        gr.HTML(_KEPT, js_on_load=_CONNECT_KEPT)


def quality_tab(chatbot: Chatbot) -> None:
    """Build the evaluators' tab: the last run's figures and the cases that fail."""

    def show() -> str:
        try:
            generation = chatbot.shown()
        except ChatbotError:
            generation = None
        return quality_view(newest_run(), generation, datetime.now(UTC))

    with gr.Tab("Quality", id="quality", elem_id="place-quality") as tab:
        shown = gr.HTML(_LOADING)
    tab.select(show, None, shown, **_DIRECT)


def index_tab(chatbot: Chatbot, settings: Settings) -> None:
    """Build the maintainers' tab: the generation, and what is wrong with the articles."""
    linting = Linting(settings)

    def show() -> Iterator[str]:
        state = read_index_state(chatbot, settings)
        yield index_view(state, None, datetime.now(UTC))
        yield index_view(state, linting.lint(date.today()), datetime.now(UTC))

    with gr.Tab("Index", id="index", elem_id="place-index") as tab:
        shown = gr.HTML(_LOADING)
    tab.select(show, None, shown, **_DIRECT)


def _choice(label: str) -> gr.Dropdown:
    return gr.Dropdown(
        label=label,
        choices=[("All", _ANY)],
        value=_ANY,
        allow_custom_value=True,  # what may be chosen changes with the index
        scale=2,
        min_width=130,
    )


def _filters(chatbot: Chatbot) -> Any:
    try:
        generation = chatbot.shown()
    except ChatbotError:
        return gr.skip(), gr.skip()
    statuses = [(each.value.replace("_", " "), each.value) for each in stated_statuses(generation)]
    kinds = [(each, each) for each in stated_kinds(generation)]
    return tuple(gr.Dropdown(choices=[("All", _ANY), *known]) for known in (statuses, kinds))


def _listing(chatbot: Chatbot, words: str, status: str, kind: str, chosen: list[str]) -> str:
    try:
        generation = chatbot.shown()
    except ChatbotError as error:
        return f'<p class="empty">{escape(str(error))}</p>'
    found = find_articles(
        generation,
        words,
        status=ReviewStatus(status) if status in list(ReviewStatus) else None,
        kind=kind or None,
    )
    return articles_view(generation, found, date.today(), chosen=chosen)
