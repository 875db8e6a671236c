"""An answer and what it was made from -> the record that a browser keeps and exports start from.

The server keeps no conversation. A record goes to the page with its answer and comes back when the
person copies, exports or reopens it; so whatever comes back is read as strictly as any other input.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from chatbot.answering.answer import Answer
from chatbot.conversation.turn import Condensed
from chatbot.errors import RecordError
from chatbot.retrieval.passage import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """A passage that was weighed for an answer: its place in its article, its score in [0, 1]."""

    article_id: str
    section: tuple[str, ...]
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One answer, how its question was understood, and the passages weighed, best first.

    `condensed` is what the next question of the conversation builds on.
    """

    answer: Answer
    condensed: Condensed
    considered: tuple[Considered, ...]


_RECORD: TypeAdapter[Record] = TypeAdapter(Record)
_RECORDS: TypeAdapter[tuple[Record, ...]] = TypeAdapter(tuple[Record, ...])


def make_record(answer: Answer, condensed: Condensed, passages: Sequence[Passage]) -> Record:
    """Return the record of an answer."""
    considered = (
        Considered(
            article_id=passage.chunk.article_id,
            section=passage.chunk.section,
            start=passage.chunk.start,
            end=passage.chunk.end,
            score=round(passage.score, 4),
        )
        for passage in passages
    )
    return Record(answer=answer, condensed=condensed, considered=tuple(considered))


def as_data(record: Record) -> dict[str, Any]:
    """Return a record as plain data, of which `read_records` reads the JSON."""
    data: dict[str, Any] = _RECORD.dump_python(record, mode="json")
    return data


def read_records(written: str | bytes) -> tuple[Record, ...]:
    """Read a JSON list of records.

    Raises:
        RecordError: it is none, or has none.

    """
    try:
        records = _RECORDS.validate_json(written)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the whole"
        raise RecordError(
            f"this conversation cannot be read ({place}: {first['msg']}); it was kept by another "
            "version or has been changed: ask the questions again"
        ) from error
    if not records:
        raise RecordError("there is no answer yet; ask a question first")
    return records
