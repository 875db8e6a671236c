"""Runs: recorded, resumable, compared, gated."""

import json
from pathlib import Path
from typing import Any

import pytest

from chatbot.chatbot import Chatbot
from chatbot.errors import CaseError, EvaluationError, GateError
from chatbot.settings import Settings
from chatbot_evals.cases import read_cases
from chatbot_evals.comparing import compare_runs, comparison_table
from chatbot_evals.gating import Gate, broken_gates, read_gates
from chatbot_evals.records import read_record, read_summary
from chatbot_evals.running import run_cases

GOLD = "375 mg/m² once weekly for 4 weeks"
CASES: list[dict[str, Any]] = [
    {
        "id": "dose",
        "turns": ["What dose of rituximab?"],
        "gold": [{"article": "nmo-treatment", "quote": GOLD}],
        "facts": [["375 mg/m"], ["4 weeks"]],
        "expect": "answer",
        "tags": ["dose"],
    },
    {"id": "none", "turns": ["What dose of eculizumab?"], "expect": "refuse", "tags": ["name"]},
    {
        "id": "follow-up",
        "turns": ["What dose of rituximab?", "What about azathioprine?"],
        "gold": [{"article": "nmo-treatment", "quote": "2-3 mg/kg/day"}],
        "facts": [["2-3 mg/kg/day"]],
        "expect": "answer",
        "tags": ["dose", "follow-up"],
    },
]


def written(folder: Path, *cases: object) -> Path:
    path = folder / "cases.jsonl"
    lines = [case if isinstance(case, str) else json.dumps(case) for case in cases]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_run_is_scored_and_recorded(chatbot: Chatbot, settings: Settings, tmp_path: Path) -> None:
    path = written(tmp_path, *CASES)
    folder, summary = run_cases(chatbot, settings, [path], tmp_path / "runs", repeat=2)
    assert summary["n"] == 3
    assert summary["metrics"]["evidence_recall"] == 1.0
    assert summary["metrics"]["fact_recall"] == 1.0
    assert summary["metrics"]["refusal_recall"] == 1.0
    assert summary["metrics"]["repeatability"] == 1.0
    assert summary["metrics"]["conflict_recall"] is None
    assert summary["intervals"]["evidence_recall"]["n"] == 2
    assert summary["by_tag"]["follow-up"]["n"] == 1
    assert [case["id"] for case in summary["cases"]] == ["dose", "none", "follow-up"]
    first = summary["cases"][0]
    assert (first["outcome"], first["evidence_hit"], first["verbatim"]) == ("answered", True, True)
    assert summary["cases"][1]["evidence_hit"] is None
    record = read_record(folder)
    assert record.is_whole
    assert record.generation == chatbot.generation().manifest.generation
    assert set(record.cases) == {str(path)}
    assert read_summary(folder) == json.loads(json.dumps(summary))


