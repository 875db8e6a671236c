"""Fusion by hand arithmetic."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from chatbot.retrieval.fusing import SIMILARITY_WEIGHT, convex_combination

COSINES = st.lists(st.floats(-1, 1), min_size=1, max_size=8)


def test_hand_arithmetic() -> None:
    fused = convex_combination(np.array([0.8, 0.4, -0.2]), np.array([0.0, 10.0, 5.0]), 10.0)
    assert SIMILARITY_WEIGHT == 0.7
    assert fused.round(9).tolist() == [0.56, 0.58, 0.15]  # 0.7 * 0.4 + 0.3 * 1; a cosine below 0


def test_where_no_word_matches_similarity_decides() -> None:
    assert convex_combination(np.array([0.5, 0.9]), np.zeros(2), 0.0).argmax() == 1


def test_nothing_found_gives_nothing() -> None:
    assert convex_combination(np.empty(0), np.empty(0), 0.0).size == 0


@given(COSINES, st.data())
def test_scores_are_shares_and_never_fall_when_a_part_rises(
    cosines: list[float], data: st.DataObject
) -> None:
    near = np.array(cosines)
    bm25 = np.array(data.draw(st.lists(st.floats(0, 50), min_size=near.size, max_size=near.size)))
    best = float(bm25.max())
    fused = convex_combination(near, bm25, best)
    assert ((fused >= 0) & (fused <= 1 + 1e-9)).all()
    assert (convex_combination(near + 0.1, bm25, best) >= fused).all()
    assert (convex_combination(near, np.minimum(bm25 + 1, best), best) >= fused - 1e-12).all()
