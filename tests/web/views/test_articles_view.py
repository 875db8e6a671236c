"""The list of articles: what stands in it, and that nothing of an article is markup."""

import re
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from chatbot.chatbot import Chatbot
from chatbot.indexing.generation import Generation
from chatbot.maintaining import build_index
from chatbot.settings import Settings, load_settings
from chatbot.web.views.articles_view import articles_view
from chatbot.web.views.finding_articles import find_articles

TODAY = date(2026, 11, 21)
HOSTILE = '</h3><script>x</script>" onclick="y'


def attributes(html: str) -> set[str]:
    """The names of all attributes, as a browser reads them."""
    names: set[str] = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            names.update(name for name, _ in attrs)

    Reader().feed(html)
    return names


@pytest.fixture
def generation(library: Settings) -> Generation:
    return Chatbot(library).generation()


def test_each_article_says_what_is_known_of_it(generation: Generation) -> None:
    html = articles_view(generation, ["old", "new"], TODAY, chosen=["new"])
    old, new = html.split("<li>")[1:]
    name = generation.manifest.generation
    link = f"/source?article=old&amp;generation={name}"
    assert f'<h3><a href="{link}"><s>Examplimab care of 2020</s></a></h3>' in old
    assert '<span class="status status-approved">Approved</span>' in old
    assert "<b>Superseded</b> by <a href=" in old
    assert ">Examplimab care of 2024</a>" in old
    for words in ("last updated 2020-01-02, 6 years ago", "US guideline", "2 sections"):
        assert f"<span>{words}</span>" in old
    assert 'value="old" aria-pressed="false"' in old
    assert 'aria-label="Ask within this article: Examplimab care of 2020"' in old
    assert 'value="new" aria-pressed="true"' in new
    assert "<s>" not in new
    assert "Superseded" not in new
    assert "2 of 4 articles · questions are asked within 1 chosen article" in html


def test_nothing_of_an_article_is_markup(tmp_path: Path) -> None:
    settings = load_settings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    settings.corpus.mkdir()
    page = f"---\ntitle: '{HOSTILE}'\nkind: '<img src=x>'\nsuperseded_by: '<b>it</b> \u202e'\n---\n"
    path = settings.corpus / 'a"><i>b&amp;.md'
    path.write_text(f"{page}\n# A\n\n## B\n\nKeep the folder dry.\n", encoding="utf-8")
    build_index(settings, lambda stage, done, total: None)
    generation = Chatbot(settings).generation()
    html = articles_view(generation, find_articles(generation), TODAY)
    assert not re.search(r"<(script|img|i)\b|\u202e", html)
    assert "&lt;/h3&gt;&lt;script&gt;x" in html
    assert attributes(html) <= {"class", "href", "type", "value", "aria-pressed", "aria-label"}
    value = re.search(r'value="([^"]*)"', html)
    assert value is not None
    assert unescape(value[1]) == path.stem


def test_of_many_only_fifty_are_shown_and_the_rest_counted(generation: Generation) -> None:
    html = articles_view(generation, ["new"] * 63, TODAY)
    assert html.count("<li>") == 50
    assert "13 more: type more words." in html
    assert "more:" not in articles_view(generation, ["new"] * 50, TODAY)


def test_when_nothing_is_found_the_page_says_what_to_do(generation: Generation) -> None:
    html = articles_view(generation, [], TODAY)
    assert "None of the 4 articles matches." in html
    assert "<ul" not in html


def test_when_all_is_hidden_the_page_says_so(settings: Settings) -> None:
    approved_only = settings.model_copy(update={"show": "approved"})
    chatbot = Chatbot(approved_only)
    generation = chatbot.shown()
    html = articles_view(generation, find_articles(generation), TODAY)
    assert "No article is shown" in html


def test_a_replacement_that_is_hidden_is_named_but_not_linked(library: Settings) -> None:
    chatbot = Chatbot(library.model_copy(update={"show": "approved"}))
    generation = chatbot.shown()
    html = articles_view(generation, find_articles(generation), TODAY)
    assert "<b>Superseded</b> by “Examplimab care of 2024”" in html
    assert "article=new" not in html


def test_an_undated_article_says_so(generation: Generation) -> None:
    generation.catalogue["new"], kept = (
        replace(generation.catalogue["new"], updated=None),
        generation.catalogue["new"],
    )
    try:
        assert "<span>date not stated</span>" in articles_view(generation, ["new"], TODAY)
    finally:
        generation.catalogue["new"] = kept
