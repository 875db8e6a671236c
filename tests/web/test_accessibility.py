"""The page for everybody: axe finds nothing in any state, and a keyboard is enough for it all."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from chatbot.settings import Settings
from tests.web.conftest import served
from tests.web.test_browser import MARKERS, Scheme, ask, opened
from tests.web.test_history import SWITCH, tab
from tests.web.views.test_quality_view import entry, write_run

pytestmark = pytest.mark.browser

CONFLICT = "What is the dose of IV methylprednisolone in an acute attack?"
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SIZES = {390: 844, 768: 1024, 1440: 900, 1920: 1080}
PANELS = "#log, #evidence-content, #places [role=tabpanel], #examples, #kept, .view"
SCROLLED_SIDEWAYS = """selector => [...document.querySelectorAll(`:root, ${selector}`)]
    .filter(box => box.scrollWidth > box.clientWidth + 1 && box.clientWidth)
    .filter(box => box.id !== "examples")  // a row to be swiped on a phone
    .map(box => `${box.id || box.className}: ${box.scrollWidth} > ${box.clientWidth}`)"""
SKIPPED_HEADINGS = """() => {
    const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
        .filter(each => each.checkVisibility())
        .map(each => +each.tagName[1]);
    return levels.filter((level, at) => level > (levels[at - 1] ?? 0) + 1).length;
}"""
RULES = ("best-practice", "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
COLOURS = ("color-contrast", "link-in-text-block")
"""What can be wrong in the dark where nothing is in the light: all else is the same."""
VIOLATIONS = """async options => (await axe.run(options)).violations
    .flatMap(each => each.nodes.map(node => `${each.id}: ${node.html.slice(0, 160)}`))"""
FOCUSED = """() => {
    const at = document.activeElement;
    const seen = each => getComputedStyle(each).outlineStyle !== "none";
    const ring = seen(at) || (at.tagName === "INPUT" && seen(at.closest(".wrap")));
    const named = at.closest("#question") ? "question"
        : at.getAttribute("aria-label") ?? (at.id || at.innerText.trim());
    return [at === document.body ? "" : named, ring];
}"""
ORDER = (
    "Which best describes you?", "Export all", "fresh", "Conversation", "[3]",
    "How this answer was made", "Copy", "Unsafe", "question",
)  # fmt: skip


@pytest.fixture(scope="module")
def address(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page that has an evaluation run to show."""
    folder = tmp_path_factory.mktemp("with-a-run")
    low = {"evidence_recall": 0.0}
    write_run(folder / "evals" / "runs", "1", [entry("a", scores=low), entry("b")])
    with served(settings, folder) as address:
        yield address


@pytest.mark.slow
@pytest.mark.parametrize("widths", [(390, 768), (1440, 1920)])
def test_no_state_of_the_page_shuts_anybody_out(
    widths: tuple[int, ...], browser: Browser, address: str
) -> None:
    page = opened(browser, address, widths[0], SIZES[widths[0]], "light")
    page.emulate_media(reduced_motion="reduce")  # no transitions of colours to wait for
    for state in states(page):
        for width in widths:
            page.set_viewport_size({"width": width, "height": SIZES[width]})
            expect(page.locator("#disclaimer p")).to_be_in_viewport(ratio=1)
            assert problems(page) == [], f"{state}, {width}"
            painted(page, "dark")
            assert violations(page, COLOURS) == [], f"{state}, {width}, dark"
            painted(page, "light")
    page.context.close()


def painted(page: Page, scheme: Scheme) -> None:
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(
        "dark => document.body.classList.contains('dark') === dark", arg=scheme == "dark"
    )


def test_the_dark_colours_are_those_that_axe_has_seen(browser: Browser, address: str) -> None:
    page = opened(browser, address, 1440, 900, "light")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body")).to_have_class("dark")
    page.context.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_a_superseded_article_is_for_everybody(
    width: int, browser: Browser, library_address: str
) -> None:
    page = opened(browser, library_address, width, 900, "light")
    ask(page, "What is the dose of examplimab?")
    page.locator("#log a[href*='article=old']").first.click()
    expect(page.locator("#evidence-panel .source-superseded")).to_be_visible()
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(250)
        assert problems(page) == []
    page.context.close()


@pytest.mark.parametrize(
    "path",
    [
        "/intended-use",
        "/editorial-policy",
        "/source?article=nmo-treatment",
        "/source?article=<i>no such&article",
    ],
)
def test_the_pages_of_their_own_are_for_everybody(
    path: str, browser: Browser, address: str
) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{address}{path}")
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert problems(page) == [], f"{width}, {scheme}"
    page.context.close()


def test_at_twice_the_size_everything_can_be_reached(browser: Browser, address: str) -> None:
    page = opened(browser, address, 720, 450, "light")
    ask(page, CONFLICT)
    for name in ("Conversation", "Articles", "History", "Quality", "Index"):
        tab(page, name)
        expect(page.locator("#disclaimer p")).to_be_in_viewport(ratio=1)
        assert page.evaluate(SCROLLED_SIDEWAYS, PANELS) == []
    question = page.locator("#question textarea")
    question.focus()
    expect(question).to_be_in_viewport(ratio=1)
    page.context.close()


