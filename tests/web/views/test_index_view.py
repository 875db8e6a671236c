"""The index on the page: how it was built, and what is wrong with the articles, the worst first."""

import os
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from chatbot.chatbot import Chatbot
from chatbot.checking import corpus_problems
from chatbot.checking.problem import CheckedArticle, Problem
from chatbot.maintaining import build_index
from chatbot.settings import Settings, load_settings
from chatbot.version import __version__
from chatbot.web.views import linting
from chatbot.web.views.index_view import IndexState, index_view, read_index_state
from chatbot.web.views.linting import Linted, Linting
from tests.library import write_library

TODAY = date(2026, 11, 21)
EVIL = "<script>x</script>"


def state_of(settings: Settings) -> IndexState:
    return read_index_state(Chatbot(settings), settings)


def now_after(state: IndexState) -> datetime:
    assert state.generation is not None
    return datetime.fromisoformat(state.generation.manifest.built)


def checked(article_id: str, *codes: str, is_read: bool = True) -> CheckedArticle:
    problems = tuple(Problem(code=code, message=f"says {code} {EVIL}", line=7) for code in codes)
    return CheckedArticle(article_id=article_id, problems=problems, is_read=is_read)


def test_what_was_built_is_said(library: Settings) -> None:
    state = state_of(library)
    assert state.generation is not None
    manifest = state.generation.manifest
    html = index_view(state, Linting(library).lint(TODAY), now_after(state))
    for words in (
        f"<dd>{manifest.generation}</dd>", "UTC, today</dd>", "<dd>all-MiniLM-L6-v2</dd>",
        f"<dd>version {__version__}</dd>", "<dd>4 articles</dd>", f"<dd>{manifest.chunks}</dd>",
        f"<dd>{manifest.statements}</dd>", "The index is as the settings and the corpus say.",
    ):  # fmt: skip
        assert words in html
    assert "changed since" not in html
    assert '<span class="status status-pending">' in html
    assert "last updated 2024-03-05" in html
    assert f'<a href="/source?article=new&amp;generation={manifest.generation}">' in html


def test_articles_with_errors_come_first_then_warnings(library: Settings) -> None:
    state = state_of(library)
    linted = Linted(
        digest="x",
        articles=(
            checked("draft"),
            checked("leaflet", "error_prone_number"),
            checked("new", "old", "no_date"),
            checked("old", "no_date", "struck_text"),
            checked("unread", "broken", is_read=False),
            checked("fresh", "old"),
        ),
    )
    html = index_view(state, linted, now_after(state))
    assert "2 errors, 4 warnings, 1 note." in html
    unread, rows = html.split("<tbody>")
    assert "Files that could not be read" in unread
    assert '<b>unread</b> <b class="chip error">error</b> <code>broken</code>' in unread
    order = [row.split("</th>")[0] for row in rows.split('<th scope="row">')[1:]]
    titles = [re.sub(r"<[^>]*>", "", title) for title in order]
    assert titles == [
        "Examplimab care of 2020", "Examplimab care of 2024", "fresh", "Examplimab in short",
        "Examplimab draft",
    ]  # fmt: skip
    assert rows.index("struck_text") < rows.index("no_date")  # the error of the same article
    assert "not indexed" in rows
    assert "(line 7)" in rows
    assert "<script" not in html
    assert "changed since, or one of them" in html


def test_a_superseded_article_is_said_to_be_one(library: Settings) -> None:
    state = state_of(library)
    html = index_view(state, None, now_after(state))
    (row,) = (row for row in html.split("<tr>") if "<s>Examplimab care of 2020</s>" in row)
    assert "Approved" in row
    assert "<b>Superseded</b> by <a href=" in row
    assert ">Examplimab care of 2024</a>" in row


def test_errors_are_shown_at_once_and_the_rest_folded(library: Settings) -> None:
    state = state_of(library)
    many = checked("new", *["struck_text"] * 5, "old", "no_date")
    few = checked("old", *["old"] * 4)
    html = index_view(state, Linted(digest="x", articles=(many, few)), now_after(state))
    at_once, folded = html.split("<summary>2 more of new</summary>")
    assert at_once.count("<code>struck_text</code>") == 5
    assert "no_date" not in at_once
    assert folded.index("no_date") < folded.index("<summary>1 more of old</summary>")


