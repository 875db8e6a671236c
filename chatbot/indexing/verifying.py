"""A generation on disk -> what is wrong with it, found by another process than its builder.

A process that wrote a file may see what the disk does not hold, and a damaged index can take the
process that opens it down with it.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np

from chatbot.errors import DamagedGenerationError
from chatbot.indexing.address import Address
from chatbot.indexing.dense import DenseIndex
from chatbot.indexing.generation import Generation
from chatbot.indexing.server import Server
from chatbot.indexing.server_generations import ServerGeneration
from chatbot.language.tokens import terms

_SAMPLE = 40
_NEAREST = 10
_SAME = 1e-3


def verify_apart(folder: Path, server: Address | None = None) -> None:
    """Verify the generation in `folder`, and on `server`, from a process of its own.

    Raises `DamagedGenerationError` if it is not whole; the message names the first things
    found.
    """
    paths = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(  # noqa: S603 - this very module, by this very interpreter
        [sys.executable, "-m", "chatbot.indexing.verifying", str(folder)],
        input=json.dumps(None if server is None else asdict(server)),  # the token is in no list
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": paths},
    )
    if done.returncode == 0:
        return
    if done.returncode < 0:
        problems = [f"opening it ended the process with signal {-done.returncode}"]
    else:
        last = (done.stderr.strip().splitlines() or ["it could not be verified"])[-1]
        try:
            problems = json.loads(done.stdout) or [last]
        except ValueError:
            problems = [last]
    raise DamagedGenerationError(
        f"{folder}: the index is damaged ({'; '.join(problems[:3])}); run: chatbot index"
    )


def find_problems(folder: Path, server: Address | None = None) -> Iterator[str]:
    """Yield what is wrong with the generation in `folder` and on `server`, nothing if it is whole.

    Files are what the manifest says they are; every part holds the same chunks under the same
    ids; articles and chunks are those whose digests the manifest lists; vectors have length 1;
    a sample of chunks is found again by its own vector and by its own words.
    """
    try:
        generation = (
            Generation(folder) if server is None else ServerGeneration(folder, Server(server))
        )
        for name, problem in generation.damage(thorough=True).items():
            yield f"{name} {problem}"
        yield from _parts(generation)
        yield from _articles(generation)
        if not np.allclose(np.linalg.norm(generation.vectors, axis=1), 1.0, atol=_SAME):
            yield "stored vectors do not have length 1"
        yield from _found_again(generation)
    except DamagedGenerationError as error:
        yield str(error)


def _parts(generation: Generation) -> Iterator[str]:
    manifest = generation.manifest
    ids = [chunk.chunk_id for chunk in generation.chunks]
    if len(ids) != manifest.chunks:
        yield f"{len(ids)} chunks are stored instead of {manifest.chunks}"
    if generation.lexical.rows_digest != rows_digest(ids):
        yield "BM25 was built over other chunks"
    dense = generation.dense
    if isinstance(dense, DenseIndex):
        if dense.ids() != ids:
            yield f"Chroma holds other chunks ({len(dense)} of {manifest.chunks})"
        if dense.fingerprint != manifest.embedding_digest:
            yield f"Chroma holds vectors of another model ({dense.fingerprint})"
    _check_vectors(generation)
    _read_words(generation)


def _check_vectors(generation: Generation) -> None:
    """Raise `DamagedGenerationError` if the vectors do not belong together."""
    begins, count = generation.array("statements.begins.npy"), len(generation.statements)
    if (
        len(begins) != len(generation.vectors) + 1
        or not begins[-1] == count == len(generation.array("statements.npy"))
        or count != len(generation.readings or ())
        or len(generation.array("sections.begins.npy")) != len(generation.array("sections.npy"))
        or len(generation.array("pieces.begins.npy")) != len(generation.vectors) + 1
        or generation.array("pieces.begins.npy")[-1] != len(generation.array("pieces.npy"))
        or len(generation.array("pieces.ranges.npy")) != count + len(generation.vectors)
    ):
        raise DamagedGenerationError(
            f"{generation.folder}: the statements, their readings and the vectors do not fit "
            "the chunks; run: chatbot index"
        )


def _read_words(generation: Generation) -> None:
    """Raise `DamagedGenerationError` if what was read from the words cannot be read."""
    _ = (
        generation.abbreviations,
        generation.medicines,
        generation.figures,
        generation.conflicts,
        generation.catalogue,
        generation.lexical.frequencies,
        generation.lexical.words,
    )
    generation.lexical.scores({})


def rows_digest(chunk_ids: list[str]) -> str:
    """Return the digest of the chunks in the order of their rows."""
    return hashlib.sha256("\n".join(chunk_ids).encode()).hexdigest()


def _articles(generation: Generation) -> Iterator[str]:
    stored, listed = len(generation.stored_articles), len(generation.articles)
    if stored != listed:
        raise DamagedGenerationError(
            f"{generation.folder}: {stored} articles are stored, the manifest lists {listed}; "
            "run: chatbot index"
        )
    texts = {}
    for article_id, digest in generation.articles.items():
        text = texts[article_id] = generation.article(article_id).text
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            yield f"the text of {article_id} is not the one that was indexed"
    for chunk in generation.chunks:
        text = texts.get(chunk.article_id, "")
        if not all(text[start:end] in chunk.embedded for start, end in chunk.parts):
            yield f"a chunk of {chunk.article_id} does not hold the words of its article"
            return


def _found_again(generation: Generation) -> Iterator[str]:
    """Search a sample of chunks by their own vectors and words."""
    count = generation.manifest.chunks
    for row in sorted({int(place) for place in np.linspace(0, count - 1, min(count, _SAMPLE))}):
        vector = generation.vectors[row]
        hits = generation.dense.search(vector, _NEAREST)
        if all(found != row for found, _ in hits) and (not hits or hits[0][1] < 1 - _SAME):
            yield f"chunk {row} is not found by its own vector"
        words = dict.fromkeys(terms(generation.chunks[row].embedded), 1.0)
        if words and generation.lexical.scores(words)[row] <= 0:
            yield f"chunk {row} is not found by its own words"


if __name__ == "__main__":
    given = json.load(sys.stdin)
    found = list(find_problems(Path(sys.argv[1]), None if given is None else Address(**given)))
    sys.stdout.write(json.dumps(found))
    sys.exit(1 if found else 0)
