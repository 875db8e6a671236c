"""A source -> everything that a generation holds, written to a folder of its own."""

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache, partial
from itertools import groupby
from pathlib import Path

import numpy as np

from chatbot.articles.article import Article
from chatbot.conflicts.finding import find_conflicts
from chatbot.indexing import chunking
from chatbot.indexing.catalogue import CATALOGUE, chunk_metadata, make_catalogue
from chatbot.indexing.chunking import chunk_article, chunk_statements, embedded_span, head_end
from chatbot.indexing.coinage import COINAGES, abbreviations_of, find_coinages, medicines_of
from chatbot.indexing.dense import DATABASE, DenseRows
from chatbot.indexing.embedding import Embedder
from chatbot.indexing.fingerprinting import code_digest, file_digest, package_versions
from chatbot.indexing.generation import (
    ARTICLES,
    CHUNKS,
    CONFLICTS,
    FIGURES,
    READINGS,
    STATEMENTS,
    Generation,
)
from chatbot.indexing.lexical import write_lexical
from chatbot.indexing.locking import READERS
from chatbot.indexing.manifest import LAYOUT, Manifest, StoredFile
from chatbot.indexing.records import Records, RecordWriter
from chatbot.indexing.reporting import Reporter
from chatbot.indexing.sources import Source
from chatbot.indexing.vectors import Row, write_sections, write_vectors
from chatbot.indexing.verifying import rows_digest
from chatbot.language.reading import Reader
from chatbot.statements.making import make_statements
from chatbot.version import __version__
from chatbot.whole_files import write_whole

_COUNTS_KEPT = 1024  # texts whose word pieces are remembered: headings come again and again


@dataclass(slots=True, kw_only=True)
class Draft:
    """A generation that is being written to `folder`: first what was read, then all the rest.

    `articles` are the digests of their texts by id, `ids` and `rows` those of the chunks, `content`
    is the digest of articles and chunks, `seconds` the time that each stage took.
    """

    folder: Path
    embedder: Embedder
    report: Reporter
    articles: dict[str, str] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    content: str = ""
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self.seconds[stage] = round(time.monotonic() - started, 3)

    def read(self, source: Source) -> None:
        """Write the articles, their chunks and statements, and note what identifies them."""
        folder = self.folder
        content = hashlib.sha256()
        count_pieces = lru_cache(maxsize=_COUNTS_KEPT)(self.embedder.count_pieces)
        with (
            self._timed("reading"),
            RecordWriter(folder / "articles.jsonl", ARTICLES) as articles_file,
            RecordWriter(folder / "chunks.jsonl", CHUNKS) as chunks_file,
            RecordWriter(folder / "statements.jsonl", STATEMENTS) as statements_file,
        ):
            for article in source.read(partial(self.report, "reading")):
                content.update(articles_file.write(article))
                digest = hashlib.sha256(article.text.encode()).hexdigest()
                self.articles[article.article_id] = digest
                statements = make_statements(article)
                for chunk in chunk_article(article, count_pieces):
                    chunks_file.write(chunk)
                    held = chunk_statements(chunk, statements)
                    for statement in held:
                        statements_file.write(statement)
                    self.ids.append(chunk.chunk_id)
                    spans = tuple(embedded_span(chunk, statement) for statement in held)
                    self.rows.append(Row.of(chunk.embedded, head_end(chunk), spans))
        content.update("".join(self.ids).encode())
        self.content = content.hexdigest()

    def write(
        self,
        before: Generation | None,
        write_dense: Callable[[DenseRows], None],
        sources: str,
    ) -> int:
        """Write all other parts and at last the manifest; return how many chunks were embedded.

        Vectors that `before` holds are taken from it; `sources` is the digest of the files.
        """
        folder = self.folder
        articles = Records(folder / "articles.jsonl", ARTICLES)
        chunks = Records(folder / "chunks.jsonl", CHUNKS)
        with self._timed("embedding"):
            embedded = write_vectors(
                folder,
                self.rows,
                lambda row: chunks[row].embedded,
                before,
                self.embedder,
                partial(self.report, "embedding"),
            )
        self.report("writing", 0, 3)
        with self._timed("conflicts"):
            _write_words(folder, articles)
        self.report("writing", 1, 3)
        with self._timed("lexical"):
            catalogue = make_catalogue(articles, chunks)
            (folder / "catalogue.json").write_bytes(CATALOGUE.dump_json(catalogue))
            write_lexical(
                folder / "bm25",
                (chunk.embedded for chunk in chunks),
                headings=("\n".join((catalogue[c.article_id].title, *c.section)) for c in chunks),
                rows_digest=rows_digest(self.ids),
            )
        self.report("writing", 2, 3)
        with self._timed("dense"):
            vectors = np.load(folder / "vectors.npy", mmap_mode="r")
            write_sections(folder, chunks, vectors)
            rows = DenseRows(
                ids=self.ids,
                vectors=vectors,
                metadata=[chunk_metadata(c.article_id, catalogue[c.article_id]) for c in chunks],
                fingerprint=self.embedder.digest,
            )
            write_dense(rows)
        (folder / READERS).touch()
        self._write_manifest(sources)
        self.report("writing", 3, 3)
        return embedded

    def _write_manifest(self, sources: str) -> None:
        """Write the manifest whole, after everything that it lists has reached the disk."""
        manifest = Manifest(
            generation=self.folder.name,
            layout=LAYOUT,
            built=datetime.now(UTC).isoformat(timespec="seconds"),
            version=__version__,
            code=code_digest(),
            packages=package_versions(),
            embedding_model=self.embedder.name,
            embedding_digest=self.embedder.digest,
            chunker=chunking.VERSION,
            sources=sources,
            articles=self.articles,
            content=self.content,
            chunks=len(self.rows),
            statements=sum(row.statements for row in self.rows),
            files=_stored_files(self.folder),
            seconds=self.seconds,
        )
        write_whole(self.folder / "manifest.json", manifest.model_dump_json(indent=2))


def _write_words(folder: Path, articles: Sequence[Article]) -> None:
    """Write what is read from the words of all articles together."""
    coinages = find_coinages(articles)
    (folder / "coinages.json").write_bytes(COINAGES.dump_json(coinages))
    abbreviations = abbreviations_of(coinages.values())
    _write_readings(folder, articles, Reader(abbreviations, medicines_of(coinages.values())))
    claims, conflicts = find_conflicts(articles, abbreviations)
    (folder / "conflicts.json").write_bytes(CONFLICTS.dump_json(tuple(conflicts)))
    figures = {
        article_id: tuple(claim.kept() for claim in of_article)
        for article_id, of_article in groupby(claims, key=lambda claim: claim.article_id)
    }
    (folder / "figures.json").write_bytes(FIGURES.dump_json(figures))


def _write_readings(folder: Path, articles: Sequence[Article], reader: Reader) -> None:
    """Write what each statement says; articles and statements come in one order, one at a time."""
    following = iter(articles)
    statements = Records(folder / "statements.jsonl", STATEMENTS)
    with RecordWriter(folder / "readings.jsonl", READINGS) as file:
        for article_id, held in groupby(statements, key=lambda each: each.article_id):
            text = next(each.text for each in following if each.article_id == article_id)
            for each in held:
                file.write(reader.read(text[each.start : each.end]))


def _stored_files(folder: Path) -> dict[str, StoredFile]:
    """Return every file below `folder`, each brought to the disk."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        with path.open("rb") as file:
            os.fsync(file.fileno())
        digest = "" if path.name == DATABASE else file_digest(path)
        found[name] = StoredFile(size=path.stat().st_size, sha256=digest)
    return found
