"""Article -> Statements: the smallest parts that may stand alone, each with its scope.

A statement is a sentence, a bullet or step, a lead-in with its whole list where that is short, a
drug name with its doses, a row of a table. What a bullet stands under (its lead-in, the header of
its table, the headings) belongs to what it says: it is in `scoped`, and cited with it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile

from chatbot.articles.article import Article, Block, BlockKind
from chatbot.articles.outlining import announces
from chatbot.articles.sentences import line_spans
from chatbot.language.populations import find_populations
from chatbot.statements.particulars import is_of_the_document
from chatbot.statements.sections import section_kind
from chatbot.statements.statement import Span, Statement

MOST_WORDS = 90
"""Words of a statement."""

SHOWN_WHOLE = 60
"""Words of a list that is shown whole where one of its items is chosen. Gold line among five, for
lists of 30, 45, 60, 90 words on NSTG: .82 in 82 words, .83 in 103, .86 in 123, .87 in 153."""

_ITEMS = (BlockKind.BULLET, BlockKind.STEP)
_FEWEST_WORDS = 3
_OF_THE_DOCUMENT = 2  # blocks that may tell of it: its source and date, its title once more
_MOST_OF_A_NAME = 5  # words
_JOINT = re.compile(r"(?:and|or|plus|then|either)(?:/(?:and|or))?\s?:?", re.IGNORECASE)
_STRENGTH = re.compile(r"\s*\d+(?:\.\d+)?\s?%")
_PIECE = re.compile(r"(?<=;)\s+|\n+")
# A sentence that cannot be understood without the one before it.
_REFERS_BACK = re.compile(
    r"(?:However|But|It|They|Such|Otherwise|If (?:so|not)|(?:An exception to )?(?:This|These|Those"
    r"|this|these)\b(?! (?:recommendation|guideline|statement|article|report)))\b"
)
_DECIMAL = re.compile(r"(?<!\d)\d{1,3}\.\d{1,3}\Z")
_INSIDE = re.compile(r"[a-z,;.)]")
_ENDS_FIRST = re.compile(r"([)\]]?[.?!])\s+(?=[A-Z])")
"""The end of a sentence that the block before began: what is behind it is another."""
_COMPARES = re.compile(r"[<>\u2264\u2265=\u00b1]")
_CLOSED = ".:!?"
_LONGEST_BROKEN = 2_000  # characters
_LONGEST_PIECE = 40
_LONGEST_PAIR = 500


def make_statements(article: Article) -> tuple[Statement, ...]:
    """Return the statements of `article` in reading order, a list before its items."""
    return tuple(_Making(article).statements())


class _Making:
    """The statements of one article."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._children: dict[int, list[int]] = {}
        for index, block in enumerate(article.blocks):
            if block.parents:
                self._children.setdefault(block.parents[-1], []).append(index)

    def statements(self) -> Iterator[Statement]:
        """Yield every statement, section by section."""
        blocks = self._article.blocks
        first = _first_words(blocks)
        for section in self._article.sections():
            top = [
                i
                for i in section.blocks
                if blocks[i].kind is not BlockKind.HEADING
                and not blocks[i].parents
                and not (i in first and is_of_the_document(self._block(i), self._article.title))
            ]
            for is_item, run in groupby(top, key=lambda i: blocks[i].kind in _ITEMS):
                items = list(run)
                if is_item:
                    yield from self._listed(self._stated_above(items[0]), items, (), None)
                else:
                    yield from self._running(items)

    def _running(self, indices: Sequence[int]) -> Iterator[Statement]:
        """Yield the statements of paragraphs and rows, and of the lists that these introduce."""
        lead: Span | None = None
        for run in _broken_runs(self._article, indices):
            spans = self._made_whole(run)
            if lead and self._count((lead[0], spans[0][1])) <= SHOWN_WHOLE:
                spans[0] = (lead[0], spans[0][1])
                lead = None
            *others, last = spans
            introduces = run[-1] in self._children
            ends_open = self._words(last).endswith(":") and not introduces
            for span in others if introduces or ends_open else spans:
                yield from self._pieces(run[0], span, (lead,) if lead else ())
            if introduces:
                yield from self._listed(last, self._children[run[-1]], (), None)
            lead = last if ends_open else None

    def _made_whole(self, run: Sequence[int]) -> list[Span]:
        """Return the sentences of a run of blocks, one broken between two of them made whole."""
        spans: list[Span] = []
        for index in run:
            found = _sentences(self._article, index)
            if spans:
                start, end = found.pop(0)
                ends = _ENDS_FIRST.match(self._article.text, start, end)
                spans[-1] = (spans[-1][0], ends.end(1) if ends else end)
                spans.extend([(ends.end(), end)] if ends else [])
            spans.extend(found)
        return spans

    def _listed(
        self, lead: Span | None, items: Sequence[int], above: tuple[Span, ...], whole: Span | None
    ) -> Iterator[Statement]:
        """Yield a list that `lead` introduces: whole where it is short, and its items.

        `above` are the lead-ins of the list, `whole` the short list that this one is a part of.
        """
        start = lead[0] if lead else self._article.blocks[items[0]].start
        items = self._without_joints(items)
        span = (start, self._end(items[-1]))
        count = self._count(span)
        if count <= SHOWN_WHOLE:
            whole = whole or span
        if count <= MOST_WORDS and (lead or len(items) > 1):
            yield self._statement(self._block_at(start), span, above, whole)
        lead_ins = (*above, lead) if lead else above
        for index, inner_items in self._with_their_own(items):
            if not inner_items:
                block = self._article.blocks[index]
                yield from self._pieces(index, (block.start, self._end(index)), lead_ins, whole)
                continue
            *spans, inner = _sentences(self._article, index)
            for sentence in spans:
                yield from self._pieces(index, sentence, lead_ins, whole)
            yield from self._listed(inner, inner_items, lead_ins, whole)

    def _with_their_own(self, items: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
        """Yield each item with the items below it.

        Below "Child:" stands what follows beside it, where the page has lost its indentation, and
        below the name of a medicine the lines for each group: "Nystatin", "Adult: ...".
        """
        place = 0
        while place < len(items):
            index = items[place]
            place += 1
            own = list(self._children.get(index, ()))
            if not own and (self._ends_open(index) or self._is_bare(index)):
                belongs = self._is_whole if self._ends_open(index) else self._is_for_a_group
                own = list(takewhile(belongs, items[place:]))
                place += len(own)
            yield index, own

    def _without_joints(self, items: Sequence[int]) -> Sequence[int]:
        """Return a list without an "Or:" at its end, which joins it to what stands below it."""
        last = len(items)
        while last > 1 and self._joins(items[last - 1]):
            last -= 1
        return items[:last]

    def _ends_open(self, index: int) -> bool:
        """Tell whether a line introduces what follows; "Or:" only joins it to what is above."""
        return self._block(index).endswith(":") and not self._joins(index)

    def _joins(self, index: int) -> bool:
        return _JOINT.fullmatch(self._block(index)) is not None

    def _is_whole(self, index: int) -> bool:
        return not (index in self._children or self._ends_open(index) or self._joins(index))

    def _is_bare(self, index: int) -> bool:
        """Tell whether a line is but a few words without a figure, as the name of a medicine is."""
        words = _STRENGTH.sub("", self._block(index))
        few = len(words.split()) <= _MOST_OF_A_NAME and not self._joins(index)
        return few and words[-1:].isalpha() and not any(map(str.isdigit, words))

    def _is_for_a_group(self, index: int) -> bool:
        """Tell whether a line opens with whom it is for: "Adult: ..."."""
        group, colon, _ = self._block(index).partition(":")
        return bool(colon) and any(each.start == 0 for each in find_populations(group))

    def _stated_above(self, first: int) -> Span | None:
        """Return the heading right above the list that begins with `first`, if it has a figure."""
        block = self._article.blocks[first - 1] if first else None
        if block is None or block.kind is not BlockKind.HEADING:
            return None
        span = (block.start, block.end)
        return span if any(c.isdigit() for c in self._words(span)) else None

    def _pieces(
        self,
        block: int,
        span: Span,
        lead_ins: tuple[Span, ...],
        whole: Span | None = None,
    ) -> Iterator[Statement]:
        """Yield a sentence or item; one of too many words in parts, where a part ends.

        Too few words ("Or", "Serology") say nothing outside of their list, and "Consider the
        following." nothing without one.
        """
        for piece in self._parts(span):
            words = self._words(piece)
            few = self._count(piece) < _FEWEST_WORDS and not any(c.isdigit() for c in words)
            if not (few or (whole is None and announces(words))):
                yield self._statement(block, piece, lead_ins, whole)

    def _parts(self, span: Span) -> list[Span]:
        """Return `span`, divided at semicolons and line breaks if it has too many words."""
        if self._count(span) <= MOST_WORDS:
            return [span]
        parts: list[Span] = []
        start = span[0]
        cuts = [(m.start(), m.end()) for m in _PIECE.finditer(self._article.text, *span)]
        for end, following in [*cuts, (span[1], span[1])]:
            if parts and self._count((parts[-1][0], end)) <= MOST_WORDS:
                parts[-1] = (parts[-1][0], end)
            elif end > start:
                parts.append((start, end))
            start = following
        return parts

    def _end(self, index: int) -> int:
        """Return where the words of block `index` end, and of the list below it."""
        while index in self._children:
            index = self._children[index][-1]
        return _sentences(self._article, index)[-1][1]

    def _block_at(self, start: int) -> int:
        return next(n for n, b in enumerate(self._article.blocks) if b.start <= start < b.end)

    def _block(self, index: int) -> str:
        return self._article.quote(self._article.blocks[index])

    def _words(self, span: Span) -> str:
        return self._article.text[span[0] : span[1]]

    def _count(self, span: Span) -> int:
        return len(self._words(span).split())

    def _statement(
        self, block: int, span: Span, lead_ins: tuple[Span, ...], whole: Span | None
    ) -> Statement:
        section = self._article.blocks[block].section
        said = " ".join(self._words(each) for each in (*lead_ins, span))
        return Statement(
            article_id=self._article.article_id,
            block=block,
            start=span[0],
            end=span[1],
            lead_ins=lead_ins,
            whole=whole or span,
            section=section,
            kind=section_kind(section),
            scoped=f"{' > '.join((self._article.title, *section))}: {said}",
        )


def _first_words(blocks: Sequence[Block]) -> list[int]:
    """Return the first blocks that are no headings, if no heading but the title is above them."""
    top = takewhile(lambda i: not blocks[i].section, range(len(blocks)))
    return [i for i in top if blocks[i].kind is not BlockKind.HEADING][:_OF_THE_DOCUMENT]


def _sentences(article: Article, index: int) -> list[Span]:
    """Return the sentences of block `index`; one broken by a decimal point or a reference is whole.

    A sentence that refers back stands with the one before it, unless both are long.
    """
    joined: list[Span] = []
    for start, end in line_spans(article, article.blocks[index]):
        if joined and _belongs(article.text, joined[-1], (start, end)):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _belongs(text: str, before: Span, sentence: Span) -> bool:
    if _DECIMAL.search(text[before[0] : before[1]]):
        return True
    short = sentence[1] - before[0] <= _LONGEST_PAIR
    return short and _REFERS_BACK.match(text, *sentence) is not None


def _broken_runs(article: Article, indices: Sequence[int]) -> Iterator[list[int]]:
    """Yield the runs of blocks that the page's making has broken inside a sentence."""
    run: list[int] = []
    for index in indices:
        if run and not _goes_on(article, run, index):
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def _goes_on(article: Article, run: Sequence[int], index: int) -> bool:
    """Tell whether block `index` continues the sentence that the run before it leaves open."""
    first, one, other = (article.blocks[i] for i in (run[0], run[-1], index))
    if index != run[-1] + 1 or not one.kind is other.kind is BlockKind.PARAGRAPH:
        return False
    if article.text[one.end - 1] in _CLOSED or other.end - first.start > _LONGEST_BROKEN:
        return False
    if _INSIDE.match(article.quote(other)) or _COMPARES.fullmatch(article.quote(other)):
        return True
    if _COMPARES.match(article.text, one.end - 1):
        return True
    following = article.blocks[index + 1] if index + 1 < len(article.blocks) else None
    return (
        other.end - other.start < _LONGEST_PIECE
        and article.text[other.end - 1] not in _CLOSED
        and following is not None
        and following.kind is BlockKind.PARAGRAPH
        and _INSIDE.match(article.quote(following)) is not None
    )
