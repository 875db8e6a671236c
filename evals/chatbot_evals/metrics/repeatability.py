"""Repeatability: the share of cases whose conversation, held again, gives the same bytes."""

from chatbot_evals.observation import Observation


def repeatability(observation: Observation) -> float | None:
    """Return 1.0 or 0.0; None where it was not tried."""
    return None if observation.repeats is None else float(observation.repeats)
