"""Ratings of a judge and scores of a metric -> how far the two agree on the same cases."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

_FEWEST_RANKS = 3


class Agreement(BaseModel):
    """The agreement of `rating` with `metric` over the `n` cases that have both.

    None where it is not defined: a rank correlation of fewer than three cases or of values that
    are all the same, a kappa where chance alone explains everything, anything of no case.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    rating: str
    metric: str
    n: int
    spearman: float | None
    raw: float | None
    kappa: float | None


def spearman(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return Spearman's rank correlation, -1 to 1: Pearson's r of the ranks, ties averaged.

    C. Spearman, "The proof and measurement of association between two things", American
    Journal of Psychology 15 (1904). None if it is not defined.
    """
    from scipy.stats import spearmanr  # type: ignore[import-untyped]

    if len(first) < _FEWEST_RANKS or len(set(first)) == 1 or len(set(second)) == 1:
        return None
    return round(float(spearmanr(first, second).statistic), 6)


def raw_agreement(first: Sequence[bool], second: Sequence[bool]) -> float | None:
    """Return the share of cases on which both say the same; None of no case."""
    if not first:
        return None
    return round(sum(a == b for a, b in zip(first, second, strict=True)) / len(first), 6)


def cohens_kappa(first: Sequence[bool], second: Sequence[bool]) -> float | None:
    """Return Cohen's kappa of two yes/no raters over the same cases, -1 to 1.

        kappa = (p_o - p_e) / (1 - p_e)
        p_o = share of cases on which both say the same
        p_e = p1 * p2 + (1 - p1) * (1 - p2), p1 and p2 the shares of "yes" of each rater

    J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
    Measurement 20 (1960) 37-46. None where p_e = 1 (both raters always say the same one thing)
    and of no case.
    """
    if not first:
        return None
    n, yes_1, yes_2 = len(first), sum(first), sum(second)
    same = sum(a == b for a, b in zip(first, second, strict=True))
    by_chance = yes_1 * yes_2 + (n - yes_1) * (n - yes_2)
    if by_chance == n * n:
        return None
    return round((same * n - by_chance) / (n * n - by_chance), 6)
