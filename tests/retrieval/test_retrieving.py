"""Retrieval against a full scan: every chunk scored, nothing cut."""

import numpy as np
import pytest

from chatbot.chatbot import Chatbot
from chatbot.retrieval import retrieving
from chatbot.retrieval.expanding import Query, Thesaurus
from chatbot.retrieval.fusing import convex_combination
from chatbot.retrieval.retrieving import candidates, retrieve
from chatbot.retrieval.similarity import similarity

QUESTIONS = [
    "What is the dose of rituximab?",
    "adverse events of plasma exchange",
    "how long is the steroid course",
    "zzz qqq",
]


def asked(chatbot: Chatbot, question: str) -> tuple[Query, np.ndarray]:
    query = Thesaurus(chatbot.generation()).expand(question)
    return query, chatbot._embedder.embed([query.text])[0]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_order_is_that_of_a_full_scan(chatbot: Chatbot, question: str) -> None:
    generation = chatbot.generation()
    query, vector = asked(chatbot, question)
    rows = np.arange(len(generation.chunks))
    bm25 = generation.lexical.scores(query.lexical_weights())
    near = similarity(vector, rows, generation)
    scores = convex_combination(near, bm25, bm25.max())
    found = retrieve(query, vector, generation, 5)
    assert [passage.score for passage in found] == pytest.approx(sorted(scores)[::-1][:5], abs=2e-6)
    assert [passage.rank for passage in found] == [1, 2, 3, 4, 5]
    for passage in found:
        assert passage.similarity == pytest.approx(near[passage.row], abs=1e-6)
        assert passage.bm25 == bm25[passage.row]


def test_what_one_index_alone_finds_gets_both_scores(
    chatbot: Chatbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = chatbot.generation()
    query, vector = asked(chatbot, QUESTIONS[0])
    monkeypatch.setattr(retrieving, "CANDIDATES", 1)
    for passage in retrieve(query, vector, generation, 2):
        assert passage.similarity > 0
        assert passage.bm25 == generation.lexical.scores(query.lexical_weights())[passage.row]


def test_candidates_are_the_nearest_and_the_best_matching(chatbot: Chatbot) -> None:
    generation = chatbot.generation()
    query, vector = asked(chatbot, QUESTIONS[1])
    bm25 = generation.lexical.scores(query.lexical_weights())
    nearest = [row for row, _ in generation.dense.search(vector, 2)]
    assert set(candidates(vector, bm25, generation, 2)) == {*nearest, *np.argsort(-bm25)[:2]}
    assert set(candidates(vector, np.zeros_like(bm25), generation, 2)) == set(nearest)


def test_more_than_there_is_gives_what_there_is(chatbot: Chatbot) -> None:
    query, vector = asked(chatbot, QUESTIONS[0])
    found = retrieve(query, vector, chatbot.generation(), 1_000)
    assert len(found) == len(chatbot.generation().chunks)


@pytest.mark.parametrize(
    "typed", ["complications  of\nplasma exchange", "compli\u00adcations of plasma exchange",
              "complications of plasma exchnage"],
)  # fmt: skip
def test_whoever_asks_the_same_text_is_searched(chatbot: Chatbot, typed: str) -> None:
    answer, _ = chatbot.ask(typed)
    assert answer.condensed_question == "complications of plasma exchange"
    generation, passages = chatbot.retrieve(typed, 3)
    query, vector = asked(chatbot, answer.condensed_question)
    same = [passage.chunk.chunk_id for passage in retrieve(query, vector, generation, 3)]
    assert [passage.chunk.chunk_id for passage in passages] == same
    assert [document.id for document in chatbot.retriever(3).invoke(typed)] == same
