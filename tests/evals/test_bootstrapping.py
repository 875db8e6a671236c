"""Intervals and p-values: hand-made extremes, and laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot_evals.bootstrapping import interval, paired_p_value, quantile


def test_extremes() -> None:
    assert interval([1.0]) is None
    assert interval([1.0, 1.0, 1.0]) == (1.0, 1.0)
    assert paired_p_value([1.0, 0.0], [1.0, 0.0]) == 1.0
    assert paired_p_value([0.0], [1.0]) is None


def test_the_interval_of_a_fair_coin_is_near_the_normal_one() -> None:
    low, high = interval([0.0, 1.0] * 200) or (0.0, 0.0)
    assert low == pytest.approx(0.5 - 1.96 * 0.025, abs=0.01)
    assert high == pytest.approx(0.5 + 1.96 * 0.025, abs=0.01)


def test_a_clear_difference_is_significant_and_noise_is_not() -> None:
    noise = np.random.default_rng(1).normal(size=60)
    assert (paired_p_value(list(noise), list(noise + 1.0)) or 0) < 0.001
    other = np.random.default_rng(2).normal(size=60)
    assert (paired_p_value(list(noise), list(noise + 0.01 * other)) or 0) > 0.05


def test_quantiles_of_rows() -> None:
    assert list(quantile(0.5)(np.asarray([[1.0, 2.0, 9.0]]))) == [2.0]


@given(st.lists(st.floats(0, 1), min_size=2, max_size=30))
def test_the_interval_holds_within_the_scores_and_repeats(scores: list[float]) -> None:
    low, high = interval(scores) or (0.0, 0.0)
    assert min(scores) - 1e-6 <= low <= high <= max(scores) + 1e-6
    assert interval(scores) == (low, high)
