"""A corpus folder -> a new generation, verified by another process before it can be current."""

import hashlib
import os
import secrets
import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache, partial
from itertools import groupby
from pathlib import Path

import numpy as np

from chatbot.articles.article import Article
from chatbot.conflicts.finding import find_conflicts
from chatbot.errors import (
    ArticleError,
    DamagedGenerationError,
    GenerationError,
    StaleGenerationError,
)
from chatbot.indexing import chunking
from chatbot.indexing.catalogue import CATALOGUE, chunk_metadata, make_catalogue
from chatbot.indexing.chunking import chunk_article, chunk_statements, embedded_span
from chatbot.indexing.coinage import COINAGES, abbreviations_of, find_coinages
from chatbot.indexing.dense import DATABASE, DenseRows
from chatbot.indexing.embedding import Embedder
from chatbot.indexing.fingerprinting import code_digest, file_digest, package_versions
from chatbot.indexing.generation import (
    ARTICLES,
    CHUNKS,
    CONFLICTS,
    FIGURES,
    LAYOUT,
    STATEMENTS,
    Generation,
    Manifest,
    StoredFile,
)
from chatbot.indexing.generations import KEEP, PATIENCE, Generations, Verifier, write_whole
from chatbot.indexing.lexical import write_lexical
from chatbot.indexing.locking import READERS
from chatbot.indexing.records import Records, RecordWriter
from chatbot.indexing.reporting import Reporter
from chatbot.indexing.sources import Source
from chatbot.indexing.vectors import VECTOR_FILES, Row, write_sections, write_vectors
from chatbot.indexing.verifying import rows_digest, verify_apart
from chatbot.statements.making import make_statements
from chatbot.version import __version__

