"""Conflict recall: of the cases with a known disagreement, the share that show it as one.

Shown means: an entry of the answer's `conflicts` cites every side. Quoting both lines without
saying that they disagree is evidence recall, not this.
"""

from chatbot_evals.metrics.overlap import covers
from chatbot_evals.observation import Json, Observation


def conflict_recall(observation: Observation) -> float | None:
    """Return 1.0 or 0.0; None for a case that expects no conflict."""
    if observation.case.expect != "conflict":
        return None
    shown = observation.answer["conflicts"]
    return float(any(_has_every_side(conflict, observation) for conflict in shown))


def _has_every_side(conflict: Json, observation: Observation) -> bool:
    sides = [c for c in observation.citations if c["number"] in conflict["citations"]]
    return all(
        any(covers(side, gold, observation) for side in sides) for gold in observation.case.gold
    )
