"""The manifest of a generation: how it was built, from what, and its files."""

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from chatbot.errors import DamagedGenerationError, StaleGenerationError
from chatbot.indexing.dense import database_problem
from chatbot.indexing.fingerprinting import file_digest

LAYOUT = 15


class StoredFile(BaseModel):
    """A file of a generation. Chroma's database has no digest: it is written to upon reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size: int
    sha256: str

    def problem(self, path: Path, *, thorough: bool) -> str | None:
        """Return in what the file at `path` is another one than was stored."""
        size = path.stat().st_size
        if size < self.size or (size > self.size and self.sha256):
            return f"has {size} bytes instead of {self.size}"
        if not thorough:
            return None
        if not self.sha256:
            return database_problem(path)
        return None if file_digest(path) == self.sha256 else "was changed"


class Manifest(BaseModel):
    """How a generation was built. Digests are SHA-256 in hexadecimal."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    generation: str
    layout: int
    built: str
    """UTC, ISO 8601."""
    version: str
    code: str
    """Digest of the code that read the articles and built the index."""
    packages: dict[str, str]
    embedding_model: str
    embedding_digest: str
    chunker: int
    sources: str
    """Digest of the corpus's files; empty where some were left out, or where there were none."""
    articles: dict[str, str]
    """Digest of each article's text, by id, in the order of `articles.jsonl`."""
    content: str
    """Digest of the articles as they were read, and of the chunks."""
    chunks: int
    statements: int
    files: dict[str, StoredFile]
    """Every other file, by its path in the generation."""
    seconds: dict[str, float]
    """Time that each stage took."""


def read_manifest(path: Path) -> Manifest:
    """Return the manifest in the file `path`.

    Raises `DamagedGenerationError` if it is missing or cannot be read; `StaleGenerationError` if
    another version wrote it, in a layout that this one cannot read.
    """
    try:
        content = path.read_bytes()
        layout = json.loads(content).get("layout")
        if layout == LAYOUT:
            return Manifest.model_validate_json(content)
    except (OSError, ValueError, AttributeError) as error:
        raise DamagedGenerationError(
            f"{path}: the manifest cannot be read ({str(error).splitlines()[0]}); "
            "run: chatbot index"
        ) from error
    raise StaleGenerationError(
        f"{path.parent}: the index is laid out as version {layout}, this program reads version "
        f"{LAYOUT}; run: chatbot index"
    )
