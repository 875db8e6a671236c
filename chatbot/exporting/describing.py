"""A checked citation -> what is said of it in a list of sources, in plain words.

Each format escapes them for itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from chatbot.answering.answer import AnswerManifest, Citation, CitedReference
from chatbot.answering.delimiting import visible
from chatbot.answering.writing import STATUS_WORDS, kind_words, quote_text, superseded_note
from chatbot.articles.ageing import age
from chatbot.exporting.sources import Checked, Place, Source, Sourced, Standing

_STANDING = {
    Standing.VERIFIED: "found there word for word",
    Standing.MOVED: "the article has changed: these words are no longer found there",
    Standing.GONE: "the article can no longer be opened, so the words could not be compared",
}
NEAREST_ONLY = "named with a question that was not answered"
_NOT_READ = "not read by the chatbot"
_DOSES_LEFT_OUT = "doses left out for this reader"


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A citation in a list of sources: its place in the articles, and what is said below it.

    `quote` is false where it would be one too many: the answer above has it already, or the
    passage is only named, since the question was not answered with it.
    """

    title: str
    section: str
    quote: bool
    notes: tuple[str, ...]


def describe(checked: Checked, sourced: Sourced, today: date) -> Described:
    """Return what stands beside the quote of a citation."""
    citation = checked.citation
    notes = [
        superseded_note(citation),
        provenance(citation, checked.present_status, today),
        _where(checked, sourced),
        *_cited(citation.references),
    ]
    return Described(
        title=one_line(citation.article_title),
        section=" › ".join(map(one_line, citation.section)),
        quote=checked.place is not Place.NEAREST
        and quote_text(citation) not in sourced.record.answer.text,
        notes=tuple(sentence(one_line(note)) for note in notes if note),
    )


def provenance(citation: Citation, present_status: str | None, today: date) -> str:
    """Return the review status, the date with its age, the kind: "approved · last updated ..."."""
    updated = date.fromisoformat(citation.updated) if citation.updated else None
    kind = kind_words(citation.jurisdiction, citation.kind)
    return " · ".join([status_words(citation, present_status), age(updated, today), *kind])


def status_words(citation: Citation, present_status: str | None) -> str:
    """Return the review status in words; both if it has changed since the answer."""
    then = STATUS_WORDS[citation.review_status]
    if present_status in (None, citation.review_status):
        return then
    return f"{then} when this was answered, {STATUS_WORDS[present_status]} now"


def source_status(source: Source) -> str:
    """Return the review status of a cited article in words."""
    return status_words(source.citation, source.present_status)


def heading(sourced: Sourced) -> str:
    """Return what stands over the list of sources."""
    quoted = any(checked.place is not Place.NEAREST for checked in sourced.citations)
    return "Sources" if quoted else "Passages named above"


def understood(sourced: Sourced) -> str:
    """Return what a question was understood as; empty if it was left as it was."""
    answer = sourced.record.answer
    return "" if answer.condensed_question == answer.question else answer.condensed_question


def made_by(manifest: AnswerManifest) -> str:
    """Return what an answer was made by, and from what."""
    model = f"language model {manifest.llm}" if manifest.llm else "no language model"
    return one_line(
        f"Answer {manifest.answer_id} · generation {manifest.generation} · "
        f"guideline-chatbot {manifest.version} · {model}"
    )


def exported(now: datetime) -> str:
    """Return when an export was made."""
    return f"Exported {now.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def one_line(words: str) -> str:
    """Return `words` on one line, by any of the line ends there are, with nothing unseen in it."""
    return visible(" ".join(words.split()))


def sentence(words: str) -> str:
    """Return `words` with a capital at the beginning and a full stop at the end."""
    return f"{words[:1].upper()}{words[1:]}".rstrip(".") + "."


def _where(checked: Checked, sourced: Sourced) -> str:
    cited = checked.citation
    parts = [
        f"characters {cited.start} to {cited.end} of {cited.article_id}",
        f"page {cited.page}" if cited.page else "",
        _STANDING[checked.standing],
        _DOSES_LEFT_OUT if sourced.doses_left_out else "",
    ]
    return ", ".join(filter(None, parts))


def _cited(references: Sequence[CitedReference]) -> Iterator[str]:
    """Yield what the article itself cites; the chatbot has read no more than its list."""
    for reference in references:
        if reference.resolved:
            entry = " — ".join(_entry(reference))
            yield f"the article cites its reference {reference.mark} here: {entry} ({_NOT_READ})"
    unknown = [reference.mark for reference in references if not reference.resolved]
    if unknown:
        marks = f"reference{'s' if len(unknown) > 1 else ''} {', '.join(unknown)}"
        which = "works these are" if len(unknown) > 1 else "work this is"
        yield f"the article cites its {marks} here; its list does not say which {which}"


def _entry(reference: CitedReference) -> Iterator[str]:
    kind = f"{reference.kind}: " if reference.kind else ""
    yield f"{kind}{reference.title or 'without a title'}"
    if reference.source:
        yield reference.source
    if reference.year:
        yield str(reference.year)
