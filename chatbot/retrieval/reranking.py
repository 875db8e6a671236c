"""Passages -> the same passages in the order that a cross-encoder gives them.

No such model comes with the package: one is used only if the settings name it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from chatbot.errors import ModelError
from chatbot.retrieval.expanding import Query
from chatbot.retrieval.passage import Passage

RERANKED = 32
"""Passages that are read again: one takes a cross-encoder some 10 ms."""


class Reranker(Protocol):
    """What retrieval needs of a cross-encoder."""

    @property
    def name(self) -> str:
        """The model's name, for people."""

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return how well each text answers `question`, higher is better: shape (texts,)."""


class CrossEncoderReranker:
    """Any cross-encoder with one output that sentence-transformers loads from this machine.

    Raises:
        ModelError: there is no such model here, or it has several outputs.

    """

    def __init__(self, model: str) -> None:
        from sentence_transformers import CrossEncoder

        self.name = model
        try:
            self._model = CrossEncoder(model, device="cpu", local_files_only=True)
            outputs = self._model.num_labels
        except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
            reason = str(error).strip().partition("\n")[0] or type(error).__name__
            raise self._unusable(reason) from error
        if outputs != 1:
            raise self._unusable(f"it has {outputs} outputs, a reranker has one")

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the model's score of each text: shape (texts,)."""
        pairs = [(question, text) for text in texts]
        return np.asarray(self._model.predict(pairs, show_progress_bar=False), dtype=np.float64)

    def _unusable(self, reason: str) -> ModelError:
        return ModelError(
            f"the reranker {self.name!r} cannot be used ({reason}); set CHATBOT_RERANKER to the "
            "folder or name of a cross-encoder on this machine, or remove it"
        )


def reranked(query: Query, passages: Sequence[Passage], reranker: Reranker) -> list[Passage]:
    """Return `passages` with the first `RERANKED` in falling order of the reranker's scores.

    Ties keep their order, the others follow as they were; ranks are counted anew, scores stay.
    """
    read, rest = passages[:RERANKED], passages[RERANKED:]
    if not read:
        return []
    scores = reranker.scores(query.text, [passage.chunk.embedded for passage in read])
    order = np.argsort(-scores, kind="stable")
    ordered = [*(read[place] for place in order), *rest]
    return [replace(passage, rank=rank) for rank, passage in enumerate(ordered, start=1)]
