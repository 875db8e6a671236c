"""A file of bounds and a summary -> which bounds are broken.

[[gate]]
metric = "evidence_recall"     a metric of the summary
at_least = 0.92                or: at_most
tag = "dose"                   optional: only cases with this tag
"""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from chatbot.errors import GateError
from chatbot_evals.observation import Json
from chatbot_evals.scoring import METRICS

GATES = Path("evals/gates.toml")


class Gate(BaseModel):
    """A bound on one metric, over all cases or those with a tag."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    metric: str
    at_least: float | None = None
    at_most: float | None = None
    tag: str | None = None

    @model_validator(mode="after")
    def _has_one_bound(self) -> "Gate":
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("give at_least or at_most")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenGate:
    """A bound that a run does not keep, in words."""

    gate: Gate
    message: str


_ANSWERS = tuple(metric.name for metric in METRICS)


def read_gates(path: Path, metrics: Collection[str] = _ANSWERS) -> list[Gate]:
    """Read the bounds of `path` on `metrics`, by default those of answers.

    Raises:
        GateError: the file is missing, a bound is malformed or on no such metric.

    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        gates = [Gate.model_validate(gate) for gate in content["gate"]]
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        raise GateError(f"{path}: the gates cannot be read ({_first(error)})") from error
    unknown = sorted({gate.metric for gate in gates} - set(metrics))
    if unknown:
        raise GateError(f"{path}: there is no metric {', '.join(unknown)}")
    return gates


def broken_gates(gates: list[Gate], summary: Json) -> list[BrokenGate]:
    """Return the bounds that `summary` breaks; what could not be judged breaks its bound."""
    broken = []
    for gate in gates:
        figures = summary["metrics"] if gate.tag is None else summary["by_tag"].get(gate.tag, {})
        value = figures.get(gate.metric)
        bound = gate.at_least if gate.at_least is not None else gate.at_most
        keeps = value is not None and (
            value >= gate.at_least if gate.at_least is not None else value <= (gate.at_most or 0.0)
        )
        if not keeps:
            where = f' of "{gate.tag}"' if gate.tag else ""
            wanted = "at least" if gate.at_least is not None else "at most"
            shown = "not judged" if value is None else f"{value:.4f}"
            message = f"{gate.metric}{where} is {shown}, must be {wanted} {bound:g}"
            broken.append(BrokenGate(gate=gate, message=message))
    return broken


def _first(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return str(error.errors()[0]["msg"])
    return str(error) or type(error).__name__
