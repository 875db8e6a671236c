"""Conventions of the code base, as tests."""

import ast
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import chatbot

ROOT = Path(__file__).parents[1]


def test_imports_go_one_way() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports"))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_public_name_can_be_imported() -> None:
    assert all(getattr(chatbot, name) is not None for name in chatbot.__all__)


def test_importing_the_package_loads_no_heavy_library() -> None:
    heavy = (
        "torch", "transformers", "chromadb", "gradio", "langgraph", "onnxruntime", "bm25s",
        "trafilatura", "lxml", "pdfplumber", "pdfminer", "mammoth",
    )  # fmt: skip
    program = (
        "import sys, chatbot, chatbot.cli, chatbot.answering.pipeline, chatbot.chatbot\n"
        "import chatbot.articles.corpus\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_no_file_names_a_registry_or_a_machine_path() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False
    ).stdout
    files = [ROOT / os.fsdecode(name) for name in listed.split(b"\0") if name]
    forbidden = re.compile(
        r"index-url|find-links|files\.pythonhosted|pypi\.org|/(?:work|opt|root)/"
    )
    found = [
        (path.name, match.group())
        for path in files
        if path.suffix in {".py", ".toml", ".md", ".txt", ".cfg", ".html", ".js", ".css", ""}
        and path != Path(__file__)
        and (match := forbidden.search(path.read_text(encoding="utf-8", errors="replace")))
    ]
    assert found == []


_MOST_OF_THE_README = 700  # words


def test_the_readme_commands_exist(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^make (\w+)", readme, re.MULTILINE))
    assert {"run", "test"} <= targets
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)
    command = Path(sys.executable).with_name("chatbot")
    documents = [
        readme,
        *(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")),
    ]
    for name in set(re.findall(r"^chatbot (\w+)", "\n".join(documents), re.MULTILINE)):
        done = subprocess.run(
            [str(command), name, "--help"], capture_output=True, check=False, cwd=tmp_path
        )
        assert done.returncode == 0, name


def test_the_readme_is_short_and_its_links_lead_somewhere() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").split()) <= _MOST_OF_THE_README
    for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"), ROOT / "evals" / "README.md"):
        for link in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"


def test_no_file_name_stands_twice() -> None:
    """A module is found by its name alone."""
    files = (ROOT / "chatbot").rglob("*.py")
    names = Counter(path.name for path in files if path.name != "__init__.py")
    assert [name for name, files_so_named in names.items() if files_so_named > 1] == []


_UNITS = re.compile(r"(?:^|[|(:\[])(?:mg|mcg|[µμ]g|m\[?[lL]|iu|IU|mmol|mEq|units\?)(?=\||\)|s\?\|)")
_WHERE_UNITS_ARE_READ = ("language", "lexicon")
_SPOKEN_OF = {"one_patient.py"}
"""It looks for the words of a question; it goes as the question is read whole."""


def test_units_of_measure_stand_in_one_place() -> None:
    """Outside language/ and lexicon/ no expression lists units: figures are read once."""
    package = Path(__file__).parents[1] / "chatbot"
    found = [
        f"{path.relative_to(package)}:{node.lineno}"
        for path in package.rglob("*.py")
        if path.relative_to(package).parts[0] not in _WHERE_UNITS_ARE_READ
        and path.name not in _SPOKEN_OF
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and len(_UNITS.findall(node.value)) > 1
    ]
    assert found == []
