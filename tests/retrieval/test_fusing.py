"""Fusion by hand arithmetic."""

from chatbot.retrieval.fusing import convex_combination


def test_hand_arithmetic() -> None:
    dense = [(1, 0.8), (2, 0.4)]
    lexical = [(2, 10.0), (3, 5.0)]
    fused = dict(convex_combination(dense, lexical, weight=0.5))
    assert fused[1] == 0.5 * 0.8 + 0.5 * 0.0
    assert fused[2] == 0.5 * 0.4 + 0.5 * 1.0
    assert fused[3] == 0.5 * 0.4 + 0.5 * 0.5  # not among the dense hits: their lowest score


def test_ties_go_by_row() -> None:
    assert [row for row, _ in convex_combination([(9, 0.5), (3, 0.5)], [])] == [3, 9]


def test_nothing_found_gives_nothing() -> None:
    assert convex_combination([], []) == []
