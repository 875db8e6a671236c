"""A record -> the record that its reader may take away: without doses for patients and carers.

The data of an answer keep the quotes whole, so that they can be checked; an export of it would
bring the doses back. So every string of the record is gone through, whatever it is of: quotes,
headings, titles, references, drafts. Only the person's own question stays as it was typed.
"""

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar, cast

from chatbot.answering.answer import Answer, Audience, Citation
from chatbot.answering.audience import citations_for, without_doses
from chatbot.exporting.record import Record

_NAMES = frozenset({"manifest", "article_id", "mark", "doi"})
"""What identifies something and is no text of an article."""
_T = TypeVar("_T")


def for_its_reader(record: Record) -> Record:
    """Return the record; without doses if its reader is shown none."""
    if sees_doses(record.answer):
        return record
    return cast(Record, _cleaned(record, record.answer.question))


def sees_doses(answer: Answer) -> bool:
    """Tell whether the reader of `answer` is shown doses."""
    return Audience(answer.manifest.audience).sees_doses


def all_without_doses(value: _T) -> _T:
    """Return `value`, any dataclass or tuple, with the doses left out of every string in it."""
    return cast(_T, _cleaned(value, ""))


def _cleaned(value: Any, question: str) -> Any:
    """Return `value` without doses; what reads like the `question` stays."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return value if value == question else without_doses(value)
    if isinstance(value, tuple):
        return tuple(_cleaned(each, question) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    if isinstance(value, Citation):
        value = _quote_cleaned(value)
    changed = {
        field.name: _cleaned(getattr(value, field.name), question)
        for field in fields(value)
        if field.name not in _NAMES
    }
    return replace(value, **changed)


def _quote_cleaned(citation: Citation) -> Citation:
    """Return the citation as it is shown, but with its references: not where their marks were."""
    (shown,) = citations_for([citation], Audience.PATIENT_OR_CARER)
    if shown == citation:
        return citation
    unplaced = tuple(replace(reference, places=()) for reference in citation.references)
    return replace(shown, references=unplaced)
