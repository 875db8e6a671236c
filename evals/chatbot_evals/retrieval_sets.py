"""A BEIR folder -> a RetrievalSet: documents, queries, and which documents answer which query.

The layout is that of Thakur et al. (NeurIPS 2021, "BEIR"): `corpus.jsonl` (`_id`, `title`,
`text`), `queries.jsonl` (`_id`, `text`) and `qrels.tsv` (`query-id`, `corpus-id`, `score`, with
a header). Other fields are passed over, and so are blank lines.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chatbot.errors import EvaluationError

_CORPUS, _QUERIES, _QRELS = "corpus.jsonl", "queries.jsonl", "qrels.tsv"
_HEADER = ("query-id", "corpus-id", "score")


class _Entry(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)

    id: str = Field(alias="_id", min_length=1)
    text: str


class Document(_Entry):
    """One entry of the corpus; the title may be empty."""

    title: str = ""


class Query(_Entry):
    """One query; `metadata.answers`, where a set has them, are the words that answer it."""

    metadata: dict[str, Any] | None = None

    @property
    def spans(self) -> tuple[str, ...]:
        """The words that answer it, given as text or as objects with `text`."""
        given = (self.metadata or {}).get("answers")
        found = [each.get("text") if isinstance(each, dict) else each for each in given or ()]
        return tuple(words for words in found if isinstance(words, str) and words.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievalSet:
    """Documents, and queries with the documents that answer them.

    `queries` are those with at least one relevant document, in the order of their file; `qrels`
    holds the judgements of these, by query and document id, above 0 for a relevant document.
    `corpus_digest` is the SHA-256 of the corpus file.
    """

    name: str
    documents: tuple[Document, ...]
    queries: tuple[Query, ...]
    qrels: dict[str, dict[str, int]]
    corpus_digest: str

    def first(self, limit: int | None) -> "RetrievalSet":
        """Return the set with its first `limit` queries (None: all) and every document.

        Raises:
            EvaluationError: `limit` is below 1.

        """
        if limit is None:
            return self
        if limit < 1:
            raise EvaluationError(f"the limit is {limit}, but at least one query must be asked")
        queries = tuple(islice(self.queries, limit))
        qrels = {query.id: self.qrels[query.id] for query in queries}
        return replace(self, queries=queries, qrels=qrels)


Entry = TypeVar("Entry", bound=_Entry)


def read_retrieval_set(folder: Path) -> RetrievalSet:
    """Read the three files of `folder`.

    Raises:
        EvaluationError: a file is missing, empty or not UTF-8, a line is malformed, an id or a
            judgement stands twice, or a judgement names an unknown document or query; the
            message names file, line and reason.

    """
    if not folder.is_dir():
        raise EvaluationError(
            f"{folder}: there is no such folder; name one that holds {_CORPUS}, {_QUERIES} and "
            f"{_QRELS}"
        )
    corpus = _content(folder / _CORPUS)
    documents = _read_entries(folder / _CORPUS, corpus, Document)
    if not any((document.title + document.text).strip() for document in documents.values()):
        raise EvaluationError(f"{folder / _CORPUS}: no document has any text")
    queries = _read_entries(folder / _QUERIES, _content(folder / _QUERIES), Query)
    qrels = _read_qrels(folder / _QRELS, queries, documents)
    asked = tuple(query for name, query in queries.items() if _any_relevant(qrels.get(name, {})))
    if not asked:
        raise EvaluationError(f"{folder / _QRELS}: no query has a document judged above 0")
    return RetrievalSet(
        name=folder.resolve().name,
        documents=tuple(documents.values()),
        queries=asked,
        qrels={query.id: qrels[query.id] for query in asked},
        corpus_digest=hashlib.sha256(corpus).hexdigest(),
    )


def _any_relevant(judgements: dict[str, int]) -> bool:
    """Tell whether a document is judged above 0."""
    return any(score > 0 for score in judgements.values())


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EvaluationError(
            f"{path}: cannot be read ({error.strerror}); the folder must hold {_CORPUS}, "
            f"{_QUERIES} and {_QRELS}"
        ) from error


def _lines(path: Path, content: bytes) -> Iterator[tuple[int, str]]:
    """Yield number (from 1) and words of each line that is not blank."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = content.count(b"\n", 0, error.start) + 1
        raise EvaluationError(f"{path}:{place}: not UTF-8; save the file as UTF-8") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line.removesuffix("\r")


def _read_entries(path: Path, content: bytes, kind: type[Entry]) -> dict[str, Entry]:
    """Return the entries of a file of JSON lines by id, in order."""
    entries: dict[str, Entry] = {}
    places: dict[str, int] = {}
    for number, line in _lines(path, content):
        entry = _parse(line, f"{path}:{number}", kind)
        if entry.id in entries:
            raise EvaluationError(
                f'{path}:{number}: the id "{entry.id}" stands in line {places[entry.id]} already'
            )
        entries[entry.id], places[entry.id] = entry, number
    if not entries:
        raise EvaluationError(f"{path}: the file is empty; it must hold one JSON object a line")
    return entries


def _parse(line: str, place: str, kind: type[Entry]) -> Entry:
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the line"
        raise EvaluationError(f"{place}: {where}: {first['msg']}") from error


def _read_qrels(
    path: Path, queries: dict[str, Query], documents: dict[str, Document]
) -> dict[str, dict[str, int]]:
    """Return the judgements by query and document id."""
    lines = _lines(path, _content(path))
    _check_header(path, next(lines, None))
    qrels: dict[str, dict[str, int]] = {}
    for number, line in lines:
        place = f"{path}:{number}"
        query, document, score = _judgement(line, place)
        if query not in queries:
            raise EvaluationError(f'{place}: the query "{query}" is not in {_QUERIES}')
        if document not in documents:
            raise EvaluationError(f'{place}: the document "{document}" is not in {_CORPUS}')
        judged = qrels.setdefault(query, {})
        if document in judged:
            raise EvaluationError(f'{place}: "{document}" is judged for "{query}" already')
        judged[document] = score
    if not qrels:
        raise EvaluationError(f"{path}: the file holds no judgement below its header")
    return qrels


def _check_header(path: Path, first: tuple[int, str] | None) -> None:
    if first is None:
        raise EvaluationError(f"{path}: the file is empty; it must begin with {' '.join(_HEADER)}")
    number, line = first
    if tuple(part.strip() for part in line.split("\t")) != _HEADER:
        raise EvaluationError(
            f"{path}:{number}: the header must be {', '.join(_HEADER)}, parted by tabs"
        )


def _judgement(line: str, place: str) -> tuple[str, str, int]:
    """Return query id, document id and score."""
    parts = line.split("\t")
    if len(parts) != 3:
        raise EvaluationError(f"{place}: {len(parts)} fields parted by tabs, there must be 3")
    try:
        return parts[0], parts[1], int(parts[2])
    except ValueError as error:
        raise EvaluationError(f"{place}: the score {parts[2]!r} is no whole number") from error
