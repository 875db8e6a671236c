"""The suite of `evals/grounding`: its lines are verbatim, and the gate keeps its bounds."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "evals" / "grounding"
ROWS = {
    name: [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]
    for name in ("true.jsonl", "paraphrases.jsonl")
}


@pytest.mark.parametrize("name", ROWS)
def test_every_line_is_a_verbatim_part_of_its_article(name: str) -> None:
    for row in ROWS[name]:
        text = (ROOT / "corpus" / f"{row['article']}.txt").read_text("utf-8")
        assert row["lines"], row["id"]
        assert all(line in text for line in row["lines"]), row["id"]


def test_no_sentence_stands_twice() -> None:
    rows = [row for rows in ROWS.values() for row in rows]
    assert len({row["id"] for row in rows}) == len(rows)
    assert len({row["sentence"] for row in rows}) == len(rows)


def test_the_gate_keeps_its_bounds(run: Run) -> None:
    done = run("eval", "grounding", "--gate", "--json", cwd=ROOT)
    assert done.status == 0, done.err
    found = done.json()
    assert found["metrics"]["mutants"] == sum(kind["n"] for kind in found["by_kind"].values())
    assert len(found["by_kind"]) == 13
    assert all(each["reasons"] for each in found["flagged"])


def row(**changed: Any) -> str:
    return json.dumps({"id": "a", "sentence": "It is 5 mg.", "lines": ["It is 5 mg."]} | changed)


def test_a_broken_bound_is_status_one_and_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "true.jsonl").write_text(row(lines=["It is 6 mg."]), encoding="utf-8")
    (tmp_path / "paraphrases.jsonl").write_text(row(), encoding="utf-8")
    bound = '[[gate]]\nmetric = "flagged_true"\nat_most = 0.5\n'
    (tmp_path / "gates.toml").write_text(bound, encoding="utf-8")
    done = run("eval", "grounding", tmp_path, "--gate", cwd=ROOT)
    assert done.status == 1
    assert "gate broken: flagged_true is 1.0000, must be at most 0.5" in done.err
    assert "flagged (number): a: It is 5 mg." in done.out


def test_a_bound_on_no_metric_of_the_gate_is_a_stated_error(run: Run, tmp_path: Path) -> None:
    bound = '[[gate]]\nmetric = "verbatim_rate"\nat_least = 1.0\n'
    (tmp_path / "gates.toml").write_text(bound, encoding="utf-8")
    done = run("eval", "grounding", tmp_path, "--gate", cwd=ROOT)
    assert done.status == 1
    assert "there is no metric verbatim_rate" in done.err
