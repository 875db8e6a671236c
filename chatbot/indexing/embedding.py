"""Texts -> unit vectors, by the bundled model or by any that sentence-transformers loads."""

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from os import cpu_count
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from chatbot.errors import ModelError
from chatbot.indexing.converting import BUNDLED_SHA256, converted_model

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]

_BATCH = 2  # larger ones only pad more: one batch runs on each core
_MAX_PIECES = 256


def _silent(done: int, total: int) -> None:
    """Report nothing."""


class Embedder(Protocol):
    """What the index needs of an embedding model."""

    @property
    def name(self) -> str:
        """The model's name, for people."""

    @property
    def digest(self) -> str:
        """Identifies the model's weights: equal digests give equal vectors."""

    def count_pieces(self, text: str) -> int:
        """Return the number of word pieces of `text`, without special ones."""

    def embed(self, texts: Sequence[str], progress: Progress = _silent) -> Vectors:
        """Return one vector of length 1 a text: shape (len(texts), dimension), float32."""


class BundledEmbedder:
    """all-MiniLM-L6-v2 through ONNX Runtime: 384 dimensions, 256 word pieces, no torch.

    `thorough` checks the digest of the converted model instead of its size (0.1 s more).

    Raises:
        ModelError: the bundled weights are not the published ones, or cannot be converted.

    """

    name = "all-MiniLM-L6-v2"
    digest = BUNDLED_SHA256

    def __init__(self, cache: Path, *, thorough: bool = False) -> None:
        self._model = converted_model(cache, thorough=thorough)

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._model.tokenizer))
        tokenizer.no_padding()
        tokenizer.enable_truncation(_MAX_PIECES)
        return tokenizer

    @cached_property
    def _counter(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._model.tokenizer))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # batches run side by side instead, see `embed`
        options.log_severity_level = 3
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
        encoded = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(encoded)), key=lambda i: -len(encoded[i]))
        batches = [order[i : i + _BATCH] for i in range(0, len(order), _BATCH)]
        vectors = np.zeros((len(encoded), 384), dtype=np.float32)
        done = 0
        with ThreadPoolExecutor(max_workers=min(8, cpu_count() or 1)) as pool:
            outputs = pool.map(lambda batch: self._run([encoded[i] for i in batch]), batches)
            for batch, output in zip(batches, outputs, strict=True):
                vectors[batch] = output
                done += len(batch)
                progress(done, len(encoded))
        return vectors

    def _run(self, batch: list[list[int]]) -> Vectors:
        width = max(len(ids) for ids in batch)
        ids = np.zeros((len(batch), width), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, pieces in enumerate(batch):
            ids[row, : len(pieces)] = pieces
            mask[row, : len(pieces)] = 1
        output: Vectors = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return output


class SentenceTransformerEmbedder:
    """Any model that sentence-transformers can load; the reference for the bundled one.

    Raises:
        ModelError: there is no such model on this machine.

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
