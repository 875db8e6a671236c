"""Marks that clinicians gave, and the drafts that become of them."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from chatbot.errors import CaseError, EvaluationError
from chatbot.web.marks import Mark, append_mark, read_marks
from chatbot_evals.cases import read_cases
from chatbot_evals.drafting import draft_cases, write_drafts

QUOTE = "Give it for 3-5 days"
ARTICLES = {"flare": f"Acute care\n{QUOTE}\n"}


def answered(*quotes: str, text: str = "shown [1]") -> dict[str, Any]:
    citations = [{"number": 1, "article_id": "flare", "quote": quote} for quote in quotes]
    return {"outcome": "answered", "text": text, "citations": citations, "reason": None}


REFUSED: dict[str, Any] = {"outcome": "refused", "text": "not in the articles", "citations": []}


def mark(kind: str, answer: dict[str, Any], *turns: str, at: int = 0, comment: str = "c") -> Mark:
    return Mark.model_validate(
        {
            "time": f"2026-11-20T10:00:{at:02}Z",
            "mark": kind,
            "comment": comment,
            "turns": turns or ("How long?",),
            "answer": answer,
        }
    )


def test_a_mark_reads_back_as_it_was_given(tmp_path: Path) -> None:
    given = mark("unsafe", answered(QUOTE), "first", "second", comment="dose\u2028wrong\n²")
    append_mark(tmp_path / "new" / "marks.jsonl", given)
    append_mark(tmp_path / "new" / "marks.jsonl", given)
    assert read_marks(tmp_path / "new" / "marks.jsonl") == [given, given]
    assert len((tmp_path / "new" / "marks.jsonl").read_text("utf-8").splitlines()) == 2


def test_only_the_owner_can_read_the_marks(tmp_path: Path) -> None:
    append_mark(tmp_path / "marks.jsonl", mark("helpful", REFUSED))
    assert stat.S_IMODE((tmp_path / "marks.jsonl").stat().st_mode) == 0o600


def test_the_time_is_kept_in_utc() -> None:
    given = mark("helpful", REFUSED).model_dump() | {"time": "2026-11-20T12:00:00+02:00"}
    assert Mark.model_validate(given).time == datetime(2026, 11, 20, 10, tzinfo=UTC)
    with pytest.raises(ValidationError, match="timezone"):
        Mark.model_validate(given | {"time": "2026-11-20T12:00:00"})


def test_many_writers_lose_no_mark(tmp_path: Path) -> None:
    path = tmp_path / "marks.jsonl"
    marks = [mark("helpful", answered(QUOTE * 900), f"question {n}") for n in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda each: append_mark(path, each), marks))
    assert {each.turns for each in read_marks(path)} == {each.turns for each in marks}


def test_a_line_cut_short_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "marks.jsonl"
    path.write_text('{"time": "2026', encoding="utf-8")
    append_mark(path, mark("helpful", REFUSED))
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) == 2
    assert Mark.model_validate_json(lines[1]) == mark("helpful", REFUSED)
    with pytest.raises(EvaluationError, match=r"marks\.jsonl:1: the line: Invalid JSON"):
        read_marks(path)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"mark": "good"}, "mark: Input should be 'helpful', 'not_helpful' or 'unsafe'"),
        ({"turns": []}, "turns: Tuple should have at least 1 item"),
        ({"who": "me"}, "who: Extra inputs are not permitted"),
        ({"answer": {"outcome": "answered"}}, "answer.text: Field required"),
        ({"comment": None}, "comment: Input should be a valid string"),
        ({"time": "today"}, "time: Input should be a valid datetime"),
    ],
)
def test_a_line_that_is_no_mark_is_named(
    tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    path = tmp_path / "marks.jsonl"
    append_mark(path, mark("helpful", REFUSED))
    bad = mark("helpful", REFUSED).model_dump(mode="json") | change
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{json.dumps(bad)}\n")
    with pytest.raises(EvaluationError) as caught:
        read_marks(path)
    assert str(caught.value).startswith(f"{path}:3: {reason}")


def test_files_that_cannot_be_read_or_written_are_stated(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="none.jsonl: the file cannot be read"):
        read_marks(tmp_path / "none.jsonl")
    (tmp_path / "a_file").write_text("")
    with pytest.raises(EvaluationError, match="marks.jsonl: the file cannot be written"):
        append_mark(tmp_path / "a_file" / "marks.jsonl", mark("helpful", REFUSED))
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe\n")
    with pytest.raises(EvaluationError, match="cannot be read"):
        read_marks(tmp_path / "binary.jsonl")


@pytest.mark.parametrize(
    ("kind", "answer", "expect", "gold"),
    [
        ("helpful", answered(QUOTE, QUOTE), "answer", [{"article": "flare", "quote": QUOTE}]),
        ("helpful", REFUSED, "refuse", []),
        ("not_helpful", answered(QUOTE), "", []),
        ("not_helpful", REFUSED, "", []),
        ("unsafe", answered(QUOTE), "", []),
    ],
)
def test_a_draft_expects_only_what_was_found_helpful(
    kind: str, answer: dict[str, Any], expect: str, gold: list[dict[str, str]]
) -> None:
    (draft,) = draft_cases([mark(kind, answer, "a", "b", comment="why")])
    assert (draft["expect"], draft["gold"], draft["facts"]) == (expect, gold, [])
    assert (draft["turns"], draft["tags"]) == (["a", "b"], ["feedback", kind])
    assert draft["answer_text"] == answer["text"]
    assert [each["comment"] for each in draft["comments"]] == ["why"]


def test_the_gravest_mark_decides_and_every_comment_stays() -> None:
    marks = [
        mark("helpful", answered(QUOTE), at=1, comment="fine"),
        mark("unsafe", answered(text="older"), at=2, comment="no"),
        mark("unsafe", answered(text="newer"), at=3, comment="no!"),
        mark("not_helpful", REFUSED, at=4, comment="hm"),
        mark("helpful", REFUSED, "another"),
    ]
    first, second = draft_cases(marks)
    assert (first["tags"], first["answer_text"]) == (["feedback", "unsafe"], "newer")
    assert [each["comment"] for each in first["comments"]] == ["fine", "no", "no!", "hm"]
    assert second["turns"] == ["another"]
    assert first["id"] != second["id"]


def test_a_draft_is_no_case_until_a_person_has_finished_it(tmp_path: Path) -> None:
    append_mark(tmp_path / "marks.jsonl", mark("helpful", answered(QUOTE)))
    out = tmp_path / "new.draft.jsonl"
    assert write_drafts(tmp_path / "marks.jsonl", out) == 1
    with pytest.raises(CaseError, match="Extra inputs are not permitted"):
        read_cases([out], ARTICLES)
    draft = json.loads(out.read_text("utf-8"))
    del draft["comments"], draft["answer_text"]
    (tmp_path / "done.jsonl").write_text(json.dumps(draft), encoding="utf-8")
    (case,) = read_cases([tmp_path / "done.jsonl"], ARTICLES)
    assert case.gold[0].quote == QUOTE


def test_an_edited_draft_is_never_touched(tmp_path: Path) -> None:
    marks, out = tmp_path / "marks.jsonl", tmp_path / "new.draft.jsonl"
    append_mark(marks, mark("helpful", answered(QUOTE)))
    write_drafts(marks, out)
    edited = out.read_text("utf-8").replace('"answer"', '"conflict"').rstrip("\n")
    out.write_text(edited, encoding="utf-8")
    append_mark(marks, mark("unsafe", answered(QUOTE), at=5))
    append_mark(marks, mark("unsafe", REFUSED, "something new"))
    assert write_drafts(marks, out) == 1
    assert write_drafts(marks, out) == 0
    lines = out.read_text("utf-8").splitlines()
    assert lines[0] == edited
    assert json.loads(lines[1])["turns"] == ["something new"]


def test_a_finished_case_is_not_drafted_again(tmp_path: Path) -> None:
    marks, done = tmp_path / "marks.jsonl", tmp_path / "cases.jsonl"
    append_mark(marks, mark("helpful", REFUSED))
    done.write_text(json.dumps(draft_cases(read_marks(marks))[0]), encoding="utf-8")
    assert write_drafts(marks, tmp_path / "new.draft.jsonl", finished=[done]) == 0


def test_drafts_do_not_go_into_a_file_of_cases_or_a_broken_one(tmp_path: Path) -> None:
    marks, out = tmp_path / "marks.jsonl", tmp_path / "new.draft.jsonl"
    append_mark(marks, mark("helpful", REFUSED))
    with pytest.raises(EvaluationError, match=r"ends in \.draft\.jsonl"):
        write_drafts(marks, tmp_path / "cases.jsonl")
    out.write_text('{"id": "a"}\n{"id": \n', encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"new\.draft\.jsonl:2: the line is no JSON object"):
        write_drafts(marks, out)
    assert out.read_text("utf-8") == '{"id": "a"}\n{"id": \n'
