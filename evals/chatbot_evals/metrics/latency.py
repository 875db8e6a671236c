"""Latency: seconds from question to complete answer, in a warm process."""

from chatbot_evals.observation import Observation


def latency(observation: Observation) -> float | None:
    """Return the seconds of the last answer."""
    return observation.seconds
