"""What a browser keeps of conversations: nothing unless told to, then all that reopening needs."""

import json

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.web.test_browser import FIRST, FOLLOW_UP, MARKERS, ask, opened

pytestmark = pytest.mark.browser

SWITCH = "Keep my conversations in this browser"


def stored(page: Page) -> dict[str, str]:
    """Return everything that the browser holds for the page, of this tab and of all."""
    kept: dict[str, str] = page.evaluate("({...localStorage, ...sessionStorage})")
    return kept


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def switch_on(page: Page) -> None:
    tab(page, "History")
    page.get_by_label(SWITCH).check()
    tab(page, "Conversation")


def begin_anew(page: Page) -> None:
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#log .exchange")).to_have_count(0)


def titles(page: Page) -> list[str]:
    tab(page, "History")
    return page.locator("#kept .title").all_inner_texts()


def test_nothing_is_kept_unless_the_person_says_so(page: Page) -> None:
    ask(page, FIRST)
    tab(page, "History")
    expect(page.get_by_label(SWITCH)).not_to_be_checked()
    expect(page.locator("#kept .title")).to_have_count(0)
    held = stored(page)
    assert "rituximab" not in json.dumps(held)
    assert page.context.cookies() == []
    page.reload()
    page.wait_for_selector("#question textarea")
    expect(page.locator("#notice")).to_contain_text("the conversation was not kept")
    expect(page.locator("#log .exchange")).to_have_count(0)


def test_a_kept_conversation_is_reopened_and_goes_on(page: Page) -> None:
    switch_on(page)
    ask(page, FIRST)
    begin_anew(page)
    ask(page, "What are the side effects of plasma exchange?")
    assert titles(page) == ["What are the side effects of plasma exchange?", FIRST]
    page.locator("#kept .title").last.click()
    expect(page.locator("#log .exchange")).to_have_count(1)
    expect(page.locator("#log")).to_be_visible()
    page.locator(MARKERS).first.click()
    expect(page.locator("#evidence-panel mark").first).to_contain_text("375 mg/m²")
    ask(page, FOLLOW_UP)
    expect(page.locator("#log .bot").last).to_contain_text("rituximab is not suitable")
    assert len(titles(page)) == 2
    expect(page.locator("#kept li").first).to_contain_text("2 answers")


def test_a_reload_reopens_a_kept_conversation(page: Page) -> None:
    switch_on(page)
    ask(page, FIRST)
    before = page.locator("#log .bot").inner_html()
    page.reload()
    page.wait_for_selector("#question textarea")
    expect(page.locator("#log .exchange")).to_have_count(1)
    expect(page.locator("#notice")).to_contain_text("reopened")
    assert page.locator("#log .bot").inner_html().replace(' class="open"', "") == before.replace(
        ' class="open"', ""
    )
    ask(page, FOLLOW_UP)
    assert titles(page) == [FIRST]


def test_a_question_sent_while_the_page_loads_goes_to_the_reopened_conversation(page: Page) -> None:
    switch_on(page)
    ask(page, FIRST)
    held: list[Route] = []
    page.route("**/chatbot/page.js", lambda route: held.append(route))
    page.reload()
    page.wait_for_selector("#question textarea")
    page.fill("#question textarea", FOLLOW_UP)
    page.keyboard.press("Enter")
    page.keyboard.type(" And in half")
    for route in held:
        route.continue_()
    expect(page.locator("#log .exchange")).to_have_count(2)
    expect(page.locator("#log .bot").last).to_contain_text("rituximab is not suitable")
    expect(page.locator("#question textarea")).to_have_value("And in half")


def test_conversations_are_renamed_and_deleted(page: Page) -> None:
    switch_on(page)
    ask(page, FIRST)
    tab(page, "History")
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("New name").fill("Ward round <b>7</b>")
    page.keyboard.press("Enter")
    assert titles(page) == ["Ward round <b>7</b>"]
    page.reload()
    page.wait_for_selector("#question textarea")
    assert titles(page) == ["Ward round <b>7</b>"]
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("#kept .title")).to_have_count(1)
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("#kept .title")).to_have_count(0)
    assert "rituximab" not in json.dumps(stored(page))


