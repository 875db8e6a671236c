"""Texts -> unit vectors, by the bundled model or by any that sentence-transformers loads.

The bundled one also gives what the pieces of a text are compared by (`chatbot.indexing.pieces`).
"""

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from os import cpu_count
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from chatbot.errors import ModelError
from chatbot.indexing.converting import BUNDLED_SHA256, converted_model
from chatbot.indexing.pieces import (
    NO_PIECES,
    AskedPieces,
    Pieces,
    Ranges,
    load_piece_map,
    ranges_of,
)
from chatbot.indexing.reporting import Progress

Vectors = NDArray[np.float32]
Spans = Sequence[tuple[int, int]]
"""(start, end) character offsets into a text."""

_NO_STATES: Vectors = np.empty((0, 384), dtype=np.float32)
_BATCH = 2  # larger ones only pad more: one batch runs on each core
_MAX_PIECES = 256


def _silent(done: int, total: int) -> None:
    """Report nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedText:
    """A text and its spans: `vectors` (1 + spans, dimension), the text's own first.

    `pieces` are those of the text (none where the model has no map of them), `ranges` (spans, 2)
    which of them stand in each span.
    """

    vectors: Vectors
    pieces: Pieces
    ranges: Ranges


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedQuestion:
    """A question: its `vector` (dimension,), and what its pieces are compared by, if anything.

    `ids` are those of its pieces, by which the bundled model knows that a text is the same to it.
    """

    vector: Vectors
    pieces: AskedPieces | None
    ids: tuple[int, ...] = ()


class Embedder(Protocol):
    """What the index needs of an embedding model."""

    @property
    def name(self) -> str:
        """The model's name, for people."""

    @property
    def digest(self) -> str:
        """Identifies the model's weights: equal digests give equal vectors and pieces."""

    def count_pieces(self, text: str) -> int:
        """Return the number of word pieces of `text`, without special ones."""

    def embed(self, texts: Sequence[str], progress: Progress = _silent) -> Vectors:
        """Return one vector of length 1 a text: shape (len(texts), dimension), float32."""

    def embed_question(self, text: str, known: EmbeddedQuestion | None = None) -> EmbeddedQuestion:
        """Return what a question is compared by: `known`, where that is of the same pieces."""

    def embed_spans(
        self, texts: Sequence[str], spans: Sequence[Spans], progress: Progress = _silent
    ) -> list[EmbeddedText]:
        """Return for each text its vector, one for each of its spans, and its pieces.

        A span's vector is the mean of its word pieces' states within the whole text ("late
        chunking", Günther et al. 2024), so it costs nothing beyond the text's own; one that holds
        no piece has the text's.
        """


class BundledEmbedder:
    """all-MiniLM-L6-v2 through ONNX Runtime: 384 dimensions, 256 word pieces, no torch.

    `thorough` checks the digest of the converted model instead of its size (0.1 s more). Raises
    `ModelError` if the bundled weights are not the published ones, or cannot be converted.
    """

    name = "all-MiniLM-L6-v2"

    def __init__(self, cache: Path, *, thorough: bool = False) -> None:
        self._model = converted_model(cache, thorough=thorough)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the digests of the model and of the map of its pieces."""
        return hashlib.sha256(f"{BUNDLED_SHA256} {load_piece_map().digest}".encode()).hexdigest()

    @cached_property
    def _tokenizer(self) -> Any:
        tokenizer = self._unlimited_tokenizer()
        tokenizer.enable_truncation(_MAX_PIECES)
        return tokenizer

    @cached_property
    def _counter(self) -> Any:
        return self._unlimited_tokenizer()

    def _unlimited_tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._model.tokenizer))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        """The model for many texts, whose batches run side by side."""
        return self._opened(threads=1)

    @cached_property
    def _quick_session(self) -> Any:
        """The model for one text, on all cores; a process that only answers opens no other."""
        return self._opened(threads=min(8, cpu_count() or 1))

    def _opened(self, *, threads: int) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        # The model is fused already; higher levels would fuse what the conversion left apart.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        return onnxruntime.InferenceSession(
            str(self._model.onnx), options, providers=["CPUExecutionProvider"]
        )

    def count_pieces(self, text: str) -> int:
        """Return the number of word pieces of `text`, without special ones."""
        return len(self._counter.encode(text, add_special_tokens=False).ids)

    def embed(self, texts: Sequence[str], progress: Progress = _silent) -> Vectors:
        """Return one vector of length 1 a text: shape (len(texts), 384), float32.

        Texts of like length share a batch, and one single-threaded batch runs on each core:
        that beats one batch on all cores by a fifth.
        """
        if len(texts) == 1:
            pieces = self._tokenizer.encode(texts[0]).ids
            return np.asarray(_run(self._quick_session, [pieces], ["vector"])[0])
        vectors = np.zeros((len(texts), 384), dtype=np.float32)
        for row, vector, _ in self._encoded(texts, ["vector"], progress):
            vectors[row] = vector
        return vectors

    def embed_question(self, text: str, known: EmbeddedQuestion | None = None) -> EmbeddedQuestion:
        """Return what a question is compared by: the vector has shape (384,)."""
        encoded = self._tokenizer.encode(text)
        ids = tuple(encoded.ids)
        if known is not None and known.ids == ids:
            return known
        vectors, hidden = _run(self._quick_session, [encoded.ids], ["vector", "hidden"])
        held = [place for place, (start, end) in enumerate(encoded.offsets) if start < end]
        pieces = load_piece_map().asked(hidden[0][held]) if held else None
        return EmbeddedQuestion(vector=np.asarray(vectors[0]), pieces=pieces, ids=ids)

    def embed_spans(
        self, texts: Sequence[str], spans: Sequence[Spans], progress: Progress = _silent
    ) -> list[EmbeddedText]:
        """Return for each text its vector, those of its spans, (1 + spans, 384), and its pieces."""
        found: dict[int, EmbeddedText] = {}
        kept = load_piece_map().kept
        for row, vector, (offsets, hidden) in self._encoded(texts, ["vector", "hidden"], progress):
            places, states = _held(offsets, hidden)
            ranges = ranges_of(places, spans[row])
            vectors = _with_spans(vector, states, ranges)
            found[row] = EmbeddedText(vectors=vectors, pieces=kept(states), ranges=ranges)
        return [found[row] for row in range(len(texts))]

    def states(self, texts: Sequence[str]) -> Iterator[tuple[int, NDArray[np.int64], Vectors]]:
        """Yield for each text its number, and its pieces: offsets (n, 2) and states (n, 384)."""
        for row, _, (offsets, hidden) in self._encoded(texts, ["vector", "hidden"], _silent):
            yield row, *_held(offsets, hidden)

    def _encoded(
        self, texts: Sequence[str], outputs: list[str], progress: Progress
    ) -> Iterator[tuple[int, Vectors, tuple[Spans, Vectors]]]:
        """Yield row, vector, and the pieces' offsets with their states (empty if not asked)."""
        encoded = self._tokenizer.encode_batch(list(texts))
        order = sorted(range(len(encoded)), key=lambda row: -len(encoded[row].ids))
        batches = [order[i : i + _BATCH] for i in range(0, len(order), _BATCH)]
        done = 0
        with ThreadPoolExecutor(max_workers=min(8, cpu_count() or 1)) as pool:
            results = pool.map(
                lambda batch: _run(self._session, [encoded[row].ids for row in batch], outputs),
                batches,
            )
            for batch, result in zip(batches, results, strict=True):
                for place, row in enumerate(batch):
                    hidden = result[1][place] if len(result) > 1 else _NO_STATES
                    yield row, result[0][place], (encoded[row].offsets, hidden)
                done += len(batch)
                progress(done, len(encoded))


