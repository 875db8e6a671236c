"""Evidence lines -> quotes: stretches of an article that can be understood alone.

A bullet under "Should be considered if:" means nothing without that line and little without the
other conditions, so a short list is quoted whole, from its lead-in to its last item.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from chatbot.articles.article import Article, BlockKind, Mark
from chatbot.articles.sentences import line_spans
from chatbot.indexing.lines import list_end
from chatbot.retrieval.evidence_line import EvidenceLine

_LONGEST_WITH_PARENTS = 600
_LONGEST_PARENT = 300
_LONGEST_PAIR = 500
_LONGEST_ITEM = 600
_DECIMAL = re.compile(r"(?<!\d)\d{1,3}\.\d{1,3}\Z")
_LONGEST_BROKEN = 2_000
_LONGEST_PIECE = 40
_INSIDE = re.compile(r"[a-z,;.)]")

REFERS_BACK = re.compile(
    r"(?:However|But|It|They|Such|Otherwise|If (?:so|not)|(?:An exception to )?(?:This|These|Those"
    r"|this|these)\b(?! (?:recommendation|guideline|statement|article|report)))\b"
)
"""A sentence that cannot be understood without the one before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A stretch `start` to `end` of an article's text, and the reference marks in or after it.

    `lead_in` is the quote of the line that introduces this one, where the list between them is
    too long to be quoted in one piece; `is_partial` says that the list has more items.
    `repeats` are quotes from elsewhere that state the same.
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
    """Append `quote`; one that overlaps others takes their place, widened to hold them all."""
    met = [place for place, other in enumerate(quotes) if _overlap(other, quote)]
    for place in met:
        quote = _union(quotes[place], quote)
    quotes[met[0] if met else len(quotes) :] = [
        quote,
        *(q for n, q in enumerate(quotes) if met and n > met[0] and n not in met),
    ]


def _overlap(one: Quote, other: Quote) -> bool:
    return (
        one.article.article_id == other.article.article_id
        and one.start < other.end
        and other.start < one.end
    )


def _union(one: Quote, other: Quote) -> Quote:
    """Return the stretch that holds both; a part of the other is simply the other."""
    first, second = sorted((one, other), key=lambda quote: (quote.start, -quote.end))
    if second.end <= first.end:
        return first
    marks = {mark.start: mark for mark in (*first.marks, *second.marks)}
    return replace(
        first,
        end=second.end,
        marks=tuple(marks[start] for start in sorted(marks)),
        is_partial=second.is_partial,
    )


def _by_section(quotes: list[Quote]) -> list[Quote]:
    """Bring quotes of one section together, sections in the order of their best quote."""
    order: dict[tuple[str, tuple[str, ...]], int] = {}
    for quote in quotes:
        order.setdefault((quote.article.article_id, quote.section), len(order))
    return sorted(quotes, key=lambda q: order[(q.article.article_id, q.section)])


def _quotes(group: list[EvidenceLine]) -> list[Quote]:
    """Return the quotes of lines of one list: the whole list if it is short.

    Cutting "if any of:" short after one item would change what it says, so an item of a long
    list is quoted with its lead-in apart and marked as one of more.
    """
    first = group[0]
    parents = first.article.blocks[first.block].parents
    if not parents:
        return [_own(line) for line in group]
    start, end = _introduction(first.article, parents[0]), list_end(first.article, parents[0])
    if end - start > _LONGEST_WITH_PARENTS:
        return [quote for line in group for quote in _within_inner_list(line)]
    return [_stretch(first, start, end)]


def _within_inner_list(line: EvidenceLine) -> list[Quote]:
    """Return the innermost list around `line` with its outer lead-ins apart, or the line alone."""
    article = line.article
    *outer, inner = article.blocks[line.block].parents
    start, end = _introduction(article, inner), list_end(article, inner)
    if outer and end - start <= _LONGEST_WITH_PARENTS:
        return [replace(_stretch(line, start, end), lead_in=_lead_in(article, tuple(outer)))]
    lead_in = _lead_in(article, article.blocks[line.block].parents)
    return [replace(_own(line), lead_in=lead_in, is_partial=True)]


def _stretch(line: EvidenceLine, start: int, end: int) -> Quote:
    article = line.article
    inside = [block for block in article.blocks if start <= block.start < end]
    marks = [mark for block in inside for mark in block.marks if mark.start >= start]
    return Quote(article=article, section=line.section, start=start, end=end, marks=tuple(marks))


