"""Quotes -> statements of their articles whose omission would mislead, apart from the answer.

The other items of the list that a quote is a part of, and what warns of the medicine or
procedure that the question and the quote speak of.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from chatbot.answering.quoting import Quote, quote, stretch
from chatbot.articles.article import BlockKind
from chatbot.language.names import NameFinder, NameKind
from chatbot.language.populations import find_populations
from chatbot.language.tokens import stem, terms
from chatbot.retrieval.expanding import Query
from chatbot.statements.making import make_statements
from chatbot.statements.statement import SectionKind, Statement

MOST = 3
"""Statements at most: noise would bury them."""

_GIVEN = (NameKind.MEDICINE, NameKind.PROCEDURE)
_LONGEST = 90
"""Words of a statement beside; with 60 the longer advice for other groups was left out."""
_WARNING = frozenset(
    stem(word)
    for word in "contraindicated contraindication avoid caution warning withhold unsuitable".split()
)


def beside(query: Query, quotes: Sequence[Quote], finder: NameFinder) -> list[Quote]:
    """Return the statements beside `quotes` that should not be missed.

    Those for the other people of a list, at most `MOST`, take no room from up to `MOST` others: a
    warning is never left out for them. `finder` knows the names of the generation.
    """
    lead = quotes[0]
    statements = make_statements(lead.article)
    people = _fitting(_other_people(quotes, statements), quotes)
    others = (*_same_list(lead, statements), *_warnings(query, lead, statements, finder))
    return [*people, *_fitting(others, [*quotes, *people])[:MOST]]


def _fitting(statements: Iterable[Statement], quotes: Sequence[Quote]) -> list[Quote]:
    """Return the quotes of `statements` that are short and that none of `quotes` shows."""
    lead = quotes[0]
    found: list[Quote] = []
    for each in statements:
        alone = stretch(lead.article, each.section, each.start, each.end)
        whole = quote(lead.article, each)
        shown = [*quotes, *(lead_in for one in quotes for lead_in in one.lead_ins), *found]
        fitting = [
            one
            for one in (whole, alone)
            if len(one.words.split()) <= _LONGEST and not any(map(one.overlaps, shown))
        ]
        found += fitting[:1]
    return found


def _other_people(quotes: Sequence[Quote], statements: Sequence[Statement]) -> Iterator[Statement]:
    """Yield the other items of a quoted list that tells each of its people something else.

    "Women 65 years and older: ..." stands with "Women younger than 65 years: ..." and "Men: ...",
    if nothing but a heading is above them all.
    """
    lead = quotes[0]
    own = [each for each in quotes if each.article_id == lead.article_id]
    for _, items in groupby(statements, key=lambda each: each.section):
        listed = [each for each in items if _is_an_item(each, lead)]
        quoted = any(
            one.start < each.end and each.start < one.end for each in listed for one in own
        )
        if (
            quoted
            and 1 < len(listed) <= MOST + 1
            and all(_names_people(each, lead) for each in listed)
        ):
            yield from listed


def _is_an_item(statement: Statement, lead: Quote) -> bool:
    """Tell whether a statement is a whole bullet below no other line."""
    block = lead.article.blocks[statement.block]
    of_its_own = not statement.lead_ins and (statement.start, statement.end) == (
        block.start,
        block.end,
    )
    return block.kind is BlockKind.BULLET and of_its_own


def _names_people(statement: Statement, lead: Quote) -> bool:
    return bool(find_populations(lead.article.text[statement.start : statement.end]))


def _same_list(lead: Quote, statements: Sequence[Statement]) -> Iterable[Statement]:
    """Return the next items or steps of the list that the lead quote is a part of."""
    blocks = lead.article.blocks
    held = [each for each in statements if lead.start <= each.start and each.end <= lead.end]
    if not held:
        return []
    own = held[-1]
    steps = blocks[own.block].kind is BlockKind.STEP
    if not steps and not lead.is_partial:
        return []
    later = (each for each in statements if each.start >= lead.end)
    return [
        each
        for each in later
        if each.lead_ins == own.lead_ins
        and each.section == own.section
        and (not steps or blocks[each.block].kind is BlockKind.STEP)
    ][: MOST - 1]


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
