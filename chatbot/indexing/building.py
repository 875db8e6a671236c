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
from functools import lru_cache
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
from chatbot.indexing.chunking import chunk_article
from chatbot.indexing.coinage import COINAGES, abbreviations_of, find_coinages
from chatbot.indexing.dense import DATABASE
from chatbot.indexing.embedding import Embedder
from chatbot.indexing.fingerprinting import code_digest, package_versions
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
    file_digest,
)
from chatbot.indexing.generations import Generations, Verifier, write_whole
from chatbot.indexing.lexical import write_lexical
from chatbot.indexing.locking import READERS
from chatbot.indexing.placing import chunk_statements, embedded_span
from chatbot.indexing.publishing import KEEP, PATIENCE, changing
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
    with changing(generations, options.patience, report):
        found = None
        if source.digest and not options.rebuild:
            found = _made_before(generations, _Wanted(embedder, source.digest), options)
        done = (
            _build(source, generations, embedder, report, options)
            if found is None
            else _taken(generations, found, options)
        )
    seconds = round(time.monotonic() - started, 3)
    return replace(done, seconds=seconds, problems=source.problems)


def _build(
    source: Source,
    generations: Generations,
    embedder: Embedder,
    report: Reporter,
    options: BuildOptions,
) -> BuildReport:
    """Read the source and build a generation, unless one that is kept holds the same."""
    name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
    folder = generations.folder(name)
    folder.mkdir(parents=True)
    try:
        draft = _read(source, folder, embedder, report)
        wanted = _Wanted(embedder, source.digest, draft.content)
        found = None if options.rebuild else _made_before(generations, wanted, options)
        if found is None:
            # The one before is read no longer than it is needed, so that it can be removed.
            embedded = _write(
                draft,
                generations,
                name,
                _reusable(generations, embedder, options),
                embedder,
                source.digest,
                report,
            )
            _hand_over(generations, name, options, report)
    except BaseException:
        generations.discard(name)
        raise
    if found is not None:
        shutil.rmtree(folder)
        return _taken(generations, found, options)
    removed = _removed(generations, (row.key for row in draft.rows))
    _publish(generations, name, options)
    return BuildReport(
        generation=name,
        published=options.publish,
        articles=len(draft.articles),
        chunks=len(draft.ids),
        embedded=embedded,
        reused=len(draft.ids) - embedded,
        removed=removed,
    )


