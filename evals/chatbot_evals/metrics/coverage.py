"""Coverage against conditional accuracy (the risk-coverage curve of El-Yaniv and Wiener, 2010).

The answered cases are taken in falling order of confidence, as if the threshold were lowered to
the present one. At each depth, coverage is the share of all cases that are taken, conditional
accuracy the share of those that are right: a case that must be answered is right if its evidence
is cited, one that must be refused never is.
"""

from collections.abc import Sequence

from chatbot_evals.metrics.evidence_recall import evidence_recall
from chatbot_evals.observation import Observation

Point = tuple[float, float, float]


def coverage_curve(observations: Sequence[Observation]) -> list[Point]:
    """Return (coverage, conditional accuracy, confidence) for falling confidence.

    Refused cases count in the total but are never taken.
    """
    answered = [(float(o.answer["confidence"]), is_right(o)) for o in observations if o.answered]
    return curve(answered, len(observations))


def curve(answered: Sequence[tuple[float, bool]], total: int) -> list[Point]:
    """Return the curve of (confidence, whether right) of what is answered, out of `total`."""
    judged = sorted(answered, key=lambda pair: -pair[0])
    points: list[Point] = []
    right = 0
    for depth, (confidence, counts) in enumerate(judged, start=1):
        right += counts
        if depth == len(judged) or judged[depth][0] != confidence:
            points.append((depth / total, right / depth, confidence))
    return points


def is_right(observation: Observation) -> bool:
    """Tell whether the case is rightly answered if it is answered."""
    return observation.case.expect != "refuse" and evidence_recall(observation) == 1.0
