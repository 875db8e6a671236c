"""The command line, as others call it: a process, its output, its exit status."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chatbot.cli import app, plugging
from chatbot.settings import Settings
from chatbot.version import __version__
from tests.conftest import Run

GOOD = """Test page: how is an ankle cared for?

Last updated: March 3, 2025View editorial policy

First Steps

  • Rest the ankle for 2 days
  • Cool the ankle several times a day
"""

ANSWER_FIELDS = [
    "question", "condensed_question", "outcome", "reason", "mode", "text", "statements",
    "citations", "also_in_section", "conflicts", "nearest", "follow_ups", "disclaimer", "manifest",
    "confidence", "draft", "note",
    "explanation", "nearest_quoted", "searched_only", "abbreviations",
]  # fmt: skip
CITATION_FIELDS = {
    "number", "article_id", "article_title", "section", "quote", "start", "end",
    "review_status", "updated", "references", "page", "kind", "jurisdiction", "superseded_by",
    "replacements",
}  # fmt: skip
METADATA = ["review_status", "updated", "kind", "jurisdiction", "superseded_by"]
MANIFEST_FIELDS = {
    "answer_id", "generation", "embedding_model", "reranker", "llm", "prompts", "version",
    "show", "within",
    "audience", "code", "weakest_score",
}  # fmt: skip


@pytest.fixture
def places(settings: Settings) -> list[str | Path]:
    """The options that name the shipped corpus and its built index."""
    return ["--corpus", settings.corpus, "--index", settings.index]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "ankle.txt").write_text(GOOD, encoding="utf-8")
    return folder


def test_index_prints_its_counts(run: Run, folder: Path, tmp_path: Path) -> None:
    done = run("index", "--corpus", folder, "--index", tmp_path / "index", "--json")
    assert done.status == 0, done.err
    counts = done.json()
    assert list(counts) == [
        "generation", "articles", "chunks", "embedded", "reused", "removed", "seconds", "published",
    ]  # fmt: skip
    assert (counts["articles"], counts["chunks"], counts["embedded"]) == (1, 1, 1)
    again = run("index", "--corpus", folder, "--index", tmp_path / "index", "--json").json()
    assert (again["embedded"], again["reused"], again["generation"]) == (
        0, 1, counts["generation"],
    )  # fmt: skip


def test_ask_prints_the_answer_of_the_contract(run: Run, places: list[str | Path]) -> None:
    done = run("ask", "What dose of rituximab?", *places, "--json")
    assert done.status == 0, done.err
    answer = done.json()
    assert list(answer) == ANSWER_FIELDS
    assert set(answer["citations"][0]) == CITATION_FIELDS
    assert set(answer["manifest"]) == MANIFEST_FIELDS
    assert (answer["outcome"], answer["reason"], answer["mode"]) == ("answered", None, "quotes")
    assert answer["citations"][0]["review_status"] == "pending"
    assert answer["citations"][0]["updated"] == "2025-10-30"


def test_after_and_stdin_are_the_same_conversation(run: Run, places: list[str | Path]) -> None:
    first, second = "What dose of rituximab?", "And if that is not suitable?"
    after = run("ask", second, "--after", first, *places, "--json").json()
    lines = run("ask", "-", *places, "--json", stdin=f"{first}\n{second}\n").out.splitlines()
    assert len(lines) == 2
    assert json.loads(lines[1]) == after
    assert after["condensed_question"] == "And if rituximab is not suitable?"


def test_ask_for_a_person(run: Run, places: list[str | Path]) -> None:
    done = run("ask", "And if that is not suitable?", "--after", "What dose of rituximab?", *places)
    assert done.status == 0
    assert "Understood as: And if rituximab is not suitable?" in done.out
    assert "pending human review" in " ".join(done.out.split())
    assert "its list does not say which" in " ".join(done.out.split())


def test_retrieve_prints_passages(run: Run, places: list[str | Path]) -> None:
    passages = run("retrieve", "rituximab dose", "-k", "3", *places, "--json").json()["passages"]
    assert [passage["rank"] for passage in passages] == [1, 2, 3]
    assert list(passages[0]) == [
        "rank", "score", "article_id", "section", "start", "end", "text", *METADATA,
    ]  # fmt: skip
    article = run("article", passages[0]["article_id"], *places, "--json").json()
    assert article["text"][passages[0]["start"] : passages[0]["end"]] == passages[0]["text"]


def test_article_prints_the_text_that_offsets_count_in(
    run: Run, places: list[str | Path], corpus: Path
) -> None:
    article = run("article", "nmo-treatment", *places, "--json").json()
    assert list(article) == [
        "article_id", "title", "text", "review_status", "updated", "references", *METADATA[2:],
    ]  # fmt: skip
    assert article["text"] == (corpus / "nmo-treatment.txt").read_text(encoding="utf-8")
    assert (article["review_status"], article["updated"]) == ("pending", "2025-10-30")
    assert len(article["references"]) == 6
    assert all(reference["number"] is None for reference in article["references"])


def test_article_works_before_anything_is_indexed(run: Run, folder: Path, tmp_path: Path) -> None:
    done = run("article", "ankle", "--corpus", folder, "--index", tmp_path / "none")
    assert done.status == 0
    assert done.out.startswith("Test page")


def test_check_lists_problems_and_changes_nothing(run: Run, places: list[str | Path]) -> None:
    done = run("check", *places, "--json")
    assert done.status == 0
    articles = done.json()["articles"]
    assert [article["article_id"] for article in articles] == ["nmo-acute-flare", "nmo-treatment"]
    codes = {problem["code"] for article in articles for problem in article["problems"]}
    assert codes == {"pending_review", "unresolved_marks"}
    keys = {"code", "message", "line", "severity"}
    assert all(set(p) == keys for a in articles for p in a["problems"])


def test_check_for_a_person_and_for_a_pipeline(run: Run, places: list[str | Path]) -> None:
    done = run("check", *places)
    assert done.status == 0
    assert "nmo-treatment\n  article    warning pending_review: the article awaits" in done.out
    assert "4 problems in 2 of 2 articles (pending_review 2, unresolved_marks 2)" in done.out
    strict = run("check", *places, "--strict", "--json")
    assert strict.status == 1
    calm(strict.err)
    assert len(strict.json()["articles"]) == 2
    known = ["--ignore", "pending_review", "--ignore", "unresolved_marks"]
    passed = run("check", *places, "--strict", *known)
    assert (passed.status, passed.out) == (0, "no problems in 0 of 2 articles\n")
    old = run("check", *places, "--strict", *known, "--max-age", "0")
    assert old.status == 1
    assert "  article    warning old: last updated 2025-" in old.out


def test_a_note_passes_the_strict_check(run: Run, folder: Path) -> None:
    text = (
        "---\ndate: 2026-01-01\nreview_status: approved\n---\n# Feet\n\n## Rest\n\nTake 1.0 mg.\n"
    )
    (folder / "ankle.txt").unlink()
    (folder / "feet.md").write_text(text)
    done = run("check", "--corpus", folder, "--strict", "--max-age", "1000")
    assert (done.status, done.err) == (0, "")
    assert "  line 9     note    error_prone_number: " in done.out


def test_check_names_the_codes_that_can_be_ignored(run: Run, places: list[str | Path]) -> None:
    done = run("check", *places, "--ignore", "pending")
    assert done.status == 2
    told = " ".join(done.err.replace("│", " ").split())
    assert "no such code: pending" in told
    assert "pending_review" in told


def test_check_lists_where_articles_contradict_each_other(
    run: Run, places: list[str | Path]
) -> None:
    (conflict,) = run("check", *places, "--conflicts", "--json").json()["conflicts"]
    assert conflict["subject"] == "methylprednisolone: dose"
    assert {side["value"] for side in conflict["sides"]} == {"1-2 mg/kg/day", "1000 mg/day"}
    assert all(side["value"] in side["quote"] for side in conflict["sides"])
    told = run("check", *places, "--conflicts").out
    assert "conflict: methylprednisolone: dose" in told
    assert "1 conflicts between articles" in told
    assert "conflicts" not in run("check", *places, "--json").json()


def test_wrong_usage_is_status_two(run: Run) -> None:
    assert run("ask").status == 2
    assert run("nonsense").status == 2
    assert run("retrieve", "x", "-k", "0").status == 2


def calm(err: str) -> None:
    """Check that an error is one line of the program's own."""
    lines = [line for line in err.splitlines() if line]
    assert len(lines) == 1, err
    assert lines[0].startswith("chatbot: ")
    assert "Traceback" not in err


