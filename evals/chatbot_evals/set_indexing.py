"""A RetrievalSet -> its indexes, built once and then taken from the cache.

    <cache>/retrieval/<name>-<key>/
        CURRENT  generations/   the project's own index over chunks, as for any corpus
        documents/              the baselines' indexes over whole documents:
            bm25/  vectors.npy

The key is a digest of the corpus file, of the embedding model and of whatever else decides what
the indexes hold. The folders can be removed at any time.
"""

import hashlib
import inspect
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from chatbot.articles.article import Article
from chatbot.errors import ArticleError, DamagedGenerationError, EvaluationError
from chatbot.indexing import abbreviations, chunking, lexical
from chatbot.indexing.building import BuildOptions, build
from chatbot.indexing.dense import ExactIndex
from chatbot.indexing.embedding import Embedder, Vectors
from chatbot.indexing.generation import Generation
from chatbot.indexing.generations import Generations
from chatbot.indexing.lexical import LexicalIndex, write_lexical
from chatbot.indexing.manifest import LAYOUT
from chatbot.indexing.reporting import Progress, Reporter
from chatbot.language import tokens
from chatbot_evals import document_articles
from chatbot_evals.document_articles import document_article, document_text
from chatbot_evals.retrieval_sets import RetrievalSet

_MODULES = (abbreviations, document_articles, lexical, tokens)
"""Those that decide what an index holds, but have no version of their own."""

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentIndexes:
    """The baselines' indexes over whole documents, rows as in `RetrievalSet.documents`."""

    lexical: LexicalIndex
    dense: ExactIndex


def set_folder(retrieval_set: RetrievalSet, embedder: Embedder, cache: Path) -> Path:
    """Return the folder below `cache` for the indexes of a set; make it if it is not there.

    Raises:
        EvaluationError: it cannot be made.

    """
    parts = [retrieval_set.corpus_digest, embedder.digest, str(chunking.VERSION), str(LAYOUT)]
    parts += [inspect.getsource(module) for module in _MODULES]
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
    folder = cache / "retrieval" / f"{_UNSAFE.sub('_', retrieval_set.name)}-{key}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error
    return folder


def own_generation(
    retrieval_set: RetrievalSet, embedder: Embedder, folder: Path, report: Reporter
) -> Generation:
    """Return the project's own index, each document an article; build what is not in `folder`.

    Raises:
        GenerationError: it cannot be written.

    """
    source = _SetSource(retrieval_set, digest=folder.name)
    generations = Generations(folder)
    build(source, generations, embedder, report=report, options=BuildOptions(keep=1))
    return generations.current()


@dataclass(slots=True)
class _SetSource:
    """The documents of a set, each an article."""

    retrieval_set: RetrievalSet
    digest: str
    problems: tuple[ArticleError, ...] = ()

    def read(self, progress: Progress) -> Iterator[Article]:
        """Yield the articles."""
        documents = self.retrieval_set.documents
        for number, document in enumerate(documents, start=1):
            yield document_article(document)
            progress(number, len(documents))


def document_indexes(
    retrieval_set: RetrievalSet,
    generation: Generation,
    embedder: Embedder,
    folder: Path,
    report: Reporter,
) -> DocumentIndexes:
    """Return the baselines' indexes; build what is not in `folder`.

    BM25 sees title and text; a document's vector is that of title, newline and text, cut at the
    model's window. A text that is also a chunk of `generation` is not embedded again.

    Raises:
        EvaluationError: they cannot be written.

    """
    place = folder / "documents"
    kept = _kept(place, len(retrieval_set.documents))
    if kept is not None:
        return kept
    texts = [document_text(document) for document in retrieval_set.documents]
    known = {chunk.embedded: generation.vectors[row] for row, chunk in enumerate(generation.chunks)}
    draft = folder / f"documents.{os.getpid()}"
    try:
        shutil.rmtree(draft, ignore_errors=True)
        write_lexical(draft / "bm25", texts)
        np.save(draft / "vectors.npy", _vectors(texts, known, embedder, report))
        shutil.rmtree(place, ignore_errors=True)
        draft.replace(place)
    except OSError as error:
        raise _unwritable(folder, error) from error
    return _opened(place)


def _vectors(
    texts: list[str], known: Mapping[str, Vectors], embedder: Embedder, report: Reporter
) -> Vectors:
    """Return a vector of length 1 for each text: shape (len(texts), dimension)."""
    new = [text for text in dict.fromkeys(texts) if text not in known]
    fresh = embedder.embed(new, lambda done, total: report("documents", done, total))
    found = {**known, **dict(zip(new, fresh, strict=True))}
    return np.stack([found[text] for text in texts])


def _kept(place: Path, documents: int) -> DocumentIndexes | None:
    """Open the indexes in `place`; None if they are damaged or not those of so many documents."""
    try:
        kept = _opened(place)
        whole = bool(kept.lexical.frequencies) and len(kept.lexical) == len(kept.dense) == documents
    except (OSError, ValueError, EOFError, DamagedGenerationError):
        return None
    return kept if whole else None


def _opened(place: Path) -> DocumentIndexes:
    return DocumentIndexes(
        lexical=LexicalIndex(place / "bm25"),
        dense=ExactIndex(np.load(place / "vectors.npy", mmap_mode="r")),
    )


def _unwritable(folder: Path, error: OSError) -> EvaluationError:
    return EvaluationError(
        f"{folder}: the indexes of the set cannot be kept here ({error.strerror or error}); "
        "set CHATBOT_CACHE to a folder that can be written"
    )
