"""What `chatbot check` finds, by its stable codes."""

import ast
import os
import time
from datetime import date
from pathlib import Path

import pytest

from chatbot.articles.article import Article, Block, BlockKind, Mark, ReviewStatus
from chatbot.checking.corpus_problems import check_articles, check_corpus
from chatbot.checking.problem import CODES, Problem, Severity
from chatbot.errors import CorpusError
from chatbot.lexicon.loading import load_table

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "tests" / "articles" / "pages"
SHARED = ROOT.parent / "shared" / "data"
TODAY = date(2025, 8, 1)
FINE = "---\ndate: 2024-03-05\nreview_status: approved\n---\n# Feet\n\n## Rest\n\nRest well.\n"


def check(folder: Path, max_bytes: int = 100_000) -> dict[str, list[str]]:
    checked = check_corpus(folder, max_bytes=max_bytes, today=TODAY)
    return {each.article_id: [problem.code for problem in each.problems] for each in checked}


def test_fine_article_has_no_problem(tmp_path: Path) -> None:
    (tmp_path / "feet.md").write_text(FINE, encoding="utf-8")
    assert check(tmp_path) == {"feet": []}


def test_page_that_awaits_review_and_names_marks_its_list_does_not(tmp_path: Path) -> None:
    page = (PAGES / "ankle_sprain.txt").read_text(encoding="utf-8")
    (tmp_path / "ankle.txt").write_text(page, encoding="utf-8")
    [checked] = check_corpus(tmp_path, max_bytes=100_000, today=TODAY)
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
    (tmp_path / "unsupported.doc").write_bytes(b"old")
    expected = {code: [code] for code in bad} | {"twice": ["duplicate_id"]}
    expected["unsupported"] = ["unsupported"]
    assert check(tmp_path, max_bytes=1000) == expected


