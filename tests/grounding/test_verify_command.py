"""`chatbot verify`, as others call it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chatbot.settings import Settings
from tests.conftest import Run

LINES = ["Examplin is given at 5 mg/kg once daily for 7 days."]


def written(*rows: dict[str, Any] | str) -> str:
    return "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)


def test_one_line_is_printed_for_each_sentence(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "sentences.jsonl"
    file.write_text(
        written(
            {"id": "s1", "sentence": "Examplin is given for 7 days.", "lines": LINES},
            "",
            {"id": 2, "sentence": "Examplin is given for 8 days.", "lines": LINES, "kind": "x"},
            {"id": "s3", "sentence": "Examplin is given.", "lines": []},
        ),
        encoding="utf-8",
    )
    done = run("verify", file, "--index", tmp_path / "none")
    assert done.status == 0, done.err
    assert [json.loads(line) for line in done.out.splitlines()] == [
        {"id": "s1", "supported": True, "reasons": []},
        {"id": 2, "supported": False, "reasons": ["duration"]},
        {"id": "s3", "supported": False, "reasons": ["no_citation"]},
    ]


def test_what_the_index_abbreviates_is_known(run: Run, settings: Settings, tmp_path: Path) -> None:
    line = "Some treatments are meant for multiple sclerosis."
    sentence = {"id": "s", "sentence": "Some treatments are meant for ms.", "lines": [line]}
    for index, supported in ((settings.index, True), (tmp_path / "none", False)):
        done = run("verify", "-", "--index", index, stdin=written(sentence))
        assert done.status == 0, done.err
        assert json.loads(done.out)["supported"] is supported


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("no JSON", "stdin:2: the line: Invalid JSON"),
        ('{"id": "b", "sentence": "S."}', "stdin:2: lines: Field required"),
        ('{"id": "b", "sentence": "S.", "lines": "S."}', "stdin:2: lines: "),
        ('{"id": null, "sentence": "S.", "lines": []}', "stdin:2: id"),
    ],
)
def test_a_malformed_line_is_named(run: Run, line: str, says: str) -> None:
    first = {"id": "a", "sentence": "S.", "lines": ["S."]}
    done = run("verify", "-", stdin=written(first, line))
    assert done.status == 1
    assert says in done.err
    assert done.err.count("\n") == 1
    assert done.out == ""


def test_a_missing_file_is_named(run: Run, tmp_path: Path) -> None:
    done = run("verify", tmp_path / "none.jsonl")
    assert done.status == 1
    assert "none.jsonl: the sentences cannot be read" in done.err


def test_no_model_is_loaded(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from chatbot.cli import app\n"
        "try: app(['verify', '-', '--index', 'none'])\n"
        "except SystemExit: pass\n"
        "heavy = ('torch', 'onnxruntime', 'chromadb', 'transformers')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    sentence = {"id": "a", "sentence": "Give Examplin 5 mg.", "lines": LINES}
    done = subprocess.run(
        [sys.executable, "-c", program], input=written(sentence), capture_output=True, text=True,
        check=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"