def test_asking_without_an_index_says_what_to_do(run: Run, folder: Path, tmp_path: Path) -> None:
    done = run("ask", "What?", "--corpus", folder, "--index", tmp_path / "index")
    assert done.status == 1
    calm(done.err)
    assert "run: chatbot index" in done.err


def test_no_corpus_and_an_empty_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name, words in (("none", "no such article folder"), ("empty", "holds no article")):
        done = run("index", "--corpus", tmp_path / name, "--index", tmp_path / "index")
        assert done.status == 1
        calm(done.err)
        assert name in done.err
        assert words in done.err


BAD_FILES = {
    "empty.txt": (b"", "empty"),
    "latin.txt": ("Größe\n\nKopf\n\nText.\n".encode("latin-1"), "not UTF-8"),
    "prose.txt": (b"only some words.\nand some more.\n", "no headed section"),
    "large.txt": (b"A heading\n\nwords here.\n\n" * 400_000, "limit"),
    "image.txt": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a text file"),
    "ankle.md": (b"# Ankle\n\n## A\n\nb c.\n", "share the article id"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_one_calm_line_and_the_others_are_indexed(
    name: str, run: Run, folder: Path, tmp_path: Path
) -> None:
    content, words = BAD_FILES[name]
    (folder / "knee.txt").write_text(GOOD.replace("ankle", "knee"), encoding="utf-8")
    places = ["--corpus", folder, "--index", tmp_path / "index"]
    (folder / name).write_bytes(content)
    done = run("index", *places, "--json")
    assert done.status == 1
    calm(done.err)
    assert name in done.err
    assert words in done.err
    answer = run("ask", "How long should the knee rest?", *places, "--json").json()
    assert "2 days" in answer["citations"][0]["quote"]
    listed = run("check", *places, "--json")
    assert listed.status == 0
    codes = {p["code"] for a in listed.json()["articles"] for p in a["problems"]}
    assert codes & {"empty", "not_utf8", "no_sections", "too_large", "binary", "duplicate_id"}


def test_an_index_stays_usable_when_its_corpus_is_gone(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    places = ["--corpus", folder, "--index", tmp_path / "index"]
    assert run("index", *places).status == 0
    shutil.rmtree(folder)
    assert run("index", *places).status == 1
    assert run("ask", "How long should the ankle rest?", *places, "--json").status == 0


@pytest.mark.parametrize("question", ["", "?!", "dose " * 500, "Was ist die Dosis von Rituximab?"])
def test_a_question_that_cannot_be_asked_is_refused(
    question: str, run: Run, places: list[str | Path]
) -> None:
    done = run("ask", question, *places, "--json")
    assert done.status == 0
    assert done.err == ""
    answer = done.json()
    assert (answer["outcome"], answer["reason"]) == ("refused", "invalid_question")


def test_a_setting_that_is_unknown_or_wrong_is_named(run: Run) -> None:
    done = run("check", env={"CHATBOT_CORPSU": "x"})
    assert done.status == 1
    calm(done.err)
    assert "did you mean CHATBOT_CORPUS?" in done.err
    done = run("check", env={"CHATBOT_PORT": "many"})
    assert done.status == 1
    calm(done.err)
    assert "CHATBOT_PORT" in done.err


def test_a_changed_model_is_noticed(run: Run, folder: Path, tmp_path: Path) -> None:
    places = ["--corpus", folder, "--index", tmp_path / "index"]
    assert run("index", *places).status == 0
    manifest = next((tmp_path / "index" / "generations").glob("*/manifest.json"))
    content = json.loads(manifest.read_text("utf-8"))
    content["embedding_digest"] = "0" * 64
    manifest.write_text(json.dumps(content), encoding="utf-8")
    done = run("ask", "What?", *places)
    assert done.status == 1
    calm(done.err)
    assert "run: chatbot index" in done.err
    assert run("index", *places, "--json").json()["embedded"] == 1
    assert run("ask", "How long should the ankle rest?", *places).status == 0


def test_output_is_utf8_whatever_the_terminal(run: Run, places: list[str | Path]) -> None:
    done = run("ask", "What dose of rituximab?", *places, env={"PYTHONIOENCODING": "ascii"})
    assert done.status == 0
    assert "375 mg/m²" in done.out


def test_bytes_that_are_no_text_give_no_traceback(places: list[str | Path]) -> None:
    command = [str(Path(sys.executable).with_name("chatbot")), "ask", "-", "--json"]
    done = subprocess.run(
        [*command, *map(str, places)],
        input=b"What dose of \xff rituximab?\n",
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["reason"] == "invalid_question"


def test_commands_of_other_packages_are_found_and_told_of_where_they_are_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runner = CliRunner()
    assert "Measure answers" in runner.invoke(app, ["--help"]).output
    assert runner.invoke(app, ["eval", "run", "--help"]).exit_code == 0
    monkeypatch.setattr(plugging, "entry_points", lambda group: [])
    missing = runner.invoke(app, ["eval", "run", "cases.jsonl"])
    assert missing.exit_code == 2
    assert missing.output == (
        "chatbot: eval is a package of its own; install it in the project's folder with: "
        "pip install -e evals\n"
    )
    assert "Measure answers" not in runner.invoke(app, ["--help"]).output
    assert "No such command" in runner.invoke(app, ["nothing"]).output


def test_the_package_itself_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "chatbot", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == __version__
