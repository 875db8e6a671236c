"""The lexical index against bm25s itself, and what pairs and headings add."""

from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.errors import DamagedGenerationError
from chatbot.indexing.lexical import (
    LexicalIndex,
    heading_term,
    is_heading_term,
    pairs,
    write_lexical,
)
from chatbot.language.tokens import terms

TEXTS = [
    "Plasma exchange removes antibodies from the plasma.",
    "Exchange the plasma bag only after the antibody result.",
    "Rest and cool the ankle.",
    "",
]
HEADINGS = ["Treatment", "Treatment > Bags", "Ankle", ""]


@pytest.fixture(scope="module")
def enriched(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    folder = tmp_path_factory.mktemp("lexical") / "bm25"
    write_lexical(folder, TEXTS, HEADINGS)
    return LexicalIndex(folder)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    folder = tmp_path_factory.mktemp("lexical") / "bm25"
    write_lexical(folder, TEXTS)
    return LexicalIndex(folder)


def test_plain_scores_are_those_of_bm25s(plain: LexicalIndex) -> None:
    reference = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    reference.index([terms(text) or ["\0"] for text in TEXTS], show_progress=False)
    for asked in (["plasma"], ["plasma", "exchang", "antibodi"], ["ankl", "plasma"]):
        assert plain.scores(dict.fromkeys(asked, 1.0)) == pytest.approx(reference.get_scores(asked))
    twice = plain.scores({"plasma": 2.0})
    assert twice == pytest.approx(2 * plain.scores({"plasma": 1.0}))


def test_a_pair_is_found_only_in_its_order(enriched: LexicalIndex, plain: LexicalIndex) -> None:
    pair = pairs(terms("plasma exchange"))
    assert pair == ["plasma exchang"]
    assert np.flatnonzero(enriched.scores({pair[0]: 1.0})).tolist() == [0]
    assert not plain.scores({pair[0]: 1.0}).any()


def test_a_heading_is_a_field_of_its_own(enriched: LexicalIndex) -> None:
    found = enriched.scores({heading_term("ankl"): 1.0})
    assert np.flatnonzero(found).tolist() == [2]
    assert np.flatnonzero(enriched.scores({"bag": 1.0})).tolist() == [1]
    assert np.flatnonzero(enriched.scores({heading_term("treatment"): 1.0})).tolist() == [0, 1]
    assert not enriched.scores({"treatment": 1.0}).any()


def test_frequencies_count_terms_alone(enriched: LexicalIndex, plain: LexicalIndex) -> None:
    assert enriched.frequencies == plain.frequencies
    assert enriched.frequencies["plasma"] == 2


def test_unknown_tokens_score_nothing(enriched: LexicalIndex) -> None:
    assert not enriched.scores({"eculizumab": 1.0, "~": 1.0, "zzz zzz": 1.0}).any()
    assert not enriched.scores({}).any()
    assert enriched.search({"eculizumab": 1.0}, 3) == []


def test_search_gives_the_best_with_a_score(enriched: LexicalIndex) -> None:
    found = enriched.search({"plasma": 1.0}, 10)
    assert sorted(row for row, _ in found) == [0, 1]
    assert found[0][1] >= found[1][1] > 0


@pytest.mark.parametrize("part", ["tokens.npy", "columns.npy"])
def test_a_damaged_vocabulary_is_a_stated_error(tmp_path: Path, part: str) -> None:
    write_lexical(tmp_path / "bm25", TEXTS)
    (tmp_path / "bm25" / part).write_bytes(b"")
    with pytest.raises(DamagedGenerationError, match="run: chatbot index"):
        LexicalIndex(tmp_path / "bm25").scores({"plasma": 1.0})


@given(st.text())
def test_no_term_can_be_taken_for_a_pair_or_a_heading(text: str) -> None:
    for term in terms(text):
        assert " " not in term
        assert not is_heading_term(term)