def test_of_many_articles_a_hundred_are_shown(library: Settings) -> None:
    state = state_of(library)
    linted = Linted(digest="x", articles=tuple(checked(f"a{n}", "old") for n in range(101)))
    html = index_view(state, linted, now_after(state))
    assert html.count('<th scope="row">') == 100
    assert "5 more articles; <code>chatbot check</code> lists all." in html


def test_while_the_corpus_is_checked_the_index_is_shown(library: Settings) -> None:
    state = state_of(library)
    html = index_view(state, None, now_after(state))
    assert "is being checked" in html
    assert html.count("being checked</span>") == 4
    assert "<dd>4 articles</dd>" in html


def test_without_an_index_the_findings_are_shown(library: Settings, tmp_path: Path) -> None:
    settings = library.model_copy(update={"index": tmp_path})
    state = state_of(settings)
    assert state.generation is None
    html = index_view(state, Linting(settings).lint(TODAY), datetime.now(UTC))
    assert "there is no index here yet; run: chatbot index" in html
    assert html.count("not indexed") == 4
    assert "pending_review" in html


def test_an_older_index_that_still_answers_is_said_to_be_one(tmp_path: Path) -> None:
    write_library(tmp_path / "corpus")
    settings = load_settings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    build_index(settings, lambda stage, done, total: None)
    chatbot = Chatbot(settings)
    chatbot.pipeline()
    (settings.index / "CURRENT").write_text("20990101-000000-aaaaaaaa<b>\n", encoding="ascii")
    state = read_index_state(chatbot, settings)
    assert state.generation is not None
    html = index_view(state, None, now_after(state))
    assert '<p class="verdict bad">' in html
    assert "20990101-000000-aaaaaaaa&lt;b&gt;" in html
    assert "<dd>4 articles</dd>" in html


def test_without_a_corpus_folder_the_index_is_shown(library: Settings, tmp_path: Path) -> None:
    settings = library.model_copy(update={"corpus": tmp_path / "gone"})
    state = state_of(settings)
    html = index_view(state, Linting(settings).lint(TODAY), now_after(state))
    assert html.count("there is no such article folder") == 2
    assert html.count("not in the corpus folder") == 4


def test_a_changed_corpus_is_linted_anew_and_said_to_be_newer(tmp_path: Path) -> None:
    write_library(tmp_path / "corpus")
    settings = load_settings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    build_index(settings, lambda stage, done, total: None)
    state, lint = state_of(settings), Linting(settings)
    assert "changed since" not in index_view(state, lint.lint(TODAY), now_after(state))
    (settings.corpus / "new.md").unlink()
    (settings.corpus / "empty.md").write_text("", encoding="utf-8")
    (settings.corpus / "other.rtf").write_text("x", encoding="utf-8")
    html = index_view(state_of(settings), lint.lint(TODAY), now_after(state))
    assert "changed since" in html
    assert "The index differs from the settings" in html
    assert "<b>empty</b>" in html
    assert "files of the kind .rtf are not read" in html
    assert "not in the corpus folder" in html.split("Examplimab care of 2024")[-1]


def test_a_second_look_costs_no_lint(library: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Path] = []

    def counted(folder: Path, **options: object) -> list[CheckedArticle]:
        calls.append(folder)
        return corpus_problems.check_corpus(folder, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(linting, "check_corpus", counted)
    lint = Linting(library)
    first = lint.lint(TODAY)
    assert lint.lint(TODAY) is first
    assert len(calls) == 1
    lint.lint(date(2026, 11, 22))  # an article may have become too old
    assert len(calls) == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to this user")
def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    write_library(tmp_path / "corpus")
    (tmp_path / "corpus" / "new.md").chmod(0)
    settings = load_settings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    assert "unreadable" in index_view(state_of(settings), Linting(settings).lint(TODAY), NOW)


NOW = datetime(2026, 11, 21, tzinfo=UTC)


def test_words_of_hidden_articles_stay_hidden(library: Settings) -> None:
    settings = library.model_copy(update={"show": "approved"})
    state = state_of(settings)
    linted = Linted(digest="x", articles=(checked("new", "old"), checked("old", "no_date")))
    html = index_view(state, linted, now_after(state))
    hidden = html.split('<th scope="row">new</th>')[1].split("</tr>")[0]
    assert "says old" not in hidden
    assert "hidden by a setting" in hidden
    assert "<code>old</code>" in hidden
    assert "says no_date" in html
    assert "4 articles, of which a setting hides 2" in html
