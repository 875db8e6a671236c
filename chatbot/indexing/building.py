"""A corpus folder -> a new generation, made current once it is complete."""

import hashlib
import json
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Protocol

import numpy as np
from filelock import FileLock, Timeout

from chatbot.articles.article import Article
from chatbot.articles.reading import read_corpus
from chatbot.conflicts import finding
from chatbot.errors import ArticleError, DamagedGenerationError, GenerationError
from chatbot.indexing import chunking
from chatbot.indexing.abbreviations import find_abbreviations
from chatbot.indexing.chunking import Chunk, chunk_article
from chatbot.indexing.dense import write_dense
from chatbot.indexing.embedding import Embedder, Vectors
from chatbot.indexing.generation import (
    ARTICLES,
    CHUNKS,
    CONFLICTS,
    FIGURES,
    LAYOUT,
    Generation,
    Manifest,
    current_name,
    generation_folder,
    make_current,
    write_sections,
    write_vectors,
)
from chatbot.indexing.lexical import write_lexical
from chatbot.indexing.lines import chunk_lines, embedded_span
from chatbot.indexing.records import write_records
from chatbot.version import __version__

_PACKAGES = ("chromadb", "bm25s", "onnxruntime", "tokenizers", "numpy")
_LOCK_SECONDS = 600.0


