"""Made-up sentences with one thing wrong, and true ones in other words; half were held out.

`evals/grounding/made_up.jsonl`: no row marked `held_out` was looked at while the checks were made.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from chatbot.grounding.gate import check_sentence

FILE = Path(__file__).parents[2] / "evals" / "grounding" / "made_up.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def passed(*, true: bool, held_out: bool) -> list[bool]:
    return [
        check_sentence(row["sentence"], row["lines"], question=row.get("question", "")).supported
        for row in ROWS
        if (row["kind"] == "true") is true and row["held_out"] is held_out
    ]


def test_there_are_enough_and_no_sentence_stands_twice_with_its_lines() -> None:
    assert sum(row["kind"] == "true" for row in ROWS) >= 60
    assert sum(row["kind"] != "true" for row in ROWS) >= 100
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert len({(row["sentence"], *row["lines"]) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("held_out", [False, True])
def test_most_attacks_are_caught(held_out: bool) -> None:
    found = passed(true=False, held_out=held_out)
    assert sum(found) <= (0.2 if held_out else 0.1) * len(found)


@pytest.mark.parametrize("held_out", [False, True])
def test_most_true_sentences_pass(held_out: bool) -> None:
    found = passed(true=True, held_out=held_out)
    assert sum(found) >= 0.8 * len(found)