_COUNTS_KEPT = 1024
"""Texts whose word pieces are remembered: headings and lead-ins are counted again and again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """How to build. `rebuild` embeds everything anew; without `publish`, a draft is left."""

    rebuild: bool = False
    publish: bool = True
    keep: int = KEEP
    patience: float = PATIENCE
    verify: Verifier = verify_apart


USUAL = BuildOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did. `embedded`, `reused` and `removed` count chunks."""

    generation: str
    published: bool
    articles: int
    chunks: int
    embedded: int
    reused: int
    removed: int
    seconds: float = 0.0
    problems: tuple[ArticleError, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Draft:
    """What was read into a folder, and how long each stage has taken."""

    folder: Path
    articles: dict[str, str] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    content: str = ""
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Take the time of a stage."""
        started = time.monotonic()
        yield
        self.seconds[stage] = round(time.monotonic() - started, 3)


def build(
    source: Source,
    generations: Generations,
    embedder: Embedder,
    *,
    report: Reporter,
    options: BuildOptions = USUAL,
) -> BuildReport:
    """Bring `generations` up to date with `source`.

    If a generation that is kept is what the source gives, it is made current; otherwise a new
    one is built beside it, verified, and made current in one step, so that readers see the old
    or the new one, never a mixture. What the source could not read is listed in the report.

    Raises:
        CorpusError: there is no readable article; the current generation stays.
        GenerationError: the folder or the server cannot be written, the new generation is not
            whole, or another build holds the lock for too long.

    """
    started = time.monotonic()
    building = _Building(source, generations, embedder, report, options)
    with generations.changing(report, options.patience):
        found = building.made_before() if source.digest else None
        done = building.build() if found is None else building.take(found)
    seconds = round(time.monotonic() - started, 3)
    return replace(done, seconds=seconds, problems=source.problems)


CORPUS_CHANGED = "the corpus has changed, or had files that could not be read"


def find_differences(manifest: Manifest, sources: str, embedder: Embedder) -> list[str]:
    """Return in what a generation differs from what building it now would give, in words.

    `sources` is the digest of the corpus now.
    """
    found = []
    if manifest.embedding_digest != embedder.digest:
        found.append(
            f"the embedding model was {manifest.embedding_model}, now it is {embedder.name}"
        )
    if not manifest.sources or manifest.sources != sources:
        found.append(CORPUS_CHANGED)
    if manifest.version != __version__ or manifest.code != code_digest():
        found.append(f"another version of this program built it ({manifest.version})")
    for package, now in package_versions().items():
        if (before := manifest.packages.get(package)) != now:
            found.append(f"{package} was {before}, now it is {now}")
    return found


@dataclass(frozen=True, slots=True)
class _Building:
    """One build: of what, to where, with which model, and how."""

    source: Source
    generations: Generations
    embedder: Embedder
    report: Reporter
    options: BuildOptions

    def made_before(self, content: str = "") -> Generation | None:
        """Return a whole generation that building anew would give: the current one if it is.

        `content` is that of the articles and chunks, once they have been read.
        """
        if self.options.rebuild:
            return None
        generations = self.generations
        names = generations.names() if self.options.publish else generations.drafts()
        for found in self._readable(names):
            if self._is_wanted(found.manifest, content) and not found.damage(thorough=True):
                return found
        return None

    def _is_wanted(self, manifest: Manifest, content: str) -> bool:
        differences = find_differences(manifest, self.source.digest, self.embedder)
        same = manifest.sources == self.source.digest and content in ("", manifest.content)
        return same and set(differences) <= {CORPUS_CHANGED}

    def _readable(self, names: Sequence[str] = ()) -> Iterator[Generation]:
        """Yield the current generation, then those of `names`, the last first.

        Some are opened only to take what is still whole of them; what cannot be is left out.
        """
        for name in filter(None, (self.generations.current_or_none(), *reversed(names))):
            try:
                found = self.generations.load(name)
            except (DamagedGenerationError, StaleGenerationError):
                continue
            yield found

    def take(self, found: Generation) -> BuildReport:
        """Make a generation that was built before current, if it is not."""
        name = found.manifest.generation
        removed = self._removed(found.keys)
        if name == self.generations.current_or_none():
            self.generations.clean(self.options.keep)
        else:
            self._publish(name)
        return BuildReport(
            generation=name,
            published=name == self.generations.current_or_none(),
            articles=len(found.articles),
            chunks=found.manifest.chunks,
            embedded=0,
            reused=found.manifest.chunks,
            removed=removed,
        )

    def build(self) -> BuildReport:
        """Read the source and build a generation, unless one that is kept holds the same."""
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
        folder = self.generations.folder(name)
        folder.mkdir(parents=True)
        try:
            draft = self._read(folder)
            found = self.made_before(draft.content)
            if found is None:
                # The one before is read no longer than it is needed, so that it can be removed.
                embedded = self._write(draft, self._reusable())
                self._hand_over(name)
        except BaseException:
            self.generations.discard(name)
            raise
        if found is not None:
            shutil.rmtree(folder)
            return self.take(found)
        removed = self._removed(row.key for row in draft.rows)
        self._publish(name)
        return BuildReport(
            generation=name,
            published=self.options.publish,
            articles=len(draft.articles),
            chunks=len(draft.ids),
            embedded=embedded,
            reused=len(draft.ids) - embedded,
            removed=removed,
        )

    def _reusable(self) -> Generation | None:
        """Return the generation to take vectors from, the current one if its vectors are whole."""
        for found in () if self.options.rebuild else self._readable(self.generations.names()):
            damaged = found.damage(thorough=True).keys()  # other parts may be anything
            same_model = found.manifest.embedding_digest == self.embedder.digest
            if same_model and damaged.isdisjoint(VECTOR_FILES):
                return found
        return None

    def _publish(self, name: str) -> None:
        if self.options.publish:
            self.generations.publish(name)
        self.generations.clean(self.options.keep)

    def _removed(self, keys: Iterable[bytes]) -> int:
        """Return how many chunks of the current generation are not among those with `keys`."""
        current = next(self._readable(), None)
        try:
            return (Counter(current.keys) - Counter(keys)).total() if current else 0
        except DamagedGenerationError:
            return 0

    def _read(self, folder: Path) -> _Draft:
        """Write articles, chunks and statements to `folder`, and note what identifies them."""
        draft = _Draft(folder=folder)
        content = hashlib.sha256()
        count_pieces = lru_cache(maxsize=_COUNTS_KEPT)(self.embedder.count_pieces)
        with (
            draft.timed("reading"),
            RecordWriter(folder / "articles.jsonl", ARTICLES) as articles_file,
            RecordWriter(folder / "chunks.jsonl", CHUNKS) as chunks_file,
            RecordWriter(folder / "statements.jsonl", STATEMENTS) as statements_file,
        ):
            for article in self.source.read(partial(self.report, "reading")):
                content.update(articles_file.write(article))
                digest = hashlib.sha256(article.text.encode()).hexdigest()
                draft.articles[article.article_id] = digest
                statements = make_statements(article)
                for chunk in chunk_article(article, count_pieces):
                    chunks_file.write(chunk)
                    held = chunk_statements(chunk, statements)
                    for statement in held:
                        statements_file.write(statement)
                    draft.ids.append(chunk.chunk_id)
                    spans = tuple(embedded_span(chunk, statement) for statement in held)
                    draft.rows.append(Row.of(chunk.embedded, spans))
        content.update("".join(draft.ids).encode())
        draft.content = content.hexdigest()
        return draft

    def _write(self, draft: _Draft, before: Generation | None) -> int:
        """Write all other parts and at last the manifest; return how many chunks were embedded."""
        folder = draft.folder
        articles = Records(folder / "articles.jsonl", ARTICLES)
        chunks = Records(folder / "chunks.jsonl", CHUNKS)
        with draft.timed("embedding"):
            embedded = write_vectors(
                folder,
                draft.rows,
                lambda row: chunks[row].embedded,
                before,
                self.embedder,
                partial(self.report, "embedding"),
            )
        self.report("writing", 0, 3)
        with draft.timed("conflicts"):
            _write_words(folder, articles)
        self.report("writing", 1, 3)
        with draft.timed("lexical"):
            catalogue = make_catalogue(articles, chunks)
            (folder / "catalogue.json").write_bytes(CATALOGUE.dump_json(catalogue))
            write_lexical(
                folder / "bm25",
                (chunk.embedded for chunk in chunks),
                headings=("\n".join((catalogue[c.article_id].title, *c.section)) for c in chunks),
                rows_digest=rows_digest(draft.ids),
            )
        self.report("writing", 2, 3)
        with draft.timed("dense"):
            vectors = np.load(folder / "vectors.npy", mmap_mode="r")
            write_sections(folder, chunks, vectors)
            rows = DenseRows(
                ids=draft.ids,
                vectors=vectors,
                metadata=[chunk_metadata(c.article_id, catalogue[c.article_id]) for c in chunks],
                fingerprint=self.embedder.digest,
            )
            self.generations.write_dense(folder.name, rows)
        (folder / READERS).touch()
        _write_manifest(draft, self.embedder, self.source.digest)
        self.report("writing", 3, 3)
        return embedded

    def _hand_over(self, name: str) -> None:
        self.report("verifying", 0, 1)
        try:
            self.generations.hand_over(name, self.options.verify)
        except DamagedGenerationError as error:
            raise GenerationError(
                f"the new index is not whole and was discarded, the old one stays current: {error}"
            ) from error
        self.report("verifying", 1, 1)


def _write_words(folder: Path, articles: Sequence[Article]) -> None:
    """Write what is read from the words of all articles together."""
    coinages = find_coinages(articles)
    (folder / "coinages.json").write_bytes(COINAGES.dump_json(coinages))
    claims, conflicts = find_conflicts(articles, abbreviations_of(coinages.values()))
    (folder / "conflicts.json").write_bytes(CONFLICTS.dump_json(tuple(conflicts)))
    figures = {
        article_id: tuple(claim.kept() for claim in of_article)
        for article_id, of_article in groupby(claims, key=lambda claim: claim.article_id)
    }
    (folder / "figures.json").write_bytes(FIGURES.dump_json(figures))


def _write_manifest(draft: _Draft, embedder: Embedder, sources: str) -> None:
    """Write the manifest whole, after everything that it lists has reached the disk."""
    folder = draft.folder
    manifest = Manifest(
        generation=folder.name,
        layout=LAYOUT,
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        version=__version__,
        code=code_digest(),
        packages=package_versions(),
        embedding_model=embedder.name,
        embedding_digest=embedder.digest,
        chunker=chunking.VERSION,
        sources=sources,
        articles=draft.articles,
        content=draft.content,
        chunks=len(draft.rows),
        statements=sum(len(row.spans) for row in draft.rows),
        files=_stored_files(folder),
        seconds=draft.seconds,
    )
    write_whole(folder / "manifest.json", manifest.model_dump_json(indent=2))


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
