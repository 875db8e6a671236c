"""Questions sent faster than they are answered: every one is answered, in the order of sending."""

import random
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.web.test_browser import opened

pytestmark = pytest.mark.browser

FOOT = "For healthcare professionals"
QUESTIONS = [
    f"What is the {what} of examplimab in case {number}?"
    for number, what in enumerate(["dose", "storage"] * 10)
]


@pytest.fixture
def page(browser: Browser, library_address: str) -> Iterator[Page]:
    page = opened(browser, library_address, 1280, 800, "light")
    yield page
    page.context.close()


def send_all(page: Page, questions: list[str], seed: int) -> None:
    """Send the questions at distances of 0 to 0.1 s, by Enter and by the button in turn."""
    distances = random.Random(seed)
    for number, question in enumerate(questions):
        page.fill("#question textarea", question)
        if number % 3:
            page.keyboard.press("Enter")
        else:
            page.get_by_role("button", name="Ask", exact=True).click()
        page.wait_for_timeout(distances.uniform(0, 100))


def check_all_answered(page: Page, questions: list[str]) -> None:
    replies = page.locator("#log .bot").filter(has_text=FOOT)
    expect(replies).to_have_count(len(questions), timeout=30_000)
    assert page.locator("#log .user").all_text_contents() == questions
    assert page.locator("#log .bot").count() == len(questions)
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()
    expect(page.locator("#log")).to_have_attribute("aria-busy", "false")


def make_busy(page: Page) -> None:
    """Keep the page's only thread busy by half, so that what arrives meanwhile comes at once."""
    page.evaluate(
        """() => setInterval(() => {
            const until = performance.now() + 150;
            while (performance.now() < until);
        }, 300)"""
    )


def delay_requests(page: Page, seed: int) -> None:
    """Let what the page sends arrive up to 0.3 s late, and so out of order."""
    page.evaluate(
        """seed => {
            const fetched = window.fetch;
            window.fetch = async (address, options) => {
                seed = (seed * 16807) % 2147483647;
                const late = options?.method === "POST" ? seed % 300 : 0;
                await new Promise((done) => setTimeout(done, late));
                return fetched(address, options);
            };
        }""",
        seed + 1,
    )


@pytest.mark.parametrize("seed", range(3))
def test_a_fast_series_is_answered_whole_and_in_order(page: Page, seed: int) -> None:
    send_all(page, QUESTIONS, seed)
    check_all_answered(page, QUESTIONS)


@pytest.mark.parametrize("seed", range(2))
def test_nothing_is_lost_on_a_busy_page(page: Page, seed: int) -> None:
    make_busy(page)
    send_all(page, QUESTIONS, seed)
    check_all_answered(page, QUESTIONS)


@pytest.mark.parametrize("seed", range(2))
def test_requests_that_overtake_each_other_swap_nothing(page: Page, seed: int) -> None:
    delay_requests(page, seed)
    send_all(page, QUESTIONS, seed)
    check_all_answered(page, QUESTIONS)


def test_a_new_conversation_amid_a_fast_series_has_its_own_questions_alone(page: Page) -> None:
    delay_requests(page, 1)
    send_all(page, QUESTIONS[:8], 1)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#log .exchange")).to_have_count(0)
    send_all(page, QUESTIONS[10:], 2)
    check_all_answered(page, QUESTIONS[10:])


def test_two_tabs_and_a_reload_keep_each_series_apart(page: Page) -> None:
    send_all(page, QUESTIONS[:5], 3)
    page.reload()
    page.wait_for_selector("#question textarea")
    assert (
        page.input_value("#question textarea") == ""
    )  # nothing is handed over: no server was lost
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector("#question textarea")
    for mine, others in zip(QUESTIONS[:8], QUESTIONS[8:16], strict=True):
        send_all(page, [mine], 4)
        send_all(other, [others], 4)
    check_all_answered(page, QUESTIONS[:8])
    check_all_answered(other, QUESTIONS[8:16])


def test_what_went_astray_is_asked_for_again(page: Page) -> None:
    """Neither a question nor an answer is waited for in vain, whatever way it was lost on."""
    page.evaluate(
        """() => {
            const fetched = window.fetch;
            let posts = 0;
            window.fetch = (address, options) => {
                const lose = options?.method === "POST" && posts++ < 3;
                return lose ? new Promise(() => {}) : fetched(address, options);
            };
        }"""
    )
    send_all(page, QUESTIONS[:2], 5)
    check_all_answered(page, QUESTIONS[:2])


@pytest.mark.parametrize("by", ["Enter", "the button"])
def test_a_question_sent_before_the_scripts_are_there_waits_for_them(
    browser: Browser, library_address: str, by: str
) -> None:
    page = browser.new_context().new_page()
    held: list[Route] = []
    page.route("**/chatbot/page.js", lambda route: held.append(route))
    page.goto(library_address)
    page.fill("#question textarea", QUESTIONS[0])
    if by == "Enter":
        page.keyboard.press("Enter")
    else:
        page.click("#send")
    page.wait_for_timeout(200)
    assert page.input_value("#question textarea") == QUESTIONS[0]
    for route in held:
        route.continue_()
    expect(page.locator("#history .bot")).to_contain_text(FOOT)
    assert page.input_value("#question textarea") == ""
    page.context.close()
