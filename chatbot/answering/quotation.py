"""Chosen -> Quoted, and Refused -> Answered: what is shown of the articles, word for word."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from chatbot.answering.answer import Citation
from chatbot.answering.beside import beside
from chatbot.answering.choosing import choose_statements
from chatbot.answering.citing import citation, cite
from chatbot.answering.disagreeing import name_conflicts, with_other_sides
from chatbot.answering.finishing import Finisher
from chatbot.answering.follow_ups import Answerable
from chatbot.answering.merging import merge_quotes
from chatbot.answering.quoting import Quote, quote, quote_statements
from chatbot.answering.steps import Answered, Chosen, Quoted, Quotes, Refused
from chatbot.answering.suggesting import suggest
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
        near = choose_statements(refused.ranked, self.generation.replacements, 0.0)
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
