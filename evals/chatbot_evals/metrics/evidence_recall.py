"""Evidence recall: the share of cases whose gold passage is cited.

Each gold entry is one acceptable passage, so one of them is enough; a case that expects a
conflict needs all. A refusal cites nothing and scores 0.
"""

from chatbot_evals.metrics.overlap import covers
from chatbot_evals.observation import Observation


def evidence_recall(observation: Observation) -> float | None:
    """Return 1.0 or 0.0, None for a case without gold."""
    if not observation.case.gold:
        return None
    hits = [
        any(covers(citation, gold, observation) for citation in observation.citations)
        for gold in observation.case.gold
    ]
    return float(all(hits) if observation.case.expect == "conflict" else any(hits))
