"""Scores of cases -> intervals and p-values, by resampling the cases.

Percentile bootstrap (Efron 1979) with a fixed seed: the same scores give the same interval.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Statistic = Callable[[NDArray[np.float64]], NDArray[np.float64]]

SEED = 20_261_121
"""Of every resampling."""

_RESAMPLES = 2_000
_BLOCKS = 5


def mean(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of each row."""
    return np.asarray(samples.mean(axis=-1))


def quantile(share: float) -> Statistic:
    """Return the statistic that takes the `share` quantile of each row."""

    def of(samples: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.quantile(samples, share, axis=-1))

    return of


def interval(scores: Sequence[float], statistic: Statistic = mean) -> tuple[float, float] | None:
    """Return the 95 % interval of `statistic`; None for fewer than two scores."""
    if len(scores) < 2:
        return None
    values = np.asarray(scores, dtype=np.float64)
    draws = np.random.default_rng(SEED).integers(len(values), size=(_RESAMPLES, len(values)))
    low, high = np.quantile(statistic(values[draws]), [0.025, 0.975])
    return round(float(low), 6), round(float(high), 6)


def paired_p_value(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return the two-sided p-value of no difference between paired scores.

    The differences are centred and resampled (Smucker, Allan and Carterette, CIKM 2007); None
    for fewer than two pairs.
    """
    if len(first) < 2:
        return None
    differences = np.asarray(second, dtype=np.float64) - np.asarray(first, dtype=np.float64)
    seen = abs(differences.mean())
    if seen == 0.0:
        return 1.0
    centred = differences - differences.mean()
    generator = np.random.default_rng(SEED)
    beyond = 0
    for _ in range(_BLOCKS):  # in blocks: all draws of 5,000 queries at once would take 1 GB
        draws = generator.integers(len(centred), size=(_RESAMPLES, len(centred)))
        beyond += int((np.abs(centred[draws].mean(axis=1)) >= seen - 1e-12).sum())
    return round((beyond + 1) / (_RESAMPLES * _BLOCKS + 1), 6)
