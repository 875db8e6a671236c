"""Unresolved markers: the share of an answer's markers `[n]` that no citation has.

Kept apart from citation precision, which only sees citations that exist.
"""

import re

from chatbot_evals.observation import Observation

_MARKER = re.compile(r"(?<!\\)\[(\d+)\]")


def unresolved_markers(observation: Observation) -> float | None:
    """Return the share of unresolved markers, 0 to 1; None for a text without markers."""
    answer = observation.answer
    known = {str(citation["number"]) for citation in (*answer["citations"], *answer["nearest"])}
    markers = _MARKER.findall(answer["text"])
    markers += [str(n) for s in answer["statements"] for n in s["citations"]]
    return sum(marker not in known for marker in markers) / len(markers) if markers else None
