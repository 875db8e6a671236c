"""An answer and what it was made from -> the record that a browser keeps and exports start from.

The server keeps no conversation. A record goes to the page with its answer and comes back when the
person copies, exports or reopens it (`chatbot.rendering.restoring`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import TypeAdapter

from chatbot.answering.answer import Answer, Audience
from chatbot.answering.audience import for_reader
from chatbot.question.turn import Condensed
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
_T = TypeVar("_T", Answer, Record)


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
    """Return a record as plain data, of which `restoring.read_records` reads the JSON."""
    data: dict[str, Any] = _RECORD.dump_python(record, mode="json")
    return data


def for_its_reader(whole: _T) -> _T:
    """Return an answer or a record; without doses if its reader is shown none.

    The data of an answer keep the quotes whole, so that they can be checked. The person's own
    question stays as it was typed.
    """
    answer = whole.answer if isinstance(whole, Record) else whole
    return for_reader(whole, Audience(answer.manifest.audience), typed=answer.question)
