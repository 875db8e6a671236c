"""Area under the ROC curve (Hanley and McNeil, Radiology 1982)."""

from collections.abc import Sequence


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return the share of pairs in which the positive scores higher; ties count half.

    None where one side is empty. Takes O(n log n) by way of the ranks.
    """
    if not positive or not negative:
        return None
    ranks = _mid_ranks([*positive, *negative])
    above = sum(ranks[: len(positive)]) - len(positive) * (len(positive) + 1) / 2
    return above / (len(positive) * len(negative))


def _mid_ranks(scores: Sequence[float]) -> list[float]:
    """Return the rank of each score from 1, equal scores sharing the middle of their ranks."""
    order = sorted(range(len(scores)), key=lambda index: scores[index])
    ranks = [0.0] * len(scores)
    first = 0
    while first < len(order):
        last = first
        while last + 1 < len(order) and scores[order[last + 1]] == scores[order[first]]:
            last += 1
        for place in range(first, last + 1):
            ranks[order[place]] = (first + last) / 2 + 1
        first = last + 1
    return ranks
