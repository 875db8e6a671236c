"""`chatbot index` and what it does besides indexing."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from chatbot.indexing.generations import Generations
from tests.conftest import Run

ROOT = Path(__file__).parents[2]
PAGE = "---\ntitle: Care of the {name}\nupdated: 2025-01-02\n---\n## Rest\n\nRest it {days} days.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, days in (("ankle", 2), ("knee", 3)):
        write(folder, name, days)
    return folder


def write(folder: Path, name: str, days: int) -> None:
    (folder / f"{name}.md").write_text(PAGE.format(name=name, days=days), encoding="utf-8")


@pytest.fixture
def index(run: Run, corpus: Path, tmp_path: Path) -> "Index":
    return Index(run, corpus, tmp_path / "index")


class Index:
    def __init__(self, run: Run, corpus: Path, index: Path) -> None:
        self._run = run
        self._places = ("--corpus", corpus, "--index", index)
        self.folder = index

    def __call__(self, *flags: str | Path, status: int = 0) -> Any:
        done = self._run("index", *flags, *self._places, "--json")
        assert done.status == status, done.err
        return done.json() if status == 0 else done.err

    @property
    def current(self) -> str | None:
        return Generations(self.folder).current_name()


def test_status_lists_what_is_built_and_what_has_changed(index: Index, corpus: Path) -> None:
    assert index("--status") == {"current": None, "generations": [], "differences": []}
    name = index()["generation"]
    state = index("--status")
    [kept] = state["generations"]
    assert (state["current"], state["differences"]) == (name, [])
    assert (kept["name"], kept["is_current"], kept["articles"]) == (name, True, 2)
    write(corpus, "ankle", 5)
    assert "corpus has changed" in index("--status")["differences"][0]


def test_going_back_and_forth(index: Index, corpus: Path) -> None:
    first = index()["generation"]
    assert "no earlier index" in index("--rollback", status=1)
    write(corpus, "ankle", 5)
    second = index()["generation"]
    assert index("--rollback") == {"generation": first, "withdrawn": second}
    assert index.current == first
    assert index("--publish")["generation"] == second
    assert index.current == second
    assert "no unpublished index" in index("--publish", status=1)


def test_the_same_corpus_again_takes_the_generation_that_holds_it(
    index: Index, corpus: Path
) -> None:
    first = index()["generation"]
    write(corpus, "ankle", 5)
    index()
    write(corpus, "ankle", 2)
    again = index()
    assert (again["generation"], again["embedded"]) == (first, 0)
    assert index.current == first


def test_approval_keeps_an_index_unpublished(index: Index, corpus: Path) -> None:
    first = index()["generation"]
    write(corpus, "ankle", 5)
    built = index("--require-approval")
    assert (built["published"], built["embedded"]) == (False, 1)
    assert index.current == first
    assert index("--require-approval")["generation"] == built["generation"]
    assert index()["generation"] == built["generation"]
    assert index.current == built["generation"]


def test_a_preview_shows_what_would_change(index: Index, corpus: Path, tmp_path: Path) -> None:
    first = index()["generation"]
    write(corpus, "ankle", 5)
    (corpus / "knee.md").unlink()
    write(corpus, "wrist", 4)
    questions = tmp_path / "questions.txt"
    questions.write_text("How long is the ankle rested?\nHow long is the moon rested?\n")
    shown = index("--preview", "--questions", questions)
    assert {change["article_id"]: change["change"] for change in shown["articles"]} == {
        "ankle": "changed", "knee": "removed", "wrist": "added",
    }  # fmt: skip
    assert shown["questions"] == 2
    answers = {answer["turns"][0]: answer for answer in shown["answers"]}
    changed = answers["How long is the ankle rested?"]
    assert "2 days" in changed["old"]["text"]
    assert "5 days" in changed["new"]["text"]
    assert index.current == first
    assert index("--publish")["generation"] == shown["generation"]


def test_a_preview_of_nothing_new_changes_nothing(index: Index, tmp_path: Path) -> None:
    first = index()["generation"]
    cases = tmp_path / "cases.jsonl"
    cases.write_text(json.dumps({"turns": ["How long is the ankle rested?", "And the knee?"]}))
    shown = index("--preview", "--questions", cases)
    assert (shown["articles"], shown["answers"], shown["generation"]) == ([], [], first)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("q.txt", "\n", "no question"),
        ("q.jsonl", "{}\n", "q.jsonl:1"),
        ("q.jsonl", '{"turns": []}\n', "at least one question"),
        ("gone.txt", None, "cannot be read"),
    ],
)
def test_questions_that_are_none_are_named(
    name: str, content: str | None, problem: str, index: Index, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    assert problem in index("--preview", "--questions", tmp_path / name, status=1)
    assert index.current is None


def test_counts_are_printed_though_a_file_was_left_out(
    run: Run, corpus: Path, tmp_path: Path
) -> None:
    (corpus / "broken.md").write_bytes(b"\xff\xfe")
    done = run("index", "--corpus", corpus, "--index", tmp_path / "index", "--json")
    assert done.status == 1
    assert done.json()["articles"] == 2
    assert "broken.md" in done.err


def test_a_rebuild_embeds_everything(index: Index) -> None:
    first = index()
    again = index("--rebuild")
    assert again["embedded"] == first["chunks"]
    assert again["generation"] != first["generation"]


def test_so_many_are_kept_and_none_that_is_read_goes(index: Index, corpus: Path) -> None:
    names = []
    for days in range(2, 6):
        write(corpus, "ankle", days)
        names.append(index("--keep", "3")["generation"])
    generations = Generations(index.folder)
    assert generations.names() == names[1:]
    reader = generations.open(names[1])
    write(corpus, "ankle", 9)
    names.append(index("--keep", "1")["generation"])
    assert generations.names() == [names[1], names[4]]
    assert reader.article("ankle").text.endswith("Rest it 3 days.\n")
    del reader
    index("--keep", "1")
    write(corpus, "ankle", 10)
    names.append(index("--keep", "1")["generation"])
    assert generations.names() == [names[5]]


def test_verify_says_that_the_index_is_whole_or_what_is_not(index: Index) -> None:
    name = index()["generation"]
    assert index("--verify") == {"generation": name, "chunks": 2, "whole": True}
    path = index.folder / "generations" / name / "bm25" / "tokens.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    assert "bm25/tokens.npy was changed" in index("--verify", status=1)


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--status", "--verify"), "--status and --verify"),
        (("--status", "--rebuild"), "--status builds nothing"),
        (("--questions", "q.txt"), "--questions belongs to --preview"),
    ],
)
def test_what_cannot_be_given_together_is_wrong_usage(
    flags: tuple[str, ...], said: str, run: Run
) -> None:
    done = run("index", *flags)
    assert done.status == 2
    assert said in " ".join(done.err.replace("│", " ").split())


@pytest.mark.slow
def test_watching_indexes_whenever_a_file_changes(corpus: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "chatbot", "index", "--watch", "--json"]
    process = subprocess.Popen(
        [*command, "--corpus", str(corpus), "--index", str(tmp_path / "index")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    first = json.loads(process.stdout.readline())
    assert "watching" in process.stderr.readline()
    time.sleep(1.0)
    (corpus / "broken.md").write_bytes(b"\xff\xfe")
    write(corpus, "ankle", 7)
    second = json.loads(process.stdout.readline())
    assert second["generation"] != first["generation"]
    assert second["embedded"] == 1
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "left out" in err
