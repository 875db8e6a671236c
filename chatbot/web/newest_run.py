"""The folder of evaluation runs -> what the newest whole run found, in the words of the page.

Whoever evaluates writes `quality.json` into a run's folder when it is whole; nothing else of a run
is read here, so that the page needs no part of the evaluations.
"""

from dataclasses import dataclass
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from chatbot.errors import EvaluationError, first_problem

RUNS = Path("evals/runs")
FILE = "quality.json"


class _Strict(BaseModel):
    """What is there must be of its type; what else is there is passed over."""

    model_config = ConfigDict(strict=True, frozen=True, allow_inf_nan=False)


class Bound(_Strict):
    """A bound that a figure has to keep, as "≥ 0.9", and in a sentence if it is missed."""

    words: str
    is_met: bool
    missed: str = ""


class Figure(_Strict):
    """One metric: its `value` (None: unscored), in words with its interval, over `n` cases."""

    name: str
    title: str
    meaning: str
    value: float | None
    words: str
    interval: str
    n: int
    bounds: tuple[Bound, ...] = ()


class Gold(_Strict):
    """A passage that a case wants cited."""

    article: str
    quote: str


class FailedCase(_Strict):
    """A case whose answer is not what it should be; `quoted` are the articles that it speaks of."""

    id: str
    turns: tuple[str, ...] = Field(min_length=1)
    expected: str
    came: str
    wrong: tuple[str, ...]
    answer: str
    quoted: tuple[str, ...]
    gold: tuple[Gold, ...]
    needs_all_gold: bool
    facts: tuple[str, ...]


class Run(_Strict):
    """A whole run; `failed` holds the first of the `n_failed` cases that fail.

    `model` is the language model that worded the answers, None if none did; `bounds_problem` says
    why no bounds could be read.
    """

    run_id: str
    started: AwareDatetime
    commit: str | None
    dirty: bool | None
    model: str | None
    embedding_model: str
    generation: str
    n: int = Field(ge=1)
    figures: tuple[Figure, ...]
    bounds_problem: str = ""
    n_failed: int
    failed: tuple[FailedCase, ...]


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


def _read(folder: Path) -> Run:
    """Read what a whole run found.

    Raises `EvaluationError` if the run was stopped before its end, is damaged, or asked
    nothing.
    """
    try:
        return Run.model_validate_json((folder / FILE).read_bytes())
    except FileNotFoundError as error:
        raise EvaluationError(f"{folder}: this run was stopped before its end") from error
    except (OSError, ValidationError) as error:
        problem = first_problem(error) if isinstance(error, ValidationError) else str(error)
        raise EvaluationError(
            f"{folder}: the run is damaged ({problem}); remove it or run the cases again"
        ) from error
