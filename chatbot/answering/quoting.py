"""Chosen statements -> quotes: stretches of an article that can be understood alone.

A bullet under "Should be considered if:" means nothing without that line and little without the
other conditions, so a short list is quoted whole, and an item of a long one with its lead-in. What
two places state alike is shown once.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from chatbot.articles.article import Article, Mark
from chatbot.language.tokens import normalise, stem, words
from chatbot.lexicon.loading import load_table
from chatbot.retrieval.ranking import RankedStatement
from chatbot.statements.statement import Span, Statement

_BETWEEN = re.compile(r"[\W\d]*")
"""What may stand between two items that are quoted in one: bullets, numbers, reference marks."""
_LIGHT = frozenset(map(stem, load_table("function_words").words("word", use="light")))
"""What two wordings of one statement may differ in."""
_Said = tuple[tuple[str, ...], tuple[str, ...]]
_COMPARATOR = re.compile(r"[<>≤≥=±]|\d\s*%|(?:^|[\s(])[-+](?=\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A stretch `start` to `end` of an article's text, and the reference marks in or after it.

    `lead_in` is the quote of the line that introduces this one, where it does not stand right
    before it; `is_partial` says that the list has more items. `repeats` are quotes from elsewhere
    that state the same.
    """

    article: Article
    section: tuple[str, ...]
    start: int
    end: int
    marks: tuple[Mark, ...]
    lead_in: "Quote | None" = None
    is_partial: bool = False
    repeats: "tuple[Quote, ...]" = ()

    @property
    def article_id(self) -> str:
        """The article that is quoted."""
        return self.article.article_id

    @property
    def words(self) -> str:
        """The quoted text, exactly as the article has it."""
        return self.article.text[self.start : self.end]

    @property
    def lead_ins(self) -> "list[Quote]":
        """The quotes of the lines that introduce this one, outermost first."""
        return [*self.lead_in.lead_ins, self.lead_in] if self.lead_in else []

    def overlaps(self, other: "Quote") -> bool:
        """Tell whether both quote some letter of an article."""
        same = self.article_id == other.article_id
        return same and self.start < other.end and other.start < self.end


def quote_statements(chosen: Sequence[RankedStatement]) -> list[Quote]:
    """Return the quotes of `chosen`: of the first, then by article in the order of the source.

    Items of one list that stand next to each other are quoted in one.
    """
    lead, *others = [quote(each.article, each.statement) for each in chosen]
    order = {each.article.article_id: n for n, each in reversed(list(enumerate(chosen)))}
    others.sort(key=lambda each: (order[each.article_id], each.start))
    quotes: list[Quote] = [lead]
    for each in others:
        near = next((n for n, other in enumerate(quotes) if _adjoin(other, each)), None)
        if near is None:
            quotes.append(each)
        else:
            quotes[near] = _joined(quotes[near], each)
    return quotes


def quote(article: Article, statement: Statement) -> Quote:
    """Return the quote of a statement, with the short list that it is shown with."""
    start, end = statement.whole
    lead_ins = [lead for lead in statement.lead_ins if lead[1] <= start]
    while lead_ins and _BETWEEN.fullmatch(article.text, lead_ins[-1][1], start):
        start = lead_ins.pop()[0]
    return replace(
        stretch(article, statement.section, start, end),
        lead_in=_lead_in(article, statement.section, lead_ins),
        is_partial=bool(statement.lead_ins) and statement.whole[0] > statement.lead_ins[-1][0],
    )


def stretch(article: Article, section: tuple[str, ...], start: int, end: int) -> Quote:
    """Return a stretch of an article as a quote."""
    marks = _marks(article, start, end)
    return Quote(article=article, section=section, start=start, end=end, marks=marks)


def quote_line(article: Article, start: int, end: int) -> Quote:
    """Return a line of an article as a quote, with the lines that introduce its block."""
    block = next(b for b in article.blocks if b.start <= start < max(b.end, b.start + 1))
    above = [(article.blocks[p].start, article.blocks[p].end) for p in block.parents]
    return replace(
        stretch(article, block.section, start, end),
        lead_in=_lead_in(article, block.section, above),
        is_partial=bool(above),
    )


def merge_quotes(quotes: Sequence[Quote], abbreviations: Mapping[str, str]) -> list[Quote]:
    """Return `quotes` with each that repeats an earlier one moved into its `repeats`.

    Two say the same only if they have the same words in the same order, but for inflection,
    abbreviations ("PLEX", of which `abbreviations` gives the long form) and a few words that say
    nothing, and the same comparators and signs: "1-2 mg/kg" never meets "1000 mg". A quote with a
    lead-in that stands apart is never merged, as it says nothing by itself.
    """
    merged: list[Quote] = []
    told: list[_Said] = []
    for quote in quotes:
        said = _said(_without_marks(quote), abbreviations)
        same = told.index(said) if said[0] and said in told else None
        if same is None or quote.lead_in or merged[same].lead_in:
            merged.append(quote)
            told.append(said)
        else:
            merged[same] = replace(merged[same], repeats=(*merged[same].repeats, quote))
    return merged


def _lead_in(article: Article, section: tuple[str, ...], spans: Sequence[Span]) -> Quote | None:
    """Return the quote of the innermost lead-in, with the outer ones as its own."""
    found: Quote | None = None
    for start, end in spans:
        found = replace(stretch(article, section, start, end), lead_in=found)
    return found


def _adjoin(one: Quote, other: Quote) -> bool:
    if one.article_id != other.article_id or one.section != other.section:
        return False
    if one.overlaps(other):
        return True
    first, second = sorted((one, other), key=lambda each: each.start)
    return (
        bool(_BETWEEN.fullmatch(one.article.text, first.end, second.start))
        and first.is_partial
        and second.is_partial
    )


def _joined(one: Quote, other: Quote) -> Quote:
    """Return the stretch that holds both."""
    start, end = min(one.start, other.start), max(one.end, other.end)
    first = one if one.start <= other.start else other
    return replace(
        first, start=start, end=end, marks=_marks(one.article, start, end), repeats=one.repeats
    )


def _marks(article: Article, start: int, end: int) -> tuple[Mark, ...]:
    """Return the reference marks in a stretch and right behind it."""
    following = article.text[end : end + 24]
    reach = end + len(following) - len(following.lstrip(" \u00a0.,;[]\u2013-0123456789"))
    near = (block for block in article.blocks if block.start <= reach and start <= block.end + 24)
    return tuple(mark for block in near for mark in block.marks if start <= mark.start <= reach)


def _without_marks(quote: Quote) -> str:
    """Return the words of `quote`, its reference marks left out: they are no figures of it."""
    said = list(quote.words)
    for mark in quote.marks:
        for offset in range(mark.start - quote.start, min(mark.end, quote.end) - quote.start):
            said[offset] = " "
    return "".join(said)


def _said(text: str, abbreviations: Mapping[str, str]) -> _Said:
    """Return the words that matter and the comparators of `text`, each in order."""
    spoken: list[str] = []
    for word in words(text):
        long = words(abbreviations.get(word.upper(), word))
        if spoken[-len(long) :] != long:
            spoken.extend(long)
    return (
        tuple(term for word in spoken if (term := stem(word)) not in _LIGHT),
        tuple(_COMPARATOR.findall(normalise(text))),
    )
