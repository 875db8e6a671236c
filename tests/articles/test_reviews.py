"""Review decisions: kept with the corpus, bound to the text that was reviewed."""

import json
import multiprocessing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.articles.article import Article, ReviewStatus
from chatbot.articles.corpus import read_by_id, read_corpus
from chatbot.articles.reviews import (
    Decision,
    Review,
    digest_of,
    read_reviews,
    record_review,
    reviewed,
)
from chatbot.checking.corpus_problems import check_corpus
from chatbot.errors import ReviewError

PAGE = "---\ndate: 2024-03-05\nreview_status: {status}\n---\n# Feet\n\n## Rest\n\nRest {days}.\n"
TODAY = date(2026, 1, 1)
DECISIONS: tuple[Decision, ...] = ("submitted", "under_review", "approved")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    write(folder)
    return folder


def write(folder: Path, name: str = "feet.md", *, status: str = "pending", days: int = 2) -> None:
    (folder / name).write_text(PAGE.format(status=status, days=days), encoding="utf-8")


def article(folder: Path, article_id: str = "feet") -> Article:
    return read_by_id(article_id, folder)


def status(folder: Path) -> str:
    """Return the status that every reader of the folder gives."""
    [read] = read_corpus(folder).articles
    assert read.review_status is article(folder).review_status
    return read.review_status.value


def codes(folder: Path) -> dict[str, list[str]]:
    checked = check_corpus(folder, max_bytes=100_000, today=TODAY)
    return {each.article_id: [p.code for p in each.problems] for each in checked}


@pytest.mark.parametrize("decision", DECISIONS)
def test_a_decision_gives_the_status_until_the_article_changes(
    folder: Path, decision: Decision
) -> None:
    assert status(folder) == "pending"
    review = record_review(folder, article(folder), status=decision, by="A Reviewer")
    assert status(folder) == decision
    assert review.digest == digest_of(article(folder))
    write(folder, days=3)
    assert status(folder) == "under_review"
    assert codes(folder) == {"feet": ["changed_since_review"]}
    write(folder, days=2)
    assert status(folder) == decision


def test_the_last_decision_counts_and_all_are_kept(folder: Path) -> None:
    for decision in DECISIONS:
        record_review(folder, article(folder), status=decision, by="A", note="said why")
    assert status(folder) == "approved"
    record_review(folder, article(folder), status="submitted", by="B")
    assert status(folder) == "submitted"
    lines = (folder / "reviews.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["status"] for line in lines] == [*DECISIONS, "submitted"]
    assert list(json.loads(lines[0])) == ["article_id", "status", "by", "digest", "date", "note"]


def test_a_decision_on_a_newer_text_is_not_undone_by_going_back(folder: Path) -> None:
    record_review(folder, article(folder), status="approved", by="A")
    write(folder, days=3)
    record_review(folder, article(folder), status="submitted", by="B")
    write(folder, days=2)
    assert status(folder) == "under_review"


def test_what_an_article_says_of_itself_gives_way_to_a_decision(folder: Path) -> None:
    write(folder, status="approved")
    record_review(folder, article(folder), status="submitted", by="A")
    assert status(folder) == "submitted"


def test_check_names_who_decided_and_what_to_do(folder: Path) -> None:
    review = record_review(folder, article(folder), status="approved", by="A Reviewer")
    write(folder, days=3)
    [checked] = check_corpus(folder, max_bytes=100_000, today=TODAY)
    [problem] = checked.problems
    assert "A Reviewer" in problem.message
    assert "approved" in problem.message
    assert str(review.date) in problem.message
    assert "chatbot review feet" in problem.message


def test_a_decision_on_an_article_that_is_gone_is_reported(folder: Path) -> None:
    write(folder, "hands.md", status="approved")
    record_review(folder, article(folder), status="approved", by="A")
    (folder / "feet.md").unlink()
    assert codes(folder) == {"feet": ["review_without_article"], "hands": []}


def test_a_decision_on_a_file_that_cannot_be_read_is_kept(folder: Path) -> None:
    write(folder, "hands.md", status="approved")
    record_review(folder, article(folder), status="approved", by="A")
    (folder / "feet.md").write_bytes(b"\xff")
    assert codes(folder) == {"feet": ["not_utf8"], "hands": []}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("<<<<<<< HEAD", "Invalid JSON"),
        ('{"article_id": "feet"}', "status: Field required"),
        ("[]", "object"),
        ('GOOD, "status": "pending"}', "status: Input should be 'submitted', 'under_review'"),
        ('GOOD, "by": " "}', "by: Value error, must not be empty"),
        ('GOOD, "digest": "abc"}', "digest"),
        ('GOOD, "more": 1}', "more: Extra inputs"),
    ],
)
def test_a_malformed_line_is_named_and_nothing_is_appended(
    folder: Path, line: str, why: str
) -> None:
    good = record_review(folder, article(folder), status="approved", by="A").line()
    content = f"{good}\n\n{line.replace('GOOD', good[:-1])}\n"
    path = folder / "reviews.jsonl"
    path.write_text(content, encoding="utf-8")
    for use in (
        lambda: read_corpus(folder),
        lambda: check_corpus(folder, max_bytes=100_000, today=TODAY),
        lambda: read_by_id("feet", folder),
    ):
        with pytest.raises(ReviewError) as raised:
            use()
        assert f"{path}, line 3: " in str(raised.value)
        assert why in str(raised.value)
        assert str(raised.value).endswith("correct or remove the line")
        assert "\n" not in str(raised.value)
    with pytest.raises(ReviewError, match="line 3"):
        record_review(
            folder, Article(article_id="a", text="", title="", blocks=()), status="approved", by="A"
        )
    assert path.read_text("utf-8") == content


