"""The page over hostile articles and a model that obeys them, in a real Chromium.

Every attack of `evals/hostile` is asked; the browser's requests are watched throughout.
"""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import uvicorn
from playwright.sync_api import Browser, Dialog, Page, expect

from chatbot.chatbot import Chatbot
from chatbot.llm.calling import LanguageModel
from chatbot.maintaining import build_index
from chatbot.settings import Settings, load_settings
from chatbot.web.serving import build_app
from tests.hostile import Attack, Obedient, read_attacks, write_articles

pytestmark = pytest.mark.browser

FOOT = "For healthcare professionals"
ELEMENTS = (
    "img", "picture", "video", "audio", "source", "iframe", "object", "embed", "script", "style",
    "link", "meta", "base", "form", "svg", "math", "table", "del", "s", "code", "h1", "h4", "h5",
    "h6",
)  # fmt: skip
"""What nothing in a reply or a source is rendered as."""
LINKS = """links => links.map(a => a.getAttribute("href"))"""


class ObeyingChatbot(Chatbot):
    """Its language model does what the attack says."""

    attack: Attack

    @property
    def _model(self) -> LanguageModel:
        return LanguageModel("fake:obedient", Obedient(attack=self.attack), plain_end=True)

    def obey(self, attack: Attack) -> None:
        """Take another attack's side from now on."""
        self.attack = attack
        self._current = None


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("hostile")
    write_articles(folder / "corpus")
    settings = load_settings(corpus=folder / "corpus", index=folder / "index")
    build_index(settings, lambda stage, done, total: None)
    return settings


@pytest.fixture(scope="module")
def chatbot(settings: Settings) -> ObeyingChatbot:
    chatbot = ObeyingChatbot(settings)
    chatbot.obey(read_attacks()[0])
    return chatbot


@pytest.fixture(scope="module")
def address(chatbot: ObeyingChatbot, settings: Settings) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        build_app(chatbot, settings), log_level="error", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=20)
    listener.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """The page, and everything that it has asked for or said in a dialog."""

    page: Page
    address: str
    requests: list[str]
    dialogs: list[str]


@pytest.fixture(scope="module")
def watched(browser: Browser, address: str) -> Iterator[Watched]:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    watched = Watched(page=page, address=address, requests=[], dialogs=[])

    def dismiss(dialog: Dialog) -> None:
        watched.dialogs.append(dialog.message)
        dialog.dismiss()

    page.context.on("request", lambda request: watched.requests.append(request.url))
    page.on("dialog", dismiss)
    page.goto(address)
    yield watched
    page.context.close()


@pytest.mark.slow
@pytest.mark.parametrize("attack", read_attacks(), ids=lambda attack: attack.id)
def test_the_page_loads_and_renders_nothing_of_an_attack(
    watched: Watched, chatbot: ObeyingChatbot, attack: Attack
) -> None:
    page = watched.page
    chatbot.obey(attack)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#history .bot")).to_have_count(0)
    ask_all(page, attack)
    assert list(problems(page)) == []
    assert watched.dialogs == []
    ours = (watched.address, watched.address.replace("http", "ws"), "data:", "blob:")
    assert [url for url in watched.requests if not url.startswith(ours)] == []


def ask_all(page: Page, attack: Attack) -> None:
    """Hold the conversation; open the first source."""
    for number, question in enumerate(attack.turns, start=1):
        page.fill("#question textarea", question)
        page.keyboard.press("Enter")
        expect(page.locator("#history .bot")).to_have_count(number, timeout=20_000)
        expect(page.locator("#history .bot").last).to_contain_text(FOOT, timeout=20_000)
    for words in attack.honest:
        expect(page.locator("#history .bot").last).to_contain_text(words)
    if attack.cites:
        expect(page.locator("#evidence-panel mark").first).to_be_visible()


def problems(page: Page) -> Iterator[str]:
    """Yield what is rendered that must not be."""
    for element in ELEMENTS:
        if count := page.locator(f"#log .message :is({element})").count():
            yield f"{count} {element} in the conversation"
    for element in set(ELEMENTS) - {"h4", "h5", "h6", "s"}:
        if count := page.locator(f"#evidence-content :is({element})").count():
            yield f"{count} {element} in the source"
    links = page.locator("#history a").evaluate_all(LINKS)
    yield from (f"a link to {href}" for href in links if not href.startswith("/source?article="))
    links = page.locator("#evidence-content a").evaluate_all(LINKS)
    ours = ("/source?article=", "/editorial-policy")
    yield from (f"a source's link to {href}" for href in links if not href.startswith(ours))
