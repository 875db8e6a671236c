"""The three views of similarity, against plain arithmetic over the stored vectors."""

from types import SimpleNamespace
from typing import cast

import numpy as np

from chatbot.chatbot import Chatbot
from chatbot.indexing.generation import Generation
from chatbot.retrieval.similarity import (
    chunk_similarity,
    section_similarity,
    similarity,
    statement_similarity,
)


def unit(*numbers: float) -> np.ndarray:
    vector = np.array(numbers, dtype=np.float32)
    return np.asarray(vector / np.linalg.norm(vector))


def test_hand_arithmetic() -> None:
    """Two chunks of one section: the first with two statements, the second with none."""
    vectors = np.stack([unit(1, 0), unit(0.6, 0.8)])
    generation = cast(
        Generation,
        SimpleNamespace(
            vectors=vectors,
            statement_places=lambda rows: (np.array([0, 1]), np.array([2, 0])),
            statement_vectors=lambda places: np.stack([unit(0.8, 0.6), unit(0, 1)])[places],
            section_vectors=lambda rows: np.stack([unit(2, 1), unit(2, 1)]),
        ),
    )
    rows, vector = np.array([0, 1]), unit(0, 1)
    assert chunk_similarity(vector, rows, generation).round(6).tolist() == [0.0, 0.8]
    assert statement_similarity(vector, rows, generation).round(6).tolist() == [1.0, 0.8]
    assert section_similarity(vector, rows, generation).round(4).tolist() == [0.4472, 0.4472]
    assert similarity(vector, rows, generation).round(4).tolist() == [0.4824, 0.6824]


def test_the_views_are_those_of_the_stored_statements_and_sections(chatbot: Chatbot) -> None:
    generation = chatbot.generation()
    vector = np.asarray(generation.vectors[3])
    rows = np.array([0, 3, 7])
    stated = statement_similarity(vector, rows, generation)
    for row, found in zip(rows, stated, strict=True):
        held, _ = generation.statement_places(np.array([row]))
        assert abs(found - (generation.statement_vectors(held) @ vector).max()) < 1e-6
    places = [(chunk.article_id, chunk.section) for chunk in generation.chunks]
    for row, found in zip(rows, section_similarity(vector, rows, generation), strict=True):
        same = [other for other, place in enumerate(places) if place == places[row]]
        mean = generation.vectors[same].mean(axis=0)
        assert abs(found - mean @ vector / np.linalg.norm(mean)) < 2e-3  # stored as float16


def test_no_candidates_have_no_similarities(chatbot: Chatbot) -> None:
    generation = chatbot.generation()
    rows = np.empty(0, dtype=np.int64)
    assert similarity(np.asarray(generation.vectors[0]), rows, generation).shape == (0,)
