"""The reranker hook, with a fake and with a real, tiny, untrained cross-encoder."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from chatbot.assembling import load_reranker
from chatbot.chatbot import Chatbot
from chatbot.errors import ModelError
from chatbot.retrieval.expanding import Thesaurus
from chatbot.retrieval.passage import Passage
from chatbot.retrieval.reranking import RERANKED, CrossEncoderReranker, reranked
from chatbot.retrieval.retrieving import retrieve
from chatbot.settings import Settings, load_settings

QUESTION = "What is the dose of rituximab?"


class ShortestFirst:
    """Prefers short texts; keeps what it was asked."""

    name = "shortest-first"

    def __init__(self) -> None:
        self.read: list[tuple[str, int]] = []

    def scores(self, question: str, texts: Sequence[str]) -> np.ndarray:
        self.read.append((question, len(texts)))
        return np.array([-float(len(text)) for text in texts])


class Indifferent(ShortestFirst):
    def scores(self, question: str, texts: Sequence[str]) -> np.ndarray:
        return np.zeros(len(texts))


def found(chatbot: Chatbot, k: int, reranker: ShortestFirst | None = None) -> list[Passage]:
    query = Thesaurus(chatbot.generation()).expand(QUESTION)
    vector = chatbot._embedder.embed([query.text])[0]
    return retrieve(query, vector, chatbot.generation(), k, reranker)


def test_the_reranker_decides_the_order_of_the_candidates(chatbot: Chatbot) -> None:
    reranker = ShortestFirst()
    passages = found(chatbot, 4, reranker)
    shortest = sorted(len(chunk.embedded) for chunk in chatbot.generation().chunks)[:4]
    assert [len(passage.chunk.embedded) for passage in passages] == shortest
    assert [passage.rank for passage in passages] == [1, 2, 3, 4]
    [(question, texts)] = reranker.read
    assert question == QUESTION
    assert texts == min(RERANKED, len(chatbot.generation().chunks))


def test_ties_keep_the_order_of_retrieval(chatbot: Chatbot) -> None:
    assert found(chatbot, 8, Indifferent()) == found(chatbot, 8)


def test_only_the_first_are_read_again(chatbot: Chatbot) -> None:
    first = found(chatbot, 1)[0]
    many = [first] * (RERANKED + 2)
    query = Thesaurus(chatbot.generation()).expand(QUESTION)
    reranker = ShortestFirst()
    ordered = reranked(query, many, reranker)
    assert reranker.read == [(QUESTION, RERANKED)]
    assert [passage.rank for passage in ordered] == list(range(1, RERANKED + 3))
    assert reranked(query, [], reranker) == []


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer with random weights and one output, saved like any cross-encoder."""
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    folder = tmp_path_factory.mktemp("tiny")
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{x}" for x in letters)]
    (folder / "vocab.txt").write_text("\n".join(pieces), encoding="utf-8")
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(pieces), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, max_position_embeddings=512,
    )  # fmt: skip
    config.num_labels = 1
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizer(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    saved = folder / "saved"
    CrossEncoder(str(folder), device="cpu", local_files_only=True).save_pretrained(str(saved))
    return saved


def test_a_real_cross_encoder_reranks_and_is_named_in_the_manifest(
    tiny_model: Path, settings: Settings
) -> None:
    plain = Chatbot(settings)
    reranking = Chatbot(settings.model_copy(update={"reranker": str(tiny_model)}))
    answer, _ = reranking.ask(QUESTION)
    again, _ = reranking.ask(QUESTION)
    assert answer == again
    assert answer.manifest.reranker == str(tiny_model)
    other, _ = plain.ask(QUESTION)
    assert other.manifest.reranker is None
    assert other.manifest.answer_id != answer.manifest.answer_id
    _, passages = reranking.retrieve(QUESTION, 19)
    scores = CrossEncoderReranker(str(tiny_model)).scores(
        QUESTION, [passage.chunk.embedded for passage in passages]
    )
    assert scores.shape == (len(passages),)
    assert (np.diff(scores) <= 1e-6).all()
    assert [p.row for p in passages] != [p.row for p in plain.retrieve(QUESTION, 19)[1]]
    documents = reranking.retriever(3).invoke(QUESTION)
    assert [d.id for d in documents] == [p.chunk.chunk_id for p in passages[:3]]


def test_several_outputs_are_no_reranker(tiny_model: Path, tmp_path: Path) -> None:
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    config = BertConfig.from_pretrained(tiny_model, num_labels=3)
    BertForSequenceClassification(config).save_pretrained(tmp_path)
    AutoTokenizer.from_pretrained(tiny_model).save_pretrained(tmp_path)
    with pytest.raises(ModelError, match="3 outputs.*CHATBOT_RERANKER"):
        CrossEncoderReranker(str(tmp_path))


@pytest.mark.parametrize("name", ["no-such/cross-encoder", "/no/such/folder", "no-such-model"])
def test_a_model_that_is_not_here_is_a_stated_error(name: str) -> None:
    with pytest.raises(ModelError, match="CHATBOT_RERANKER") as caught:
        load_reranker(load_settings(reranker=name))
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_that_holds_no_model_is_a_stated_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="CHATBOT_RERANKER"):
        CrossEncoderReranker(str(tmp_path))


def test_without_the_setting_nothing_is_loaded(settings: Settings) -> None:
    assert load_reranker(settings) is None
    program = (
        "import sys; from chatbot import Chatbot, load_settings; "
        f"Chatbot(load_settings(corpus={str(settings.corpus)!r}, index={str(settings.index)!r}))"
        f".ask({QUESTION!r}); "
        "print([name for name in ('sentence_transformers', 'torch') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "[]"