def find_differences(manifest: Manifest, sources: str, model: str, digest: str) -> list[str]:
    """Return in what a generation differs from what building it now would give, in words.

    `sources` is the digest of the corpus now, `model` and `digest` name the embedding model.
    """
    found = []
    if manifest.embedding_digest != digest:
        found.append(f"the embedding model was {manifest.embedding_model}, now it is {model}")
    if not manifest.sources or manifest.sources != sources:
        found.append("the corpus has changed, or had files that could not be read")
    if manifest.version != __version__ or manifest.code != code_digest():
        found.append(f"another version of this program built it ({manifest.version})")
    for package, now in package_versions().items():
        if (before := manifest.packages.get(package)) != now:
            found.append(f"{package} was {before}, now it is {now}")
    return found


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a generation must have been made from to be the one that is wanted."""

    embedder: Embedder
    sources: str
    content: str = ""

    def is_met_by(self, manifest: Manifest) -> bool:
        """Tell whether building anew would give the same."""
        return (
            manifest.sources == self.sources
            and self.content in ("", manifest.content)
            and manifest.embedding_digest == self.embedder.digest
            and manifest.version == __version__
            and manifest.code == code_digest()
            and manifest.packages == package_versions()
        )


def _made_before(
    generations: Generations, wanted: _Wanted, options: BuildOptions
) -> Generation | None:
    """Return a whole generation that is what is wanted: the current one if it is."""
    current = generations.current_or_none()
    others = generations.names() if options.publish else generations.drafts()
    for name in ([current] if current else []) + others[::-1]:
        found = _readable(generations, name)
        if found and wanted.is_met_by(found.manifest) and not found.damage(thorough=True):
            return found
    return None


def _readable(generations: Generations, name: str) -> Generation | None:
    """Open a generation, if only to take what is still whole of it."""
    try:
        return generations.load(name)
    except (DamagedGenerationError, StaleGenerationError):
        return None


def _reusable(
    generations: Generations, embedder: Embedder, options: BuildOptions
) -> Generation | None:
    """Return the generation to take vectors from, the current one if its vectors are whole."""
    if options.rebuild:
        return None
    current = generations.current_or_none()
    for name in ([current] if current else []) + generations.names()[::-1]:
        found = _readable(generations, name)
        if found and found.manifest.embedding_digest == embedder.digest and _has_vectors(found):
            return found
    return None


def _has_vectors(generation: Generation) -> bool:
    """Tell whether the stored vectors are what was stored, whatever happened to other parts."""
    return generation.damage(thorough=True).keys().isdisjoint(VECTOR_FILES)


def _taken(generations: Generations, found: Generation, options: BuildOptions) -> BuildReport:
    """Make a generation that was built before current, if it is not."""
    name = found.manifest.generation
    removed = _removed(generations, found.keys)
    if name == generations.current_or_none():
        generations.clean(options.keep)
    else:
        _publish(generations, name, options)
    return BuildReport(
        generation=name,
        published=name == generations.current_or_none(),
        articles=len(found.articles),
        chunks=found.manifest.chunks,
        embedded=0,
        reused=found.manifest.chunks,
        removed=removed,
    )


def _publish(generations: Generations, name: str, options: BuildOptions) -> None:
    if options.publish:
        generations.publish(name)
    generations.clean(options.keep)


def _removed(generations: Generations, keys: Iterable[bytes]) -> int:
    """Return how many chunks of the current generation are not among those with `keys`."""
    current = generations.current_or_none()
    found = _readable(generations, current) if current else None
    try:
        return (Counter(found.keys) - Counter(keys)).total() if found else 0
    except DamagedGenerationError:
        return 0


def _read(source: Source, folder: Path, embedder: Embedder, report: Reporter) -> _Draft:
    """Write the articles, chunks and statements to `folder`, and note what identifies them."""
    draft = _Draft(folder=folder)
    content = hashlib.sha256()
    count_pieces = lru_cache(maxsize=_COUNTS_KEPT)(embedder.count_pieces)
    with (
        draft.timed("reading"),
        RecordWriter(folder / "articles.jsonl", ARTICLES) as articles_file,
        RecordWriter(folder / "chunks.jsonl", CHUNKS) as chunks_file,
        RecordWriter(folder / "statements.jsonl", STATEMENTS) as statements_file,
    ):
        for article in source.read(lambda done, total: report("reading", done, total)):
            content.update(articles_file.write(article))
            draft.articles[article.article_id] = hashlib.sha256(article.text.encode()).hexdigest()
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


def _write(
    draft: _Draft,
    generations: Generations,
    name: str,
    before: Generation | None,
    embedder: Embedder,
    sources: str,
    report: Reporter,
) -> int:
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
            embedder,
            lambda done, total: report("embedding", done, total),
        )
    report("writing", 0, 3)
    with draft.timed("conflicts"):
        _write_words(folder, articles)
    report("writing", 1, 3)
    with draft.timed("lexical"):
        catalogue = make_catalogue(articles, chunks)
        (folder / "catalogue.json").write_bytes(CATALOGUE.dump_json(catalogue))
        write_lexical(
            folder / "bm25",
            (chunk.embedded for chunk in chunks),
            headings=("\n".join((catalogue[c.article_id].title, *c.section)) for c in chunks),
            rows_digest=rows_digest(draft.ids),
        )
    report("writing", 2, 3)
    with draft.timed("dense"):
        vectors = np.load(folder / "vectors.npy", mmap_mode="r")
        write_sections(folder, chunks, vectors)
        generations.write_dense(
            name,
            draft.ids,
            vectors,
            [chunk_metadata(c.article_id, catalogue[c.article_id]) for c in chunks],
            embedder.digest,
        )
    (folder / READERS).touch()
    _write_manifest(draft, name, embedder, sources)
    report("writing", 3, 3)
    return embedded


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


def _write_manifest(draft: _Draft, name: str, embedder: Embedder, sources: str) -> None:
    """Write the manifest whole, after everything that it lists has reached the disk."""
    folder = draft.folder
    manifest = Manifest(
        generation=name,
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


def _hand_over(
    generations: Generations, name: str, options: BuildOptions, report: Reporter
) -> None:
    report("verifying", 0, 1)
    try:
        generations.hand_over(name, options.verify)
    except DamagedGenerationError as error:
        raise GenerationError(
            f"the new index is not whole and was discarded, the old one stays current: {error}"
        ) from error
    report("verifying", 1, 1)
