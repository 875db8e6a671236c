"""Quotes mode against model mode: the script says what it should, and the gate keeps it."""

import json
from collections import Counter
from pathlib import Path

import pytest

from chatbot.settings import Settings
from chatbot_evals.comparing_modes import (
    MIXES,
    QUOTES,
    ModeRow,
    compare_modes,
    mode_documents,
    modes_table,
)
from chatbot_evals.scripting import Script, Truth
from tests.conftest import Run

ROOT = Path(__file__).parents[2]
CASES = 5
REQUEST = """<<<QUESTION>>>
| What?
<<<END QUESTION>>>

<<<LINES>>>
| [1] (Care › Dose)
| The dose of examplin is 5 mg once daily. It is not for fictional children.
| [2] (Care › Warnings)
| Stop examplin if the nose of the fictional patient turns blue:
| Examplin must not be given with placebol.
<<<END LINES>>>

<<<DISAGREEMENTS>>>
(none)
<<<END DISAGREEMENTS>>>
"""
TRUE = {
    "The dose of examplin is 5 mg once daily.": 1,
    "It is not for fictional children.": 1,
    "Examplin must not be given with placebol.": 2,
}


def replies(script: Script, times: int) -> list[str]:
    return [
        line
        for _ in range(times)
        for line in str(script.invoke([("system", "s"), ("human", REQUEST)]).content).splitlines()
    ]


def test_a_right_script_says_the_lines_again() -> None:
    said = replies(Script(mix={Truth.RIGHT: 100, Truth.HALF: 0, Truth.WRONG: 0}), 2)
    assert said == [
        "According to the article, the dose of examplin is 5 mg once daily. [1]",
        "It is not for fictional children. [1]",
        "According to the article, examplin must not be given with placebol. [2]",
        "The dose of examplin is 5 mg once daily. [1]",
        "According to the article, it is not for fictional children. [1]",
        "Examplin must not be given with placebol. [2]",
    ]


def test_the_shares_are_as_asked_for() -> None:
    script = Script(mix={Truth.RIGHT: 50, Truth.HALF: 25, Truth.WRONG: 25})
    truths: Counter[Truth] = Counter()
    for _ in range(20):
        replies(script, 1)
        truths.update(each.truth for each in script.said)
    assert truths == {Truth.RIGHT: 30, Truth.HALF: 15, Truth.WRONG: 15}


def test_what_is_not_right_differs_from_the_line_it_cites() -> None:
    script = Script(mix={Truth.RIGHT: 0, Truth.HALF: 50, Truth.WRONG: 50})
    for _ in range(20):
        replies(script, 1)
        for each in script.said:
            assert (each.truth is Truth.HALF) == (each.kind is not None)
            assert each.numbers != (TRUE.get(each.words),)


def test_the_script_says_the_same_each_time() -> None:
    mix = MIXES[1]
    assert replies(Script(mix=mix), 9) == replies(Script(mix=mix), 9)


@pytest.fixture(scope="module")
def rows(settings: Settings) -> list[ModeRow]:
    cases = [ROOT / "evals" / "cases" / "conflicts.jsonl"]
    return compare_modes(cases, settings, CASES, lambda stage, done, total: None)


def test_the_quotes_stand_whatever_the_model_says(rows: list[ModeRow]) -> None:
    assert [row.model for row in rows] == [QUOTES, *(
        name for name in ("100/0/0", "50/25/25", "0/50/50", "0/100/0") for _ in "ab"
    )]  # fmt: skip
    quotes = rows[0]
    assert quotes.shown == quotes.written == 0
    for row in rows[1:]:
        assert row.verbatim_quotes == quotes.verbatim_quotes > 0
        assert row.conflict_recall == quotes.conflict_recall == 1.0
        assert row.evidence_recall == quotes.evidence_recall
        assert row.written > 20


def test_without_the_gate_everything_is_shown(rows: list[ModeRow]) -> None:
    for row, share in zip(rows[1::2], (0.0, 0.5, 1.0, 1.0), strict=True):
        assert row.gate == "off"
        assert row.shown == row.written
        assert row.unsupported == pytest.approx(share, abs=0.06)  # earlier questions take a part
        assert row.fell_back == 0.0
    assert rows[3].exact_shown > 0
    assert rows[1].right_kept == rows[3].right_kept == 1.0


def test_with_the_gate_what_is_wrong_is_not_shown(rows: list[ModeRow]) -> None:
    right, mixed, *wrong = rows[2::2]
    assert [row.gate for row in rows[2::2]] == ["on"] * 4
    assert (right.right_kept or 0) >= 0.9
    assert (mixed.right_kept or 0) >= 0.9
    assert mixed.unsupported is not None
    assert mixed.unsupported <= 0.05
    for row in (right, mixed, *wrong):
        assert row.exact_shown == 0
    for row in wrong:
        assert row.shown <= 0.05 * row.written
        assert (row.fell_back or 0) >= 0.8


def test_the_table_and_the_document(rows: list[ModeRow]) -> None:
    head, rule, first, *others = modes_table(rows).splitlines()
    assert {head.count("|"), rule.count("|"), first.count("|"), others[-1].count("|")} == {14}
    assert first.startswith(f"| {QUOTES} | – | 0 | 0 | – | ")
    document = mode_documents(rows)
    assert json.loads(json.dumps(document)) == document
    assert document[0]["model"] == QUOTES


def test_the_command_prints_the_table(run: Run, settings: Settings) -> None:
    cases = ROOT / "evals" / "cases" / "conflicts.jsonl"
    places = ["--corpus", settings.corpus, "--index", settings.index]
    done = run("eval", "model-modes", cases, "--limit", "1", *places, "--json")
    assert done.status == 0, done.err
    assert [row["gate"] for row in done.json()] == ["", *["off", "on"] * 4]