class Reporter(Protocol):
    """Hears how far a build has come: the stage, and how much of it is done."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note of `done` of `total` in `stage`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did. `embedded`, `reused` and `removed` count chunks."""

    generation: str
    articles: int
    chunks: int
    embedded: int
    reused: int
    removed: int
    seconds: float
    problems: tuple[ArticleError, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What the corpus holds now."""

    articles: tuple[Article, ...]
    digests: dict[str, str]
    chunks: list[Chunk]
    content: str


def build(
    corpus: Path,
    index: Path,
    embedder: Embedder,
    *,
    max_article_bytes: int,
    report: Reporter,
) -> BuildReport:
    """Bring `index` up to date with `corpus`.

    Files that are no articles are left out and listed in the report.

    Raises:
        CorpusError: there is no readable article; the current generation stays.
        GenerationError: the folder cannot be written, or another build holds its lock.

    """
    started = time.monotonic()
    reading = read_corpus(
        corpus,
        max_bytes=max_article_bytes,
        progress=lambda done, total: report("reading", done, total),
    )
    done = build_articles(reading.articles, index, embedder, report=report)
    seconds = round(time.monotonic() - started, 3)
    return replace(done, seconds=seconds, problems=reading.problems)


def build_articles(
    articles: Sequence[Article], index: Path, embedder: Embedder, *, report: Reporter
) -> BuildReport:
    """Bring `index` up to date with `articles`, of which at least one has words.

    If nothing changed since the current generation, it stays; otherwise a new one is built
    beside it, checked, and made current in one step, so that readers see the old or the new
    one, never a mixture.

    Raises:
        GenerationError: the folder cannot be written, or another build holds its lock.

    """
    started = time.monotonic()
    try:
        with _locked(index):
            plan = _plan(articles, embedder, report)
            before = _previous(index)
            old = before.chunk_ids() if before else set()
            if before is not None and _is_up_to_date(before, plan, embedder):
                name, embedded = before.manifest.generation, 0
            else:
                name = _new_name(index, plan)
                embedded = _write(index, name, plan, before, embedder, started, report)
                make_current(index, name)
                _remove_all_but(index, name, before.manifest.generation if before else name)
    except OSError as error:
        raise GenerationError(
            f"{index}: the index cannot be written ({error.strerror or error}); "
            "free space or choose another folder with --index"
        ) from error
    return BuildReport(
        generation=name,
        articles=len(plan.articles),
        chunks=len(plan.chunks),
        embedded=embedded,
        reused=len(plan.chunks) - embedded,
        removed=len(old - {chunk.chunk_id for chunk in plan.chunks}),
        seconds=round(time.monotonic() - started, 3),
    )


@contextmanager
def _locked(index: Path) -> Iterator[None]:
    """Hold the lock of `index`; a second build waits for the first."""
    (index / "generations").mkdir(parents=True, exist_ok=True)
    lock = FileLock(index / "build.lock")
    try:
        with lock.acquire(timeout=_LOCK_SECONDS):
            yield
    except Timeout as error:
        raise GenerationError(
            f"{index}: another build has held the lock for {_LOCK_SECONDS:.0f} s; "
            "wait for it or stop it, then try again"
        ) from error


def _plan(articles: Sequence[Article], embedder: Embedder, report: Reporter) -> _Plan:
    chunks: list[Chunk] = []
    for number, article in enumerate(articles, start=1):
        chunks.extend(chunk_article(article, embedder.count_pieces))
        report("chunking", number, len(articles))
    return _Plan(
        articles=tuple(articles),
        digests={
            article.article_id: hashlib.sha256(article.text.encode()).hexdigest()
            for article in articles
        },
        chunks=chunks,
        content=_content_digest(articles, chunks),
    )


def _content_digest(articles: Sequence[Article], chunks: Sequence[Chunk]) -> str:
    """Digest what was read from the articles: a reader that improves changes it too."""
    found = hashlib.sha256(str(finding.VERSION).encode())
    for article in articles:
        found.update(ARTICLES.dump_json(article))
    for chunk in chunks:
        found.update(chunk.chunk_id.encode())
    return found.hexdigest()


def _previous(index: Path) -> Generation | None:
    """Open the current generation if its chunks and vectors can be reused."""
    try:
        name = current_name(index)
        if name is None:
            return None
        found = Generation(generation_folder(index, name))
        if found.manifest.layout != LAYOUT:
            return None
        complete = len(found.chunk_ids()) == found.manifest.chunks == len(found.vectors)
        found.check_vectors()
    except DamagedGenerationError:
        return None
    return found if complete else None


def _is_up_to_date(before: Generation, plan: _Plan, embedder: Embedder) -> bool:
    manifest = before.manifest
    return (
        manifest.articles == plan.digests
        and manifest.content == plan.content
        and manifest.embedding_digest == embedder.digest
        and manifest.chunker == chunking.VERSION
        and manifest.layout == LAYOUT
        and manifest.version == __version__
        and is_whole(before)
    )


def is_whole(generation: Generation) -> bool:
    """Tell whether all parts of a generation can be read and hold the same number of chunks."""
    try:
        _check(generation)
    except DamagedGenerationError:
        return False
    return True


def _new_name(index: Path, plan: _Plan) -> str:
    """Name a generation by its second and its content, never like one that is there."""
    stem = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{plan.content[:8]}"
    name, number = stem, 1
    while generation_folder(index, name).exists():
        number += 1
        name = f"{stem}-{number}"
    return name


def _write(
    index: Path,
    name: str,
    plan: _Plan,
    before: Generation | None,
    embedder: Embedder,
    started: float,
    report: Reporter,
) -> int:
    """Write a generation and check it; return how many texts were embedded."""
    folder = generation_folder(index, name)
    folder.mkdir(parents=True)
    vectors, embedded = _vectors(plan, before, embedder, report)
    report("writing", 0, len(plan.chunks))
    write_records(folder / "articles.jsonl", ARTICLES, plan.articles)
    write_records(folder / "chunks.jsonl", CHUNKS, plan.chunks)
    write_vectors(folder, vectors)
    abbreviations = find_abbreviations(article.text for article in plan.articles)
    (folder / "abbreviations.json").write_text(json.dumps(abbreviations), encoding="utf-8")
    claims, conflicts = finding.find_conflicts(plan.articles, abbreviations)
    (folder / "conflicts.json").write_bytes(CONFLICTS.dump_json(tuple(conflicts)))
    figures = {
        article_id: tuple(claim.kept() for claim in of_article)
        for article_id, of_article in groupby(claims, key=lambda claim: claim.article_id)
    }
    (folder / "figures.json").write_bytes(FIGURES.dump_json(figures))
    titles = {article.article_id: article.title for article in plan.articles}
    write_lexical(
        folder / "bm25",
        [chunk.embedded for chunk in plan.chunks],
        headings=["\n".join((titles[c.article_id], *c.section)) for c in plan.chunks],
    )
    chunk_vectors = np.stack([rows[0] for rows in vectors])
    write_sections(folder, plan.chunks, chunk_vectors)
    write_dense(
        folder / "chroma",
        [chunk.chunk_id for chunk in plan.chunks],
        chunk_vectors,
        [{"article_id": chunk.article_id} for chunk in plan.chunks],
        embedder.digest,
    )
    manifest = Manifest(
        generation=name,
        layout=LAYOUT,
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        version=__version__,
        packages={package: version(package) for package in _PACKAGES},
        embedding_model=embedder.name,
        embedding_digest=embedder.digest,
        chunker=chunking.VERSION,
        articles=plan.digests,
        content=plan.content,
        chunks=len(plan.chunks),
        seconds=round(time.monotonic() - started, 3),
    )
    (folder / "manifest.json").write_text(manifest.model_dump_json(indent=2), encoding="utf-8")
    _check(Generation(folder))
    report("writing", len(plan.chunks), len(plan.chunks))
    return embedded


def _vectors(
    plan: _Plan, before: Generation | None, embedder: Embedder, report: Reporter
) -> tuple[list[Vectors], int]:
    """Return the vectors of each chunk and its lines, shape (1 + lines, dimension).

    Those of texts that the generation before has embedded are taken from it.
    """
    stored: dict[str, int] = {}
    if before is not None and _has_same_vectors(before, embedder):
        stored = {chunk.embedded: row for row, chunk in enumerate(before.chunks)}
    new = {c.embedded: c for c in plan.chunks if c.embedded not in stored}
    articles = {article.article_id: article for article in plan.articles}
    spans = [
        [embedded_span(chunk, line) for line in chunk_lines(articles[chunk.article_id], chunk)]
        for chunk in new.values()
    ]
    fresh = dict(
        zip(
            new,
            embedder.embed_spans(
                list(new), spans, lambda done, total: report("embedding", done, total)
            ),
            strict=True,
        )
    )
    vectors = [
        before.stored_vectors(stored[chunk.embedded])
        if before is not None and chunk.embedded in stored
        else fresh[chunk.embedded]
        for chunk in plan.chunks
    ]
    return vectors, sum(chunk.embedded in fresh for chunk in plan.chunks)


def _has_same_vectors(before: Generation, embedder: Embedder) -> bool:
    """Tell whether the stored vectors are what `embedder` would give for the same texts."""
    manifest = before.manifest
    return (manifest.embedding_digest, manifest.chunker, manifest.layout) == (
        embedder.digest,
        chunking.VERSION,
        LAYOUT,
    )


def _check(generation: Generation) -> None:
    """Refuse a generation whose parts cannot be read or differ in their number of chunks."""
    counts = {
        "chunks": len(generation.chunks),
        "vectors": len(generation.vectors),
        "dense": len(generation.dense),
        "lexical": len(generation.lexical),
    }
    generation.check_articles()
    generation.check_vectors()
    generation.check_words()
    if set(counts.values()) != {generation.manifest.chunks}:
        raise DamagedGenerationError(
            f"{generation.folder}: the parts of the new index differ in size ({counts}); "
            "the old one stays current; run chatbot index again"
        )


def _remove_all_but(index: Path, *kept: str) -> None:
    """Remove the generations that are not `kept`, and what stopped builds left behind."""
    for folder in (index / "generations").iterdir():
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)
