"""Retrieval evaluation as a whole: articles, systems, cache, report."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.articles.article import BlockKind
from chatbot.errors import EvaluationError
from chatbot.indexing.chunking import chunk_article
from chatbot.settings import load_settings
from chatbot_evals.document_articles import document_article, document_text
from chatbot_evals.evaluating_retrieval import (
    RetrievalReport,
    evaluate_retrieval,
    evaluate_set,
)
from chatbot_evals.metrics.ranking import MEASURES
from chatbot_evals.retrieval_sets import Document, RetrievalSet, read_retrieval_set
from chatbot_evals.set_indexing import set_folder
from tests.conftest import cache_with_the_converted_model
from tests.fakes import WordEmbedder

SCIFACT = Path(__file__).resolve().parents[3] / "shared" / "data" / "scifact"
TOPICS = ("ankle", "knee", "wrist", "elbow", "shoulder", "hip")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six documents of two paragraphs, the second too long for one chunk with the first."""
    folder = tmp_path / "joints"
    folder.mkdir()
    filler = "The physician explains each step to the person and writes it down. " * 18
    corpus = [
        {
            "_id": f"doc/{topic}",
            "title": f"Sprained {topic}",
            "text": f"Rest it for some days.\n\n{filler}\n\nCool the {topic} with ice packs.",
        }
        for topic in TOPICS
    ]
    queries = [{"_id": topic, "text": f"ice for a sprained {topic}?"} for topic in TOPICS]
    qrels = "".join(f"{topic}\tdoc/{topic}\t1\n" for topic in TOPICS)
    for name, entries in (("corpus", corpus), ("queries", queries)):
        content = "".join(json.dumps(entry) + "\n" for entry in entries)
        (folder / f"{name}.jsonl").write_text(content, encoding="utf-8")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + qrels, encoding="utf-8")
    return folder


def evaluated(
    found: RetrievalSet, cache: Path, embedder: WordEmbedder | None = None
) -> RetrievalReport:
    return evaluate_set(
        found, embedder or WordEmbedder(), cache, lambda stage, done, total: None, {}
    )


def test_every_system_finds_what_names_its_topic(folder: Path, tmp_path: Path) -> None:
    report = evaluated(read_retrieval_set(folder), tmp_path / "cache")
    assert list(report.systems) == ["chatbot", "bm25", "dense", "rrf"]
    for figures in report.systems.values():
        for figure in figures.values():
            assert (figure.value, figure.low, figure.high, figure.n) == (1.0, 1.0, 1.0, 6)
    assert report.p_values == {"bm25": 1.0, "dense": 1.0, "rrf": 1.0}


def test_the_document_is_that_of_the_contract(folder: Path, tmp_path: Path) -> None:
    document = evaluated(read_retrieval_set(folder).first(2), tmp_path / "cache").to_dict()
    assert json.loads(json.dumps(document)) == document
    assert document["n"] == 2
    assert tuple(document["metrics"]) == MEASURES
    assert list(document["per_query"]) == ["ankle", "knee"]
    assert tuple(document["per_query"]["knee"]) == MEASURES
    assert {"indexing", "documents", "queries", "chatbot", "total"} <= set(document["seconds"])
    assert set(document["baselines"]) == {"bm25", "dense", "rrf"}
    assert document["intervals"]["rrf"]["mrr@10"] == {"low": 1.0, "high": 1.0, "n": 2}


def test_one_query_has_neither_interval_nor_p_value(folder: Path, tmp_path: Path) -> None:
    report = evaluated(read_retrieval_set(folder).first(1), tmp_path / "cache")
    assert report.systems["chatbot"]["ndcg@10"].low is None
    assert report.p_values == {"bm25": None, "dense": None, "rrf": None}


def test_a_second_run_embeds_only_the_queries_and_gives_the_same(
    folder: Path, tmp_path: Path
) -> None:
    found = read_retrieval_set(folder)
    first = evaluated(found, tmp_path / "cache")
    embedder = WordEmbedder()
    second = evaluated(found, tmp_path / "cache", embedder)
    assert set(embedder.embedded) == {query.text for query in found.queries}
    assert (second.systems, second.per_query) == (first.systems, first.per_query)


