"""A corpus folder -> a new generation, verified by another process before it can be current."""

import secrets
import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from chatbot.errors import (
    ArticleError,
    DamagedGenerationError,
    GenerationError,
    StaleGenerationError,
)
from chatbot.indexing.drafting import Draft
from chatbot.indexing.embedding import Embedder
from chatbot.indexing.fingerprinting import code_digest, package_versions
from chatbot.indexing.generation import Generation
from chatbot.indexing.generations import KEEP, PATIENCE, Generations, Verifier
from chatbot.indexing.manifest import Manifest
from chatbot.indexing.reporting import Reporter
from chatbot.indexing.sources import Source
from chatbot.indexing.vectors import VECTOR_FILES
from chatbot.indexing.verifying import verify_apart
from chatbot.version import __version__


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

    The current one stays where it raises: `CorpusError` if there is no readable article,
    `GenerationError` if nothing can be written, the new one is not whole, or the lock is held.
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
            manifest, sources = found.manifest, self.source.digest
            differs = set(find_differences(manifest, sources, self.embedder)) - {CORPUS_CHANGED}
            same = manifest.sources == sources and content in ("", manifest.content)
            if same and not differs and not found.damage(thorough=True):
                return found
        return None

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
        return self._told(name, len(found.articles), found.manifest.chunks, 0, removed)

    def build(self) -> BuildReport:
        """Read the source and build a generation, unless one that is kept holds the same."""
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
        folder = self.generations.folder(name)
        folder.mkdir(parents=True)
        try:
            draft = Draft(folder=folder, embedder=self.embedder, report=self.report)
            draft.read(self.source)
            found = self.made_before(draft.content)
            if found is None:
                # The one before is read no longer than it is needed, so that it can be removed.
                write_dense = partial(self.generations.write_dense, name)
                embedded = draft.write(self._reusable(), write_dense, self.source.digest)
                self._hand_over(name)
        except BaseException:
            self.generations.discard(name)
            raise
        if found is not None:
            shutil.rmtree(folder)
            return self.take(found)
        removed = self._removed(row.key for row in draft.rows)
        self._publish(name)
        return self._told(name, len(draft.articles), len(draft.ids), embedded, removed)

    def _told(
        self, name: str, articles: int, chunks: int, embedded: int, removed: int
    ) -> BuildReport:
        return BuildReport(
            generation=name,
            published=name == self.generations.current_or_none(),
            articles=articles,
            chunks=chunks,
            embedded=embedded,
            reused=chunks - embedded,
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

    def _hand_over(self, name: str) -> None:
        self.report("verifying", 0, 1)
        try:
            self.generations.hand_over(name, self.options.verify)
        except DamagedGenerationError as error:
            raise GenerationError(
                f"the new index is not whole and was discarded, the old one stays current: {error}"
            ) from error
        self.report("verifying", 1, 1)
