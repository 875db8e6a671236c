"""Generations: built beside the current one, checked, and made current in one step."""

import json
import os
import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from chatbot.errors import (
    CorpusError,
    DamagedGenerationError,
    GenerationError,
    NoGenerationError,
    UnknownArticleError,
)
from chatbot.indexing.building import BuildOptions, BuildReport, build
from chatbot.indexing.dense import ExactIndex
from chatbot.indexing.embedding import Vectors
from chatbot.indexing.generation import Generation
from chatbot.indexing.generations import Generations
from chatbot.indexing.sources import CorpusSource
from chatbot.language.names import NameKind
from chatbot.language.reading import Reader
from chatbot.retrieval.limiting import LimitedGeneration
from tests.fakes import WordEmbedder
from tests.indexing.verifying_here import verify_here

ARTICLE = """Test page: how is an {thing} cared for?

Last updated: March 3, 2025View editorial policy

First Steps

  • Rest the {thing} for {days} days
  • Cool it several times a day

Later Steps

  • Move the {thing} gently after {days} days
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for thing, days in (("ankle", 2), ("knee", 3), ("wrist", 4)):
        (folder / f"{thing}.txt").write_text(
            ARTICLE.format(thing=thing, days=days), encoding="utf-8"
        )
    return folder


def built(
    folder: Path, generations: Generations, embedder: WordEmbedder | None = None
) -> BuildReport:
    return build(
        CorpusSource(folder, max_bytes=1_000_000),
        generations,
        embedder or WordEmbedder(),
        report=lambda stage, done, total: None,
        options=BuildOptions(verify=verify_here),
    )


def test_a_build_holds_every_article_in_all_its_parts(
    folder: Path, generations: Generations
) -> None:
    report = built(folder, generations)
    generation = generations.current()
    assert (report.articles, report.chunks, report.embedded) == (3, 6, 6)
    assert list(generation.articles) == ["ankle", "knee", "wrist"]
    assert len(generation.chunks) == len(generation.dense) == len(generation.lexical) == 6
    assert generation.vectors.shape == (6, 512)
    for chunk in generation.chunks:
        text = generation.article(chunk.article_id).text
        assert text[chunk.start : chunk.end] in text
        assert chunk.section[-1] in chunk.embedded


def test_the_statements_are_read_once_with_what_the_articles_coin(
    folder: Path, generations: Generations
) -> None:
    (folder / "elbow.txt").write_text(
        ARTICLE.format(thing="elbow", days=5).replace("Rest the elbow", "Start sampledrug at 5 mg"),
        encoding="utf-8",
    )
    built(folder, generations)
    generation = generations.current()
    reader = Reader(generation.abbreviations, generation.medicines)
    texts = [generation.article(s.article_id).text[s.start : s.end] for s in generation.statements]
    assert list(generation.readings or ()) == [reader.read(text) for text in texts]
    assert any(
        "sampledrug" in reading.keys(NameKind.MEDICINE) for reading in generation.readings or ()
    )
    assert LimitedGeneration(generation, ["ankle"]).readings is None


def test_every_chunk_is_found_by_its_own_vector_and_words(
    folder: Path, generations: Generations
) -> None:
    built(folder, generations)
    generation = generations.current()
    for row in range(6):
        found, similarity = generation.dense.search(generation.vectors[row], 1)[0]
        assert found == row
        assert similarity == pytest.approx(1.0, abs=1e-4)
    assert {row for row, _ in generation.lexical.search({"ankl": 1.0}, 10)} == {0, 1}


def test_the_dense_index_agrees_with_exact_search(folder: Path, generations: Generations) -> None:
    built(folder, generations)
    generation = generations.current()
    query = np.asarray(np.random.default_rng(5).normal(size=512), dtype=np.float32)
    query /= np.linalg.norm(query)
    exact = generation.vectors @ query
    found = generation.dense.search(query, 6)
    assert [row for row, _ in found] == list(np.argsort(-exact))
    assert np.allclose([score for _, score in found], np.sort(exact)[::-1], atol=1e-4)


def test_nothing_changed_embeds_nothing_and_keeps_the_generation(
    folder: Path, generations: Generations
) -> None:
    first = built(folder, generations)
    embedder = WordEmbedder()
    second = built(folder, generations, embedder)
    assert second.generation == first.generation
    assert (second.embedded, second.reused, second.removed) == (0, 6, 0)
    assert embedder.embedded == []


def test_only_what_changed_is_embedded(folder: Path, generations: Generations) -> None:
    first = built(folder, generations)
    before = generations.current().vectors.copy()
    path = folder / "knee.txt"
    path.write_text(path.read_text("utf-8").replace("gently", "slowly"), encoding="utf-8")
    embedder = WordEmbedder()
    second = built(folder, generations, embedder)
    assert second.generation != first.generation
    assert (second.embedded, second.reused, second.removed) == (1, 5, 1)
    assert len(embedder.embedded) == 1
    after = generations.current().vectors
    assert np.array_equal(np.delete(before, 3, axis=0), np.delete(after, 3, axis=0))


def test_a_removed_file_leaves(folder: Path, generations: Generations) -> None:
    built(folder, generations)
    (folder / "knee.txt").unlink()
    report = built(folder, generations)
    generation = generations.current()
    assert (report.articles, report.embedded, report.removed) == (2, 0, 2)
    assert "knee" not in generation.articles
    with pytest.raises(UnknownArticleError, match="knee"):
        generation.article("knee")


def test_an_open_generation_stays_whole_while_another_becomes_current(
    folder: Path, generations: Generations
) -> None:
    built(folder, generations)
    old = generations.current()
    (folder / "elbow.txt").write_text(ARTICLE.format(thing="elbow", days=5), encoding="utf-8")
    built(folder, generations)
    assert len(old.chunks) == len(old.dense) == len(old.lexical) == 6
    assert len(generations.current().chunks) == 8


def test_an_unreadable_file_is_named_and_the_others_are_indexed(
    folder: Path, generations: Generations
) -> None:
    (folder / "broken.txt").write_bytes(b"\xff\xfe\x00")
    report = built(folder, generations)
    assert report.articles == 3
    assert [problem.code for problem in report.problems] == ["binary"]


def test_a_corpus_without_articles_leaves_the_index_as_it_was(
    folder: Path, generations: Generations
) -> None:
    first = built(folder, generations)
    for path in folder.iterdir():
        path.unlink()
    with pytest.raises(CorpusError):
        built(folder, generations)
    assert generations.current_name() == first.generation


def test_a_failing_build_leaves_the_index_as_it_was(folder: Path, generations: Generations) -> None:
    class Failing(WordEmbedder):
        def embed(
            self, texts: Sequence[str], progress: Callable[[int, int], None] = lambda d, t: None
        ) -> Vectors:
            raise KeyboardInterrupt

    first = built(folder, generations)
    (folder / "elbow.txt").write_text(ARTICLE.format(thing="elbow", days=5), encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        built(folder, generations, Failing())
    assert generations.current_name() == first.generation
    assert built(folder, generations).articles == 4


def test_two_builds_at_once_both_end_well(folder: Path, generations: Generations) -> None:
    reports: list[BuildReport] = []
    threads = [
        threading.Thread(target=lambda: reports.append(built(folder, generations)))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({report.generation for report in reports}) == 1
    assert sorted(report.embedded for report in reports) == [0, 6]


@pytest.mark.parametrize("generations", ["folder"], indirect=True)
@pytest.mark.parametrize(
    "part",
    [
        "articles.jsonl",
        "chunks.jsonl",
        "vectors.npy",
        "statements.npy",
        "statements.begins.npy",
        "manifest.json",
        "chroma",
        "bm25",
    ],
)
def test_a_damaged_part_is_noticed_and_built_again(
    part: str, folder: Path, generations: Generations
) -> None:
    first = built(folder, generations)
    path = generations.folder(first.generation) / part
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.write_bytes(path.read_bytes()[:20])
    second = built(folder, generations)
    assert second.generation != first.generation
    assert len(generations.current().dense) == 6


def test_a_truncated_part_says_what_to_do(folder: Path, generations: Generations) -> None:
    report = built(folder, generations)
    folder_ = generations.folder(report.generation)
    with (folder_ / "articles.jsonl").open("r+b") as file:
        file.truncate(100)
    with pytest.raises(DamagedGenerationError, match="articles.jsonl.*run: chatbot index"):
        Generation(folder_).article("ankle")


@pytest.mark.parametrize("generations", ["folder"], indirect=True)
@pytest.mark.parametrize("part", ["chunks.jsonl", "coinages.json", "bm25"])
def test_a_part_with_other_content_is_built_again(
    part: str, folder: Path, generations: Generations
) -> None:
    first = built(folder, generations)
    path = generations.folder(first.generation) / part
    for file in sorted(path.glob("*.npy")) if path.is_dir() else [path]:
        file.write_bytes(b"" if path.is_dir() else b"[" * file.stat().st_size)
    assert built(folder, generations).generation != first.generation


@pytest.mark.parametrize("generations", ["folder"], indirect=True)
def test_an_index_that_cannot_be_written_is_searched_exactly(
    folder: Path, generations: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(folder, generations)
    generation = Generation(generations.current().folder)
    usual = generation.dense.search(generation.vectors[2], 4)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    read_only = Generation(generation.folder)
    assert isinstance(read_only.dense, ExactIndex)
    exact = read_only.dense.search(generation.vectors[2], 4)
    assert exact[0][0] == usual[0][0] == 2
    assert np.allclose([s for _, s in exact], [s for _, s in usual], atol=1e-4)


def test_an_article_without_latin_letters_can_be_indexed(
    tmp_path: Path, generations: Generations
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_text("# 漢字\n\n## 漢字\n\n漢字漢字。\n", encoding="utf-8")
    assert built(tmp_path / "corpus", generations).articles == 1


def test_no_index_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoGenerationError, match="run: chatbot index"):
        Generations(tmp_path).current()


def test_a_place_that_cannot_be_written_is_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(GenerationError, match="file.*--index"):
        built(folder, Generations(tmp_path / "file"))


def test_the_manifest_says_how_the_generation_was_built(
    folder: Path, generations: Generations
) -> None:
    report = built(folder, generations)
    path = generations.folder(report.generation) / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    assert manifest["embedding_digest"] == "fake-1"
    assert set(manifest["articles"]) == {"ankle", "knee", "wrist"}
    assert all(len(digest) == 64 for digest in manifest["articles"].values())
    assert manifest["packages"]["chromadb"]
