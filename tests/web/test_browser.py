"""The whole conversation in a real Chromium.

With TEST_SCREENSHOTS set to a folder, the pictures of the README are written there.
"""

import os
import re
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

MARKERS = "#history .bot a[href*='/source?']"
FIRST = "What dose of rituximab?"
FOLLOW_UP = "And if that is not suitable?"


Scheme = Literal["light", "dark"]


def opened(browser: Browser, address: str, width: int, height: int, scheme: Scheme) -> Page:
    """Open the page in a window of its own; the test closes its context."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#question textarea")
    return page


def ask(page: Page, question: str) -> None:
    """Type a question, send it, and wait until its answer is complete."""
    replies = page.locator("#history .bot").count()
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    expect(page.locator("#history .bot")).to_have_count(replies + 1, timeout=20_000)
    expect(page.locator("#history .bot").last).to_contain_text(
        "For healthcare professionals", timeout=20_000
    )
    expect(page.locator("#log")).to_have_attribute("aria-busy", "false", timeout=20_000)


def picture(page: Page, name: str) -> None:
    folder = os.environ.get("TEST_SCREENSHOTS")
    if folder:
        page.wait_for_timeout(600)
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_the_whole_conversation(page: Page) -> None:
    ask(page, FIRST)
    expect(page.locator("#history .bot").last).to_contain_text("375 mg/m²")
    ask(page, FOLLOW_UP)
    reply = page.locator("#history .bot").last
    expect(reply).to_contain_text("Understood as: And if rituximab is not suitable?")
    expect(reply).to_contain_text("mycophenolate mofetil")
    expect(reply).to_contain_text("pending human review")
    expect(page.locator("#disclaimer")).to_be_in_viewport()
    picture(page, "desktop")


def test_a_marker_opens_its_passage_with_the_quote_highlighted(page: Page) -> None:
    ask(page, FIRST)
    page.locator(MARKERS).first.click()
    panel = page.locator("#evidence-panel")
    expect(panel.locator("mark").first).to_be_in_viewport()
    expect(panel.locator("mark").first).to_contain_text("375 mg/m²")
    expect(panel).to_contain_text("Which treatments are used for Neuromyelitis Optica (NMO)?")
    expect(panel).to_contain_text("Disease-Modifying Treatment over the Long Term")
    expect(panel).to_contain_text("Pending human review")
    expect(panel).to_contain_text("last updated 2025-10-30")
    expect(panel).to_contain_text("cited by the article as [1]; its list does not say which")
    panel.locator("summary").click()
    expect(panel.locator("details li")).to_have_count(6)


def test_an_older_marker_still_opens_after_more_questions(page: Page) -> None:
    ask(page, FIRST)
    ask(page, "What are the side effects of plasma exchange?")
    page.locator(MARKERS).first.click()
    expect(page.locator("#evidence-panel mark").first).to_contain_text("375 mg/m²")


def test_an_old_marker_highlights_nothing_once_its_words_have_moved(page: Page) -> None:
    """A generation that has gone is replaced by the current one, where other words may stand."""
    ask(page, FIRST)
    page.evaluate(
        """marker => {
            const link = document.querySelector(marker);
            const place = new URL(link.href);
            place.searchParams.set("generation", "20200101-000000-00000000");
            place.searchParams.set("start", 40);
            link.href = place.href;
        }""",
        MARKERS,
    )
    page.locator(MARKERS).first.click()
    panel = page.locator("#evidence-panel")
    expect(panel).to_contain_text("the quoted words are no longer at this place")
    expect(panel).to_contain_text("375 mg/m²")
    expect(panel.locator("mark")).to_have_count(0)
    assert page.locator("#evidence-content").evaluate("box => box.scrollTop") == 0


def test_a_refusal_says_why(page: Page) -> None:
    ask(page, "What dose of eculizumab?")
    reply = page.locator("#history .bot").last
    expect(reply.locator(".refusal")).to_contain_text("No indexed article mentions “eculizumab”")
    picture(page, "refusal")


def test_an_example_question_is_asked_by_its_button(page: Page) -> None:
    page.get_by_role("button", name="When should plasma exchange be considered?").click()
    expect(page.locator("#history .bot").last).to_contain_text("PLEX is to be considered at once")


def test_a_suggested_question_is_asked_by_its_button_from_the_keyboard(page: Page) -> None:
    ask(page, "When should plasma exchange be considered?")
    suggested = page.locator("#history .options button:visible")
    question = suggested.first.inner_text()
    assert suggested.count() == 2
    suggested.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#history .user-row").last).to_contain_text(question)
    expect(page.locator("#history .bot-row")).to_have_count(2)
    expect(page.locator("#history .bot").last).to_contain_text(
        "For healthcare professionals", timeout=20_000
    )
    expect(page.locator("#history .bot").last).not_to_contain_text("No answer from the articles")
    expect(suggested.filter(has_text=question)).to_have_count(0)
    expect(page.locator("#history .bot-row").last.locator(":focus")).to_have_count(1)
    page.get_by_role("button", name="New conversation").click()
    expect(suggested).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
def test_each_side_of_a_conflict_opens_its_own_passage(
    width: int, browser: Browser, address: str
) -> None:
    page = opened(browser, address, width, 844, "light")
    ask(page, "What is the dose of IV methylprednisolone in an acute attack?")
    conflict = page.locator("#history .bot .conflict")
    expect(conflict).to_contain_text("The articles disagree")
    assert conflict.evaluate("box => box.scrollWidth <= box.clientWidth")
    if width > 390:
        picture(page, "conflict")
    for side, value in enumerate(("1-2 mg/kg/day", "1000 mg/day")):
        marker = conflict.locator("a[href*='/source?']").nth(side)
        marker.click()
        mark = page.locator("#evidence-panel mark").filter(has_text=value)
        expect(mark).to_be_in_viewport()
        page.keyboard.press("Escape")
    page.context.close()


def test_a_new_conversation_forgets_the_old(page: Page) -> None:
    ask(page, FIRST)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#history .bot")).to_have_count(0)
    ask(page, FOLLOW_UP)
    expect(page.locator("#history .bot").last).not_to_contain_text("Understood as")


def test_two_sessions_do_not_mix(page: Page, browser: Browser, address: str) -> None:
    ask(page, FIRST)
    other = browser.new_context().new_page()
    other.goto(address)
    other.wait_for_selector("#question textarea")
    ask(other, "What dose of azathioprine?")
    ask(page, FOLLOW_UP)
    ask(other, FOLLOW_UP)
    expect(page.locator("#history .bot").last).to_contain_text("rituximab is not suitable")
    expect(other.locator("#history .bot").last).to_contain_text("azathioprine is not suitable")
    other.context.close()


def test_the_browser_lets_nothing_out(browser: Browser, address: str) -> None:
    """Not even what a fault would put on the page."""
    page = opened(browser, address, 1440, 900, "light")
    failed: list[str] = []
    page.on("console", lambda message: failed.append(message.text))
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=http://192.0.2.1/p.png>')"
    )
    page.evaluate("fetch('http://192.0.2.1/').catch(() => {})")
    page.wait_for_timeout(500)
    page.context.close()
    assert sum("Content Security Policy" in words for words in failed) >= 2


HOSTILE = (
    '<img src=x onerror="window.hit=1"> ![p](http://192.0.2.1/p.png) <script>window.hit=1</script>'
)


def test_a_hostile_question_is_shown_as_text(page: Page) -> None:
    ask(page, HOSTILE)
    expect(page.locator("#history .user").last).to_contain_text("<script>window.hit=1</script>")
    assert page.evaluate("window.hit") is None
    assert page.locator("#history .user img, #history .bot img").count() == 0


def test_on_a_phone_the_source_is_a_drawer(browser: Browser, address: str) -> None:
    phone = opened(browser, address, 390, 844, "light")
    ask(phone, FIRST)
    expect(phone.locator("#evidence")).to_be_hidden()
    phone.locator(MARKERS).first.click()
    expect(phone.locator("#evidence-panel mark").first).to_be_in_viewport()
    picture(phone, "phone")
    phone.keyboard.press("Escape")
    expect(phone.locator("#evidence")).to_be_hidden()
    phone.locator(MARKERS).first.click()
    phone.locator("#evidence-content").evaluate("box => { box.scrollTop = 400; }")
    phone.get_by_role("button", name="Close source").click(timeout=5_000)
    expect(phone.locator("#evidence")).to_be_hidden()
    phone.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(390, 844), (1920, 1080)])
def test_the_page_fits_the_screen(
    width: int, height: int, scheme: Scheme, browser: Browser, address: str
) -> None:
    page = opened(browser, address, width, height, scheme)
    ask(page, FIRST)
    expect(page.locator("#disclaimer p")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    question = page.locator("#history .user-row").bounding_box()
    assert question is not None
    assert question["height"] < 80
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_accessibility_violation(
    scheme: Scheme, browser: Browser, address: str
) -> None:
    page = opened(browser, address, 1440, 900, scheme)
    ask(page, "What dose of eculizumab?")
    ask(page, "What is the dose of IV methylprednisolone in an acute attack?")
    ask(page, FIRST)
    expect(page.locator("#history .options button:visible").first).to_be_visible()
    page.wait_for_timeout(500)
    if scheme == "dark":
        picture(page, "dark")
    found = Axe().run(page).response["violations"]
    summary = [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found]
    page.context.close()
    assert summary == []


def test_without_scripts_a_marker_opens_a_page_of_its_own(
    page: Page, browser: Browser, address: str
) -> None:
    ask(page, FIRST)
    link = page.locator(MARKERS).first.get_attribute("href")
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{address}{re.sub('^https?://[^/]+', '', link or '')}")
    expect(plain.locator("mark").first).to_contain_text("375 mg/m²")
    context.close()
