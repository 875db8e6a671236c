"""What the pieces of questions and statements are compared by."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.indexing.building import build
from chatbot.indexing.embedding import BundledEmbedder
from chatbot.indexing.generations import Generations
from chatbot.indexing.pieces import SIZE, load_piece_map, nearest, ranges_of
from chatbot.indexing.sources import CorpusSource
from chatbot.settings import load_settings

HEAD = "Uveitis > Treatment"
LINES = ("Give examplumab 5 mg daily.", "Stop it if a rash appears.")


@pytest.fixture(scope="module")
def bundled() -> BundledEmbedder:
    return BundledEmbedder(load_settings().cache)


def near(bundled: BundledEmbedder, question: str, head: str = HEAD) -> list[float]:
    text = "\n".join((head, *LINES))
    spans = [(text.index(part), text.index(part) + len(part)) for part in (head, *LINES)]
    (embedded,) = bundled.embed_spans([text], [spans])
    asked = bundled.embed_question(question).pieces
    assert asked is not None
    return [float(each) for each in nearest(asked, embedded.pieces, embedded.ranges)]


def test_the_statement_whose_words_are_asked_for_is_nearest(bundled: BundledEmbedder) -> None:
    first, second = near(bundled, LINES[0])
    assert 1.0 >= first > second > 0.0
    first, second = near(bundled, LINES[1])
    assert 1.0 >= second > first > 0.0


def test_the_head_counts_for_every_statement(bundled: BundledEmbedder) -> None:
    under_it = near(bundled, "treatment of uveitis")
    elsewhere = near(bundled, "treatment of uveitis", "Gout > Prevention")
    assert all(one > other for one, other in zip(under_it, elsewhere, strict=True))


def test_a_question_has_pieces_of_length_1_whose_weights_sum_to_1(bundled: BundledEmbedder) -> None:
    asked = bundled.embed_question("examplumab in uveitis").pieces
    assert asked is not None
    assert asked.mapped.shape[1] == SIZE
    assert np.allclose(np.linalg.norm(asked.mapped, axis=1), 1.0, atol=1e-5)
    assert asked.weights.sum() == pytest.approx(1.0)
    assert asked.weights.min() > 0.0


def test_a_question_without_pieces_has_none(bundled: BundledEmbedder) -> None:
    assert bundled.embed_question("").pieces is None


def test_a_byte_a_number_loses_next_to_nothing(bundled: BundledEmbedder) -> None:
    ((_, _, states),) = bundled.states(["Give examplumab 5 mg daily for uveitis."])
    kept = load_piece_map().kept(states).astype(np.float32) / 127
    exact = load_piece_map().asked(states).mapped
    assert np.abs(kept @ kept.T - exact @ exact.T).max() < 0.02


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.data())
def test_ranges_hold_the_pieces_inside_a_span_and_no_others(
    lengths: list[int], data: st.DataObject
) -> None:
    ends = np.cumsum(lengths)
    places = np.stack([ends - lengths, ends], axis=1).astype(np.int64)
    span = tuple(sorted((data.draw(st.integers(0, 120)), data.draw(st.integers(0, 120)))))
    ((first, end),) = ranges_of(places, [(span[0], span[1])])
    inside = [n for n, (a, b) in enumerate(places) if span[0] <= a and b <= span[1]]
    assert list(range(first, end)) == inside


def test_an_index_holds_the_pieces_that_are_embedded_and_hands_them_on(
    bundled: BundledEmbedder, tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "one.md").write_text("# Uveitis\n\n" + "\n\n".join(LINES) + "\n", "utf-8")
    generations = Generations(tmp_path / "index")
    build(CorpusSource(corpus, max_bytes=10_000), generations, bundled, report=lambda *_: None)
    first = generations.current()
    (corpus / "two.md").write_text("# Gout\n\nDrink water.\n", "utf-8")
    report = build(
        CorpusSource(corpus, max_bytes=10_000), generations, bundled, report=lambda *_: None
    )
    second = generations.current()
    assert (report.embedded, report.reused) == (1, 1)
    before, after = first.embedded_text(0), second.embedded_text(0)
    assert np.array_equal(before.pieces, after.pieces)
    assert len(before.pieces)
    assert np.array_equal(before.ranges, after.ranges)
    assert len(before.ranges) == 1 + len(LINES)
    words = [end - begin for begin, end in before.ranges]
    assert all(words)
    assert sum(words) <= len(before.pieces)
