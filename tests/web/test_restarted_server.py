"""A server that stops and is started anew under an open page: the conversation goes on."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import gradio
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from chatbot.settings import Settings
from tests.web.conftest import free_port, wait_until_ready
from tests.web.test_browser import FIRST, FOLLOW_UP, ask, opened
from tests.web.test_feedback import give

pytestmark = pytest.mark.browser
_BOXES = {
    script.name
    for script in Path(gradio.__file__).parent.glob("templates/frontend/assets/Index-*.js")
    if 'testid="textbox"' in script.read_text(encoding="utf-8")
}
"""Gradio's scripts that draw a text box."""


class Server:
    """A page in a process of its own, on one port whenever it runs."""

    def __init__(self, settings: Settings) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._places = ["--corpus", str(settings.corpus), "--index", str(settings.index)]
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        chatbot = str(Path(sys.executable).with_name("chatbot"))
        self._process = subprocess.Popen(
            [chatbot, "serve", "--port", str(self.port), *self._places],
            stderr=subprocess.PIPE,
            text=True,
        )
        wait_until_ready(f"{self.address}/health", self._process)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    server = Server(settings)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    page = opened(browser, server.address, 1440, 900, "light")
    yield page
    page.context.close()


def test_the_conversation_goes_on_and_the_question_is_not_lost(page: Page, server: Server) -> None:
    ask(page, FIRST)
    page.route("**/feedback", lambda route: route.fulfill(json={"noted": True}))
    give(page, "Unsafe", page.locator("#log .exchange"))
    server.kill()
    page.fill("#question textarea", FOLLOW_UP)
    page.keyboard.press("Enter")
    expect(page.locator("[data-testid='toast-body']").first).to_contain_text("onnection")
    expect(page.locator("#question textarea")).to_have_value(FOLLOW_UP)
    server.start()
    expect(page.locator("#notice")).to_contain_text(
        "The server was started anew; the conversation goes on", timeout=60_000
    )
    expect(page.locator("#log .exchange")).to_have_count(1)
    expect(page.locator("#log [data-mark][aria-pressed=true]")).to_have_text("Unsafe")
    expect(page.locator("#question textarea")).to_have_value(FOLLOW_UP)
    page.locator("#question textarea").press("Enter")
    expect(page.locator("#log .bot").last).to_contain_text(
        "Understood as: And if rituximab is not suitable?", timeout=20_000
    )
    held = json.dumps(page.evaluate("({...localStorage, ...sessionStorage})"))
    assert "rituximab" not in held


def test_a_draft_waits_for_the_box_of_the_page_that_is_loaded_again(
    page: Page, server: Server
) -> None:
    ask(page, FIRST)
    server.kill()
    page.fill("#question textarea", FOLLOW_UP)
    page.keyboard.press("Enter")
    expect(page.locator("[data-testid='toast-body']").first).to_contain_text("onnection")
    expect(page.locator("#question textarea")).to_have_value(FOLLOW_UP)
    held: list[Route] = []
    page.route(
        lambda url: Path(urlsplit(url).path).name in _BOXES, lambda script: held.append(script)
    )
    server.start()
    until = time.monotonic() + 60
    while not held and time.monotonic() < until:
        page.wait_for_timeout(50)
    expect(page.locator("#log")).to_be_visible(timeout=60_000)
    page.wait_for_timeout(500)
    expect(page.locator("#question textarea")).to_have_count(0)
    for script in held:
        script.continue_()
    expect(page.locator("#notice")).to_contain_text("the conversation goes on")
    expect(page.locator("#question textarea")).to_have_value(FOLLOW_UP)
    expect(page.locator("#log .exchange")).to_have_count(1)


def test_a_question_under_way_is_back_in_the_box(page: Page, server: Server) -> None:
    ask(page, FIRST)
    page.fill("#question textarea", FOLLOW_UP)
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('#log .exchange').length === 2")
    server.kill()
    server.start()
    expect(page.locator("#notice")).to_contain_text("is back in the box", timeout=60_000)
    expect(page.locator("#question textarea")).to_have_value(FOLLOW_UP)
    expect(page.locator("#log .exchange")).to_have_count(1)
    page.locator("#question textarea").press("Enter")
    expect(page.locator("#log .bot").last).to_contain_text(
        "Understood as: And if rituximab is not suitable?", timeout=20_000
    )
