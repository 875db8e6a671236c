"""The code and the packages that an index, and an answer, are made by."""

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

_MAKERS = ("articles", "conflicts", "indexing", "language", "lexicon", "statements")
_KINDS = {".py", ".tsv", ".npz"}
_PACKAGE = Path(__file__).parents[1]
_PACKAGES = (
    "chromadb", "bm25s", "onnxruntime", "tokenizers", "numpy",
    "pdfminer.six", "pdfplumber", "lxml", "trafilatura", "mammoth",
)  # fmt: skip


@cache
def code_digest() -> str:
    """Return the SHA-256 over the code that makes an index.

    An index is brought up to date when its reader or its rules improve, without anyone having
    to remember a version number.
    """
    return _digest(path for part in _MAKERS for path in (_PACKAGE / part).rglob("*"))


@cache
def program_digest() -> str:
    """Return the SHA-256 over all code and words of the program: other ones may answer otherwise.

    16 hexadecimal digits of it, as every answer's manifest carries them.
    """
    return _digest(_PACKAGE.rglob("*"))[:16]


def _digest(paths: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for path in sorted(path for path in paths if path.suffix in _KINDS):
        found.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file; raises `OSError` if it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def package_versions() -> dict[str, str]:
    """Return the versions of the packages that decide what an index holds."""
    return {package: version(package) for package in _PACKAGES}
