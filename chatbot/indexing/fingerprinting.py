"""The code and the packages that an index is made by."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

_MAKERS = ("articles", "conflicts", "indexing", "quantities", "language", "lexicon")
_MADE_BY = (".py", ".tsv")
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
    package = Path(__file__).parents[1]
    found = hashlib.sha256()
    for part in _MAKERS:
        for path in sorted(p for p in (package / part).rglob("*") if p.suffix in _MADE_BY):
            found.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


@cache
def package_versions() -> dict[str, str]:
    """Return the versions of the packages that decide what an index holds."""
    return {package: version(package) for package in _PACKAGES}