def _own(line: EvidenceLine) -> Quote:
    start, end = whole_item(line.article, line.block, line.start, line.end)
    if (start, end) == (line.start, line.end):
        start, end = whole_sentence(line.article, line.block, line.start, line.end)
        start = min(start, _before_what_it_refers_to(line))
    near = (block for block in line.article.blocks if start < block.end and block.start < end)
    inside = {
        mark.start: mark for block in near for mark in block.marks if start <= mark.start < end
    }
    marks = {**inside, **{mark.start: mark for mark in line.marks}}
    return Quote(
        article=line.article,
        section=line.section,
        start=start,
        end=end,
        marks=tuple(marks[place] for place in sorted(marks)),
    )


def whole_item(article: Article, block: int, start: int, end: int) -> tuple[int, int]:
    """Return a line with the rest of its bullet or step, unless that is long.

    What the next sentence of one item says is often for whom the first does not hold.
    """
    item = article.blocks[block]
    if item.kind not in (BlockKind.BULLET, BlockKind.STEP):
        return start, end
    listed = list_end(article, block)
    last = listed if listed > item.end else line_spans(article, item)[-1][1]
    if last - item.start > _LONGEST_ITEM:
        return start, end
    return item.start, max(last, end)


def whole_sentence(article: Article, block: int, start: int, end: int) -> tuple[int, int]:
    """Return a line with the rest of its sentence, where the text breaks paragraphs inside one.

    Pages made from other formats do so at every word in italics or in a table.
    """
    start, end = _past_decimals(article, block, start, end)
    first = last = block
    inside = _opens_inside(article, start)
    while inside and first and _is_broken(article, first - 1, first):
        first -= 1
        start = line_spans(article, article.blocks[first])[-1][0]
    inside = end == article.blocks[block].end
    while inside and last + 1 < len(article.blocks) and _is_broken(article, last, last + 1):
        following = article.blocks[last + 1]
        if not (_opens_inside(article, following.start) or _is_open(article.quote(following))):
            break
        last += 1
        end = line_spans(article, following)[0][1]
        inside = end == following.end
    return start, end


def _past_decimals(article: Article, block: int, start: int, end: int) -> tuple[int, int]:
    """Join what a decimal point may have divided: "1.2" | "MU of the drug"."""
    spans = line_spans(article, article.blocks[block])
    for one_start, one_end in reversed(spans):
        if one_end <= start and _DECIMAL.search(article.text[one_start:one_end]):
            start = one_start
        elif one_end <= start:
            break
    for other_start, other_end in spans:
        if other_start >= end:
            if not _DECIMAL.search(article.text[start:end]):
                break
            end = other_end
    return start, end


def _opens_inside(article: Article, start: int) -> bool:
    return _INSIDE.match(article.text, start) is not None


def _is_open(words: str) -> bool:
    """Tell whether a paragraph is only a few words of a sentence: a name in italics, a number."""
    return len(words) < _LONGEST_PIECE and words[-1] not in ".:!?"


def _is_broken(article: Article, first: int, second: int) -> bool:
    """Tell whether two blocks may be parts of one sentence."""
    one, other = article.blocks[first], article.blocks[second]
    return (
        one.kind is other.kind is BlockKind.PARAGRAPH
        and other.end - one.start <= _LONGEST_BROKEN
        and article.text[one.end - 1] not in ".:!?"
    )


def _before_what_it_refers_to(line: EvidenceLine) -> int:
    """Return where to begin: a sentence on "this" or "it" goes with the one before it."""
    article, block = line.article, line.article.blocks[line.block]
    if not REFERS_BACK.match(article.text, line.start, line.end):
        return line.start
    before = [start for start, end in line_spans(article, block) if end <= line.start]
    return before[-1] if before and line.end - before[-1] <= _LONGEST_PAIR else line.start


def _lead_in(article: Article, parents: tuple[int, ...]) -> Quote:
    """Return the quote of the innermost of `parents`, with the outer ones as its lead-in."""
    *outer, inner = parents
    block = article.blocks[inner]
    return Quote(
        article=article,
        section=block.section,
        start=_introduction(article, inner),
        end=block.end,
        marks=block.marks,
        lead_in=_lead_in(article, tuple(outer)) if outer else None,
    )


def _introduction(article: Article, parent: int) -> int:
    """Return where the introducing words of a parent begin: its last sentence if it is long."""
    block = article.blocks[parent]
    if block.end - block.start <= _LONGEST_PARENT:
        return block.start
    return line_spans(article, block)[-1][0]