def _run(session: Any, batch: list[list[int]], outputs: list[str]) -> list[Vectors]:
    width = max(len(ids) for ids in batch)
    ids = np.zeros((len(batch), width), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, pieces in enumerate(batch):
        ids[row, : len(pieces)] = pieces
        mask[row, : len(pieces)] = 1
    result: list[Vectors] = session.run(outputs, {"input_ids": ids, "attention_mask": mask})
    return result


class SentenceTransformerEmbedder:
    """Any model that sentence-transformers can load; the reference for the bundled one.

    Raises `ModelError` if there is no such model on this machine.
    """

    def __init__(self, model: str) -> None:
        from sentence_transformers import SentenceTransformer

        self.name = model
        try:
            self._model = SentenceTransformer(model, device="cpu")
        except (OSError, ValueError) as error:
            raise ModelError(
                f"the embedding model {model!r} cannot be loaded ({str(error).splitlines()[0]}); "
                "set CHATBOT_EMBEDDING_MODEL to a model folder on this machine"
            ) from error

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the names and bytes of all weights."""
        found = hashlib.sha256()
        for name, tensor in sorted(self._model.state_dict().items()):
            found.update(name.encode())
            found.update(tensor.detach().cpu().contiguous().numpy().tobytes())
        return found.hexdigest()

    def count_pieces(self, text: str) -> int:
        """Return the number of word pieces of `text`, without special ones."""
        return len(self._model.tokenizer.tokenize(text))

    def embed(self, texts: Sequence[str], progress: Progress = _silent) -> Vectors:
        """Return one vector of length 1 a text: shape (len(texts), dimension), float32."""
        vectors = self._model.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False
        )
        progress(len(texts), len(texts))
        return np.asarray(vectors, dtype=np.float32)

    def embed_question(self, text: str, known: EmbeddedQuestion | None = None) -> EmbeddedQuestion:
        """Return what a question is compared by: a vector of shape (dimension,) alone."""
        return EmbeddedQuestion(vector=self.embed([text])[0], pieces=None)

    def embed_spans(
        self, texts: Sequence[str], spans: Sequence[Spans], progress: Progress = _silent
    ) -> list[EmbeddedText]:
        """Return for each text its vector and those of its spans, (1 + spans, dimension)."""
        vectors = self.embed(texts)
        states = self._model.encode(
            list(texts), output_value="token_embeddings", show_progress_bar=False
        )
        found = []
        for row, text in enumerate(texts):
            offsets = self._model.tokenizer(
                text,
                truncation=True,
                max_length=self._model.max_seq_length,
                return_offsets_mapping=True,
            )["offset_mapping"]
            places, hidden = _held(offsets, states[row].detach().cpu().numpy())
            ranges = ranges_of(places, spans[row])
            with_spans = _with_spans(vectors[row], hidden, ranges)
            found.append(EmbeddedText(vectors=with_spans, pieces=NO_PIECES, ranges=ranges))
            progress(row + 1, len(texts))
        return found


def _held(offsets: Spans, hidden: Vectors) -> tuple[NDArray[np.int64], Vectors]:
    """Return the offsets and the states of the pieces but for special ones."""
    places = np.asarray(offsets, dtype=np.int64).reshape(-1, 2)
    held = places[:, 1] > places[:, 0]
    return places[held], hidden[: len(places)][held]


def _with_spans(vector: Vectors, states: Vectors, ranges: Ranges) -> Vectors:
    """Stack a text's vector and the normalised means of its spans' states."""
    found = np.tile(vector, (1 + len(ranges), 1))
    for row, (start, end) in enumerate(ranges, start=1):
        if start < end:
            mean = states[start:end].mean(axis=0)
            found[row] = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return found
