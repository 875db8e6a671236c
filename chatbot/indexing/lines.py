"""A chunk -> its lines: the bullets, steps, sentences and lists that can be quoted as evidence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from chatbot.articles.article import Article, Block, BlockKind
from chatbot.articles.sentences import line_spans
from chatbot.indexing.chunking import Chunk

_LONGEST_LIST = 600  # characters
_MOST_ITEMS = 6
_ITEMS = (BlockKind.BULLET, BlockKind.STEP, BlockKind.ROW)
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of block number `block`, from `start` to `end` in the article's text.

    `told` is where the words end by which it is judged: a line that introduces a list is taken
    together with the list, but judged by its own words, as the items are lines themselves.
    """

    block: int
    start: int
    told: int
    end: int


def chunk_lines(article: Article, chunk: Chunk) -> list[Line]:
    """Return the lines of `chunk` in reading order.

    A heading is a line together with a short list below it, or if it states a figure. If the
    list under a lead-in is too long to be quoted whole, only its items are lines. The generation
    stores a vector a line in this order: raise `chunking.VERSION` with any change of it.
    """
    first, last = chunk.blocks
    return [
        line
        for index in range(first, last + 1)
        for line in _lines(article, index)
        if line.end > chunk.start and line.start < chunk.end
    ]


def _lines(article: Article, index: int) -> Iterator[Line]:
    block = article.blocks[index]
    if block.kind is BlockKind.HEADING:
        yield from _heading_lines(article, index)
        return
    *sentences, (start, end) = line_spans(article, block)
    for sentence in sentences:
        yield Line(block=index, start=sentence[0], told=sentence[1], end=sentence[1])
    listed = list_end(article, index)
    if listed == block.end:
        yield Line(block=index, start=start, told=end, end=end)
    elif listed - start <= _LONGEST_LIST:
        yield Line(block=index, start=start, told=end, end=listed)


def _heading_lines(article: Article, index: int) -> Iterator[Line]:
    """Yield the heading with the short list below it, else alone if it states a figure."""
    heading = article.blocks[index]
    below = list(takewhile(_is_no_heading, article.blocks[index + 1 :]))
    is_list = bool(below) and all(block.kind in _ITEMS for block in below)
    if is_list and len(below) <= _MOST_ITEMS and below[-1].end - heading.start <= _LONGEST_LIST:
        yield Line(block=index, start=heading.start, told=heading.end, end=below[-1].end)
    elif _FIGURE.search(article.quote(heading)):
        yield Line(block=index, start=heading.start, told=heading.end, end=heading.end)


def _is_no_heading(block: Block) -> bool:
    return block.kind is not BlockKind.HEADING


def list_end(article: Article, index: int) -> int:
    """Return where the list that block `index` introduces ends; its own end without a list."""
    end = article.blocks[index].end
    for block in article.blocks[index + 1 :]:
        if index not in block.parents:
            break
        end = block.end
    return end


def embedded_span(chunk: Chunk, line: Line) -> tuple[int, int]:
    """Return where the line stands in `chunk.embedded`; (0, 0) if its words are not there."""
    start = _embedded_offset(chunk, line.start)
    end = _embedded_offset(chunk, line.told)
    return (0, 0) if start is None or end is None else (start, end)


def _embedded_offset(chunk: Chunk, offset: int) -> int | None:
    """Map an offset in the article to one in `chunk.embedded`, which ends with the parts."""
    position = len(chunk.embedded) - sum(end - start + 1 for start, end in chunk.parts) + 1
    for start, end in chunk.parts:
        if start <= offset <= end:
            return position + offset - start
        position += end - start + 1
    return None