def test_findings_come_in_the_order_of_ids(tmp_path: Path) -> None:
    for name in ("b.md", "a.md", "c/a.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(FINE if name == "b.md" else "")
    assert list(check(tmp_path)) == ["a", "b", "c/a"]


def test_messages_are_one_line_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("")
    [checked] = check_corpus(tmp_path, max_bytes=1000, today=TODAY)
    assert checked.problems == (
        Problem(code="empty", message="the file is empty; add the article or remove it"),
    )


def test_folder_without_articles(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="holds no article"):
        check_corpus(tmp_path, max_bytes=1000, today=TODAY)


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no such article folder"):
        check_corpus(tmp_path / "nowhere", max_bytes=1000, today=TODAY)


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
    problems = {problem.code: problem for problem in check_articles([article], today=TODAY)["t"]}
    assert set(problems) == {"no_title", "no_date", "unresolved_marks"}
    assert problems["no_title"].line == 1
    assert (
        "10 reference marks (1, 2, 3, 4, 5, 6, 7, 8, ...)" in problems["unresolved_marks"].message
    )


def test_progress_is_passed_on(tmp_path: Path) -> None:
    (tmp_path / "feet.md").write_text(FINE)
    seen: list[tuple[int, int]] = []
    check_corpus(
        tmp_path, max_bytes=1000, today=TODAY, progress=lambda done, all_: seen.append((done, all_))
    )
    assert seen == [(1, 1)]


def test_file_name_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xffd.txt")).write_text(FINE, encoding="utf-8")
    (tmp_path / "feet.md").write_text(FINE, encoding="utf-8")
    checked = check_corpus(tmp_path, max_bytes=1000, today=TODAY)
    codes = {each.article_id: [problem.code for problem in each.problems] for each in checked}
    assert codes == {"\\xffd": ["bad_name"], "feet": []}
    assert all(problem.message.encode() for each in checked for problem in each.problems)


REVIEWED = "---\ndate: {date}\nreview_status: approved\n---\n"
LONG = "Examplin is a made-up name that stands here so that a line has twelve words."


def found_in(folder: Path, max_age_years: float = 3) -> list[tuple[str, int | None]]:
    checked = check_corpus(folder, max_bytes=1_000_000, today=TODAY, max_age_years=max_age_years)
    [problems] = [each.problems for each in checked if each.article_id == "feet"]
    return [(problem.code, problem.line) for problem in problems]


@pytest.mark.parametrize(
    ("day", "years", "codes"),
    [
        ("2022-08-02", 3, []),
        ("2022-07-31", 3, ["old"]),
        ("2024-07-30", 1, ["old"]),
        ("2015-01-01", 20, []),
        ("2015-01-01", 0.5, ["old"]),
        ("2026-01-01", 0, []),
    ],
)
def test_old_is_what_was_updated_longer_ago_than_stated(
    tmp_path: Path, day: str, years: float, codes: list[str]
) -> None:
    text = REVIEWED.format(date=day) + "# Feet\n\n## Rest\n\nRest well.\n"
    (tmp_path / "feet.md").write_text(text)
    assert [code for code, _ in found_in(tmp_path, max_age_years=years)] == codes


LIST = "\n## References\n\n1. First, 2019\n2. Second, 2020\n3. Third, 2021\n"
BARE_LIST = "\n## References\n\n- First, 2019\n- Second, 2020\n- Third, 2021\n"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("Rest well.[1] Rest long.[2,3]\n" + LIST, None),
        ("Rest well [1-3].\n" + LIST, None),
        ("Rest well.[1] Rest long.[1]\n" + LIST, "no mark names 2 of the references (2, 3)"),
        ("Rest well. Rest long.\n" + LIST, "no mark in the text names any of the 3 references"),
        ("Rest well.[1] Rest long.[2]\n" + BARE_LIST, "of 3 references the marks name at most 2"),
        ("Rest well.[1] Rest long.[2,3]\n" + BARE_LIST, None),
        ("Rest well.\n" + BARE_LIST, "no mark in the text names any of the 3 references"),
        ("Rest well (_1_). Rest long (2, 3).\n" + LIST, None),
        ("Rest well (Somebody, 2019).\n" + BARE_LIST, None),
        ("Rest well.\u00b9\n" + BARE_LIST, None),
        ("Rest well.\n", None),
    ],
)
def test_references_that_no_mark_names(tmp_path: Path, body: str, message: str | None) -> None:
    text = REVIEWED.format(date="2025-01-01") + "# Feet\n\n## Rest\n\n" + body
    (tmp_path / "feet.md").write_text(text, encoding="utf-8")
    [checked] = check_corpus(tmp_path, max_bytes=100_000, today=TODAY)
    told = [p.message for p in checked.problems if p.code == "unused_references"]
    assert told == ([f"{message}; cite or remove what is not used"] if message else [])


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("## A\n\n## B\n\nRest.\n", [7]),
        ("## A\n\n### B\n\nRest.\n", []),
        ("## A\n\n### B\n\n## C\n\nRest.\n", [9]),
        ("## A\n\nRest.\n\n## B\n", [11]),
        ("## A\n\nRest.\n\n## B\n\n<!-- later -->\n", [11]),
        ("## A\n\nRest.\n\n## B\n\n---\n", [11]),
        ("## A\n\n- Rest.\n\n## B\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", []),
        ("Rest.\n\n## References\n\n## Disclaimer\n\nRest.\n\n## A\n\nRest.\n", []),
    ],
)
def test_headings_with_nothing_below(tmp_path: Path, body: str, lines: list[int]) -> None:
    (tmp_path / "feet.md").write_text(REVIEWED.format(date="2025-01-01") + "# Feet\n\n" + body)
    assert [line for code, line in found_in(tmp_path) if code == "empty_section"] == lines


def test_the_last_heading_of_a_page_may_be_empty(tmp_path: Path) -> None:
    page = "Feet?\n\nLast updated: July 1, 2025\n\nRest\n\nRest the feet well.\n\nThen\n"
    (tmp_path / "feet.txt").write_text(page)
    assert ("empty_section", 9) in found_in(tmp_path)


def test_a_paragraph_in_two_articles_is_told_in_both(tmp_path: Path) -> None:
    head = REVIEWED.format(date="2025-01-01") + "# Feet\n\n## Rest\n\n"
    (tmp_path / "feet.md").write_text(f"{head}{LONG}\n")
    (tmp_path / "hands.md").write_text(f"{head}Rest.\n\n- {LONG.upper()}\n")
    (tmp_path / "knees.md").write_text(f"{head}{LONG.removesuffix('words.')}letters.\n")
    checked = check_corpus(tmp_path, max_bytes=100_000, today=TODAY)
    told = {each.article_id: each.problems for each in checked}
    assert [(p.code, p.line) for p in told["feet"]] == [("duplicate_paragraph", 9)]
    assert told["feet"][0].message.endswith("the same words as in hands, line 11")
    assert told["hands"][0].message.endswith("the same words as in feet, line 9")
    assert told["knees"] == ()


