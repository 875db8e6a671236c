"""JSON that a browser kept -> records, read as strictly as any other input."""

import math
from collections.abc import Iterator
from datetime import date

from pydantic import TypeAdapter, ValidationError

from chatbot.answering.answer import Answer, Audience, Citation
from chatbot.articles.article import ReviewStatus
from chatbot.errors import RecordError, first_problem
from chatbot.rendering.as_markdown import answer_text
from chatbot.rendering.record import Record

_RECORDS: TypeAdapter[tuple[Record, ...]] = TypeAdapter(tuple[Record, ...])


def read_records(written: str | bytes) -> tuple[Record, ...]:
    """Read a JSON list of records; raises `RecordError` if it is none, or has none."""
    try:
        records = _RECORDS.validate_json(written)
    except ValidationError as error:
        raise _unreadable(first_problem(error, "the whole")) from error
    for number, record in enumerate(records):
        if problem := next(_problems(record), None):
            raise _unreadable(f"{number}.answer: {problem}")
    if not records:
        raise RecordError("there is no answer yet; ask a question first")
    return records


def _unreadable(where: str) -> RecordError:
    return RecordError(
        f"this conversation cannot be read ({where}); it was kept by another "
        "version or has been changed: ask the questions again"
    )


def _problems(record: Record) -> Iterator[str]:
    """Yield what no answer of this program states."""
    answer = record.answer
    if answer.manifest.audience not in set(Audience):
        yield "there is no such reader"
    if not all(map(math.isfinite, (answer.confidence or 0, *(c.score for c in record.considered)))):
        yield "a score is no number"
    for cited in (*answer.citations, *answer.also_in_section, *answer.nearest):
        yield from (f"citation {cited.number} {wrong}" for wrong in _wrong(cited))
    if not _resolves(answer):
        yield "a statement or a side of a conflict cites nothing"
    elif answer.text != answer_text(answer):
        yield "its text is not what its statements and citations say"


def _wrong(citation: Citation) -> Iterator[str]:
    if citation.review_status not in set(ReviewStatus):
        yield "has no such review status"
    if citation.updated and not _is_date(citation.updated):
        yield "has no such date"
    if citation.start < 0 or citation.end - citation.start != len(citation.quote):
        yield "is not as long as its quote"
    places = [place for reference in citation.references for place in reference.places]
    if any(not citation.start <= start <= end for start, end in places):
        yield "has a reference mark outside of its quote"


def _resolves(answer: Answer) -> bool:
    """Tell whether every number of a statement or a conflict is that of a citation."""
    known = {citation.number for citation in answer.citations}
    cited = [each.citations for each in answer.statements]
    cited += [each.citations for each in answer.conflicts]
    whole = all(
        len(each.citations) == len(each.values) == len(each.scopes) for each in answer.conflicts
    )
    return whole and all(numbers and known >= {*numbers} for numbers in cited)


def _is_date(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True