def test_a_file_that_is_no_text_is_named(folder: Path) -> None:
    (folder / "reviews.jsonl").write_bytes(b"\xff")
    with pytest.raises(ReviewError, match="reviews.jsonl: not UTF-8"):
        read_corpus(folder)


def test_a_last_line_without_newline_is_closed_first(folder: Path) -> None:
    first = record_review(folder, article(folder), status="approved", by="A").line()
    (folder / "reviews.jsonl").write_text(first, encoding="utf-8")
    record_review(folder, article(folder), status="submitted", by="B")
    assert [review.by for review in read_reviews(folder)] == ["A", "B"]


def _decide(folder: Path, who: int) -> None:
    for number in range(10):
        record_review(folder, article(folder), status="approved", by=f"{who}/{number}")


def test_two_reviewers_at_once_lose_nothing(folder: Path) -> None:
    spawn = multiprocessing.get_context("fork")
    both = [spawn.Process(target=_decide, args=(folder, who)) for who in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    kept = [review.by for review in read_reviews(folder)]
    assert sorted(kept) == [f"{who}/{number}" for who in range(2) for number in range(10)]
    assert {path.name for path in folder.iterdir()} <= {
        "feet.md", "reviews.jsonl", ".reviews.jsonl.lock",
    }  # fmt: skip


def test_a_place_that_cannot_be_written_is_named(folder: Path) -> None:
    (folder / ".reviews.jsonl.lock").mkdir()
    with pytest.raises(ReviewError, match="reviews.jsonl: the decision cannot be written"):
        record_review(folder, article(folder), status="approved", by="A")


WORDS = st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1)


@given(
    st.lists(st.tuples(st.sampled_from(DECISIONS), st.booleans(), WORDS, st.none() | WORDS)),
    st.sampled_from(list(ReviewStatus)),
)
def test_only_the_last_decision_matters(
    decisions: list[tuple[Decision, bool, str, str | None]], own: ReviewStatus
) -> None:
    read = Article(article_id="a", text="now", title="", blocks=(), review_status=own)
    past = Article(article_id="a", text="before", title="", blocks=())
    reviews = [
        Review(
            article_id="a",
            status=decision,
            by=by,
            digest=digest_of(read if holds else past),
            date=date(2025, 1, 1),
            note=note,
        )
        for decision, holds, by, note in decisions
    ]
    assert [Review.model_validate_json(review.line()) for review in reviews] == reviews
    [now] = reviewed([read], reviews)
    if not decisions:
        assert now.review_status is own
    else:
        decision, holds, *_ = decisions[-1]
        assert now.review_status == (decision if holds else "under_review")
