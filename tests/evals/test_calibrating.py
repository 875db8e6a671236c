"""The threshold below which to refuse, and how it is found."""

import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.errors import EvaluationError
from chatbot.settings import Settings
from chatbot_evals.calibrating import Judged, calibrate, judge_set
from chatbot_evals.metrics.auroc import auroc
from tests.conftest import Run, cache_with_the_converted_model


def judged(confidence: float | None, right: bool, answered: bool = True) -> Judged:
    return Judged(confidence=confidence, answerable=right, answered=answered, right=right)


def test_the_threshold_is_the_lowest_at_which_the_risk_holds() -> None:
    found = calibrate(
        [judged(0.9, True), judged(0.8, True), judged(0.7, False), judged(0.6, True)], 0.25
    )
    assert found.threshold == 0.6
    assert (found.coverage, found.accuracy) == (1.0, 0.75)
    assert calibrate([judged(0.9, True), judged(0.7, False)], 0.1).threshold == 0.9
    assert calibrate([judged(0.9, False), judged(0.7, True)], 0.1).threshold is None


def test_what_another_reason_refuses_is_never_covered() -> None:
    found = calibrate([judged(0.9, True), judged(0.8, False, answered=False)], 0.0)
    assert found.coverage == 0.5
    assert found.auroc == 1.0
    assert calibrate([judged(None, False, answered=False)], 0.1).auroc is None


def test_nothing_to_calibrate_with_is_an_error() -> None:
    with pytest.raises(EvaluationError, match="no question"):
        calibrate([], 0.1)


def test_auroc_by_hand() -> None:
    assert auroc([3.0, 2.0], [1.0]) == 1.0
    assert auroc([1.0], [1.0]) == 0.5
    assert auroc([2.0, 1.0], [1.5]) == 0.5
    assert auroc([], [1.0]) is None


SCORES = st.lists(st.integers(0, 5).map(float), min_size=1, max_size=20)


@given(SCORES, SCORES)
def test_auroc_counts_pairs(positive: list[float], negative: list[float]) -> None:
    pairs = [(a > b) + (a == b) / 2 for a, b in product(positive, negative)]
    assert auroc(positive, negative) == pytest.approx(sum(pairs) / len(pairs))


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    files: dict[str, list[dict[str, object]]] = {
        "corpus.jsonl": [{"_id": "d", "title": "Sprain", "text": "Rest the ankle for two days."}],
        "queries.jsonl": [
            {"_id": "1", "text": "How long is the ankle rested?", "metadata": {"answerable": True}},
            {"_id": "2", "text": "Who won?", "metadata": {"answerability": "UNANSWERABLE"}},
            {"_id": "3", "text": "And then?", "metadata": {"answerability": "PARTIAL"}},
        ],
    }
    for name, rows in files.items():
        (tmp_path / name).write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\td\t1\n", encoding="utf-8")
    return tmp_path


def test_a_marked_set_calibrates(run: Run, marked: Path, tmp_path: Path) -> None:
    cache = cache_with_the_converted_model(tmp_path)
    env = {"CHATBOT_CACHE": str(cache)}
    done = run("eval", "calibrate", "--set", marked, "--json", env=env)
    assert done.status == 0, done.err
    found = done.json()
    assert found["n"] == 2
    assert found["auroc"] == 1.0
    assert found["accuracy"] == 1.0
    assert 0 < found["threshold"] <= 1


def test_a_set_without_marks_is_an_error(marked: Path, settings: Settings) -> None:
    (marked / "queries.jsonl").write_text('{"_id": "1", "text": "How long?"}', encoding="utf-8")
    with pytest.raises(EvaluationError, match="no query is marked"):
        judge_set(settings, marked, lambda done, total: None)
