"""Chosen -> Quoted, and Refused -> Answered: what is shown of the articles, word for word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from chatbot.answering.answer import Citation, CitedReference, Replacement, Statement
from chatbot.answering.beside import beside
from chatbot.answering.disagreeing import name_conflicts, with_other_sides
from chatbot.answering.evidence import choose_statements
from chatbot.answering.finishing import Finisher
from chatbot.answering.follow_ups import Answerable
from chatbot.answering.quoting import Quote, merge_quotes, quote, quote_statements
from chatbot.answering.steps import Answered, Chosen, Quoted, Quotes, Refused
from chatbot.answering.suggesting import suggest
from chatbot.articles.article import Article, Mark
from chatbot.indexing.generation import Generation
from chatbot.language.reading import Reader

_NEAREST = 3
_FOLLOW_UPS = 2  # more would cost a search each


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """The steps over one generation; `answerable` says which suggested questions it answers."""

    generation: Generation
    reader: Reader
    answerable: Answerable
    finisher: Finisher

    def quote(self, chosen: Chosen) -> Quoted:
        """Quote and cite the statements, and the other side where articles contradict them."""
        found = merge_quotes(
            with_other_sides(quote_statements(chosen.statements), self.generation),
            self.generation.abbreviations,
        )
        citations, statements = cite(found, self.generation)
        next_to = beside(chosen.found.understood.query, found, self.reader.finder)
        quotes = Quotes(
            citations=citations,
            statements=statements,
            conflicts=name_conflicts(citations, self.generation),
            also=self._cited(next_to, first=len(citations) + 1),
            follow_ups=self._follow_ups(chosen, found),
        )
        answered = self.finisher.answered(chosen, quotes)
        return Quoted(chosen=chosen, quotes=quotes, answered=answered)

    def refuse(self, refused: Refused) -> Answered:
        """Say why there is no answer, and show the nearest statements."""
        near = choose_statements(refused.ranked, self.generation.replacements, least=0.0)
        quotes = [quote(each.article, each.statement) for each in near[:_NEAREST]]
        if refused.refusal.shows_lines and quotes:
            quotes = [*with_other_sides(quotes[:1], self.generation), *quotes[1:]]
        return self.finisher.refused(refused, self._cited(quotes[:_NEAREST], first=1))

    def _cited(self, quotes: Sequence[Quote], *, first: int) -> tuple[Citation, ...]:
        return tuple(
            citation(each, number, self.generation)
            for number, each in enumerate(quotes, start=first)
        )

    def _follow_ups(self, chosen: Chosen, quotes: Sequence[Quote]) -> tuple[str, ...]:
        """Return the questions that may follow and that the corpus answers."""
        understood = chosen.found.understood
        asking = understood.asking
        earlier = [t for turn in asking.turns for t in (turn.question, turn.condensed.question)]
        earlier += [asking.question, understood.condensed.question]
        ids = dict.fromkeys(passage.chunk.article_id for passage in chosen.found.passages)
        suggestions = suggest(
            understood.query,
            quotes,
            [self.generation.article(article_id) for article_id in ids],
            earlier,
            self.reader,
        )
        answered = (each.question for each in suggestions if self.answerable(each))
        return tuple(islice(answered, _FOLLOW_UPS))


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

    def number(one: Quote) -> int:
        place = (one.article_id, one.start, one.end)
        if place not in numbers:
            numbers[place] = len(citations) + 1
            citations.append(citation(one, numbers[place], generation))
        return numbers[place]

    for each in quotes:
        lead_ins = tuple(map(number, each.lead_ins))
        own = number(each)
        repeats = tuple(map(number, each.repeats))
        statements.append(
            Statement(
                text=each.words,
                citations=(own, *lead_ins, *repeats),
                verbatim=True,
                partial=each.is_partial,
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


def _references(article: Article, marks: Sequence[Mark]) -> Iterator[CitedReference]:
    """Yield each number once, those inside a range too.

    Never an entry that the article's list does not number so.
    """
    for value, (found, same) in article.cited(marks).items():
        yield CitedReference(
            mark=value,
            resolved=found is not None,
            kind=found.kind if found else None,
            title=found.title if found else None,
            source=found.source if found else None,
            year=found.year if found else None,
            places=tuple((mark.start, mark.end) for mark in same),
        )
