"""The scorer of the blind questions, on made-up rows."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from chatbot.errors import CaseError
from chatbot_evals.blind import evaluate_blind
from chatbot_evals.masking import is_hidden
from chatbot_evals.wilson import Share

ROWS: dict[str, list[dict[str, Any]]] = {
    "emergencies": [
        {"id": "e1", "question": "he stopped breathing"},
        {"id": "e2", "question": "what is this"},
    ],
    "not_emergencies": [{"id": "n1", "question": "how is asthma treated"}],
    "refusals": [
        {"id": "r1", "question": "how is asthma treated", "expect": "medical"},
        {"id": "r2", "question": "he stopped breathing", "expect": "medical"},
        {"id": "r3", "question": "what is this", "expect": "not_medical"},
    ],
    "follow_ups": [
        {
            "id": "f1", "turns": ["examplin?", "and in children?"],
            "must_contain": [["Child", "paediatric"]], "must_not_contain": ["adult"],
        },
        {"id": "f2", "turns": ["max?"], "must_contain": [["examplin"]], "must_not_contain": []},
    ],
    "doses": [
        {"id": "d1", "text": "Give 5 mg, or two tablets.", "doses": ["5 mg", "two tablets"]},
        {"id": "d2", "text": "Of 5 people, 2 were men.", "doses": []},
    ],
    "gate": [
        {"id": "g1", "sentence": "a", "lines": ["a"], "supported": True, "kind": "same"},
        {"id": "g2", "sentence": "b", "lines": ["a"], "supported": False, "kind": "other"},
        {"id": "g3", "sentence": "a ", "lines": ["a"], "supported": True, "kind": "same"},
    ],
}  # fmt: skip
REASONS = {"he stopped breathing": "emergency", "what is this": "not_medical"}


def write_rows(folder: Path) -> Path:
    for name, rows in ROWS.items():
        lines = "".join(f"{json.dumps(row)}\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return folder


def ask(questions: Sequence[str]) -> tuple[str, str | None]:
    return questions[-1], REASONS.get(questions[-1])


def test_each_file_has_its_share(tmp_path: Path) -> None:
    report = evaluate_blind(
        write_rows(tmp_path),
        ask,
        lambda text: text.replace("5 mg", "(not shown)"),
        lambda sentence, lines: sentence in lines,
        lambda done, total: None,
    )
    assert {name: (share.hits, share.n) for name, share in report.shares.items()} == {
        "emergencies": (1, 2), "not_emergencies": (1, 1), "refusals": (2, 3),
        "refusals: medical": (1, 2), "refusals: not_medical": (1, 1), "follow_ups": (1, 2),
        "doses: hidden": (1, 2), "doses: kept": (1, 1),
        "gate: supported passed": (1, 2), "gate: supported passed: same": (1, 2),
        "gate: unsupported caught": (1, 1), "gate: unsupported caught: other": (1, 1),
    }  # fmt: skip
    assert report.reasons["emergencies"] == {"emergency": 1, "not_medical": 1}
    assert [each.row.id for each in report.failing] == ["e2", "r2", "f2", "d1", "g3"]
    printed = json.dumps(report.to_dict())
    assert not any(word in printed for word in ("breathing", "tablets", "e2"))


def test_a_missing_or_malformed_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"emergencies\.jsonl: the questions cannot be read"):
        evaluate_blind(tmp_path, ask, str, lambda _, __: True, lambda _, __: None)
    write_rows(tmp_path)
    (tmp_path / "gate.jsonl").write_text('{"id": "g"}\n', encoding="utf-8")
    with pytest.raises(CaseError, match=r"gate\.jsonl: Field required"):
        evaluate_blind(tmp_path, ask, str, lambda _, __: True, lambda _, __: None)


@pytest.mark.parametrize(
    ("dose", "line", "shown", "hidden"),
    [
        ("5 mg", "Give 5 mg.", "Give (not shown).", True),
        ("5 mg", "Give 5 mg.", "Give 5 (not shown).", False),
        ("5 mg", "In 5 days give 5 mg.", "In 5 days give (not shown).", True),
        ("5 mg", "In 5 days give 5 mg.", "In 5 days give 5 mg.", False),
        ("½ tablet", "Take ½ tablet.", "Take (not shown).", True),
        ("two tablets", "Take two tablets.", "Take two.", False),
        ("a tablet", "Take a tablet.", "Take a tablet.", False),
        ("a tablet", "Take a tablet.", "Take (not shown).", True),
    ],
)
def test_a_dose_is_hidden_when_its_numbers_are_gone(
    dose: str, line: str, shown: str, hidden: bool
) -> None:
    assert is_hidden(dose, line, shown, [dose]) is hidden


def test_wilson_of_known_shares() -> None:
    # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I: 81 of 263, 0 of 20.
    assert Share(hits=81, n=263).interval() == (0.2553, 0.3662)
    assert Share(hits=0, n=20).interval() == (0.0, 0.1611)
    assert Share(hits=0, n=0).to_dict()["value"] is None