def test_switching_off_deletes_what_was_kept(page: Page) -> None:
    switch_on(page)
    ask(page, FIRST)
    assert "rituximab" in json.dumps(stored(page))
    tab(page, "History")
    page.get_by_label(SWITCH).click()
    page.get_by_role("button", name="Keep them").click()
    expect(page.get_by_label(SWITCH)).to_be_checked()
    assert "rituximab" in json.dumps(stored(page))
    page.get_by_label(SWITCH).click()
    page.get_by_role("button", name="Delete them and switch off").click()
    expect(page.get_by_label(SWITCH)).not_to_be_checked()
    expect(page.locator("#notice")).to_contain_text("deleted")
    assert "rituximab" not in json.dumps(stored(page))


def test_two_tabs_on_one_conversation_lose_nothing(page: Page) -> None:
    switch_on(page)
    ask(page, FIRST)
    other = page.context.new_page()
    other.goto(page.url)
    tab(other, "History")
    other.locator("#kept .title").click()
    expect(other.locator("#log .exchange")).to_have_count(1)
    ask(other, FOLLOW_UP)
    ask(page, "What dose of azathioprine?")
    expect(page.locator("#notice")).to_contain_text("went on in another tab")
    tab(page, "History")
    expect(page.locator("#kept li")).to_have_count(2)
    expect(page.locator("#kept li").first).to_contain_text("2 answers")
    expect(page.locator("#kept li").last).to_contain_text("2 answers")


@pytest.mark.parametrize(
    "kept",
    [
        '{"id": "x", "title": "Broken", "changed": 1, "records": [{"answer": 1}]}',
        '{"id": "x", "title": "Broken", "changed": 1, "records": []}',
    ],
)
def test_what_cannot_be_read_is_said_calmly_and_left_alone(page: Page, kept: str) -> None:
    ask(page, FIRST)
    switch_on(page)
    page.evaluate("kept => localStorage.setItem('guideline-chatbot.conversation.x', kept)", kept)
    page.evaluate("localStorage.setItem('guideline-chatbot.conversation.y', '{not json')")
    page.evaluate("dispatchEvent(new Event('storage'))")
    assert titles(page) == ["Broken"]
    page.locator("#kept .title").click()
    expect(page.locator("#notice")).to_contain_text("ask")
    tab(page, "Conversation")
    expect(page.locator("#log .exchange")).to_have_count(1)
    ask(page, FOLLOW_UP)
    expect(page.locator("#log .bot").last).to_contain_text("rituximab is not suitable")
    begin_anew(page)
    ask(page, "What dose of azathioprine?")
    assert stored(page)["guideline-chatbot.conversation.x"] == kept


@pytest.mark.parametrize("title", ["null", '{"a": 1}', '" "'])
def test_without_a_title_it_is_listed_under_its_first_question(page: Page, title: str) -> None:
    switch_on(page)
    ask(page, FIRST)
    page.evaluate(
        """title => {
            const key = Object.keys(localStorage).find((key) => key.includes(".conversation."));
            const kept = { ...JSON.parse(localStorage[key]), title: JSON.parse(title) };
            localStorage[key] = JSON.stringify(kept);
            dispatchEvent(new Event("storage"));
        }""",
        title,
    )
    assert titles(page) == [FIRST]


def test_a_browser_without_room_says_so_and_goes_on(page: Page) -> None:
    switch_on(page)
    page.evaluate(
        """() => { Storage.prototype.setItem = (key) => {
            if (key.startsWith("guideline-chatbot.conversation.")) throw new Error("full");
        }; }"""
    )
    ask(page, FIRST)
    expect(page.locator("#notice")).to_contain_text("no room left")
    ask(page, FOLLOW_UP)


def test_the_history_can_be_used_by_keyboard_on_a_phone(browser: Browser, address: str) -> None:
    page = opened(browser, address, 390, 844, "dark")
    switch_on(page)
    ask(page, FIRST)
    tab(page, "History")
    page.locator("#kept .title").focus()
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Delete")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.context.close()
