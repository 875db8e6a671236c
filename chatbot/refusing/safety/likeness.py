"""A question and its traits -> how much it is like one asked in an emergency.

People in need find words that no table foresees ("the car is running and he is in the garage").
A linear blend of the sentence embedding and the traits that the tables tell was fitted by
logistic regression on the rows of `evals/emergencies` (`fit.py` there; the figures are in
evals/README.md). It holds for one embedding model only.
"""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from chatbot.indexing.embedding import Embedder, Vectors
from chatbot.lexicon.loading import load_table

_TRAIT_SCALE = 0.5  # of the traits beside an embedding of length 1


class LikenessOfEmbeddings:
    """Compares embeddings; of another model than the one fitted with, it knows nothing."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def __call__(self, question: str, traits: Mapping[str, float]) -> float:
        """Return the log odds that `question` is asked in an emergency."""
        features = features_of(self._embedder, question, traits)
        return float(features @ _weights()) + _bias()


def fits(embedder: Embedder) -> bool:
    """Tell whether the weights were fitted with this embedding model."""
    return embedder.name == _row("model")


def features_of(embedder: Embedder, question: str, traits: Mapping[str, float]) -> Vectors:
    """Return the embedding of `question` with its traits, in the order of their names."""
    own = [_TRAIT_SCALE * traits[name] for name in sorted(traits)]
    return np.concatenate([embedder.embed([question])[0], np.asarray(own, dtype=np.float32)])


def _row(feature: str) -> str:
    rows = load_table("emergency_weights").rows
    return next(row["weight"] for row in rows if row["feature"] == feature)


@lru_cache(maxsize=1)
def _bias() -> float:
    return float(_row("bias"))


@lru_cache(maxsize=1)
def _weights() -> Vectors:
    rows = load_table("emergency_weights").rows
    own = [float(row["weight"]) for row in rows if row["feature"] not in ("model", "bias")]
    return np.asarray(own, dtype=np.float32)
