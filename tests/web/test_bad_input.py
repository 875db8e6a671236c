"""What nobody should type or write: shown as text only."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from chatbot.maintaining import build_index
from chatbot.settings import load_settings
from tests.web.conftest import _is_local, served
from tests.web.test_browser import FIRST, FOLLOW_UP, MARKERS, ask
from tests.web.test_history import tab

pytestmark = pytest.mark.browser

IMAGE = '<img src=x onerror="window.hit=1">'
SCRIPT = "<script>window.hit=1</script>"
FRAME = "<iframe srcdoc='<script>parent.hit=1</script>'></iframe>"
RENDERED = ":is(img, script, iframe, object, embed, svg, form, video, audio)"
HANDLERS = """() => [...document.querySelectorAll("#log *, #evidence-content *, .view *, #preview")]
    .flatMap(each => each.getAttributeNames()).filter(name => name.startsWith("on"))"""
UNSEEN = "\u202e\u202c\u2066\u2069\u200b\u200d\u2060\ufeff"
ANSWERED = "375 mg/m²"

SHOWN_AS_TEXT = {
    "html": f"What dose of rituximab? <b onclick='window.hit=1'>now</b> {IMAGE} {FRAME}",
    "script": f"{SCRIPT} </script></textarea><svg onload=window.hit=1> What dose?",
    "markdown": "![a](http://192.0.2.1/p.png) [b](javascript:window.hit=1) [c](http://192.0.2.1/)",
    "one-long-word": "a" * 2_000,
    "right-to-left": "ما جرعة rituximab؟ \u202erewsna eht\u202c \u2066x\u2069",
    "zero-width": "What do\u200bse of ri\u2060tuxi\ufeffmab?",
    "emoji": "💊👩🏽\u200d⚕️🏳️\u200d🌈 what dose of rituximab?",
}


@contextmanager
def watched(browser: Browser, address: str, width: int = 1440) -> Iterator[Page]:
    """Open the page; in the end nothing has run, and nothing outside was asked for."""
    context = browser.new_context(viewport={"width": width, "height": 844})
    page = context.new_page()
    outside: list[str] = []
    dialogs: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("request", lambda r: None if _is_local(r.url, address) else outside.append(r.url))
    page.on("dialog", dismiss)
    page.goto(address)
    page.wait_for_selector("#question textarea")
    yield page
    assert page.evaluate("window.hit") is None
    assert page.evaluate(HANDLERS) == []
    context.close()
    assert outside == []
    assert dialogs == []


def without_unseen(words: str) -> str:
    return words.translate(dict.fromkeys(map(ord, UNSEEN + "\ufe0f")))


@pytest.mark.parametrize("kind", SHOWN_AS_TEXT)
def test_a_question_is_shown_as_text_and_the_next_is_answered(
    kind: str, browser: Browser, address: str
) -> None:
    question = SHOWN_AS_TEXT[kind]
    with watched(browser, address, 390) as page:
        ask(page, question)
        assert page.locator("#log .user").inner_text() == without_unseen(question)
        assert not set(UNSEEN) & set(page.locator("#log").inner_text())
        assert page.locator(f"#log {RENDERED}").count() == 0
        links = page.locator("#log .user a, #log a[href^=javascript], #log a[href*='192.0.2.1']")
        assert links.count() == 0
        for box in ("document.documentElement", "document.getElementById('log')"):
            assert page.evaluate(f"{box}.scrollWidth <= {box}.clientWidth")
        page.locator("#log .how summary").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        ask(page, FIRST)
        expect(page.locator("#log .bot").last).to_contain_text(ANSWERED)


TITLE = f"Care with examplin {IMAGE} {SCRIPT}"
HEADING = f"Dose of examplin {SCRIPT} <b onmouseover=window.hit=1>x</b>"
DOSE = f"The dose of examplin is 5 mg once daily {IMAGE} {FRAME}"


@pytest.fixture(scope="module")
def hostile_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page over one made-up article whose every part carries markup."""
    folder = tmp_path_factory.mktemp("markup")
    settings = load_settings(corpus=folder / "corpus", index=folder / "index")
    settings.corpus.mkdir()
    matter = f"---\ntitle: |-\n  {TITLE}\nkind: |-\n  {IMAGE}\nreview_status: approved\n---\n"
    body = f"\n# Examplin\n\n## {HEADING}\n\n{DOSE}\n\n## Storage\n\nKeep the folder dry.\n"
    (settings.corpus / "markup.md").write_text(matter + body, encoding="utf-8")
    build_index(settings, lambda stage, done, total: None)
    with served(settings, folder) as address:
        yield address