def test_a_changed_corpus_or_model_has_a_cache_of_its_own(folder: Path, tmp_path: Path) -> None:
    found = read_retrieval_set(folder)
    other = WordEmbedder()
    other.digest = "fake-2"
    with (folder / "corpus.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"_id": "new", "text": "Another."}\n')
    changed = read_retrieval_set(folder)
    folders = {
        set_folder(found, WordEmbedder(), tmp_path),
        set_folder(found, other, tmp_path),
        set_folder(changed, WordEmbedder(), tmp_path),
    }
    assert len(folders) == 3


@pytest.mark.parametrize(
    "part", ["documents/vectors.npy", "documents/bm25/document_frequencies.json", "CURRENT"]
)
def test_a_damaged_cache_is_built_again(folder: Path, tmp_path: Path, part: str) -> None:
    found = read_retrieval_set(folder)
    first = evaluated(found, tmp_path / "cache")
    kept = set_folder(found, WordEmbedder(), tmp_path / "cache")
    (kept / part).write_bytes(b"")
    assert evaluated(found, tmp_path / "cache").systems == first.systems
    assert (kept / part).stat().st_size > 0


def test_a_cache_that_cannot_be_made_is_a_stated_error(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(EvaluationError, match="set CHATBOT_CACHE"):
        evaluated(read_retrieval_set(folder), tmp_path / "file")


def test_progress_reaches_the_end_of_every_stage(folder: Path, tmp_path: Path) -> None:
    heard: dict[str, tuple[int, int]] = {}

    def report(stage: str, done: int, total: int) -> None:
        heard[stage] = (done, total)

    evaluate_set(read_retrieval_set(folder), WordEmbedder(), tmp_path / "cache", report, {})
    assert {"reading", "embedding", "documents", "queries", "chatbot", "rrf"} <= set(heard)
    assert all(done == total for done, total in heard.values())


def test_an_article_is_ranked_once_by_the_best_of_its_chunks(folder: Path, tmp_path: Path) -> None:
    from chatbot_evals.ranking_runs import prepare_queries, rank_own
    from chatbot_evals.set_indexing import own_generation

    found, embedder = read_retrieval_set(folder), WordEmbedder()
    generation = own_generation(found, embedder, tmp_path, lambda stage, done, total: None)
    assert len(generation.chunks) > len(found.documents)
    queries = prepare_queries(found, generation, embedder, lambda stage, done, total: None)
    ranking = rank_own(queries[1], generation)
    assert ranking[0] == "doc/knee"
    assert sorted(ranking) == sorted(document.id for document in found.documents)


def document(title: str, text: str) -> Document:
    return Document.model_validate({"_id": "d", "title": title, "text": text})


def test_a_document_becomes_heading_and_paragraphs() -> None:
    article = document_article(document(" Two\nlines ", "\n\n One.\nStill one. \n \n\n Two. \n"))
    assert article.title == "Two lines"
    assert [article.quote(block) for block in article.blocks] == [
        "Two\nlines", "One.\nStill one.", "Two.",
    ]  # fmt: skip
    assert [block.kind for block in article.blocks] == [
        BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH,
    ]  # fmt: skip


def test_a_document_without_title_or_words_is_no_trouble() -> None:
    assert document_text(document("", "Text.")) == "Text."
    assert document_text(document("Title", "Text.")) == "Title\nText."
    assert [b.kind for b in document_article(document("", "Text.")).blocks] == [BlockKind.PARAGRAPH]
    assert document_article(document(" ", "\n")).blocks == ()
    assert [b.kind for b in document_article(document("Title", "")).blocks] == [BlockKind.HEADING]


@given(st.text(max_size=40), st.text(max_size=400))
def test_any_text_becomes_an_article_whose_chunks_keep_its_words(title: str, text: str) -> None:
    article = document_article(document(title, text))
    chunks = list(chunk_article(article, WordEmbedder().count_pieces))
    assert bool(chunks) == bool((title + text).strip())
    quoted = " ".join(article.quote(b) for b in article.blocks if b.kind is BlockKind.PARAGRAPH)
    assert quoted.split() == text.split()


def test_the_bundled_model_ranks_a_small_set(folder: Path, tmp_path: Path) -> None:
    settings = load_settings(cache=cache_with_the_converted_model(tmp_path))
    report = evaluate_retrieval(folder, settings, limit=3)
    assert report.n == 3
    assert report.systems["chatbot"]["ndcg@10"].value == 1.0
    assert set(report.seconds) >= {"reading", "total"}


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_dense_row_on_scifact_is_the_published_one() -> None:
    if not SCIFACT.is_dir():
        pytest.skip("the outside set (../shared/data/scifact) is not here")
    if os.environ.get("TEST_SCIFACT") != "1":
        pytest.skip("takes minutes; set TEST_SCIFACT=1 to run it")
    report = evaluate_retrieval(SCIFACT, load_settings())
    assert round(report.systems["dense"]["ndcg@10"].value or 0.0, 4) == 0.6451
    assert report.n == 300
