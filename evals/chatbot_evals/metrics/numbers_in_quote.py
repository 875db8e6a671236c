"""Numbers in quote: the share of figures in the statements that their cited quotes hold.

A figure that no cited quote holds is the worst thing an answer can contain.
"""

import re

from chatbot_evals.metrics.fact_recall import normalise
from chatbot_evals.observation import Observation

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def numbers_in_quote(observation: Observation) -> float | None:
    """Return the share of figures found, 0 to 1; None for an answer without figures."""
    quotes = {c["number"]: normalise(c["quote"]) for c in observation.citations}
    found: list[bool] = []
    for statement in observation.answer["statements"]:
        held = set(_FIGURE.findall(" ".join(quotes.get(n, "") for n in statement["citations"])))
        found += [figure in held for figure in _FIGURE.findall(normalise(statement["text"]))]
    return sum(found) / len(found) if found else None
