"""`chatbot review`, and how a decision reaches the answers."""

from pathlib import Path

import pytest

from tests.conftest import Run

FIELDS = ["article_id", "status", "by", "digest", "date"]
PAGE = "---\ndate: 2024-03-05\n---\n# Ankle\n\n## Rest\n\nRest the ankle for 2 days.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "ankle.md").write_text(PAGE, encoding="utf-8")
    return folder


def test_a_decision_is_recorded_and_listed(run: Run, folder: Path) -> None:
    decision = ("--status", "approved", "--by", "A Reviewer")
    done = run("review", "ankle", *decision, "--corpus", folder, "--json")
    assert done.status == 0, done.err
    assert list(done.json()) == FIELDS
    history = run("review", "ankle", "--corpus", folder, "--json").json()
    assert history["review_status"] == "approved"
    assert history["reviews"] == [done.json()]
    assert history["digest"] == done.json()["digest"]
    listed = run("review", "ankle", "--corpus", folder).out
    assert "approved by A Reviewer" in listed
    assert listed.endswith("now: approved\n")


def test_the_result_says_what_to_run_next(run: Run, folder: Path) -> None:
    done = run("review", "ankle", "--status", "submitted", "--by", "A", "--corpus", folder)
    assert "run: chatbot index" in done.out


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--status", "pending", "--by", "A"), "'submitted', 'under_review', 'approved'"),
        (("--status", "unknown", "--by", "A"), "'submitted', 'under_review', 'approved'"),
        (("--status", "approved"), "both --status and --by"),
        (("--by", "A"), "both --status and --by"),
        (("--note", "why"), "both --status and --by"),
        (("--status", "approved", "--by", " "), "must not be empty"),
        (("--status", "approved", "--by", "A\nB"), "must be one line"),
    ],
)
def test_wrong_usage(run: Run, folder: Path, options: tuple[str, ...], says: str) -> None:
    done = run("review", "ankle", *options, "--corpus", folder)
    assert done.status == 2
    assert says in " ".join(done.err.replace("│", " ").split())
    assert not (folder / "reviews.jsonl").exists()


def test_an_unknown_article_is_a_stated_error(run: Run, folder: Path) -> None:
    done = run("review", "knee", "--status", "approved", "--by", "A", "--corpus", folder)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith('chatbot: no file has the article id "knee"')


def test_a_decision_reaches_answers_with_the_next_index_and_embeds_nothing(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    places = ["--corpus", folder, "--index", tmp_path / "index"]

    def status() -> str:
        answer = run("ask", "How long should the ankle rest?", *places, "--json").json()
        return str(answer["citations"][0]["review_status"])

    run("index", *places)
    assert status() == "unknown"
    run("review", "ankle", "--status", "approved", "--by", "A", *places)
    assert status() == "unknown"
    counts = run("index", *places, "--json").json()
    assert (counts["embedded"], counts["removed"]) == (0, 0)
    assert status() == "approved"
    assert run("article", "ankle", *places, "--json").json()["review_status"] == "approved"
    (folder / "ankle.md").write_text(PAGE.replace("2 days", "3 days"), encoding="utf-8")
    run("index", *places)
    assert status() == "under_review"
    [checked] = run("check", *places, "--json").json()["articles"]
    assert "changed_since_review" in [problem["code"] for problem in checked["problems"]]
