"""The commands `chatbot eval ...`, as others call them."""

import json
from pathlib import Path

import pytest

from chatbot.settings import Settings
from tests.conftest import Run

CASE = {
    "id": "dose",
    "turns": ["What dose of rituximab?"],
    "gold": [{"article": "nmo-treatment", "quote": "375 mg/m² once weekly for 4 weeks"}],
    "facts": [["375 mg/m"]],
    "expect": "answer",
    "tags": ["dose"],
}


@pytest.fixture
def places(settings: Settings) -> list[str | Path]:
    return ["--corpus", settings.corpus, "--index", settings.index]


def test_run_report_and_compare(run: Run, places: list[str | Path], tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text(json.dumps(CASE) + "\n", encoding="utf-8")
    options = [cases, "--runs", tmp_path / "runs", "--repeat", "2", *places]
    done = run("eval", "run", *options, "--json")
    assert done.status == 0, done.err
    summary = done.json()
    assert {"run_id", "n", "metrics", "by_tag", "cases"} <= set(summary)
    assert summary["metrics"]["evidence_recall"] == 1.0
    assert summary["metrics"]["refusal_recall"] is None
    folder = tmp_path / "runs" / summary["run_id"]
    report = run("eval", "report", folder, *places, "--json")
    assert report.status == 0, report.err
    assert "375 mg/m²" in Path(report.json()["file"]).read_text("utf-8")
    assert run("eval", "report", folder, "--markdown").out.startswith("## Evaluation run")
    compared = run("eval", "compare", folder, folder, *places, "--json")
    assert compared.status == 0, compared.err
    assert all(row["difference"] == 0.0 for row in compared.json()["rows"])


def test_a_broken_gate_is_status_one_and_named(
    run: Run, places: list[str | Path], tmp_path: Path
) -> None:
    cases, gates = tmp_path / "cases.jsonl", tmp_path / "gates.toml"
    cases.write_text(json.dumps({**CASE, "facts": [["9999 mg"]]}) + "\n", encoding="utf-8")
    gates.write_text('[[gate]]\nmetric = "fact_recall"\nat_least = 0.5\n', encoding="utf-8")
    options = [cases, "--runs", tmp_path / "runs", "--repeat", "1", *places]
    done = run("eval", "run", *options, "--gate", "--gates", gates, "--json")
    assert done.status == 1
    assert "gate broken: fact_recall is 0.0000, must be at least 0.5" in done.err
    assert done.json()["n"] == 1


def test_a_malformed_case_is_one_line(run: Run, places: list[str | Path], tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text(json.dumps(CASE) + "\n{\n", encoding="utf-8")
    done = run("eval", "run", cases, "--runs", tmp_path / "runs", *places)
    assert done.status == 1
    assert "cases.jsonl:2: " in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "runs").exists()


def test_retrieval_on_a_small_set(run: Run, tmp_path: Path) -> None:
    documents = [
        {"_id": "a", "title": "Ankle", "text": "Rest the ankle for two days."},
        {"_id": "b", "title": "Wrist", "text": "Cool the wrist in cold water."},
    ]
    lines = "\n".join(map(json.dumps, documents))
    (tmp_path / "corpus.jsonl").write_text(lines + "\n", encoding="utf-8")
    query = json.dumps({"_id": "q", "text": "How long should the ankle rest?"})
    (tmp_path / "queries.jsonl").write_text(query + "\n", encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq\ta\t1\n", "utf-8")
    env = {"CHATBOT_CACHE": str(tmp_path / "cache")}
    done = run("eval", "retrieval", tmp_path, "--json", env=env)
    assert done.status == 0, done.err
    found = done.json()
    assert {"n", "metrics", "per_query", "seconds"} <= set(found)
    assert found["metrics"] == {
        "ndcg@10": 1.0, "recall@5": 1.0, "recall@10": 1.0, "mrr@10": 1.0,
    }  # fmt: skip
    done = run("eval", "follow-ups", tmp_path, env=env)
    assert done.status == 1
    assert "conversations.jsonl: cannot be read" in done.err
    turns = [{"speaker": "user", "text": "How long should the ankle rest?"}]
    line = json.dumps({"task_id": "q", "turns": turns})
    (tmp_path / "conversations.jsonl").write_text(line + "\n", encoding="utf-8")
    done = run("eval", "follow-ups", tmp_path, "--json", env=env)
    assert done.status == 0, done.err
    assert {"n", "systems", "intervals", "p_values", "groups", "per_query"} == set(done.json())
    assert done.json()["systems"]["condensed"] == found["metrics"]
    assert "condensed" in run("eval", "follow-ups", tmp_path, env=env).out


def test_a_mark_becomes_a_draft(run: Run, places: list[str | Path], tmp_path: Path) -> None:
    marks, drafts = tmp_path / "marks.jsonl", tmp_path / "new.draft.jsonl"
    question = "What dose of rituximab?"
    options = ["--to", marks, *places]
    done = run("eval", "mark", question, "--mark", "helpful", "--comment", "right", *options)
    assert done.status == 0, done.err
    bad = run("eval", "mark", question, "--mark", "great", *options)
    assert bad.status == 1
    assert "mark" in bad.err
    done = run("eval", "from-feedback", marks, "--to", drafts, "--json", *places)
    assert done.status == 0, done.err
    assert done.json()["drafts"] == 1
    draft = json.loads(drafts.read_text("utf-8"))
    assert draft["turns"] == [question]
    assert draft["expect"] == "answer"
