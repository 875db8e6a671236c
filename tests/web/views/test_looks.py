"""The views in a real Chromium: nothing sticks out, and nobody is shut out."""

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from chatbot.chatbot import Chatbot
from chatbot.settings import Settings
from chatbot.web import serving
from chatbot.web.newest_run import newest_run
from chatbot.web.views.articles_view import articles_view
from chatbot.web.views.finding_articles import find_articles
from chatbot.web.views.index_view import index_view, read_index_state
from chatbot.web.views.linting import Linting
from chatbot.web.views.quality_view import quality_view
from tests.web.views.test_quality_view import NOW, entry, write_gates, write_run

pytestmark = pytest.mark.browser

_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Views</title>
<style>{style}</style></head><body class="source-page"><main><h1>Views</h1>{view}</main></body>"""


def views(library: Settings, runs: Path) -> dict[str, str]:
    chatbot = Chatbot(library)
    generation = chatbot.generation()
    low = {"evidence_recall": 0.0, "fact_recall": None}
    long = "x" * 200
    gates = write_gates(runs / "gates.toml", 'metric = "evidence_recall"\nat_least = 0.9')
    entries = [entry("a", scores=low, turns=[long, long], text=long), entry("b")]
    write_run(runs, "1", entries, gates)
    found = find_articles(generation)
    return {
        "articles": articles_view(generation, found, NOW.date(), chosen=["new"]),
        "quality": quality_view(newest_run(runs), generation, NOW),
        "index": index_view(
            read_index_state(chatbot, library), Linting(library).lint(NOW.date()), NOW
        ),
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 640])
def test_the_views_fit_and_have_no_accessibility_violation(
    width: int,
    scheme: Literal["light", "dark"],
    browser: Browser,
    library: Settings,
    tmp_path: Path,
) -> None:
    style = "".join((serving._ASSETS / name).read_text() for name in ("page.css", "views.css"))
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    for name, view in views(library, tmp_path).items():
        page.set_content(_PAGE.format(style=style, view=view))
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        found = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:160]) for v in found] == [], name
    context.close()
