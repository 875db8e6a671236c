"""A question -> how much it is like each kind of question that is not answered.

People find words that no table foresees ("the car is running and he is in the garage"). Support
vector machines with a Gaussian kernel (Cortes and Vapnik 1995) over the sentence embedding, the
traits that the tables tell and the commonest words were fitted to the rows of `evals/safety`
(`fit.py` there; the figures are in evals/README.md). They hold for one embedding model only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np

from chatbot.indexing.embedding import EmbeddedQuestion, Embedder, Vectors

FITTED = "question_kinds.npz"
"""The file beside this module that `fit.py` writes; all that it holds was made for this project.

`model`: name of the embedding model; `words`: the words that are features; `embeddings` (rows,
dimension), int8, times `unit`: of the rows that count; `others` (rows, traits and words); `weights`
(rows, kinds) and `bias` (kinds,): from nearness to the log odds of each kind.
"""
WIDTH = 0.5  # of the kernel, exp(-WIDTH * distance squared); .25 and 1 find less (evals/README.md)
UNSURE = 0.2  # a share that leaves the word to the rules
KINDS = ("emergency", "instruction", "one_patient", "other_matter")
_TRAIT_SCALE, _WORD_SCALE = 0.5, 0.3  # beside an embedding of length 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What share, 0 to 1, a question has of each kind; at most 1 in all when fitted.

    `embedded` is what it was compared by: the search mostly asks for the same.
    """

    emergency: float = UNSURE
    instruction: float = UNSURE
    one_patient: float = UNSURE
    other_matter: float = UNSURE
    embedded: EmbeddedQuestion | None = field(default=None, compare=False, repr=False)


def likeness(embedder: Embedder, said: Sequence[str], traits: Mapping[str, float]) -> Likeness:
    """Return the likeness of a question whose sentences in plain tokens are `said`.

    Of another model's embeddings nothing is known.
    """
    fitted = _fitted()
    if embedder.name != fitted.model:
        return Likeness()
    embedded = embedder.embed_question(" ".join(said))
    features = features_of(embedded.vector, said, traits, fitted.words)
    near = _nearness(features, fitted)
    shares = 1 / (1 + np.exp(-(near @ fitted.weights + fitted.bias)))
    shares /= max(1.0, shares.sum())
    return Likeness(**dict(zip(KINDS, map(float, shares), strict=True)), embedded=embedded)


def features_of(
    embedding: Vectors, said: Sequence[str], traits: Mapping[str, float], words: Sequence[str]
) -> Vectors:
    """Return the embedding, the traits in the order of their names, and which `words` are said."""
    tokens = set(" ".join(said).split())
    told = [_TRAIT_SCALE * traits[name] for name in sorted(traits)]
    held = [_WORD_SCALE * (word in tokens) for word in words]
    return np.concatenate([embedding, np.asarray([*told, *held], dtype=np.float32)])


def _nearness(features: Vectors, fitted: "_Fitted") -> Vectors:
    """Return how near `features` is to each of the rows, 0 to 1: shape (rows,)."""
    squares = features @ features + fitted.squares
    near: Vectors = np.exp(-WIDTH * (squares - 2 * fitted.rows @ features))
    return near


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fitted:
    """What `FITTED` holds, the rows as features, and the squares of their lengths."""

    model: str
    words: tuple[str, ...]
    rows: Vectors
    squares: Vectors
    weights: Vectors
    bias: Vectors


@lru_cache(maxsize=1)
def _fitted() -> _Fitted:
    with as_file(files("chatbot.refusing.safety").joinpath(FITTED)) as path, np.load(path) as held:
        embeddings = held["embeddings"].astype(np.float32) * held["unit"]
        rows = np.hstack([embeddings, held["others"].astype(np.float32)])
        return _Fitted(
            model=str(held["model"]),
            words=tuple(map(str, held["words"])),
            rows=rows,
            squares=np.einsum("ij,ij->i", rows, rows),
            weights=held["weights"].astype(np.float32),
            bias=held["bias"].astype(np.float32),
        )
