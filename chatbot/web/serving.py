"""Settings -> the page on its address: the web server and its few routes besides Gradio's."""

import socket
from datetime import date
from pathlib import Path
from typing import Annotated

import gradio as gr
import uvicorn
from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from rich.console import Console
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatbot.answering.answer import Audience
from chatbot.chatbot import Chatbot
from chatbot.errors import ChatbotError, ServingError, UnknownArticleError
from chatbot.rendering.as_html import escape
from chatbot.settings import Settings
from chatbot.web import marks
from chatbot.web.exporting import add_export_route
from chatbot.web.feedback import add_feedback_route
from chatbot.web.page import build_page
from chatbot.web.plain_pages import (
    POLICY_ROUTE,
    USE_ROUTE,
    intended_use_page,
    plain_page,
    policy_page,
)
from chatbot.web.source_view import newer_articles, source_view

CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "media-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
"""Gradio's page needs inline scripts and styles; nothing on it needs another host."""
_ASSETS = Path(__file__).parent / "assets"
_SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_LAST_SECONDS = 2
"""For answers under way when the server is stopped: an open page would else hold it for ever."""
_FONTS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"]


def serve_page(settings: Settings) -> None:
    """Serve the page until interrupted.

    Raises `GenerationError` if the index cannot be used, `ServingError` if the address cannot.
    """
    listener = _listen(settings.host, settings.port)
    chatbot = Chatbot(settings)
    chatbot.warm_up()
    port = listener.getsockname()[1]
    Console(stderr=True).print(
        f"The page is open at http://{settings.host}:{port}  (Ctrl-C stops it)", highlight=False
    )
    config = uvicorn.Config(
        build_app(chatbot, settings), log_level="warning", timeout_graceful_shutdown=_LAST_SECONDS
    )
    uvicorn.Server(config).run(sockets=[listener])


def build_app(chatbot: Chatbot, settings: Settings) -> FastAPI:
    """Return the web application: the page, its assets, and the passages that markers open."""
    app = FastAPI(title="Guideline chatbot", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(_StayingInside)
    app.mount("/chatbot", StaticFiles(directory=_ASSETS))  # "/assets" is Gradio's own

    _add_source_route(app, chatbot)
    add_export_route(app, chatbot)

    @app.get(POLICY_ROUTE, response_class=HTMLResponse)
    def policy() -> Response:
        return HTMLResponse(policy_page(settings.corpus), headers=_SAFE)

    @app.get(USE_ROUTE, response_class=HTMLResponse)
    def use() -> Response:
        try:
            return HTMLResponse(intended_use_page(chatbot), headers=_SAFE)
        except ChatbotError as error:
            return _problem(error, 503)

    add_feedback_route(app, marks.FILE)

    _add_health_route(app, chatbot)
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        build_page(chatbot, settings),
        path="/",
        theme=_theme(),
        head_paths=[_ASSETS / "head.html"],
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        show_error=True,
    )
    return mounted


def _add_source_route(app: FastAPI, chatbot: Chatbot) -> None:
    @app.get("/source", response_class=HTMLResponse)
    def source(
        request: Request,
        article: Annotated[str, Query(max_length=1000)],
        start: Annotated[int, Query(ge=0)] = 0,
        end: Annotated[int, Query(ge=0)] = 0,
        generation: Annotated[str, Query(max_length=100)] = "",
        quote: Annotated[str, Query(max_length=100)] = "",
        reader: Audience = Audience.CLINICIAN,
    ) -> Response:
        whole_page = not request.headers.get("X-Fragment")
        try:
            opened = chatbot.shown(generation)
            found = opened.article(article)
            newer = newer_articles(opened, article, reader)
        except UnknownArticleError as error:
            return _problem(error, 404, whole_page=whole_page)
        except ChatbotError as error:
            return _problem(error, 503, whole_page=whole_page)
        html = source_view(
            found, start, end, date.today(), quote, newer, reader, is_page=whole_page
        )
        return HTMLResponse(html, headers=_SAFE)


def _add_health_route(app: FastAPI, chatbot: Chatbot) -> None:
    @app.get("/health")
    def health() -> JSONResponse:
        try:
            manifest = chatbot.generation().manifest
        except ChatbotError as error:
            return JSONResponse({"status": "unavailable", "problem": str(error)}, status_code=503)
        ready = {"status": "ready", "generation": manifest.generation}
        return JSONResponse(ready | ({"problem": chatbot.problem} if chatbot.problem else {}))


class _StayingInside:
    """Every page, from which the browser asks nothing of any other host."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with the policy."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
                headers.setdefault("Referrer-Policy", "no-referrer")
            await send(message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)


def _theme() -> gr.themes.Base:
    """Return Gradio's theme in the system's fonts, its main button dark enough to be read."""
    theme = gr.themes.Default(
        primary_hue="blue", font=_FONTS, font_mono=["ui-monospace", "monospace"]
    )
    return theme.set(
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
    )


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything slow happens, so that a taken one is said at once."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        raise ServingError(
            f"{host}:{port} cannot be opened ({error.strerror}); choose another with --port or "
            "--host, or stop the program that holds it"
        ) from error
    return listener


def _problem(error: Exception, status: int, *, whole_page: bool = True) -> Response:
    words = f"<p>{escape(str(error))}</p>"
    page = plain_page("Not shown", f"<main><h1>This cannot be shown</h1>{words}</main>")
    return HTMLResponse(page if whole_page else words, status_code=status, headers=_SAFE)
