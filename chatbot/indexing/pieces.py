"""The states of word pieces -> what of them is compared piece by piece.

Late interaction (Khattab and Zaharia, SIGIR 2020): for each word piece of a question, how near the
nearest piece of a statement is. The bundled model's states of 384 numbers are mapped to `SIZE`, of
which each takes a byte; which pieces of a question matter is weighed by its own states. Map and
weights are fitted by `evals/pieces/fit.py` to questions on public guidelines; evals/README.md has
what they gain on sets that were left out.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FITTED = Path(__file__).with_name("piece_map.npz")
"""`map` (384, `SIZE`), and `weight` (384,) with `bias` (), of which the softplus weighs a piece."""

SIZE = 96
"""Bytes of a piece. Of 384 numbers as they are, and of the 96 that vary most, gold is first in .712
and .716 in the mean of six sets, so nothing is lost."""

_STEPS = 127  # of a byte

States = NDArray[np.float32]
Pieces = NDArray[np.int8]
Ranges = NDArray[np.int32]
NO_PIECES: Pieces = np.zeros((0, SIZE), dtype=np.int8)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPieces:
    """A question's pieces: `mapped` have length 1, shape (pieces, `SIZE`); `weights` sum to 1."""

    mapped: States
    weights: States


@dataclass(frozen=True, slots=True)
class PieceMap:
    """The fitted map of one model's states, and its digest."""

    matrix: States
    weight: States
    bias: float
    digest: str

    def kept(self, states: States) -> Pieces:
        """Return what an index keeps of states (n, 384): shape (n, `SIZE`)."""
        return np.asarray(np.rint(self._mapped(states) * _STEPS), dtype=np.int8)

    def asked(self, states: States) -> AskedPieces:
        """Return what a question is compared by, from the states of its pieces (n, 384)."""
        weights = np.logaddexp(0.0, states @ self.weight + self.bias)
        whole = max(float(weights.sum()), 1e-9)
        return AskedPieces(mapped=self._mapped(states), weights=np.asarray(weights / whole))

    def _mapped(self, states: States) -> States:
        mapped = states @ self.matrix
        norms = np.linalg.norm(mapped, axis=1, keepdims=True)
        return np.asarray(mapped / np.maximum(norms, 1e-9), dtype=np.float32)


@lru_cache(maxsize=1)
def load_piece_map() -> PieceMap:
    """Return the map that comes with the package."""
    with np.load(FITTED, allow_pickle=False) as fitted:
        return PieceMap(
            matrix=fitted["map"].astype(np.float32),
            weight=fitted["weight"].astype(np.float32),
            bias=float(fitted["bias"]),
            digest=hashlib.sha256(FITTED.read_bytes()).hexdigest(),
        )


def ranges_of(places: NDArray[np.int64], spans: Sequence[tuple[int, int]]) -> Ranges:
    """Return which pieces stand in each span, first and end: shape (spans, 2); (0, 0) for none.

    `places` (n, 2) are the offsets of the pieces in the text, in its order.
    """
    found = np.zeros((len(spans), 2), dtype=np.int32)
    for row, (start, end) in enumerate(spans):
        held = np.flatnonzero((places[:, 0] >= start) & (places[:, 1] <= end))
        if held.size:
            found[row] = held[0], held[-1] + 1
    return found


def nearest(asked: AskedPieces, pieces: Pieces, ranges: Ranges) -> NDArray[np.float64]:
    """Return how near each statement of a chunk is, with the chunk's head: shape (n,), 0 to 1.

    `ranges` are those of the head, then of n statements. It is the weighted mean, over the pieces
    of the question, of the cosine of the nearest one.
    """
    cosines = np.clip(asked.mapped @ (pieces.astype(np.float32).T / _STEPS), 0.0, 1.0)
    best = np.zeros((len(ranges), len(cosines)))
    for row, (start, end) in enumerate(ranges):
        if start < end:
            best[row] = cosines[:, start:end].max(axis=1)
    return np.asarray(np.maximum(best[1:], best[0]) @ asked.weights)
