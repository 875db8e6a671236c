"""Quotes -> statements of their articles whose omission would mislead, apart from the answer.

The other items of the list that a quote is a part of, and what warns of the medicine or
procedure that the question and the quote speak of.
"""

from collections.abc import Iterable, Iterator, Sequence

from chatbot.answering.quoting import Quote, quote
from chatbot.language.names import NameFinder, NameKind
from chatbot.language.tokens import stem, terms
from chatbot.retrieval.expanding import Query
from chatbot.statements.making import make_statements
from chatbot.statements.statement import SectionKind, Statement

MOST = 3
"""Statements at most: noise would bury them."""

_GIVEN = (NameKind.MEDICINE, NameKind.PROCEDURE)
_LONGEST = 60  # words
_WARNING = frozenset(
    stem(word)
    for word in "contraindicated contraindication avoid caution warning withhold unsuitable".split()
)


def beside(query: Query, quotes: Sequence[Quote], finder: NameFinder) -> list[Quote]:
    """Return up to `MOST` statements beside `quotes` that should not be missed.

    `finder` knows the names of the generation.
    """
    lead = quotes[0]
    statements = make_statements(lead.article)
    found: list[Quote] = []
    for each in (*_same_list(lead, statements), *_warnings(query, lead, statements, finder)):
        shown = quote(lead.article, each)
        if len(shown.words.split()) <= _LONGEST and not any(
            other.article.article_id == lead.article.article_id
            and other.holds(shown.start, shown.end)
            for other in (*quotes, *_lead_ins(quotes), *found)
        ):
            found.append(shown)
    return found[:MOST]


def _same_list(lead: Quote, statements: Sequence[Statement]) -> Iterable[Statement]:
    """Return the next items of the list that the lead quote is a part of."""
    if not lead.is_partial:
        return []
    own = next((s for s in statements if s.lead_ins and s.start >= lead.start), None)
    if own is None:
        return []
    beside_it = [s for s in statements if s.lead_ins == own.lead_ins and s.start >= lead.end]
    return beside_it[: MOST - 1]


def _warnings(
    query: Query, lead: Quote, statements: Sequence[Statement], finder: NameFinder
) -> Iterator[Statement]:
    """Yield what warns of a medicine or procedure that both question and lead quote speak of."""
    keys = _given(query.text, finder) & _given(" ".join((*lead.section, lead.words)), finder)
    for each in statements if keys else ():
        warns = each.kind is SectionKind.CAUTION or _WARNING.intersection(terms(each.scoped))
        own = lead.article.text[each.start : each.end]
        if warns and keys & _given(own, finder):
            yield each


def _given(text: str, finder: NameFinder) -> set[str]:
    return {name.key for name in finder.find(text) if name.kind in _GIVEN}


def _lead_ins(quotes: Sequence[Quote]) -> Iterator[Quote]:
    for each in quotes:
        lead_in = each.lead_in
        while lead_in is not None:
            yield lead_in
            lead_in = lead_in.lead_in
