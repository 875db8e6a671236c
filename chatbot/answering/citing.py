"""Quotes -> numbered citations and the statements that carry their markers."""

from collections.abc import Iterable, Sequence

from chatbot.answering.answer import Citation, CitedReference, Replacement, Statement
from chatbot.answering.quoting import Quote
from chatbot.articles.article import Article, Mark
from chatbot.indexing.generation import Generation


def cite(
    quotes: Sequence[Quote], generation: Generation
) -> tuple[tuple[Citation, ...], tuple[Statement, ...]]:
    """Return the quotes as citations numbered from 1 in their order, and a statement of each.

    A lead-in that stands apart gets a number of its own, once, before what it introduces; a
    quote that states the same gets one behind it.
    """
    numbers: dict[tuple[str, int, int], int] = {}
    citations: list[Citation] = []
    statements: list[Statement] = []

    def number(quote: Quote) -> int:
        place = (quote.article.article_id, quote.start, quote.end)
        if place not in numbers:
            numbers[place] = len(citations) + 1
            citations.append(citation(quote, numbers[place], generation))
        return numbers[place]

    for quote in quotes:
        lead_ins = tuple(map(number, _lead_ins(quote)))
        own = number(quote)
        repeats = tuple(map(number, quote.repeats))
        statements.append(
            Statement(
                text=quote.words,
                citations=(own, *lead_ins, *repeats),
                verbatim=True,
                partial=quote.is_partial,
                repeats=repeats,
            )
        )
    return tuple(citations), tuple(statements)


def citation(quote: Quote, number: int, generation: Generation) -> Citation:
    """Return `quote` as citation `number`."""
    article = quote.article
    return Citation(
        number=number,
        article_id=article.article_id,
        article_title=article.title,
        section=quote.section,
        quote=quote.words,
        start=quote.start,
        end=quote.end,
        review_status=article.review_status.value,
        updated=article.updated.isoformat() if article.updated else None,
        references=tuple(_references(article, quote.marks)),
        page=article.page(quote.start),
        kind=article.kind,
        jurisdiction=article.jurisdiction,
        superseded_by=article.superseded_by,
        replacements=_replacements(article, generation) if article.superseded_by else (),
    )


def _replacements(article: Article, generation: Generation) -> tuple[Replacement, ...]:
    return tuple(
        Replacement(article_id=other, article_title=generation.catalogue[other].title)
        for other in generation.replacements(article.article_id)
    )


def _lead_ins(quote: Quote) -> list[Quote]:
    """Return the lead-ins of `quote`, outermost first."""
    found: list[Quote] = []
    lead_in = quote.lead_in
    while lead_in is not None:
        found.insert(0, lead_in)
        lead_in = lead_in.lead_in
    return found


def _references(article: Article, marks: Sequence[Mark]) -> Iterable[CitedReference]:
    """Yield each number once, those inside a range too.

    Never an entry that the article's list does not number so.
    """
    for value, (found, same) in article.cited(marks).items():
        places = tuple((mark.start, mark.end) for mark in same)
        if found is None:
            yield CitedReference(mark=value, resolved=False, places=places)
        else:
            yield CitedReference(
                mark=value,
                resolved=True,
                kind=found.kind,
                title=found.title,
                source=found.source,
                year=found.year,
                places=places,
            )
