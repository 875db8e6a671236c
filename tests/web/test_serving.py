"""The routes beside the chat: passages, the editorial policy, the intended use."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from httpx import Client

from chatbot.articles.corpus import article_files
from chatbot.chatbot import Chatbot
from chatbot.settings import Settings
from chatbot.version import __version__
from chatbot.web.answer_view import answer_parts
from chatbot.web.plain_pages import intended_use_page, policy_page
from tests.web.conftest import served
from tests.web.views.test_quality_view import entry, write_run

HOSTILE = """# Policy <script>alert(1)</script>

![x](http://192.0.2.1/leak.png) [y](javascript:alert(1)) <img src=x onerror=y>
"""


@pytest.fixture(scope="module")
def page(library: Settings) -> Iterator[Client]:
    with served(library) as address, Client(base_url=address) as client:
        yield client


@pytest.fixture(scope="module")
def approved(library: Settings) -> Iterator[Client]:
    with served(library, CHATBOT_SHOW="approved") as address, Client(base_url=address) as client:
        yield client


@pytest.mark.parametrize("headers", [{}, {"X-Fragment": "1"}])
def test_a_superseded_article_says_so_and_links_to_its_replacement(
    page: Client, headers: dict[str, str]
) -> None:
    html = page.get("/source", params={"article": "old"}, headers=headers).text
    assert "<b>Superseded</b> by <a href=" in html
    assert ">Examplimab care of 2024</a>" in html
    link = html.split('<b>Superseded</b> by <a href="')[1].split('"')[0].replace("&amp;", "&")
    newer = page.get(link, headers=headers)
    assert newer.status_code == 200
    assert "The dose of examplimab is 20 mg" in newer.text
    assert "Superseded" not in newer.text


def test_what_supersedes_an_article_stays_words(page: Client) -> None:
    html = page.get("/source", params={"article": "draft"}).text
    assert "<b>Superseded</b> by “The *guide* of [1] &lt;b&gt;”" in html


def test_kind_jurisdiction_and_the_policy_stand_beside_the_status(page: Client) -> None:
    html = page.get("/source", params={"article": "old"}).text
    meta = html.split('<p class="source-meta">')[1].split("</p>")[0]
    assert "Approved" in meta
    assert "US guideline" in meta
    assert 'href="/editorial-policy"' in meta


def test_the_marker_of_a_superseded_article_says_so(library: Settings) -> None:
    answer = Chatbot(library).ask("What is the dose of examplimab?")[0]
    by_id = {citation.article_id: citation.number for citation in answer.citations}
    shown = "".join(answer_parts(answer, date(2026, 11, 21)))
    for article_id, old in (("old", ", superseded"), ("new", "")):
        marker = rf"\[{by_id[article_id]}{old}\]</a>"
        assert re.search(rf'<a href="/source\?article={article_id}&[^>]*>{marker}', shown)


def test_a_hidden_article_cannot_be_opened(approved: Client) -> None:
    assert approved.get("/source", params={"article": "leaflet"}).status_code == 200
    for article_id in ("new", "draft", "nothing"):
        reply = approved.get("/source", params={"article": article_id})
        assert reply.status_code == 404
        assert "20 mg" not in reply.text
    html = approved.get("/source", params={"article": "old"}).text
    assert "<b>Superseded</b> by “Examplimab care of 2024”" in html


def test_the_policy_of_the_corpus_is_served(page: Client, library: Settings) -> None:
    reply = page.get("/editorial-policy")
    assert reply.status_code == 200
    assert reply.headers["content-security-policy"].startswith("default-src 'none'")
    assert "<h1>Editorial policy</h1>" in reply.text
    assert "Nobody has reviewed the two articles" in reply.text
    for status in ("Pending", "Submitted", "Under review", "Approved", "Not stated"):
        assert f"<strong>{status}</strong>" in reply.text
    own = library.corpus / "EDITORIAL_POLICY.md"
    own.write_text("# Our own\n", encoding="utf-8")
    try:
        assert "<h1>Our own</h1>" in page.get("/editorial-policy").text
        assert own not in list(article_files(library.corpus))
    finally:
        own.unlink()


def test_what_it_is_for_and_what_it_answers_from_is_served(page: Client) -> None:
    reply = page.get("/intended-use")
    assert reply.status_code == 200
    assert reply.headers["content-security-policy"].startswith("default-src 'none'")
    for words in (
        "<h1>Intended use and limits</h1>",
        "Not for</strong> emergencies",
        "No language model is used",
        "pending human review",
        'href="/editorial-policy"',
        f"Version {__version__}.",
    ):
        assert words in reply.text
    assert page.get("/health").json()["generation"] in reply.text


def test_the_last_whole_run_is_told(library: Settings, tmp_path: Path) -> None:
    chatbot = Chatbot(library)
    assert "No evaluation was run on this machine" in intended_use_page(chatbot, tmp_path)
    low = {"evidence_recall": 0.0}
    write_run(tmp_path, "1", [entry("a"), entry("b"), entry("c", scores=low)])
    write_run(tmp_path, "2", [entry("a")], finished=None)
    html = intended_use_page(chatbot, tmp_path)
    assert "3 cases (run 1)" in html
    assert "67%: the needed" in html
    assert "must be said" not in html  # no fact could be judged


def test_nothing_of_a_policy_is_markup(tmp_path: Path) -> None:
    (tmp_path / "EDITORIAL_POLICY.md").write_text(HOSTILE, encoding="utf-8")
    html = policy_page(tmp_path).split("<body", 1)[1]
    assert "&lt;script&gt;" in html
    for tag in ("<script", "<img", 'href="javascript'):
        assert tag not in html


def test_the_browser_is_told_to_ask_nothing_of_other_hosts(page: Client) -> None:
    for path in ("/", "/chatbot/page.js", "/health"):
        policy = page.get(path).headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "http" not in policy
    assert (
        page.get("/source", params={"article": "old"})
        .headers["content-security-policy"]
        .startswith("default-src 'none'")
    )
