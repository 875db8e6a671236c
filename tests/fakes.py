"""Working stand-ins that the tests share."""

from collections.abc import Callable, Sequence
from zlib import crc32

import numpy as np

from chatbot.indexing.embedding import EmbeddedQuestion, EmbeddedText, Spans, Vectors
from chatbot.indexing.pieces import NO_PIECES
from chatbot.language.tokens import terms


class WordEmbedder:
    """Embeds by the hashed words of a text, so that texts which share words are near.

    `embedded` lists every text that was embedded.
    """

    name = "fake"
    digest = "fake-1"

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def count_pieces(self, text: str) -> int:
        return len(text.split())

    def embed(
        self, texts: Sequence[str], progress: Callable[[int, int], None] = lambda d, t: None
    ) -> Vectors:
        self.embedded.extend(texts)
        vectors = np.full((len(texts), 512), 0.01, dtype=np.float32)
        for row, text in enumerate(texts):
            for term in terms(text):
                vectors[row, crc32(term.encode()) % 512] += 1.0
        progress(len(texts), len(texts))
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

    def embed_spans(
        self,
        texts: Sequence[str],
        spans: Sequence[Spans],
        progress: Callable[[int, int], None] = lambda d, t: None,
    ) -> list[EmbeddedText]:
        rows = self.embed(texts, progress)
        return [
            EmbeddedText(
                vectors=np.tile(row, (1 + len(own), 1)),
                pieces=NO_PIECES,
                ranges=np.zeros((len(own), 2), dtype=np.int32),
            )
            for row, own in zip(rows, spans, strict=True)
        ]

    def embed_question(self, text: str, known: EmbeddedQuestion | None = None) -> EmbeddedQuestion:
        return EmbeddedQuestion(vector=self.embed([text])[0], pieces=None)