def test_a_paragraph_twice_in_one_article_and_short_lines(tmp_path: Path) -> None:
    head = REVIEWED.format(date="2025-01-01") + "# Feet\n\n## Rest\n\n"
    (tmp_path / "feet.md").write_text(f"{head}{LONG}\n\n{LONG}\n\nRest well.\n\nRest well.\n")
    [checked] = check_corpus(tmp_path, max_bytes=100_000, today=TODAY)
    assert [problem.line for problem in checked.problems] == [9, 11]
    assert "as in this article, line 11" in checked.problems[0].message
    assert "as in this article, line 9" in checked.problems[1].message


def test_problems_come_in_the_order_of_their_lines(tmp_path: Path) -> None:
    text = "# Feet\n\n## Rest\n\nTake 1,5 mg.\n\nRest\u200b well.\n\nTake 10-5 mg.\n\n## Then\n"
    (tmp_path / "feet.md").write_text(REVIEWED.format(date="2025-01-01") + text, encoding="utf-8")
    assert found_in(tmp_path) == [
        ("suspicious_number", 9),
        ("hidden_text", 11),
        ("suspicious_number", 13),
        ("empty_section", 15),
    ]


def test_a_reference_list_is_not_read_for_numbers(tmp_path: Path) -> None:
    text = "# Feet\n\n## Rest\n\nRest.[1]\n\n## References\n\n1. Of 1,5 mg, 2020\n"
    (tmp_path / "feet.md").write_text(REVIEWED.format(date="2025-01-01") + text)
    assert found_in(tmp_path) == []


def test_ignored_codes_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("")
    (tmp_path / "b.md").write_text("# Feet\n\n## Rest\n\nRest.\n")
    checked = check_corpus(tmp_path, max_bytes=1000, today=TODAY, ignored=["empty", "no_date"])
    assert [[problem.code for problem in each.problems] for each in checked] == [
        [], ["unknown_status"],
    ]  # fmt: skip


def test_every_code_of_a_file_that_cannot_be_read_is_listed() -> None:
    cases = {row["case"]: row["code"] for row in load_table("unreadable_files").rows}
    raised = {
        call.args[0].value
        for path in (ROOT / "chatbot").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "unreadable"
        and isinstance(call.args[0], ast.Constant)
    }
    assert raised == set(cases)
    assert set(cases.values()) <= set(CODES)
    assert {CODES[code]["severity"] for code in cases.values()} == {Severity.ERROR}


def test_a_code_that_is_not_listed_is_an_error() -> None:
    assert Problem(code="a_new_one", message="").severity is Severity.ERROR


def test_the_table_of_codes_is_the_one_in_the_readme() -> None:
    readme = (ROOT / "corpus" / "README.md").read_text(encoding="utf-8")
    rows = [line for line in readme.splitlines() if line.startswith("| `")]
    expected = [
        f"| `{name}` | {code['severity']} | {code['finds']} |" for name, code in CODES.items()
    ]
    assert {code["severity"] for code in CODES.values()} == set(Severity)
    assert rows == expected


def test_the_projects_own_articles_have_the_known_problems_only() -> None:
    checked = check_corpus(ROOT / "corpus", max_bytes=1_000_000, today=TODAY)
    codes = {problem.code for each in checked for problem in each.problems}
    assert codes == {"pending_review", "unresolved_marks"}


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no documents beside the project ({SHARED})")
@pytest.mark.parametrize("name", ["guidelines_uspstf", "guidelines_cdc_mmwr"])
def test_real_guidelines_address_no_machine_and_have_no_suspicious_number(name: str) -> None:
    checked = check_corpus(SHARED / name / "docs", max_bytes=5_000_000, today=TODAY)
    told = [problem for each in checked for problem in each.problems]
    assert len(told) > 100
    assert [p for p in told if p.code in ("machine_instructions", "suspicious_number")] == []


@pytest.mark.slow
def test_thousands_of_paragraphs_and_a_large_article_take_seconds(tmp_path: Path) -> None:
    head = REVIEWED.format(date="2025-01-01") + "# Feet\n\n## Rest\n\n"
    for number in range(40):
        body = "\n\n".join(f"{LONG} Line {line} of {number % 20}." for line in range(50))
        (tmp_path / f"{number:03}.md").write_text(head + body)
    (tmp_path / "large.md").write_text(head + f"{LONG}\n\n" * 12_000)
    began = time.process_time()
    checked = check_corpus(tmp_path, max_bytes=6_000_000, today=TODAY)
    assert time.process_time() - began < 60
    assert all([p.code for p in each.problems] == ["duplicate_paragraph"] for each in checked)
