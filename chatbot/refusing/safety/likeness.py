"""A question -> how much it is like each kind of question that is not answered.

People find words that no table foresees ("the car is running and he is in the garage"). Linear
blends of the sentence embedding, of the traits that the tables tell and of the commonest words were
fitted by logistic regression to the rows of `evals/safety` (`fit.py` there; the figures are in
evals/README.md). They hold for one embedding model only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from chatbot.indexing.embedding import Embedder, Vectors
from chatbot.lexicon.loading import load_table

UNSURE = 0.2  # a share that leaves the word to the rules
KINDS = ("emergency", "instruction", "one_patient", "other_matter")
_TRAIT_SCALE, _WORD_SCALE = 0.5, 0.3  # beside an embedding of length 1
WORD = "word "  # before the name of a feature that is a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What share, 0 to 1, a question has of each kind; at most 1 in all when fitted."""

    emergency: float = UNSURE
    instruction: float = UNSURE
    one_patient: float = UNSURE
    other_matter: float = UNSURE


def likeness(embedder: Embedder, said: Sequence[str], traits: Mapping[str, float]) -> Likeness:
    """Return the likeness of a question whose sentences in plain tokens are `said`.

    Of another model's embeddings nothing is known.
    """
    if embedder.name not in _weights():
        return Likeness()
    words = [feature.removeprefix(WORD) for feature in _weights() if feature.startswith(WORD)]
    features = features_of(embedder.embed([" ".join(said)])[0], said, traits, words)
    *weights, bias = _weights().values()
    shares = 1 / (1 + np.exp(-(features @ np.array(weights) + bias)))
    shares /= max(1.0, shares.sum())
    return Likeness(**dict(zip(KINDS, map(float, shares), strict=True)))


def features_of(
    embedding: Vectors, said: Sequence[str], traits: Mapping[str, float], words: Sequence[str]
) -> Vectors:
    """Return the embedding, the traits in the order of their names, and which `words` are said."""
    tokens = set(" ".join(said).split())
    told = [_TRAIT_SCALE * traits[name] for name in sorted(traits)]
    held = [_WORD_SCALE * (word in tokens) for word in words]
    return np.concatenate([embedding, np.asarray([*told, *held], dtype=np.float32)])


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, tuple[float, ...]]:
    """Return the weights for each kind by feature; the last, named as the model, is the bias."""
    rows = load_table("question_kinds").rows
    return {row["feature"]: tuple(float(row[kind]) for kind in KINDS) for row in rows}
