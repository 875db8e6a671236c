"""The ablation: each part left out is missed where a set depends on it."""

import json

import numpy as np
import pytest

from chatbot_evals.ablating import (
    WHOLE,
    Ablation,
    ablate_set,
    ablation_rows,
    ablation_table,
)
from chatbot_evals.retrieval_sets import read_retrieval_set
from tests.fakes import WordEmbedder

DOCUMENTS = {
    "exchange": ("Plasma exchange", "Plasma exchange (PLEX) removes antibodies. Five sessions."),
    "ankle": ("Sprained ankle", "Rest it and cool it with ice packs for some days."),
    "infarction": ("Myocardial infarction", "Give aspirin, record an electrocardiogram, wait."),
    "kitchen": ("Attack of the moths", "Cold and clean jars keep moths away."),
    "loud": ("Noise", "The plex is a place where films are shown to loud people."),
}
QUERIES = {"short": "plex", "said otherwise": "heart attack", "misspelt": "ankel sprainned"}
GOLD = {"short": "exchange", "said otherwise": "infarction", "misspelt": "ankle"}


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Ablation]:
    folder = tmp_path_factory.mktemp("ablated") / "small"
    folder.mkdir()
    corpus = [
        {"_id": name, "title": title, "text": text} for name, (title, text) in DOCUMENTS.items()
    ]
    queries = [{"_id": name, "text": text} for name, text in QUERIES.items()]
    for name, entries in (("corpus", corpus), ("queries", queries)):
        content = "".join(json.dumps(entry) + "\n" for entry in entries)
        (folder / f"{name}.jsonl").write_text(content, encoding="utf-8")
    qrels = "".join(f"{query}\t{document}\t1\n" for query, document in GOLD.items())
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + qrels, encoding="utf-8")
    found = read_retrieval_set(folder)
    cache = tmp_path_factory.mktemp("cache")
    return list(ablate_set(found, WordEmbedder(), cache, lambda stage, done, total: None))


def test_everything_comes_first_and_each_other_is_compared_with_it(rows: list[Ablation]) -> None:
    assert rows[0].variant == WHOLE
    assert (rows[0].difference, rows[0].p_value) == (0.0, None)
    assert len({row.variant for row in rows}) == len(rows) == 12
    for row in rows[1:]:
        assert row.n == len(QUERIES)
        assert row.difference == pytest.approx(row.value - rows[0].value, abs=2e-6)
        assert row.p_value is not None
        assert row.low is not None
        assert row.high is not None
        assert row.low <= row.value <= row.high


def test_a_part_that_is_needed_is_missed(rows: list[Ablation]) -> None:
    """Only the table knows that an infarction is an attack of the heart."""
    difference = {row.variant: row.difference for row in rows}
    assert difference["no synonyms"] < 0
    assert difference["no abbreviations"] <= 0
    assert difference["no spelling"] <= 0


def test_the_table_and_the_document(rows: list[Ablation]) -> None:
    head, rule, first, second, *_ = ablation_table(rows).splitlines()
    assert head.count("|") == rule.count("|") == first.count("|") == second.count("|")
    assert first.startswith(f"| small | 3 | {WHOLE} | ")
    assert second.startswith("|  |  | dense alone | ")
    document = ablation_rows(rows)
    assert json.loads(json.dumps(document)) == document
    assert set(document[0]) == {
        "set", "n", "variant", "ndcg@10", "interval", "difference", "p_value",
    }  # fmt: skip
    assert np.isclose(document[1]["difference"], rows[1].difference)
