"""What a reader takes away from the page: the words, where they stand, and the notice, always."""

import json
import re
from pathlib import Path

import pytest
import rispy
from playwright.sync_api import Browser, Page, expect

from tests.web.test_browser import FIRST, FOLLOW_UP, ask, opened

pytestmark = pytest.mark.browser

FORMATS = {"Markdown": "md", "Page to print": "html", "References": "ris", "Evidence pack": "json"}
PENDING = "pending human review"
DISCLAIMER = "no advice for an individual patient"
DOSES = r"(?<![\w.-])(?:375|1,?000)(?![\da-f-])"  # no digits of a generation's name or a score


def saved(page: Page, menu: str, name: str, folder: Path) -> str:
    """Export, check the file's name, and return what is in it."""
    page.locator(menu).click()
    with page.expect_download() as downloading:
        page.locator(f"{menu} + div").get_by_role("button", name=name).click()
    download = downloading.value
    assert download.suggested_filename.startswith("guideline-chatbot-2")
    assert download.suggested_filename.endswith(f".{FORMATS[name]}")
    download.save_as(folder / name)
    return (folder / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("menu", "answers"), [("#log .exchange:last-child .menu summary", 1), ("#take-away summary", 2)]
)
def test_every_format_holds_the_words_the_source_and_the_notice(
    menu: str, answers: int, page: Page, tmp_path: Path, browser: Browser
) -> None:
    ask(page, FIRST)
    ask(page, FOLLOW_UP)
    files = {name: saved(page, menu, name, tmp_path) for name in FORMATS}
    for name, words in files.items():
        flat = " ".join(words.split())
        assert "nmo-treatment" in flat or "Which treatments are used" in flat, name
        assert PENDING in flat, name
        assert DISCLAIMER in flat, name
        # a reference quotes nothing, and a pack keeps the questions before
        if name not in ("References", "Evidence pack"):
            assert (FIRST in flat) == (answers == 2), name
    assert len(json.loads(files["Evidence pack"])["records"]) == answers
    assert rispy.loads(files["References"])
    context = browser.new_context()
    shown = context.new_page()
    requests: list[str] = []
    shown.on("request", lambda request: requests.append(request.url))
    shown.goto((tmp_path / "Page to print").as_uri())
    shown.set_content(files["Page to print"])
    assert shown.locator("script, img, iframe, link").count() == 0
    expect(shown.locator("body")).to_contain_text("mycophenolate mofetil")
    assert requests == [(tmp_path / "Page to print").as_uri()]
    context.close()


def test_a_copy_has_quote_source_and_notice(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, FIRST)
    page.get_by_role("button", name="Copy").last.click()
    expect(page.locator("#notice")).to_contain_text("Copied")
    check_copy(page.evaluate("navigator.clipboard.readText()"))


def test_without_a_clipboard_the_old_command_copies(page: Page) -> None:
    ask(page, FIRST)
    page.evaluate("delete Navigator.prototype.clipboard")
    assert page.evaluate("navigator.clipboard") is None
    page.get_by_role("button", name="Copy").last.click()
    expect(page.locator("#notice")).to_contain_text("Copied")
    page.locator("#question textarea").focus()
    page.keyboard.press("Control+V")
    check_copy(page.input_value("#question textarea"))


def check_copy(words: str) -> None:
    for wanted in ("375 mg/m²", "Which treatments are used", PENDING, DISCLAIMER):
        assert wanted in words


def test_with_the_server_gone_it_is_said_calmly(page: Page) -> None:
    ask(page, FIRST)
    page.route("**/export", lambda route: route.abort())
    page.locator("#take-away summary").click()
    page.locator("#take-away").get_by_role("button", name="Markdown").click()
    expect(page.locator("#notice")).to_contain_text("The server cannot be reached")


def test_a_patient_takes_no_dose_away(browser: Browser, address: str, tmp_path: Path) -> None:
    page = opened(browser, address, 1440, 900, "light")
    page.get_by_label("Which best describes you?").click()
    page.get_by_role("option", name="Patient").click()
    ask(page, FIRST)
    for name in FORMATS:
        words = saved(page, "#log .menu summary", name, tmp_path)
        assert not re.search(DOSES, words), name
    page.context.close()