def test_a_stopped_run_is_no_run_and_can_be_resumed(
    chatbot: Chatbot, settings: Settings, tmp_path: Path
) -> None:
    path = written(tmp_path, *CASES)

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_cases(chatbot, settings, [path], tmp_path / "runs", repeat=1, progress=stop)
    (folder,) = (tmp_path / "runs").iterdir()
    assert not read_record(folder).is_whole
    with pytest.raises(EvaluationError, match="stopped before its end.*--resume"):
        read_summary(folder)
    with (folder / "cases.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "follow-up", "answ')  # a kill in the middle of a line
    again, summary = run_cases(
        chatbot, settings, [path], tmp_path / "runs", repeat=1, resume=folder
    )
    assert again == folder
    assert summary["n"] == 3
    assert read_record(folder).resumed == 1
    with pytest.raises(EvaluationError, match="nothing to resume"):
        run_cases(chatbot, settings, [path], tmp_path / "runs", repeat=1, resume=folder)


def test_a_run_does_not_go_on_with_other_cases(
    chatbot: Chatbot, settings: Settings, tmp_path: Path
) -> None:
    path = written(tmp_path, *CASES)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_cases(chatbot, settings, [path], tmp_path / "runs", repeat=1, progress=stop)
    (folder,) = (tmp_path / "runs").iterdir()
    written(tmp_path, *CASES[:2])
    with pytest.raises(EvaluationError, match="cannot go on: its cases"):
        run_cases(chatbot, settings, [path], tmp_path / "runs", repeat=1, resume=folder)


BAD = {
    "no json": ("{", r"cases.jsonl:1: "),
    "unknown field": ({**CASES[1], "extra": 1}, "cases.jsonl:1: extra"),
    "unknown expectation": ({**CASES[1], "expect": "maybe"}, "cases.jsonl:1: expect"),
    "no turns": ({**CASES[1], "turns": []}, "cases.jsonl:1: turns"),
    "unknown article": (
        {**CASES[0], "gold": [{"article": "no", "quote": "x"}]},
        'no indexed article has the id "no"',
    ),
    "quote not there": (
        {**CASES[0], "gold": [{"article": "nmo-treatment", "quote": "9999 mg"}]},
        "'9999 mg' is not in nmo-treatment",
    ),
    "gold of a refusal": ({**CASES[0], "expect": "refuse"}, "has no gold"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_case_is_named_by_file_line_and_reason(
    kind: str, chatbot: Chatbot, tmp_path: Path
) -> None:
    case, words = BAD[kind]
    generation = chatbot.generation()
    articles = {name: generation.article(name).text for name in generation.articles}
    with pytest.raises(CaseError, match=words):
        read_cases([written(tmp_path, case)], articles)


def test_files_that_hold_no_cases(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="cannot be read"):
        read_cases([tmp_path / "none.jsonl"], {})
    with pytest.raises(CaseError, match="holds no case"):
        read_cases([written(tmp_path, "")], {})
    with pytest.raises(CaseError, match='cases.jsonl:2: the id "none" stands at'):
        read_cases([written(tmp_path, CASES[1], CASES[1])], {})


def test_two_runs_are_compared_case_by_case(
    chatbot: Chatbot, settings: Settings, tmp_path: Path
) -> None:
    path = written(tmp_path, *CASES)
    first, _ = run_cases(chatbot, settings, [path], tmp_path / "runs", repeat=1)
    second, _ = run_cases(chatbot, settings, [path], tmp_path / "runs", repeat=1)
    summary = json.loads((second / "summary.json").read_text("utf-8"))
    summary["cases"][0]["answer"]["text"] = "**Other**"
    summary["cases"][0]["scores"]["evidence_recall"] = 0.0
    (second / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    comparison = compare_runs(first, second)
    row = next(row for row in comparison["rows"] if row["metric"] == "evidence_recall")
    assert (row["first"], row["second"], row["difference"], row["n"]) == (1.0, 0.5, -0.5, 2)
    assert [change["id"] for change in comparison["changed"]] == ["dose"]
    table = comparison_table(comparison)
    assert "| evidence_recall | 1.0000 | 0.5000 | -0.5000 |" in table
    assert "> **Other**" in table
    assert "1 of 3 cases changed." in table


def test_gates_name_what_they_break(tmp_path: Path) -> None:
    path = tmp_path / "gates.toml"
    path.write_text(
        '[[gate]]\nmetric = "fact_recall"\nat_least = 0.9\n'
        '[[gate]]\nmetric = "latency_p95"\nat_most = 1.0\ntag = "dose"\n',
        encoding="utf-8",
    )
    gates = read_gates(path)
    metrics = {"fact_recall": 0.5, "latency_p95": 2.0}
    summary = {"metrics": metrics, "by_tag": {"dose": {"latency_p95": 0.5}}}
    assert [broken.message for broken in broken_gates(gates, summary)] == [
        "fact_recall is 0.5000, must be at least 0.9"
    ]
    nothing = {"metrics": {"fact_recall": None}, "by_tag": {}}
    assert len(broken_gates(gates, nothing)) == 2  # what could not be judged keeps no bound


@pytest.mark.parametrize(
    "content",
    [
        "nonsense",
        "",
        '[[gate]]\nmetric = "fact_recall"\n',
        '[[gate]]\nmetric = "no"\nat_most = 1\n',
    ],
)
def test_malformed_gates_are_named(content: str, tmp_path: Path) -> None:
    path = tmp_path / "gates.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GateError, match="gates.toml"):
        read_gates(path)


def test_the_own_gates_can_be_read() -> None:
    gates = read_gates(Path(__file__).parents[2] / "evals" / "gates.toml")
    assert Gate(metric="verbatim_rate", at_least=1.0) in gates
