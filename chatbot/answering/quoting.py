"""Evidence lines -> quotes: stretches of an article that can be understood alone.

A bullet under "Should be considered if:" means nothing without that line, so its quote begins
there; bullets of one list that are both evidence share a quote.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.answering.evidence import EvidenceLine
from chatbot.articles.article import Article, Mark
from chatbot.articles.sentences import line_spans

_LONGEST_WITH_PARENTS = 600
_LONGEST_PARENT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A stretch `start` to `end` of an article's text, and the reference marks in or after it.

    `lead_in` is the quote of the line that introduces this one, where it stands too far above
    to be quoted in one piece.
    """

    article: Article
    section: tuple[str, ...]
    start: int
    end: int
    marks: tuple[Mark, ...]
    lead_in: "Quote | None" = None

    @property
    def words(self) -> str:
        """The quoted text, exactly as the article has it."""
        return self.article.text[self.start : self.end]


def quote_lines(lines: Sequence[EvidenceLine]) -> list[Quote]:
    """Return the quotes of `lines`, in the order of each quote's best line."""
    groups: dict[tuple[str, int, int], list[EvidenceLine]] = {}
    for line in lines:
        parents = line.article.blocks[line.block].parents
        place = (parents[0], -1) if parents else (line.block, line.start)
        groups.setdefault((line.article.article_id, *place), []).append(line)
    quotes: list[Quote] = []
    for group in groups.values():
        for quote in _quotes(group):
            _add(quotes, quote)
    return _by_section(quotes)


def _add(quotes: list[Quote], quote: Quote) -> None:
    """Append `quote` unless another holds it; it takes the place of the first that it holds."""
    if any(_holds(other, quote) for other in quotes):
        return
    held = [place for place, other in enumerate(quotes) if _holds(quote, other)]
    quotes.insert(held[0] if held else len(quotes), quote)
    quotes[:] = [other for other in quotes if other is quote or not _holds(quote, other)]


def _holds(outer: Quote, inner: Quote) -> bool:
    return (
        outer.article.article_id == inner.article.article_id
        and outer.start <= inner.start
        and inner.end <= outer.end
    )


def _by_section(quotes: list[Quote]) -> list[Quote]:
    """Bring quotes of one section together, sections in the order of their best quote."""
    order: dict[tuple[str, tuple[str, ...]], int] = {}
    for quote in quotes:
        order.setdefault((quote.article.article_id, quote.section), len(order))
    return sorted(quotes, key=lambda q: order[(q.article.article_id, q.section)])


def _quotes(group: list[EvidenceLine]) -> list[Quote]:
    first = group[0]
    parents = first.article.blocks[first.block].parents
    if not parents:
        return [_own(line) for line in group]
    article = first.article
    start = _introduction(article, parents[0])
    last = max(group, key=lambda line: line.end)
    if last.end - start <= _LONGEST_WITH_PARENTS:
        marks = [m for block in article.blocks for m in block.marks if start <= m.start < last.end]
        marks += [mark for mark in last.marks if mark.start >= last.end]
        return [
            Quote(
                article=article,
                section=first.section,
                start=start,
                end=last.end,
                marks=tuple(marks),
            )
        ]
    return [_own(line, lead_in=_lead_in(line)) for line in group]


def _own(line: EvidenceLine, lead_in: Quote | None = None) -> Quote:
    return Quote(
        article=line.article,
        section=line.section,
        start=line.start,
        end=line.end,
        marks=line.marks,
        lead_in=lead_in,
    )


def _lead_in(line: EvidenceLine) -> Quote:
    """Return the quote of the innermost line that introduces `line`, with its own lead-in."""
    article = line.article
    quote: Quote | None = None
    for parent in article.blocks[line.block].parents:
        block = article.blocks[parent]
        quote = Quote(
            article=article,
            section=block.section,
            start=_introduction(article, parent),
            end=block.end,
            marks=block.marks,
            lead_in=quote,
        )
    assert quote is not None
    return quote


def _introduction(article: Article, parent: int) -> int:
    """Return where the introducing words of a parent begin: its last sentence if it is long."""
    block = article.blocks[parent]
    if block.end - block.start <= _LONGEST_PARENT:
        return block.start
    return line_spans(article, block)[-1][0]
