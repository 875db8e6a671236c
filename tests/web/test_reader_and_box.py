"""Who reads, and what is typed: neither is lost, and doses are shown to nobody unasked."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.test_browser import FIRST, FOLLOW_UP, ask
from tests.web.test_history import switch_on, tab

pytestmark = pytest.mark.browser


def choose_reader(page: Page, name: str) -> None:
    page.get_by_label("Which best describes you?").click()
    page.get_by_role("option", name=name).click()


def shown_reader(page: Page) -> str:
    return page.get_by_label("Which best describes you?").input_value()


def test_a_patient_stays_one_after_a_reload(page: Page) -> None:
    switch_on(page)
    choose_reader(page, "Patient or carer")
    ask(page, FIRST)
    page.reload()
    page.wait_for_selector("#question textarea")
    expect(page.locator("#log .exchange")).to_have_count(1)
    expect(page.get_by_label("Which best describes you?")).to_have_value("Patient or carer")
    ask(page, "What dose of azathioprine?")
    expect(page.locator("#log .bot").last).not_to_contain_text("2-3 mg/kg/day")


def test_a_conversation_is_reopened_for_its_reader(page: Page) -> None:
    switch_on(page)
    choose_reader(page, "Patient or carer")
    ask(page, FIRST)
    choose_reader(page, "Clinician")
    page.get_by_role("button", name="New conversation").click()
    tab(page, "History")
    page.locator("#kept .title").click()
    expect(page.get_by_label("Which best describes you?")).to_have_value("Patient or carer")
    page.wait_for_timeout(1000)
    expect(page.locator("#log .exchange")).to_have_count(1)
    ask(page, "What dose of azathioprine?")
    expect(page.locator("#log .bot").last).not_to_contain_text("2-3 mg/kg/day")


def test_a_patient_sees_no_dose_of_an_earlier_reader(page: Page) -> None:
    ask(page, FIRST)
    expect(page.locator("#evidence")).to_contain_text("375 mg/m²")
    choose_reader(page, "Patient or carer")
    expect(page.locator("#log .exchange")).to_have_count(0)
    expect(page.locator("#evidence")).not_to_contain_text("375 mg/m²")
    expect(page.locator("#notice")).to_contain_text("no doses are shown")
    ask(page, FIRST)
    choose_reader(page, "Trainee")
    expect(page.locator("#log .exchange")).to_have_count(1)


def test_what_is_typed_while_a_question_goes_out_stays(page: Page) -> None:
    def late(route: Route) -> None:
        page.wait_for_timeout(400)
        route.continue_()

    page.route("**/gradio_api/**", late)
    page.fill("#question textarea", FIRST)
    page.keyboard.press("Enter")
    page.keyboard.type("and the level")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#log .bot")).to_contain_text("375 mg/m²", timeout=20_000)
    assert page.input_value("#question textarea") == "and the level"


def test_a_second_or_an_empty_enter_asks_nothing(page: Page) -> None:
    page.fill("#question textarea", FIRST)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.fill("#question textarea", "   ")
    page.keyboard.press("Enter")
    expect(page.locator("#log .bot")).to_contain_text("For healthcare professionals")
    ask(page, FOLLOW_UP)
    expect(page.locator("#log .exchange")).to_have_count(2)


def test_a_pasted_word_finds_articles_and_an_emptied_box_finds_all(page: Page) -> None:
    tab(page, "Articles")
    found = page.locator(".articles > li")
    expect(found).to_have_count(2)
    page.get_by_label("Find articles").fill("flare")
    expect(found).to_have_count(1)
    page.get_by_label("Find articles").fill("")
    expect(found).to_have_count(2)


def test_two_articles_chosen_quickly_are_both_chosen(page: Page) -> None:
    tab(page, "Articles")
    page.locator(".within").nth(1).wait_for()
    page.evaluate("document.querySelectorAll('.within').forEach((button) => button.click())")
    expect(page.locator(".within[aria-pressed='true']")).to_have_count(2)
    page.locator(".within").first.click()
    expect(page.locator(".within[aria-pressed='true']")).to_have_count(1)


def test_what_is_no_article_does_not_stay_chosen(page: Page) -> None:
    tab(page, "Articles")
    page.locator(".within").first.click()
    box = page.get_by_label("Search only in")
    box.fill("nonsense article")
    box.press("Enter")
    expect(page.locator("#scope")).not_to_contain_text("nonsense")
    ask(page, FIRST)
    expect(page.locator("#log .bot")).not_to_contain_text("could not be answered now")