def test_an_articles_markup_is_text_in_the_list_and_in_the_source(
    browser: Browser, hostile_address: str
) -> None:
    with watched(browser, hostile_address) as page:
        tab(page, "Articles")
        title = page.locator(".articles h3 a")
        expect(title).to_have_text(TITLE)
        expect(page.locator(".articles .source-meta")).to_contain_text(IMAGE)
        assert page.locator(f".articles-view {RENDERED}").count() == 0
        title.click()
        source = page.locator("#evidence-content")
        expect(source.locator(".source-title")).to_have_text(TITLE)
        for words in (HEADING, DOSE):
            expect(source.locator(".source-text")).to_contain_text(words)
        assert source.locator(RENDERED).count() == 0
        page.locator(".within").click()
        expect(page.locator("#scope .token")).to_contain_text(TITLE)
        assert page.locator("#scope .token :is(img, script)").count() == 0


def test_an_articles_markup_is_text_in_the_answer_its_preview_and_how_it_was_made(
    browser: Browser, hostile_address: str
) -> None:
    with watched(browser, hostile_address) as page:
        ask(page, "What is the dose of examplin?")
        reply = page.locator("#log .bot")
        for words in (TITLE, HEADING, DOSE):
            expect(reply).to_contain_text(words)
        expect(page.locator("#evidence-panel mark").first).to_contain_text(IMAGE)
        page.locator(MARKERS).first.hover()
        preview = page.get_by_role("tooltip")
        expect(preview).to_contain_text(DOSE)
        expect(preview).to_contain_text(TITLE)
        assert preview.locator("*").count() == 0
        reply.locator(".how summary").click()
        expect(reply.locator(".how")).to_contain_text(HEADING)
        assert page.locator(f"#log {RENDERED}, #evidence-content {RENDERED}").count() == 0


def test_an_articles_markup_is_text_in_the_index_tab(
    browser: Browser, hostile_address: str
) -> None:
    with watched(browser, hostile_address) as page:
        tab(page, "Index")
        view = page.locator(".index-view")
        expect(view).to_contain_text("The corpus folder was checked:", timeout=20_000)
        expect(view.locator("tbody th a")).to_have_text(TITLE)
        assert view.locator(RENDERED).count() == 0


def test_two_tabs_of_one_browser_do_not_mix(browser: Browser, address: str) -> None:
    with watched(browser, address) as page:
        other = page.context.new_page()
        other.goto(address)
        other.wait_for_selector("#question textarea")
        ask(page, FIRST)
        ask(other, "What dose of azathioprine?")
        other.fill("#question textarea", "typed in the other tab")
        ask(page, FOLLOW_UP)
        expect(page.locator("#log .bot").last).to_contain_text("if rituximab is not suitable?")
        expect(page.locator("#log")).not_to_contain_text("What dose of azathioprine?")
        expect(other.locator("#log .exchange")).to_have_count(1)
        expect(other.locator("#log")).not_to_contain_text("rituximab is not suitable")
        assert other.input_value("#question textarea") == "typed in the other tab"
        tab(page, "Articles")
        page.locator(".within").first.click()
        expect(page.locator("#scope .token")).to_have_count(1)
        expect(other.locator("#scope")).to_be_hidden()
        ask(other, FOLLOW_UP)
        reply = other.locator("#log .bot").last
        expect(reply).to_contain_text("if azathioprine is not suitable?")
        expect(reply).not_to_contain_text("Only this was searched")
