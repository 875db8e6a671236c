"""The page as the settings of a system or a browser change it: motion, colours, size of letters."""

import pytest
from playwright.sync_api import Browser, expect

from tests.web.test_accessibility import (
    CONFLICT,
    PANELS,
    SCHEMES,
    SCROLLED_SIDEWAYS,
    for_patients,
    painted,
)
from tests.web.test_browser import FIRST, MARKERS, ask, opened
from tests.web.test_history import tab

pytestmark = pytest.mark.browser

OUTLINED = """() => {
    const at = document.activeElement;
    return [at.id || at.ariaLabel || at.innerText.trim().slice(0, 40),
        at === document.body || getComputedStyle(at).outlineStyle !== "none"];
}"""
WATCH_MOTION = """() => {
    window.moved = new Set();
    const watch = () => {
        for (const each of document.getAnimations()) {
            if (each.effect.getComputedTiming().duration > 0) {
                moved.add(each.effect.target.outerHTML.slice(0, 160));
            }
        }
        requestAnimationFrame(watch);
    };
    watch();
    for (const owner of [Element.prototype, window]) {
        for (const name of ["scroll", "scrollTo", "scrollBy", "scrollIntoView"]) {
            const plain = owner[name];
            owner[name] &&= function (...given) {
                if (given[0]?.behavior === "smooth") moved.add(name);
                return plain.apply(this, given);
            };
        }
    }
}"""
COULD_MOVE = """() => [...document.querySelectorAll("*")].flatMap(each =>
    ["", "::before", "::after"].filter(part => {
        const style = getComputedStyle(each, part || null);
        return style.animationName !== "none" || style.scrollBehavior !== "auto"
            || (style.transitionProperty !== "none" && /[1-9]/.test(style.transitionDuration));
    }).map(part => each.outerHTML.slice(0, 160) + part))"""
UNSEEN_IN_FORCED_COLOURS = """() => {
    const style = (found, part) => getComputedStyle(document.querySelector(found), part);
    const paper = style("body").backgroundColor;
    const seen = {
        "quoted words": style("#evidence-panel mark").backgroundColor !== paper,
        "marker of the open source": style("#log a.open").backgroundColor !== paper,
        "status of the source": style("#evidence-panel .status").borderTopStyle === "solid"
            && style("#evidence-panel .status").borderTopColor !== paper,
        "status in the answer": style("#log .status").borderTopStyle === "solid"
            && style("#log .status").borderTopColor !== paper,
        "tab that is open": style("#places [aria-selected=true]").textDecorationLine !== "none",
        "mark given": style("#log [aria-pressed=true]", "::before").content.includes("✓"),
    };
    return Object.keys(seen).filter(each => !seen[each]);
}"""
CUT_OFF = """selector => [...document.querySelectorAll(`${selector}, ${selector} *`)]
    .filter(each => each.checkVisibility() && each.innerText?.trim())
    .filter(each => {
        const style = getComputedStyle(each);
        const clips = /hidden|clip/.test(`${style.overflowX} ${style.overflowY}`);
        const box = each.getBoundingClientRect();
        return box.right > innerWidth + 1 || box.left < -1
            || (each.clientWidth && each.scrollWidth > each.clientWidth + 1)
            || (clips && each.scrollHeight > each.clientHeight + 1);
    })
    .map(each => `${each.tagName} ${each.id} ${each.className}: ${each.innerText.slice(0, 40)}`)"""


def test_nothing_moves_for_those_who_want_no_motion(browser: Browser, address: str) -> None:
    page = opened(browser, address, 390, 844, "light")
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(WATCH_MOTION)
    for_patients(page)
    ask(page, FIRST)
    page.locator(MARKERS).first.click()
    expect(page.locator("#evidence-panel mark").first).to_be_in_viewport()
    assert page.evaluate(COULD_MOVE) == []
    page.keyboard.press("Escape")
    for name in ("Articles", "History", "Quality", "Index"):
        tab(page, name)
        assert page.evaluate(COULD_MOVE) == []
    assert page.evaluate("[...window.moved]") == []
    page.emulate_media(reduced_motion="no-preference")
    page.get_by_label("Which best describes you?").click()
    expect(page.get_by_role("option", name="Patient")).to_be_visible()
    assert page.evaluate("window.moved.size") > 0  # it would have been seen
    page.context.close()


def test_in_forced_colours_quotes_statuses_choices_and_the_focus_are_seen(
    browser: Browser, address: str
) -> None:
    page = opened(browser, address, 1440, 900, "light")
    page.emulate_media(forced_colors="active")
    ask(page, CONFLICT)
    page.locator("#log").evaluate(
        "log => log.querySelector('[data-mark=unsafe]').ariaPressed = true"
    )
    assert page.evaluate(UNSEEN_IN_FORCED_COLOURS) == []
    page.locator("#question textarea").focus()
    for _ in range(60):
        name, ring = page.evaluate(OUTLINED)
        assert ring, f"the focus on {name} cannot be seen"
        page.keyboard.press("Tab")
        if page.locator("#question textarea").evaluate("box => box === document.activeElement"):
            break
    page.context.close()


@pytest.mark.parametrize("width", [390, 640, 1280])
def test_at_twice_the_size_of_letters_nothing_is_cut_off(
    width: int, browser: Browser, address: str
) -> None:
    page = opened(browser, address, width, 900, "light")
    page.add_style_tag(content="html { font-size: 200% }")
    ask(page, CONFLICT)
    assert page.evaluate(SCROLLED_SIDEWAYS, PANELS) == []
    assert page.evaluate(CUT_OFF, "#masthead") == []
    page.locator(MARKERS).first.click()
    expect(page.locator("#evidence-panel mark").first).to_be_visible()
    assert page.evaluate(CUT_OFF, "#evidence") == []
    page.context.close()


def test_the_hint_in_a_box_has_the_colour_of_other_hints(browser: Browser, address: str) -> None:
    """Axe, which has seen those, looks at no placeholder."""
    page = opened(browser, address, 1440, 900, "light")
    for scheme in SCHEMES:
        painted(page, scheme)
        assert page.evaluate(
            """() => getComputedStyle(document.querySelector("#question textarea"), "::placeholder")
                .color === getComputedStyle(document.querySelector("#masthead p")).color"""
        )
    page.context.close()
