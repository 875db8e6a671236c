"""Observations -> scores of each case, and each metric summed up with its interval."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from chatbot_evals.bootstrapping import Statistic, interval, mean, quantile
from chatbot_evals.metrics.citation_support import citation_precision, citation_recall
from chatbot_evals.metrics.conflict_recall import conflict_recall
from chatbot_evals.metrics.evidence_recall import evidence_recall
from chatbot_evals.metrics.fact_recall import fact_recall
from chatbot_evals.metrics.latency import latency
from chatbot_evals.metrics.numbers_in_quote import numbers_in_quote
from chatbot_evals.metrics.refusals import answer_rate, refusal_precision, refusal_recall
from chatbot_evals.metrics.repeatability import repeatability
from chatbot_evals.metrics.unresolved_markers import unresolved_markers
from chatbot_evals.metrics.verbatim_rate import verbatim_rate
from chatbot_evals.observation import Observation

Score = Callable[[Observation], float | None]
Scores = dict[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """How a case is scored, and how the scores of the judged cases are summed up."""

    name: str
    score: Score
    statistic: Statistic = mean


METRICS = (
    Metric(name="evidence_recall", score=evidence_recall),
    Metric(name="fact_recall", score=fact_recall),
    Metric(name="citation_precision", score=citation_precision),
    Metric(name="citation_recall", score=citation_recall),
    Metric(name="verbatim_rate", score=verbatim_rate),
    Metric(name="unresolved_markers", score=unresolved_markers),
    Metric(name="numbers_in_quote", score=numbers_in_quote),
    Metric(name="refusal_precision", score=refusal_precision),
    Metric(name="refusal_recall", score=refusal_recall),
    Metric(name="answer_rate", score=answer_rate),
    Metric(name="conflict_recall", score=conflict_recall),
    Metric(name="repeatability", score=repeatability),
    Metric(name="latency_p50", score=latency, statistic=quantile(0.5)),
    Metric(name="latency_p95", score=latency, statistic=quantile(0.95)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A metric over some cases: `value` (None if none could be judged), 95 % interval, `n`."""

    value: float | None
    low: float | None
    high: float | None
    n: int


def score_case(observation: Observation) -> Scores:
    """Return every metric of one case; None where it cannot be judged."""
    return {metric.name: metric.score(observation) for metric in METRICS}


def sum_up(scores: Sequence[Mapping[str, float | None]]) -> dict[str, Figure]:
    """Return every metric over `scores`; the unscored count neither for nor against."""
    return {metric.name: _figure(metric, scores) for metric in METRICS}


def _figure(metric: Metric, scores: Sequence[Mapping[str, float | None]]) -> Figure:
    judged = [value for each in scores if (value := each.get(metric.name)) is not None]
    if not judged:
        return Figure(value=None, low=None, high=None, n=0)
    value = float(metric.statistic(np.asarray([judged]))[0])
    low, high = interval(judged, metric.statistic) or (None, None)
    return Figure(value=round(value, 6), low=low, high=high, n=len(judged))
