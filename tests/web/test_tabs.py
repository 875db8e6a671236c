"""The tabs beside the conversation: finding articles, asking within them, quality, the index."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from chatbot.chatbot import Chatbot
from chatbot.settings import Settings
from tests.conftest import Run
from tests.evals.test_eval_commands import CASE
from tests.web.conftest import served
from tests.web.test_browser import FIRST, ask, opened
from tests.web.test_history import tab

pytestmark = pytest.mark.browser

FLARE = "How is an acute neuromyelitis optica (NMO) flare treated?"
TREATMENT = "Which treatments are used for Neuromyelitis Optica (NMO)?"
EXCHANGE = "What are the side effects of plasma exchange?"
NEVER_STATED = "9,999 mg"


def listed(page: Page) -> Locator:
    """The titles in the list of articles."""
    return page.locator(".articles > li h3")


def within(page: Page, title: str) -> Locator:
    return page.get_by_role("button", name=f"Ask within this article: {title}")


def limited_to(page: Page) -> Locator:
    """The chips of the articles that alone are searched."""
    return page.locator("#scope .token")


def cited(page: Page) -> set[str]:
    """The articles that the last answer links to."""
    links: list[str] = (
        page.locator("#log .bot")
        .last.locator("a[href*='/source?']")
        .evaluate_all("links => links.map(link => new URL(link.href).searchParams.get('article'))")
    )
    return set(links)


def test_words_and_a_review_status_narrow_the_list(browser: Browser, library_address: str) -> None:
    page = opened(browser, library_address, 1440, 900, "light")
    tab(page, "Articles")
    expect(listed(page)).to_have_count(4)
    status = page.get_by_label("Review status")
    status.click()
    expect(page.get_by_role("option")).to_contain_text(["All", "submitted", "approved", "pending"])
    page.get_by_role("option", name="approved").click()
    expect(listed(page)).to_have_text(["Examplimab care of 2020", "Examplimab in short"])
    page.get_by_label("Find articles").fill("care")
    expect(listed(page)).to_have_text(["Examplimab care of 2020"])
    expect(page.locator(".articles-view .count")).to_have_text("1 of 4 articles")
    status.click()
    page.get_by_role("option", name="All").click()
    expect(listed(page)).to_have_text(["Examplimab care of 2020", "Examplimab care of 2024"])
    page.get_by_label("Find articles").fill("no such words")
    expect(page.locator(".articles-view .empty")).to_contain_text("None of the 4 articles matches")
    page.context.close()


def test_a_title_opens_the_whole_article(page: Page, chatbot: Chatbot) -> None:
    tab(page, "Articles")
    page.get_by_role("link", name=FLARE).click()
    panel = page.locator("#evidence-content")
    expect(panel.locator(".source-title")).to_have_text(FLARE)
    article = chatbot.generation().article("nmo-acute-flare")
    shown = panel.locator(".source-text").inner_text()
    for block in (article.blocks[0], article.blocks[len(article.blocks) // 2], article.blocks[-1]):
        assert article.text[block.start : block.end] in shown
    expect(panel.locator("mark")).to_have_count(0)


def test_a_question_within_one_article_is_answered_from_it_alone(page: Page) -> None:
    ask(page, EXCHANGE)
    assert cited(page) == {"nmo-acute-flare", "nmo-treatment"}
    expect(page.locator("#log .bot").last).not_to_contain_text("Only this was searched")
    tab(page, "Articles")
    within(page, FLARE).click()
    expect(limited_to(page)).to_have_count(1)
    expect(limited_to(page)).to_contain_text(FLARE)
    expect(page.locator(".articles-view .count")).to_contain_text("within 1 chosen article")
    ask(page, EXCHANGE)
    expect(page.locator("#log .bot").last).to_contain_text(f"Only this was searched: “{FLARE}”.")
    assert cited(page) == {"nmo-acute-flare"}
    ask(page, FIRST)
    expect(page.locator("#log .bot").last.locator(".refusal")).to_be_visible()
    expect(page.locator("#log .bot").last).not_to_contain_text("375 mg/m²")


def test_a_question_within_two_articles_names_both(page: Page) -> None:
    tab(page, "Articles")
    within(page, FLARE).click()
    expect(limited_to(page)).to_have_count(1)
    within(page, TREATMENT).click()
    expect(limited_to(page)).to_have_count(2)
    ask(page, EXCHANGE)
    reply = page.locator("#log .bot").last
    expect(reply).to_contain_text("Only this was searched:")
    expect(reply).to_contain_text(FLARE)
    expect(reply).to_contain_text(TREATMENT)
    assert cited(page) == {"nmo-acute-flare", "nmo-treatment"}


def test_articles_clicked_at_once_are_all_chosen(page: Page) -> None:
    tab(page, "Articles")
    expect(page.locator(".within")).to_have_count(2)
    page.evaluate("document.querySelectorAll('.within').forEach((each) => each.click())")
    expect(limited_to(page)).to_have_count(2)
    page.evaluate("[0, 1, 0].forEach((n) => document.querySelectorAll('.within')[n].click())")
    expect(limited_to(page)).to_have_count(1)


def test_a_limit_is_taken_back_by_its_chip_and_by_its_button(page: Page) -> None:
    tab(page, "Articles")
    within(page, FLARE).click()
    expect(limited_to(page)).to_have_count(1)
    within(page, TREATMENT).click()
    expect(limited_to(page)).to_have_count(2)
    limited_to(page).filter(has_text=FLARE).locator(".token-remove").click()
    expect(limited_to(page)).to_have_count(1)
    expect(within(page, FLARE)).to_have_attribute("aria-pressed", "false")
    expect(within(page, TREATMENT)).to_have_attribute("aria-pressed", "true")
    within(page, TREATMENT).click()
    expect(page.locator("#scope")).to_be_hidden()
    expect(within(page, TREATMENT)).to_have_attribute("aria-pressed", "false")
    ask(page, EXCHANGE)
    expect(page.locator("#log .bot").last).not_to_contain_text("Only this was searched")
    assert cited(page) == {"nmo-acute-flare", "nmo-treatment"}


def test_a_chip_is_removed_by_a_button_that_names_its_article(page: Page) -> None:
    tab(page, "Articles")
    for number, title in enumerate((FLARE, TREATMENT), 1):
        within(page, title).click()
        expect(limited_to(page)).to_have_count(number)
    remove = page.locator("#scope").get_by_role("button")
    assert named(remove) == [f"Remove {FLARE}", f"Remove {TREATMENT}", "Remove all"]
    remove.nth(1).focus()
    page.keyboard.press("Space")
    expect(limited_to(page)).to_have_text([FLARE])
    expect(page.get_by_role("button", name=f"Remove {FLARE}")).to_be_focused()
    within(page, TREATMENT).click()
    expect(limited_to(page)).to_have_text([FLARE, TREATMENT])
    remove.first.focus()
    page.keyboard.press("Enter")
    expect(limited_to(page)).to_have_text([TREATMENT])
    expect(page.get_by_role("button", name=f"Remove {TREATMENT}")).to_be_focused()
    assert named(remove) == [f"Remove {TREATMENT}", "Remove all"]
    page.keyboard.press("Enter")
    expect(page.locator("#scope")).to_be_hidden()
    expect(page.locator("#question textarea")).to_be_focused()
    within(page, TREATMENT).click()
    expect(limited_to(page)).to_have_text([TREATMENT])
    assert named(remove) == [f"Remove {TREATMENT}", "Remove all"]


def named(buttons: Locator) -> list[str]:
    """The accessible names of buttons that have only a picture, and what a mouse is told."""
    names: list[str] = buttons.evaluate_all("all => all.map(each => each.ariaLabel)")
    assert names == [each.get_attribute("title") for each in buttons.all()]
    return names


def test_without_a_run_the_quality_tab_says_how_to_make_one(page: Page) -> None:
    tab(page, "Quality")
    view = page.locator(".quality-view")
    expect(view).to_contain_text("No evaluation was run on this machine")
    expect(view.locator("code").first).to_have_text("chatbot eval run evals/cases/*.jsonl")
    expect(view.locator("table")).to_have_count(0)


def test_a_run_is_shown_with_its_figures_and_the_case_that_fails(
    run: Run, settings: Settings, browser: Browser, tmp_path: Path
) -> None:
    failing = {**CASE, "id": "never-stated", "facts": [[NEVER_STATED]]}
    cases = tmp_path / "cases.jsonl"
    cases.write_text("".join(f"{json.dumps(case)}\n" for case in (CASE, failing)), "utf-8")
    places = ["--corpus", settings.corpus, "--index", settings.index]
    done = run("eval", "run", cases, "--repeat", "1", *places, "--json", cwd=tmp_path)
    assert done.status == 0, done.err
    with served(settings, tmp_path) as address:
        page = opened(browser, address, 1440, 900, "light")
        tab(page, "Quality")
        view = page.locator(".quality-view")
        expect(view).to_contain_text(done.json()["run_id"])
        expect(view).to_contain_text("2 cases")
        row = view.get_by_role("row").filter(has_text="fact recall")
        expect(row.get_by_role("cell").first).to_have_text("0.500")
        expect(view.get_by_role("heading", name="1 case fails")).to_be_visible()
        case = view.locator("details").filter(has_text="never-stated")
        case.locator("summary").first.click()
        expect(case).to_contain_text(NEVER_STATED)
        expect(view.locator("details")).to_have_count(1)
        case.locator("a[href*='/source?']").first.click()
        expect(page.locator("#evidence-panel mark").first).to_contain_text("375 mg/m²")
        page.context.close()


def test_the_index_tab_tells_of_the_generation_and_of_each_article(
    page: Page, chatbot: Chatbot
) -> None:
    tab(page, "Index")
    view = page.locator(".index-view")
    expect(view).to_contain_text(chatbot.generation().manifest.generation)
    expect(view).to_contain_text("The index is as the settings and the corpus say.")
    expect(view).to_contain_text("The corpus folder was checked:", timeout=20_000)
    for title in (FLARE, TREATMENT):
        row = view.locator("tbody tr").filter(has_text=title)
        expect(row.locator(".status")).to_have_text("Pending human review")
        expect(row.locator(".findings > li").first).to_be_visible()
    view.get_by_role("link", name=TREATMENT).click()
    expect(page.locator("#evidence-content .source-title")).to_have_text(TREATMENT)


def in_the_tab_order(page: Page) -> list[str]:
    """The tabs at which the Tab key stops."""
    return page.locator("#places [role=tab]:not([tabindex='-1'])").all_inner_texts()


@pytest.mark.parametrize("width", [390, 1440])
def test_the_tabs_are_gone_through_by_arrow_keys_home_and_end(
    width: int, browser: Browser, address: str
) -> None:
    page = opened(browser, address, width, 900, "light")
    expect(page.get_by_role("tablist", name="Parts of the page")).to_be_visible()
    expect(page.get_by_role("tabpanel", name="Conversation")).to_be_visible()
    assert in_the_tab_order(page) == ["Conversation"]
    page.get_by_role("tab", name="Conversation").focus()
    for key, name in (
        ("ArrowLeft", "Index"),
        ("ArrowRight", "Conversation"),
        ("ArrowRight", "Articles"),
        ("End", "Index"),
        ("ArrowLeft", "Quality"),
        ("Home", "Conversation"),
    ):
        page.keyboard.press(key)
        wanted = page.get_by_role("tab", name=name)
        expect(wanted).to_be_focused()
        expect(wanted).to_have_attribute("aria-selected", "true")
        expect(page.get_by_role("tabpanel", name=name)).to_be_visible()
        assert in_the_tab_order(page) == [name]
    page.keyboard.press("Control+ArrowRight")
    expect(page.get_by_role("tab", name="Conversation")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#log")).to_be_focused()
    page.context.close()
