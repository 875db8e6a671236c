"""The source panel in a real Chromium: from citation to citation; quotes shown at their markers."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.web.test_browser import MARKERS, ask, opened

pytestmark = pytest.mark.browser

PLEX = "When should plasma exchange be considered?"


def place(page: Page, words: str) -> None:
    expect(page.locator("#evidence-place")).to_have_text(words)


def test_citations_are_gone_through_by_buttons(page: Page) -> None:
    ask(page, PLEX)
    place(page, "[1]: 1 of 3")
    previous = page.get_by_role("button", name="Previous")
    following = page.get_by_role("button", name="Next")
    expect(previous).to_have_attribute("aria-disabled", "true")
    for number in (2, 3):
        following.click()
        place(page, f"[{number}]: {number} of 3")
        expect(page.locator("#log a.open")).to_have_text(f"[{number}]")
        expect(page.locator("#evidence-panel mark").first).to_be_in_viewport()
    expect(following).to_have_attribute("aria-disabled", "true")
    previous.click()
    place(page, "[2]: 2 of 3")


def test_citations_are_gone_through_by_arrow_keys(page: Page) -> None:
    ask(page, PLEX)
    page.locator(MARKERS).first.focus()
    page.keyboard.press("ArrowRight")
    place(page, "[2]: 2 of 3")
    expect(page.locator(MARKERS).nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#evidence-content")).to_be_focused()
    page.keyboard.press("ArrowRight")
    place(page, "[3]: 3 of 3")
    expect(page.locator("#evidence-panel mark").first).to_contain_text("Adverse Events from PLEX")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    place(page, "[1]: 1 of 3")


def test_arrow_keys_in_the_question_stay_there(page: Page) -> None:
    ask(page, PLEX)
    page.fill("#question textarea", "and then")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    place(page, "[1]: 1 of 3")


def test_a_line_beside_the_answer_is_unfolded_when_gone_to(page: Page) -> None:
    ask(page, PLEX)
    folded = page.locator("#log details.also")
    assert not folded.evaluate("details => details.open")
    while page.locator("#evidence-next").get_attribute("aria-disabled") == "false":
        page.locator("#evidence-next").click()
    assert folded.evaluate("details => details.open")
    expect(page.locator("#evidence-panel mark").first).to_contain_text("Adverse Events from PLEX")


def test_a_marker_shows_its_quote_under_the_pointer_and_by_keyboard(page: Page) -> None:
    ask(page, PLEX)
    preview = page.get_by_role("tooltip")
    page.locator(MARKERS).nth(1).scroll_into_view_if_needed()
    page.wait_for_timeout(500)  # scrolling hides it
    page.locator(MARKERS).nth(1).hover()
    expect(preview).to_contain_text("Where an attack is severe")
    expect(preview).to_be_in_viewport(ratio=1)
    expect(page.locator(MARKERS).nth(1)).to_have_accessible_description(
        re.compile(r"^“Where an attack is severe.*\(NMO\)\?$")
    )
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    page.locator("#question textarea").hover()
    page.locator(MARKERS).nth(0).focus()
    page.keyboard.press("Tab")
    expect(preview).to_contain_text("79.2% of patients improve clinically")
    page.locator("#question textarea").focus()
    expect(preview).to_be_hidden()


def test_a_superseded_article_is_struck_through(browser: Browser, library_address: str) -> None:
    page = opened(browser, library_address, 1440, 900, "light")
    ask(page, "What is the dose of examplimab?")
    page.locator("#log a[href*='article=old']").first.click()
    title = page.locator("#evidence-panel .source-title s")
    expect(title).to_have_text("Examplimab care of 2020")
    expect(page.locator("#evidence-panel .status")).to_have_text("Approved")
    page.context.close()


def with_a_long_title(route: Route) -> None:
    reply = route.fetch()
    longer = "Which words " * 70 + "treatments"
    route.fulfill(response=reply, body=reply.text().replace("Which treatments", longer))


@pytest.mark.parametrize("width", [320, 390])
def test_a_very_long_title_leaves_the_quote_in_sight(
    browser: Browser, address: str, width: int
) -> None:
    page = opened(browser, address, width, 700, "light")
    page.route("**/source?*", with_a_long_title)
    ask(page, "What dose of rituximab?")
    page.locator(MARKERS).first.click()
    head = page.locator("#evidence .source-head")
    expect(head).to_contain_text("Which words Which words")
    quote = page.locator("#evidence-panel mark").first
    expect(quote).to_be_in_viewport()
    page.wait_for_timeout(300)
    bottom = head.evaluate("head => head.getBoundingClientRect().bottom")
    assert quote.evaluate("quote => quote.getBoundingClientRect().top") >= bottom
    assert head.evaluate("head => head.scrollHeight > head.clientHeight")
    page.context.close()
