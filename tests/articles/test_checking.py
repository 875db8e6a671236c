"""What `chatbot check` finds, by its stable codes."""

import os
from pathlib import Path

import pytest

from chatbot.articles.article import Article, Block, BlockKind, Mark, ReviewStatus
from chatbot.articles.checking import Problem, check_article, check_corpus
from chatbot.errors import CorpusError

PAGES = Path(__file__).parent / "pages"
FINE = "---\ndate: 2024-03-05\nreview_status: approved\n---\n# Feet\n\n## Rest\n\nRest well.\n"


def check(folder: Path, max_bytes: int = 100_000) -> dict[str, list[str]]:
    checked = check_corpus(folder, max_bytes=max_bytes)
    return {each.article_id: [problem.code for problem in each.problems] for each in checked}


def test_fine_article_has_no_problem(tmp_path: Path) -> None:
    (tmp_path / "feet.md").write_text(FINE, encoding="utf-8")
    assert check(tmp_path) == {"feet": []}


def test_page_that_awaits_review_and_names_marks_its_list_does_not(tmp_path: Path) -> None:
    page = (PAGES / "ankle_sprain.txt").read_text(encoding="utf-8")
    (tmp_path / "ankle.txt").write_text(page, encoding="utf-8")
    [checked] = check_corpus(tmp_path, max_bytes=100_000)
    pending, unresolved = checked.problems
    assert (pending.code, pending.line) == ("pending_review", None)
    assert unresolved.code == "unresolved_marks"
    assert "(1, 2, 3)" in unresolved.message
    assert "(2 entries)" in unresolved.message
    assert unresolved.line == page[: page.index("plaster cast. 1")].count("\n") + 1


@pytest.mark.parametrize(
    ("front", "codes"),
    [
        ("review_status: approved", ["no_date"]),
        ("date: 2024-03-05", ["unknown_status"]),
        ("date: 2024-03-05\nreview_status: pending", ["pending_review"]),
        ("title: Feet", ["no_date", "unknown_status"]),
        ("date: 2024-03-05\nreview_status: submitted", []),
    ],
)
def test_codes_of_readable_articles(tmp_path: Path, front: str, codes: list[str]) -> None:
    (tmp_path / "feet.md").write_text(f"---\n{front}\n---\n# Feet\n\n## Rest\n\nRest.\n")
    assert check(tmp_path) == {"feet": codes}


def test_codes_of_unreadable_files(tmp_path: Path) -> None:
    bad = {
        "empty": b"",
        "binary": b"\0",
        "not_utf8": b"\xff",
        "no_sections": b"Words.",
        "too_large": FINE.encode() * 20,
    }
    for code, content in bad.items():
        (tmp_path / f"{code}.md").write_bytes(content)
    (tmp_path / "twice.md").write_text(FINE)
    (tmp_path / "twice.txt").write_text(FINE)
    expected = {code: [code] for code in bad} | {"twice": ["duplicate_id"]}
    assert check(tmp_path, max_bytes=1000) == expected


def test_findings_come_in_the_order_of_ids(tmp_path: Path) -> None:
    for name in ("b.md", "a.md", "c/a.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(FINE if name == "b.md" else "")
    assert list(check(tmp_path)) == ["a", "b", "c/a"]


def test_messages_are_one_line_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("")
    [checked] = check_corpus(tmp_path, max_bytes=1000)
    assert checked.problems == (
        Problem(code="empty", message="the file is empty; add the article or remove it"),
    )


def test_folder_without_articles(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="holds no article"):
        check_corpus(tmp_path, max_bytes=1000)


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no such article folder"):
        check_corpus(tmp_path / "nowhere", max_bytes=1000)


def test_checking_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "feet.md"
    path.write_text(FINE)
    before = path.stat()
    check(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["feet.md"]
    assert path.stat().st_mtime_ns == before.st_mtime_ns


def test_article_without_title_and_with_many_marks() -> None:
    text = "\n".join(f"Rest well {n}" for n in range(1, 11))
    marks = tuple(
        Mark(value=str(n), start=text.index(f"{n}"), end=text.index(f"{n}") + len(f"{n}"))
        for n in range(1, 11)
    )
    article = Article(
        article_id="t",
        text=text,
        title="",
        blocks=(Block(kind=BlockKind.PARAGRAPH, start=0, end=9, marks=marks),),
        review_status=ReviewStatus.APPROVED,
    )
    problems = {problem.code: problem for problem in check_article(article)}
    assert list(problems) == ["no_title", "no_date", "unresolved_marks"]
    assert problems["no_title"].line == 1
    assert (
        "10 reference marks (1, 2, 3, 4, 5, 6, 7, 8, ...)" in problems["unresolved_marks"].message
    )


def test_progress_is_passed_on(tmp_path: Path) -> None:
    (tmp_path / "feet.md").write_text(FINE)
    seen: list[tuple[int, int]] = []
    check_corpus(tmp_path, max_bytes=1000, progress=lambda done, all_: seen.append((done, all_)))
    assert seen == [(1, 1)]


def test_file_name_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xffd.txt")).write_text(FINE, encoding="utf-8")
    (tmp_path / "feet.md").write_text(FINE, encoding="utf-8")
    checked = check_corpus(tmp_path, max_bytes=1000)
    codes = {each.article_id: [problem.code for problem in each.problems] for each in checked}
    assert codes == {"\\xffd": ["bad_name"], "feet": []}
    assert all(problem.message.encode() for each in checked for problem in each.problems)