def test_everything_is_done_by_keyboard(browser: Browser, address: str) -> None:
    page = opened(browser, address, 1440, 900, "light")
    expect(page.locator("#question textarea")).to_be_focused()
    page.keyboard.type("When should plasma exchange be considered?")
    page.keyboard.press("Enter")
    expect(page.locator("#evidence-place")).to_have_text("[1]: 1 of 3", timeout=20_000)
    marker = page.locator(MARKERS).first
    tab_to(page, marker)
    page.keyboard.press("Enter")
    expect(page.locator("#evidence-content")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Next")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#evidence-place")).to_have_text("[2]: 2 of 3")
    page.keyboard.press("Escape")
    expect(page.locator(MARKERS).nth(1)).to_be_focused()
    export = page.locator("#log summary", has_text="Export")
    tab_to(page, export)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#log").get_by_role("button", name="Markdown")).to_be_focused()
    page.keyboard.press("Escape")
    expect(export).to_be_focused()
    expect(page.locator("#log").get_by_role("button", name="Markdown")).to_be_hidden()
    unsafe = page.get_by_role("button", name="Unsafe")
    tab_to(page, unsafe)
    page.keyboard.press("Space")
    expect(page.get_by_label("What is unsafe about it?")).to_be_focused()
    tab_to(page, page.get_by_role("button", name="Cancel"))
    page.keyboard.press("Enter")
    expect(unsafe).to_be_focused()
    tab_to(page, page.locator("#question textarea"))
    tab_to(page, page.get_by_role("tab", name="Conversation"))
    page.keyboard.press("ArrowRight")
    tab_to(page, page.get_by_label("Find articles"))
    tab_to(page, page.get_by_role("button", name="Ask within this article").first)
    page.keyboard.press("Space")
    expect(page.locator(".within[aria-pressed=true]")).to_have_count(1)
    expect(page.locator(".within[aria-pressed=true]")).to_be_focused()
    page.context.close()


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until `wanted` has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"no Tab reaches {wanted}")


def test_the_focus_goes_round_in_the_order_of_the_page_and_can_be_seen(
    browser: Browser, address: str
) -> None:
    page = opened(browser, address, 1440, 900, "light")
    ask(page, CONFLICT)
    page.locator("#question textarea").focus()
    passed: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        name, ring = page.evaluate(FOCUSED)
        if name:
            assert ring, f"the focus on {name} cannot be seen"
            passed.append(name)
        if name == "question":
            break
    places = [passed.index(name) for name in ORDER]
    assert places == sorted(places), passed
    page.context.close()


def states(page: Page) -> Iterator[str]:
    """Bring the page into one state after another; yield what it is."""
    yield "empty"
    tab(page, "History")
    page.get_by_label(SWITCH).check()
    tab(page, "Conversation")
    ask(page, "What dose of eculizumab?")
    yield "refusal"
    ask(page, CONFLICT)
    last = page.locator("#log .exchange").last
    yield "answer with a conflict"
    ask(page, "When should plasma exchange be considered?")
    for folded in ("not to be missed", "How this answer was made"):
        last.locator("summary", has_text=folded).click()
    last.get_by_role("button", name="Unsafe").click()
    yield "folded parts open, feedback form"
    last.locator("summary", has_text="Export").click()
    yield "export menu"
    page.locator("#masthead h1").click()
    last.locator(".bot a[href*='/source?']").first.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("tooltip")).to_be_visible()
    yield "preview"
    page.keyboard.press("Enter")
    expect(page.locator("#evidence-panel mark").first).to_be_in_viewport()
    yield "source open"
    page.keyboard.press("Escape")
    tab(page, "Articles")
    expect(page.locator(".articles-view .count")).to_have_text("2 articles")
    page.get_by_label("Find articles").fill("treatments")
    expect(page.locator(".articles-view .count")).to_have_text("1 of 2 articles")
    page.get_by_role("button", name="Ask within this article").click()
    expect(page.locator(".within[aria-pressed=true]")).to_have_count(1)
    expect(page.locator("#scope")).to_be_visible()
    yield "articles, one chosen"
    tab(page, "History")
    expect(page.locator("#kept .title")).to_have_count(1)
    yield "history"
    page.get_by_role("button", name="Rename").click()
    yield "history, renaming"
    tab(page, "Quality")
    expect(page.locator(".quality-view table")).to_be_visible()
    page.locator(".quality-view summary").first.click()
    yield "quality"
    tab(page, "Index")
    expect(page.locator(".findings-table")).to_be_visible(timeout=20_000)
    yield "index"
    for_patients(page)
    expect(page.locator("#log .exchange")).to_have_count(0)
    ask(page, "What is plasma exchange?")
    yield "answer for a patient"


def for_patients(page: Page) -> None:
    page.get_by_label("Which best describes you?").click()
    page.get_by_role("option", name="Patient").click()


def problems(page: Page) -> list[str]:
    """Return what axe finds, and what can only be seen by scrolling sideways."""
    sideways: list[str] = page.evaluate(SCROLLED_SIDEWAYS, PANELS)
    headings = ["headings skip a level"] if page.evaluate(SKIPPED_HEADINGS) else []
    lang = [] if page.locator("html").get_attribute("lang") == "en" else ["no language stated"]
    return violations(page, RULES) + sideways + headings + lang


def violations(page: Page, rules: tuple[str, ...]) -> list[str]:
    """Return what axe finds of these rules, given by their own names or by those of their kinds."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(VIOLATIONS, {"resultTypes": ["violations"], "runOnly": rules})
    return found
