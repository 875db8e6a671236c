"""The cited articles of a document, and the references that they list -> RIS.

For a reference manager: one tag a line, "TI  - words", lines ended by CR LF, UTF-8. A value is
always on one line, so no words of an article can become a tag. The tags are those of the RIS format
(Research Information Systems). A DOI is given where the article's own list states it; none is
looked up.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from chatbot.articles.article import Reference
from chatbot.rendering.document import Document, Source
from chatbot.rendering.phrasing import one_line, review_notice, sentence, superseded_note
from chatbot.rendering.sourcing import lesser_status, status_words

_END = "\r\n"
_Tags = list[tuple[str, str]]
_TYPES = (
    (("guideline", "guidance", "statement", "consensus", "protocol", "policy", "report"), "RPRT"),
    (("leaflet", "pamphlet", "brochure"), "PAMP"),
    (("book",), "BOOK"),
    (("web", "page", "site"), "ELEC"),
    (("research", "journal", "trial", "review", "study", "paper", "meta-analysis"), "JOUR"),
)
"""Words of a stated kind, and the RIS type that fits; "GEN" is the type of everything else."""


def as_ris(document: Document) -> str:
    """Return the cited articles in order, then what their lists name, each once."""
    records = [_article(source, document) for source in document.sources]
    records += [_reference(reference, by) for reference, by in _listed(document.sources)]
    return "".join(map(_record, records))


def _article(source: Source, document: Document) -> _Tags:
    cited = source.citation
    updated = date.fromisoformat(cited.updated) if cited.updated else None
    status = _status(source)
    tags = [("TY", _type(cited.kind)), ("TI", cited.article_title)]
    if updated:
        tags += [("PY", f"{updated:%Y}"), ("DA", f"{updated:%Y/%m/%d/}")]
    tags += [("Y2", f"{document.now:%Y/%m/%d/}"), ("ID", cited.article_id)]
    tags += [("KW", word) for word in (cited.kind, cited.jurisdiction, status) if word]
    notes = [
        f"review status: {status}",
        superseded_note(cited),
        "" if source.digest else "it could no longer be opened when this was exported",
        "" if source.quoted else "named with a question that was not answered",
        f"from the guideline chatbot, answer {' and '.join(source.answers)} of generation "
        f"{' and '.join(source.generations)}, article {cited.article_id}",
        document.exported,
        review_notice([lesser_status(source)]),
        document.disclaimer.words,
    ]
    return tags + [("N1", sentence(one_line(note))) for note in notes if note]


def _reference(reference: Reference, listed_by: Sequence[Source]) -> _Tags:
    tags = [("TY", _type(reference.kind)), ("TI", reference.title)]
    tags += [("T2", reference.source)] if reference.source else []
    tags += [("PY", str(reference.year))] if reference.year else []
    tags += [("DO", reference.doi)] if reference.doi else []
    tags += [("KW", reference.kind)] if reference.kind else []
    notes = [
        f"listed by the article “{source.citation.article_title}” ({_status(source)}), "
        "not read by the chatbot"
        for source in listed_by
    ]
    return tags + [("N1", sentence(note)) for note in dict.fromkeys(notes)]


def _status(source: Source) -> str:
    return status_words(source.citation.review_status, source.present_status)


def _listed(sources: Sequence[Source]) -> Iterator[tuple[Reference, list[Source]]]:
    """Yield each listed reference once, with the articles that list it."""
    found: dict[tuple[object, ...], tuple[Reference, list[Source]]] = {}
    for source in sources:
        for each in source.references or ():
            same = (one_line(each.title).casefold(), each.source, each.year, each.doi)
            found.setdefault(same, (each, []))[1].append(source)
    yield from found.values()


def _type(kind: str | None) -> str:
    stated = (kind or "").casefold()
    return next((ris for words, ris in _TYPES if any(word in stated for word in words)), "GEN")


def _record(tags: _Tags) -> str:
    lines = [f"{tag}  - {one_line(words)}" for tag, words in tags]
    return _END.join([*lines, "ER  - ", "", ""])
