"""What a visitor may do while an answer is on its way: ask on, begin anew, reload, look elsewhere.

The page is served in this process over a chatbot whose answers wait for the test to let them go.
"""

import socket
import threading
import time
from collections.abc import Iterator, Sequence

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from chatbot.answering.answer import Audience
from chatbot.answering.steps import Event
from chatbot.chatbot import Chatbot
from chatbot.question.turn import Turn
from chatbot.retrieval.limiting import EVERYTHING, Within
from chatbot.settings import Settings
from chatbot.web.serving import build_app
from tests.web.test_fast_questions import make_busy

pytestmark = pytest.mark.browser

RITUXIMAB = "What dose of rituximab?"
AZATHIOPRINE = "What dose of azathioprine?"
FOOT = "For healthcare professionals"


class SlowChatbot(Chatbot):
    """Answers only as often as it is let go; `begun` are the questions it has begun with."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._gate = threading.Semaphore(0)
        self.begun: list[str] = []

    def let_go(self, answers: int = 1) -> None:
        self._gate.release(answers)

    def events(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        within: Within = EVERYTHING,
        audience: Audience = Audience.CLINICIAN,
    ) -> Iterator[Event]:
        self.begun.append(question)
        assert self._gate.acquire(timeout=30)
        yield from super().events(question, turns, within, audience)

    def wait_until_begun(self, questions: int) -> None:
        deadline = time.monotonic() + 15
        while len(self.begun) < questions and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(self.begun) == questions


class Served:
    """A web server in a thread of this process."""

    def __init__(self, chatbot: Chatbot, settings: Settings) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        config = uvicorn.Config(
            build_app(chatbot, settings), log_level="error", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listener]}, daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=20)
        self._listener.close()


@pytest.fixture
def slow(settings: Settings) -> SlowChatbot:
    return SlowChatbot(settings)


@pytest.fixture
def served(slow: SlowChatbot, settings: Settings) -> Iterator[Served]:
    served = Served(slow, settings)
    yield served
    slow.let_go(100)
    served.stop()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    page = open_page(browser, served)
    yield page
    page.context.close()


def open_page(browser: Browser, served: Served) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(served.address)
    page.wait_for_selector("#question textarea")
    return page


def send(page: Page, question: str) -> None:
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    expect(page.locator("#history .user-row").last).to_contain_text(question)


def rows(page: Page) -> list[str]:
    return page.locator("#history .message-row").all_inner_texts()


def test_questions_sent_during_an_answer_are_answered_in_their_order(
    page: Page, slow: SlowChatbot
) -> None:
    send(page, RITUXIMAB)
    slow.wait_until_begun(1)
    send(page, "And if that is not suitable?")
    send(page, AZATHIOPRINE)
    expect(page.locator("#history .bot-row")).to_have_count(3)
    assert slow.begun == [RITUXIMAB]
    slow.let_go(3)
    expect(page.get_by_text(FOOT)).to_have_count(4, timeout=20_000)
    first, reply, second, follow_up, third, other = rows(page)
    assert RITUXIMAB in first
    assert "375 mg/m²" in reply
    assert "And if that is not suitable?" in second
    assert "Understood as: And if rituximab is not suitable?" in follow_up
    assert AZATHIOPRINE in third
    assert "2-3 mg/kg/day" in other
    assert len(slow.begun) == 3


def test_a_session_with_questions_waiting_does_not_hold_up_another(
    page: Page, slow: SlowChatbot, browser: Browser, served: Served
) -> None:
    send(page, RITUXIMAB)
    slow.wait_until_begun(1)
    send(page, "And if that is not suitable?")
    other = open_page(browser, served)
    send(other, AZATHIOPRINE)
    slow.wait_until_begun(2)
    assert slow.begun == [RITUXIMAB, AZATHIOPRINE]
    slow.let_go(3)
    expect(other.locator("#history .bot").last).to_contain_text("2-3 mg/kg/day")
    expect(page.locator("#history .bot").last).to_contain_text("rituximab is not suitable")
    assert len(rows(other)) == 2
    assert len(rows(page)) == 4
    other.context.close()


def test_a_late_answer_does_not_enter_a_new_conversation(page: Page, slow: SlowChatbot) -> None:
    send(page, RITUXIMAB)
    slow.wait_until_begun(1)
    send(page, "And if that is not suitable?")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#history .message-row")).to_have_count(0)
    send(page, AZATHIOPRINE)
    slow.wait_until_begun(2)
    slow.let_go(2)
    expect(page.locator("#history .bot").last).to_contain_text("2-3 mg/kg/day", timeout=20_000)
    page.wait_for_timeout(1000)
    assert len(rows(page)) == 2
    assert slow.begun == [RITUXIMAB, AZATHIOPRINE]
    expect(page.locator("[data-testid='toast-body']")).to_have_count(0)


def test_a_new_conversation_during_an_answer_stays_empty(page: Page, slow: SlowChatbot) -> None:
    send(page, RITUXIMAB)
    slow.wait_until_begun(1)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#history .message-row")).to_have_count(0)
    slow.let_go()
    page.wait_for_timeout(1500)
    expect(page.locator("#history .message-row")).to_have_count(0)


def test_a_reload_during_an_answer_gives_a_page_that_works(page: Page, slow: SlowChatbot) -> None:
    errors: list[ConsoleMessage] = []
    send(page, RITUXIMAB)
    slow.wait_until_begun(1)
    page.reload()
    page.wait_for_selector("#question textarea")
    page.on("console", lambda message: errors.append(message) if message.type == "error" else None)
    slow.let_go(2)
    send(page, AZATHIOPRINE)
    expect(page.locator("#history .bot").last).to_contain_text("2-3 mg/kg/day", timeout=20_000)
    assert len(rows(page)) == 2
    assert [message.text for message in errors] == []
    expect(page.locator("[data-testid='toast-body']")).to_have_count(0)


def test_a_reply_is_shown_as_it_grows(page: Page, slow: SlowChatbot) -> None:
    page.evaluate(
        """() => {
            window.seen = new Set();
            new MutationObserver(() => {
                const reply = document.querySelector("#history .bot");
                if (reply) window.seen.add(reply.innerText.length);
            }).observe(document.body, {childList: true, subtree: true, characterData: true});
        }"""
    )
    send(page, RITUXIMAB)
    expect(page.locator("#history .bot")).to_contain_text("Searching the articles")
    slow.let_go()
    expect(page.locator("#history .bot")).to_contain_text(FOOT, timeout=20_000)
    assert page.evaluate("window.seen.size") > 2


def test_a_stopped_server_is_said_to_be_gone(page: Page, served: Served) -> None:
    served.stop()
    page.fill("#question textarea", RITUXIMAB)
    page.keyboard.press("Enter")
    expect(page.locator("[data-testid='toast-body']").first).to_contain_text(
        "onnection", timeout=20_000
    )


def test_an_answer_under_way_can_be_stopped(page: Page, slow: SlowChatbot) -> None:
    stop = page.get_by_role("button", name="Stop")
    expect(stop).to_be_hidden()
    send(page, RITUXIMAB)
    slow.wait_until_begun(1)
    send(page, AZATHIOPRINE)
    expect(page.locator("#log")).to_have_attribute("aria-busy", "true")
    stop.click()
    expect(page.locator("#history .bot").first).to_contain_text("Stopped. Nothing was answered")
    expect(page.locator("#history .bot").last).to_contain_text("Stopped. Nothing was answered")
    expect(stop).to_be_hidden()
    expect(page.locator("#log")).to_have_attribute("aria-busy", "false")
    slow.let_go(2)
    send(page, AZATHIOPRINE)
    expect(page.locator("#history .bot").last).to_contain_text("2-3 mg/kg/day", timeout=20_000)
    assert "Stopped" in rows(page)[1]


def test_stop_ends_a_fast_series_on_a_busy_page(page: Page, slow: SlowChatbot) -> None:
    questions = [f"What dose of rituximab in case {number}?" for number in range(12)]
    make_busy(page)
    for question in questions:
        page.fill("#question textarea", question)
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Stop")).to_be_hidden(timeout=5_000)
    shown = page.locator("#log .user").all_text_contents()
    box = [line for line in page.input_value("#question textarea").split("\n") if line]
    assert [*shown, *box] == questions
    expect(page.locator("#log .bot").filter(has_text="Stopped")).to_have_count(len(shown))
    slow.let_go(100)
    send(page, AZATHIOPRINE)
    expect(page.locator("#log .bot").last).to_contain_text("2-3 mg/kg/day", timeout=20_000)


def test_a_session_that_the_server_has_lost_is_given_back(page: Page, slow: SlowChatbot) -> None:
    slow.let_go(10)
    send(page, RITUXIMAB)
    expect(page.locator("#history .bot").last).to_contain_text("375 mg/m²", timeout=20_000)
    page.evaluate(
        """() => {
            const fetched = window.fetch;
            window.fetch = (address, options) => {
                const body = String(options?.body);
                if (!body.includes('"place":1')) return fetched(address, options);
                window.fetch = fetched;
                return fetched(address, {...options, body: body.replace('"place":1', '"place":7')});
            };
        }"""
    )
    page.fill("#question textarea", "And if that is not suitable?")
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_contain_text("goes on from what this page holds")
    expect(page.locator("#history .bot").last).to_contain_text(
        "Understood as: And if rituximab is not suitable?", timeout=20_000
    )
    assert len(rows(page)) == 4
    assert page.input_value("#question textarea") == ""
