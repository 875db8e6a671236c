"""Records and the indexed articles -> the document that their reader may take away.

Quotes are compared as the articles have them; what is returned is for the reader of each answer.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache

from chatbot.answering.answer import Answer, Audience, Citation, CitedReference
from chatbot.answering.audience import for_reader
from chatbot.articles.article import Article
from chatbot.rendering.answer_blocks import compose
from chatbot.rendering.document import (
    Block,
    Disclaimer,
    Document,
    Exchange,
    Place,
    Quote,
    Reference,
    Source,
    Standing,
)
from chatbot.rendering.phrasing import (
    STATUS_WORDS,
    one_line,
    provenance,
    review_notice,
    sentence,
    shown_quote,
)
from chatbot.rendering.record import Record, for_its_reader

FindArticle = Callable[[str, str], Article | None]
"""The name of a generation and the id of an article -> the article, None where it has gone."""
_Edition = tuple[str, str, str | None, str | None]
"""The id of an article, its review status and date as they were, and its text."""
_STANDING = {
    Standing.VERIFIED: "found there word for word",
    Standing.MOVED: "the article has changed: these words are no longer found there",
    Standing.GONE: "the article can no longer be opened, so the words could not be compared",
}


def document_of(records: Sequence[Record], find_article: FindArticle, now: datetime) -> Document:
    """Return the answers with their citations checked, and the articles that they cite.

    An article whose text, date or review status changed between two answers comes once for each.
    """
    find = cache(find_article)
    now = now.astimezone(UTC)
    exchanges = tuple(_exchange(record, find, now.date()) for record in records)
    statuses = (lesser_status(each) for exchange in exchanges for each in exchange.references)
    return Document(
        exchanges=exchanges,
        sources=tuple(_sources(exchanges, find)),
        disclaimer=Disclaimer(
            notice=review_notice(statuses),
            words=" ".join(dict.fromkeys(each.disclaimer.words for each in exchanges)),
        ),
        now=now,
    )


def status_words(review_status: str, present_status: str | None) -> str:
    """Return a review status in words; both if it has changed since the answer."""
    then = STATUS_WORDS[review_status]
    if present_status in (None, review_status):
        return then
    return f"{then} when this was answered, {STATUS_WORDS[present_status]} now"


def lesser_status(source: Reference | Source) -> str:
    """Return a review status as it was or as it is, whichever is further from approved.

    What was pending when it was quoted, or is now, is pending.
    """
    then = source.citation.review_status
    both = (source.present_status or then, then)
    return "pending" if "pending" in both else next((s for s in both if s != "approved"), both[0])


def _exchange(record: Record, find: FindArticle, today: date) -> Exchange:
    shown = for_its_reader(record)
    answer = shown.answer
    blocks = compose(record.answer)
    quoted = "\n".join(map(shown_quote, _quoted(blocks)))
    references = tuple(_references(record.answer, answer, quoted, find, today))
    meant = answer.condensed_question
    answered = any(each.place is not Place.NEAREST for each in references)
    return Exchange(
        question=answer.question,
        understood="" if meant == answer.question else meant,
        blocks=blocks,
        listed="Sources" if answered else "Passages named above",
        references=references,
        disclaimer=Disclaimer(
            notice=review_notice(map(lesser_status, references)), words=answer.disclaimer
        ),
        made_by=_made_by(answer),
        record=shown,
        doses_left_out=not _reader(answer).sees_doses,
    )


def _reader(answer: Answer) -> Audience:
    return Audience(answer.manifest.audience)


def _made_by(answer: Answer) -> str:
    made = answer.manifest
    model = f"language model {made.llm}" if made.llm else "no language model"
    return one_line(
        f"Answer {made.answer_id} · generation {made.generation} · "
        f"guideline-chatbot {made.version} · {model}"
    )


def _references(
    answer: Answer, shown: Answer, quoted: str, find: FindArticle, today: date
) -> Iterator[Reference]:
    """Yield the citations as they are `shown`, the quotes of `answer` looked for as it has them.

    A quote would be one too many here where it is `quoted` above, or where the passage is only
    named, since the question was not answered with it.
    """
    for place in Place:
        whole: tuple[Citation, ...] = getattr(answer, place.value)
        for citation, as_shown in zip(whole, getattr(shown, place.value), strict=True):
            article = find(answer.manifest.generation, citation.article_id)
            standing = Standing.GONE
            if article:
                stands = article.text[citation.start : citation.end] == citation.quote
                standing = Standing.VERIFIED if stands else Standing.MOVED
            present_status = article.review_status.value if article else None
            note, _, stated = provenance(as_shown, today)
            notes = (
                note,
                f"{status_words(as_shown.review_status, present_status)} · {stated}",
                _where(as_shown, standing, _reader(answer)),
                *_cited(as_shown.references),
            )
            yield Reference(
                citation=as_shown,
                place=place,
                standing=standing,
                present_status=present_status,
                quotes=place is not Place.NEAREST and shown_quote(as_shown) not in quoted,
                notes=tuple(sentence(one_line(each)) for each in notes if each),
            )


def _quoted(blocks: Sequence[Block]) -> Iterator[Citation]:
    """Yield what the blocks quote."""
    lines = [line for block in blocks for line in block.lines]
    lines += [line.below for line in lines if line.below]
    yield from (p.citation for line in lines for p in line.parts if isinstance(p, Quote))


def _where(cited: Citation, standing: Standing, reader: Audience) -> str:
    parts = [
        f"characters {cited.start} to {cited.end} of {cited.article_id}",
        f"page {cited.page}" if cited.page else "",
        _STANDING[standing],
        "" if reader.sees_doses else "doses left out for this reader",
    ]
    return ", ".join(filter(None, parts))


def _cited(references: Sequence[CitedReference]) -> Iterator[str]:
    """Yield what the article itself cites; the chatbot has read no more than its list."""
    for each in references:
        if each.resolved:
            kind = f"{each.kind}: " if each.kind else ""
            parts = (each.title or "without a title", each.source, str(each.year or ""))
            entry = kind + " — ".join(filter(None, parts))
            yield (
                f"the article cites its reference {each.mark} here: {entry} "
                "(not read by the chatbot)"
            )
    unknown = [reference.mark for reference in references if not reference.resolved]
    if unknown:
        marks = f"reference{'s' if len(unknown) > 1 else ''} {', '.join(unknown)}"
        which = "works these are" if len(unknown) > 1 else "work this is"
        yield f"the article cites its {marks} here; its list does not say which {which}"


def _sources(exchanges: Sequence[Exchange], find: FindArticle) -> Iterator[Source]:
    uses: dict[_Edition, list[tuple[Exchange, Reference]]] = {}
    articles: dict[_Edition, Article | None] = {}
    for exchange in exchanges:
        for each in exchange.references:
            cited = each.citation
            article = find(exchange.record.answer.manifest.generation, cited.article_id)
            text = article.text if article else None
            edition = (cited.article_id, cited.review_status, cited.updated, text)
            uses.setdefault(edition, []).append((exchange, each))
            articles[edition] = article
    for edition, same in uses.items():
        yield _source(same, articles[edition])


def _source(uses: Sequence[tuple[Exchange, Reference]], article: Article | None) -> Source:
    manifests = [exchange.record.answer.manifest for exchange, _ in uses]
    hidden = any(exchange.doses_left_out for exchange, _ in uses)
    reader = Audience.PATIENT_OR_CARER if hidden else Audience.CLINICIAN
    return Source(
        citation=for_reader(uses[0][1].citation, reader),
        present_status=uses[0][1].present_status,
        digest=hashlib.sha256(article.text.encode()).hexdigest() if article else None,
        references=for_reader(article.references, reader) if article else None,
        answers=tuple(dict.fromkeys(manifest.answer_id for manifest in manifests)),
        generations=tuple(dict.fromkeys(manifest.generation for manifest in manifests)),
        quoted=any(each.place is not Place.NEAREST for _, each in uses),
    )
