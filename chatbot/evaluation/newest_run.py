"""The folder of runs -> the newest whole run, checked so that all of it can be shown."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from chatbot.errors import EvaluationError
from chatbot.evaluation.cases import Case
from chatbot.evaluation.observation import Json
from chatbot.evaluation.records import RunRecord, read_record, read_summary

RUNS = Path("evals/runs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A whole run. `summary` is the document of the contract, with the parts named below."""

    record: RunRecord
    started: datetime
    """UTC."""
    summary: Json

    @property
    def model(self) -> str | None:
        """The language model that worded the answers, None if none did."""
        named = self.record.settings.get("llm", "None")  # settings are kept as text
        return None if named in ("", "None") else named


@dataclass(frozen=True, slots=True, kw_only=True)
class NewestRun:
    """The newest whole run, None if there is none, and why newer folders were passed over."""

    run: Run | None
    passed_over: tuple[str, ...]


def newest_run(runs: Path = RUNS) -> NewestRun:
    """Find the newest whole run below `runs`: the names of runs begin with their time."""
    passed_over: list[str] = []
    for folder in sorted(runs.glob("[!.]*"), reverse=True):
        if not folder.is_dir():
            continue
        try:
            return NewestRun(run=_read(folder), passed_over=tuple(passed_over))
        except EvaluationError as error:
            passed_over.append(str(error))
    return NewestRun(run=None, passed_over=tuple(passed_over))


class _Strict(BaseModel):
    """What is there must be of its type; what else is there is passed over."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False)


class _Interval(_Strict):
    low: float | None
    high: float | None
    n: int


class _Citation(_Strict):
    article_id: str


class _Answer(_Strict):
    text: str
    citations: list[_Citation]
    nearest: list[_Citation]


class _Entry(_Strict):
    id: str
    outcome: str
    reason: str | None
    fact_recall: float | None
    evidence_hit: bool | None
    verbatim: bool | None
    conflict_shown: bool | None
    answer: _Answer
    case: Case
    scores: dict[str, float | None]


class _Summary(_Strict):
    n: int
    metrics: dict[str, float | None]
    intervals: dict[str, _Interval]
    by_tag: dict[str, dict[str, float | None]]
    cases: list[_Entry]


def _read(folder: Path) -> Run:
    """Read a whole run.

    Raises:
        EvaluationError: it is damaged, was stopped before its end, or asked nothing.

    """
    record, summary = read_record(folder), read_summary(folder)
    try:
        _Summary.model_validate_json((folder / "summary.json").read_bytes())
        started = datetime.fromisoformat(record.started)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise _damaged(folder, f"{where}: {first['msg']}") from error
    except (OSError, ValueError) as error:
        raise _damaged(folder, str(error)) from error
    if not summary["n"]:
        raise EvaluationError(f"{folder}: this run asked no case; run: chatbot eval run")
    return Run(record=record, started=started.astimezone(UTC), summary=summary)


def _damaged(folder: Path, problem: str) -> EvaluationError:
    return EvaluationError(
        f"{folder}: the run is damaged ({problem}); remove it or run the cases again"
    )
