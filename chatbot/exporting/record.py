"""An answer and what it was made from -> the record that a browser keeps and exports start from.

The server keeps no conversation. A record goes to the page with its answer and comes back when the
person copies, exports or reopens it; so whatever comes back is read as strictly as any other input.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from chatbot.answering.answer import Answer, Audience, Citation
from chatbot.articles.article import ReviewStatus
from chatbot.question.turn import Condensed
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


_FIGURE = re.compile(r"\d+")
_NO_CLAIM = re.compile(r"\[\d+\]|^\*[^*\n]+\*$", re.MULTILINE)
"""Markers, and lines that are set in italics as a whole."""
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
        raise _unreadable(f"{place}: {first['msg']}") from error
    for number, record in enumerate(records):
        if problem := _problem(record):
            raise _unreadable(f"{number}.answer: {problem}")
    if not records:
        raise RecordError("there is no answer yet; ask a question first")
    return records


def _unreadable(where: str) -> RecordError:
    return RecordError(
        f"this conversation cannot be read ({where}); it was kept by another "
        "version or has been changed: ask the questions again"
    )


def _problem(record: Record) -> str | None:
    """Return what no answer of this program states, None if all of it may be."""
    answer = record.answer
    if answer.manifest.audience not in set(Audience):
        return "there is no such reader"
    if not all(map(math.isfinite, _scores(record))):
        return "a score is no number"
    if not answer.text.strip():
        return "it has no words"
    cited = (*answer.citations, *answer.also_in_section, *answer.nearest)
    found = (f"citation {c.number} {wrong}" for c in cited if (wrong := _wrong(c)))
    if wrong := next(found, None):
        return wrong
    figure = _unfounded(answer)
    return f"its text has a figure that nothing it cites has: {figure}" if figure else None


def _unfounded(answer: Answer) -> str:
    """Return a figure of the answer's text that none of its parts has; "" if there is none.

    What is said of the search, in lines of its own, names articles that need not be cited.
    """
    parts = asdict(answer) | {"text": "", "manifest": {}}
    known = {figure for words in _words(parts) for figure in _FIGURE.findall(words)}
    shown = _FIGURE.findall(_NO_CLAIM.sub("", answer.text))
    return next((figure for figure in shown if figure not in known), "")


def _words(part: Any) -> Iterator[str]:
    """Yield every string of plain data."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for each in part.values():
            yield from _words(each)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from _words(each)


def _scores(record: Record) -> list[float]:
    own = record.answer.confidence
    return [*(each.score for each in record.considered), *([] if own is None else [own])]


def _wrong(citation: Citation) -> str | None:
    if citation.review_status not in set(ReviewStatus):
        return "has no such review status"
    if citation.updated and not _is_date(citation.updated):
        return "has no such date"
    if citation.start < 0 or citation.end - citation.start != len(citation.quote):
        return "is not as long as its quote"
    places = [place for reference in citation.references for place in reference.places]
    if any(not citation.start <= start <= end for start, end in places):
        return "has a reference mark outside of its quote"
    return None


def _is_date(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True
