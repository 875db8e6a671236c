"""Marks that a reader gives on the page: into the evaluators' file, and nothing from elsewhere."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Locator, Page, expect
from starlette.testclient import TestClient

from chatbot.chatbot import Chatbot
from chatbot.web.feedback import add_feedback_route
from chatbot.web.marks import FILE, read_marks
from tests.web.test_browser import FIRST, FOLLOW_UP, ask
from tests.web.test_history import SWITCH, begin_anew, stored, switch_on, tab


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    return tmp_path / "marks" / "feedback.jsonl"


@pytest.fixture
def client(marks: Path) -> TestClient:
    app = FastAPI()
    add_feedback_route(app, marks)
    return TestClient(app, headers={"Content-Type": "application/json"})


@pytest.fixture(scope="module")
def given(chatbot: Chatbot) -> dict[str, Any]:
    answer = chatbot.ask(FIRST)[0].to_dict()
    return {"mark": "unsafe", "comment": "No route.", "turns": [FIRST], "answer": answer}


def test_a_mark_is_kept_with_its_answer(
    client: TestClient, marks: Path, given: dict[str, Any]
) -> None:
    assert client.post("/feedback", json=given).json() == {"noted": True}
    (mark,) = read_marks(marks)
    assert (mark.mark, mark.comment, mark.turns) == ("unsafe", "No route.", (FIRST,))
    assert mark.answer["citations"][0]["article_id"] == "nmo-treatment"


@pytest.mark.parametrize(
    "change",
    [{"mark": "splendid"}, {"comment": "x" * 5000}, {"turns": []}, {"answer": {}}, {"more": 1}],
    ids=lambda change: next(iter(change)),
)
def test_what_is_no_mark_is_refused(
    client: TestClient, marks: Path, given: dict[str, Any], change: dict[str, Any]
) -> None:
    reply = client.post("/feedback", json=given | change)
    assert reply.status_code == 400
    problem = reply.json()["problem"]
    assert problem.startswith("this is no mark that can be kept: ")
    assert "\n" not in problem
    assert "http" not in problem
    assert not marks.exists()


def test_no_other_site_can_send_a_mark(
    client: TestClient, marks: Path, given: dict[str, Any]
) -> None:
    reply = client.post("/feedback", json=given, headers={"Sec-Fetch-Site": "cross-site"})
    assert reply.status_code == 403
    assert not marks.exists()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Content-Type": "text/plain"}, 415),
    ],
)
def test_no_form_of_another_site_can_send_a_mark(
    client: TestClient,
    marks: Path,
    given: dict[str, Any],
    headers: dict[str, str],
    status: int,
) -> None:
    assert client.post("/feedback", json=given, headers=headers).status_code == status
    assert not marks.exists()


def test_a_mark_without_end_is_not_read_to_its_end(client: TestClient, marks: Path) -> None:
    reply = client.post("/feedback", content=b'{"mark": "' + b"x" * 2_000_000)
    assert reply.status_code == 413
    assert not marks.exists()


def test_a_file_that_cannot_be_written_is_said(
    client: TestClient, marks: Path, given: dict[str, Any]
) -> None:
    marks.parent.write_text("in the way")
    reply = client.post("/feedback", json=given)
    assert reply.status_code == 503
    assert "feedback.jsonl" in reply.json()["problem"]


@pytest.mark.browser
def test_the_page_sends_a_mark_with_a_comment(page: Page, feedback_file: Path) -> None:
    ask(page, FIRST)
    ask(page, FOLLOW_UP)
    last = page.locator("#log .exchange").last
    last.get_by_role("button", name="Not helpful").click()
    expect(last.get_by_text("to the evaluators' file on this server")).to_be_visible()
    page.keyboard.type("Which second line?")
    last.get_by_role("button", name="Send").click()
    expect(page.locator("#notice")).to_contain_text("Noted for the evaluators")
    expect(last.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "true")
    mark = read_marks(feedback_file)[-1]
    assert (mark.mark, mark.comment) == ("not_helpful", "Which second line?")
    assert mark.turns == (FIRST, FOLLOW_UP)


@pytest.mark.browser
def test_a_mark_can_be_taken_back_before_it_is_sent(page: Page, feedback_file: Path) -> None:
    before = len(read_marks(feedback_file)) if feedback_file.exists() else 0
    ask(page, FIRST)
    page.get_by_role("button", name="Unsafe").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("form.feedback")).to_have_count(0)
    expect(page.get_by_role("button", name="Unsafe")).to_be_focused()
    assert (len(read_marks(feedback_file)) if feedback_file.exists() else 0) == before


def give(page: Page, mark: str, answer: Locator) -> None:
    """Mark an answer, without a comment."""
    answer.get_by_role("button", name=mark, exact=True).click()
    answer.get_by_role("button", name="Send").click()
    expect(answer.locator("form.feedback")).to_have_count(0)
    expect(answer.locator("[data-mark][aria-pressed=true]")).to_have_text(mark)


@pytest.mark.browser
def test_a_kept_conversation_comes_back_with_its_marks(page: Page) -> None:
    switch_on(page)
    ask(page, FIRST)
    ask(page, FOLLOW_UP)
    answers = page.locator("#log .exchange")
    pressed = page.locator("#log [data-mark][aria-pressed=true]")
    give(page, "Unsafe", answers.first)
    ask(page, "What are the side effects of plasma exchange?")
    give(page, "Helpful", answers.nth(1))
    give(page, "Not helpful", answers.nth(1))
    page.reload()
    page.wait_for_selector("#question textarea")
    expect(answers).to_have_count(3)
    expect(pressed).to_have_text(["Unsafe", "Not helpful"])
    expect(answers.first.locator("[aria-pressed=true]")).to_have_text("Unsafe")
    begin_anew(page)
    ask(page, FIRST)
    expect(pressed).to_have_count(0)
    tab(page, "History")
    page.locator("#kept .title").last.click()
    expect(answers).to_have_count(3)
    expect(pressed).to_have_text(["Unsafe", "Not helpful"])
    answers.first.get_by_role("button", name="Helpful", exact=True).click()
    expect(page.get_by_label("You have marked this answer “Unsafe” already.")).to_be_focused()


@pytest.mark.browser
def test_a_mark_is_kept_nowhere_but_with_its_conversation(page: Page) -> None:
    ask(page, FIRST)
    answer = page.locator("#log .exchange")
    before = stored(page)
    give(page, "Unsafe", answer)
    assert stored(page) == before
    switch_on(page)
    give(page, "Helpful", answer)
    assert not [key for key in stored(page) if "conversation" in key]
    ask(page, FOLLOW_UP)
    (conversation,) = (words for key, words in stored(page).items() if "conversation" in key)
    kept = json.loads(conversation)
    (answered, _) = kept["records"]
    assert kept["marks"] == {answered["answer"]["manifest"]["answer_id"]: "helpful"}
    tab(page, "History")
    page.get_by_label(SWITCH).click()
    page.get_by_role("button", name="Delete them and switch off").click()
    expect(page.locator("#notice")).to_contain_text("deleted")
    assert "helpful" not in json.dumps(stored(page))


@pytest.mark.browser
def test_a_mark_that_the_server_refuses_is_none(page: Page) -> None:
    ask(page, FIRST)
    page.route("**/feedback", lambda route: route.fulfill(status=503, json={"problem": "No room."}))
    page.get_by_role("button", name="Unsafe").click()
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#notice")).to_have_text("No room.")
    expect(page.locator("#log [data-mark][aria-pressed=true]")).to_have_count(0)


def test_the_file_is_one_that_git_ignores() -> None:
    assert FILE.as_posix() == "evals/feedback.jsonl"
    ignored = (Path(__file__).parents[2] / ".gitignore").read_text(encoding="utf-8")
    assert "evals/feedback.*" in ignored
