"""A run on disk: the record of how it was made, the cases' answers, the summary.

runs/<run_id>/
record.json     commit, versions, generation, settings, machine, and whether it is whole
cases.jsonl     one finished case a line, in the order of the files
summary.json    what `chatbot eval run --json` prints; only there once the run is whole
quality.json    what the page shows of it; the same
"""

import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from chatbot.errors import EvaluationError

_PACKAGES = (
    "guideline-chatbot", "chromadb", "bm25s", "onnxruntime", "tokenizers", "numpy", "langgraph",
)  # fmt: skip


class RunRecord(BaseModel):
    """How a run was made. Times are UTC, ISO 8601; digests are SHA-256."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    run_id: str
    started: str
    finished: str | None = None
    resumed: int = 0
    """How often the run was stopped and taken up again."""
    commit: str | None
    dirty: bool | None
    packages: dict[str, str]
    machine: dict[str, str]
    generation: str
    embedding_model: str
    embedding_digest: str
    prompts: dict[str, str]
    settings: dict[str, str]
    seed: int
    repeat: int
    cases: dict[str, str]
    """Digest of each file of cases, by path."""

    @property
    def started_at(self) -> datetime:
        """When the run was started, in UTC."""
        return datetime.fromisoformat(self.started).astimezone(UTC)

    @property
    def is_whole(self) -> bool:
        """Whether every case was run."""
        return self.finished is not None


def write_json(path: Path, document: Any) -> None:
    """Write `document` in one step, so that a reader never sees half of it."""
    replace_text(path, json.dumps(document, ensure_ascii=False, indent=1))


def replace_text(path: Path, text: str) -> None:
    """Write `text` in one step."""
    draft = path.with_suffix(".draft")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)


def read_record(folder: Path) -> RunRecord:
    """Read the record of a run.

    Raises:
        EvaluationError: the folder holds no record of a run.

    """
    try:
        return RunRecord.model_validate_json((folder / "record.json").read_bytes())
    except (OSError, ValidationError) as error:
        raise EvaluationError(
            f"{folder}: this is not the folder of a run ({str(error).splitlines()[0]})"
        ) from error


def read_summary(folder: Path) -> dict[str, Any]:
    """Read the summary of a whole run.

    Raises:
        EvaluationError: there is no run, or it was stopped before its end.

    """
    record = read_record(folder)
    if not record.is_whole:
        raise EvaluationError(
            f"{folder}: this run was stopped before its end; "
            f"take it up again with: chatbot eval run ... --resume {folder}"
        )
    try:
        summary: dict[str, Any] = json.loads((folder / "summary.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise EvaluationError(f"{folder}: the summary cannot be read ({error})") from error
    return summary


def read_finished(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the cases that a run has finished; a last line cut short by a kill is left out."""
    path = folder / "cases.jsonl"
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.endswith("\n"):
                yield json.loads(line)


def case_digests(paths: Sequence[Path]) -> dict[str, str]:
    """Return the digest of each file of cases."""
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def new_run_id() -> str:
    """Return a name for a run: its time, and what keeps two of one second apart."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.urandom(2).hex()}"


def now() -> str:
    """Return the present time for a record."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def installed_packages() -> dict[str, str]:
    """Return the versions that can change an answer."""
    return {package: version(package) for package in _PACKAGES}


def this_machine() -> dict[str, str]:
    """Return what the timings depend on."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "cores": str(os.cpu_count()),
    }


def git_state(folder: Path) -> tuple[str | None, bool | None]:
    """Return the commit of `folder` and whether it has changes; (None, None) outside of git."""
    try:
        commit = _git(folder, "rev-parse", "HEAD")
        return commit, bool(_git(folder, "status", "--porcelain", "--untracked-files=no"))
    except (OSError, subprocess.CalledProcessError):
        return None, None


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - fixed arguments
        ["git", *arguments],  # noqa: S607 - git as found on the PATH
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()
