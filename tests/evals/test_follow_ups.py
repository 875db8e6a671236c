"""Conversations ranked: condensed, as the last turn stands, and all turns at once."""

import json
from pathlib import Path
from typing import Any

import pytest

from chatbot.errors import EvaluationError
from chatbot_evals.conversation_sets import read_conversations
from chatbot_evals.evaluating_follow_ups import (
    ALL_TURNS,
    CONDENSED,
    LAST_TURN,
    FollowUpReport,
    evaluate_conversations,
)
from chatbot_evals.retrieval_sets import read_retrieval_set
from tests.fakes import WordEmbedder

JOINTS = ("ankle", "knee", "wrist", "elbow", "shoulder", "hip")


def conversation(query: str, *questions: str, **more: Any) -> dict[str, Any]:
    """Return a line of the file, each question but the last answered by an agent."""
    spoken = [{"speaker": "user", "text": question} for question in questions]
    answered = [turn for asked in spoken for turn in (asked, {"speaker": "agent", "text": "hip"})]
    return {"task_id": query, "turns": answered[:-1], **more}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two documents on each joint, and a conversation that names its joint only at first."""
    folder = tmp_path / "joints"
    folder.mkdir()
    corpus = [
        {"_id": f"{joint}-{name}", "title": f"{name} the {joint}", "text": text}
        for joint in JOINTS
        for name, text in (
            ("cooling", f"Cool the {joint} with ice packs for ten minutes."),
            ("bandaging", f"Put a firm bandage around the {joint} overnight."),
        )
    ]
    queries = [{"_id": joint, "text": "What about a bandage?"} for joint in JOINTS]
    lines = [
        conversation(joint, f"Cooling the {joint}?", "And how firm should its bandage be?")
        for joint in JOINTS[:-1]
    ]
    lines.append(conversation("hip", "Is a bandage put around the hip?", question_type=["Factoid"]))
    lines.append(conversation("unjudged", "What is a joint?"))
    write(folder, lines)
    for name, entries in (("corpus", corpus), ("queries", queries)):
        content = "".join(json.dumps(entry) + "\n" for entry in entries)
        (folder / f"{name}.jsonl").write_text(content, encoding="utf-8")
    qrels = "".join(f"{joint}\t{joint}-bandaging\t1\n" for joint in JOINTS)
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + qrels, encoding="utf-8")
    return folder


def write(folder: Path, lines: list[dict[str, Any]]) -> None:
    content = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / "conversations.jsonl").write_text(content, encoding="utf-8")


def evaluated(folder: Path) -> FollowUpReport:
    return evaluate_conversations(
        read_retrieval_set(folder),
        read_conversations(folder),
        WordEmbedder(),
        folder / "cache",
        lambda stage, done, total: None,
    )


def test_what_the_last_turn_leaves_out_is_found_once_condensed(folder: Path) -> None:
    report = evaluated(folder)
    assert report.n == 6
    assert report.asked["knee"] != "And how firm should its bandage be?"
    assert "knee" in report.asked["knee"]
    assert report.asked["hip"] == "Is a bandage put around the hip?"
    values = {system: figures["mrr@10"].value for system, figures in report.systems.items()}
    assert list(values) == [CONDENSED, LAST_TURN, ALL_TURNS]
    assert (values[CONDENSED] or 0) > (values[LAST_TURN] or 0)


def test_the_groups_count_every_conversation(folder: Path) -> None:
    groups = evaluated(folder).to_dict()["groups"]
    assert {group: of["n"] for group, of in groups["turn"].items()} == {"1": 1, "2": 5}
    assert {group: of["n"] for group, of in groups["condensed"].items()} == {
        "changed": 5,
        "left alone": 1,
    }
    assert groups["type"]["Factoid"]["n"] == 1
    left = groups["condensed"]["left alone"]
    assert left[CONDENSED] == left[LAST_TURN] == left[ALL_TURNS]


def test_the_same_conversations_give_the_same_document(folder: Path) -> None:
    first, second = (json.dumps(evaluated(folder).to_dict()) for _ in range(2))
    assert first == second


def test_what_an_agent_said_is_never_used(folder: Path) -> None:
    before = evaluated(folder).asked
    content = (folder / "conversations.jsonl").read_text(encoding="utf-8")
    changed = content.replace('"agent", "text": "hip"', '"agent", "text": "elbow surgery"')
    assert changed != content
    (folder / "conversations.jsonl").write_text(changed, encoding="utf-8")
    assert evaluated(folder).asked == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "conversations.jsonl:1: not JSON"),
        ('{"turns": []}', "conversations.jsonl:1: task_id: Field required"),
        (
            '{"task_id": "a", "turns": []}',
            "conversations.jsonl:1: the last turn must be the user's",
        ),
        (
            json.dumps({"task_id": "a", "turns": [{"speaker": "agent", "text": "Hello"}]}),
            "conversations.jsonl:1: the last turn must be the user's",
        ),
        (
            "\n".join([json.dumps(conversation("a", "What?"))] * 2),
            'conversations.jsonl:2: the task_id "a" stands there already',
        ),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "conversations.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(EvaluationError, match=said):
        read_conversations(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"conversations\.jsonl: cannot be read"):
        read_conversations(tmp_path)


def test_a_set_without_a_judged_conversation_is_refused(folder: Path) -> None:
    write(folder, [conversation("unjudged", "What is a joint?")])
    with pytest.raises(EvaluationError, match="no task_id of the conversations"):
        evaluated(folder)
