"""A query's vector and candidate chunks -> how near each is, seen in three ways.

A chunk's vector blurs the one statement that answers; a statement's vector knows little of what
the page is about. The mean of the three ranks better than any of them.
"""

import numpy as np
from numpy.typing import NDArray

from chatbot.indexing.embedding import Vectors
from chatbot.indexing.generation import Generation

Rows = NDArray[np.int64]
Similarities = NDArray[np.float64]


def similarity(vector: Vectors, rows: Rows, generation: Generation) -> Similarities:
    """Return the mean of the three cosines of each of the chunks `rows`: shape (rows,).

    `vector` has shape (dimension,) and length 1.
    """
    views = (chunk_similarity, statement_similarity, section_similarity)
    return np.asarray(np.mean([view(vector, rows, generation) for view in views], axis=0))


def chunk_similarity(vector: Vectors, rows: Rows, generation: Generation) -> Similarities:
    """Return the cosine of each chunk."""
    return np.asarray(generation.vectors[rows] @ vector, dtype=np.float64)


def statement_similarity(vector: Vectors, rows: Rows, generation: Generation) -> Similarities:
    """Return the cosine of each chunk's nearest statement; the chunk's own if it has none."""
    places, counts = generation.statement_places(rows)
    found = chunk_similarity(vector, rows, generation)
    held = counts > 0
    if held.any():
        begins = np.concatenate(([0], np.cumsum(counts[held])[:-1]))
        found[held] = np.maximum.reduceat(generation.statement_vectors(places) @ vector, begins)
    return found


def section_similarity(vector: Vectors, rows: Rows, generation: Generation) -> Similarities:
    """Return the cosine of the section that each chunk stands in."""
    return np.asarray(generation.section_vectors(rows) @ vector, dtype=np.float64)
