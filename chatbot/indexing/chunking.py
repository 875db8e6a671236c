"""Article -> chunks: runs of blocks of one section that fit the embedding model's window."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from chatbot.articles.article import Article, BlockKind
from chatbot.articles.sentences import sentence_spans
from chatbot.statements.statement import Span, Statement

VERSION = 11
"""Raise it with any change that alters chunks: vectors of older generations are then not reused."""

MAX_PIECES = 220
"""Word pieces of a chunk with its heading path, of the 254 that the model's window holds."""

_MAX_CONTEXT_PIECES = 100
_MAX_LEAD_IN_PIECES = 60

CountPieces = Callable[[str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A stored piece of an article.

    `start` and `end` are offsets into the article's text, `blocks` (first, last inclusive)
    indexes `Article.blocks`. `embedded` is what the embedding model sees: the title, the
    heading path, the lines that introduce the first block, then the chunk's own words, which
    stand at `parts` in the article.
    """

    chunk_id: str
    article_id: str
    section: tuple[str, ...]
    start: int
    end: int
    blocks: tuple[int, int]
    embedded: str
    parts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A stretch of one block that is not divided further."""

    block: int
    start: int
    end: int
    pieces: int


def chunk_article(article: Article, count_pieces: CountPieces) -> Iterator[Chunk]:
    """Yield the chunks of `article` in reading order; together they cover every block.

    `count_pieces` counts the word pieces of a text, without special ones.
    """
    for section in article.sections():
        indices = list(section.blocks)
        body = [i for i in indices if article.blocks[i].kind is not BlockKind.HEADING]
        heading = _context(article, section.path, count_pieces)
        room = MAX_PIECES - count_pieces(heading)
        parts = [part for i in (body or indices) for part in _parts(article, i, room, count_pieces)]
        for number, run in enumerate(_runs(article, parts, room, count_pieces)):
            first = indices[0] if number == 0 and len(body) < len(indices) else run[0].block
            start = article.blocks[first].start if first != run[0].block else run[0].start
            lead_in = _lead_in(article, run[0].block, count_pieces)
            yield _chunk(article, section.path, (heading, lead_in), start, first, run)


def _context(article: Article, path: tuple[str, ...], count_pieces: CountPieces) -> str:
    """Return title and heading path, shortened from their start if they are very long."""
    context = "\n".join(part for part in (article.title, " > ".join(path)) if part)
    return _ending(context, _MAX_CONTEXT_PIECES, count_pieces)


def _lead_in(article: Article, block: int, count_pieces: CountPieces) -> str:
    """Return the lines that introduce `block`, shortened from their start if they are long."""
    parents = article.blocks[block].parents
    lines = "\n".join(article.quote(article.blocks[parent]) for parent in parents)
    return _ending(lines, _MAX_LEAD_IN_PIECES, count_pieces)


def _ending(words: str, limit: int, count_pieces: CountPieces) -> str:
    """Return the longest of a few endings of `words` that has at most `limit` pieces."""
    while words and count_pieces(words) > limit:
        words = words[max(1, len(words) // 4) :]
    return words


def _parts(article: Article, index: int, room: int, count_pieces: CountPieces) -> Iterator[_Part]:
    """Yield the block whole, or in sentences, or in halves of them.

    Each fits `room` together with the lines that introduce the block.
    """
    block = article.blocks[index]
    room -= count_pieces(_lead_in(article, index, count_pieces))
    pieces = count_pieces(article.text[block.start : block.end])
    if pieces <= room:
        yield _Part(block=index, start=block.start, end=block.end, pieces=pieces)
        return
    for start, end in sentence_spans(article.text, block.start, block.end):
        yield from _halves(article.text, index, start, end, room, count_pieces)


def _halves(
    text: str, index: int, start: int, end: int, room: int, count_pieces: CountPieces
) -> Iterator[_Part]:
    pieces = count_pieces(text[start:end])
    middle = _middle(text, start, end)
    if pieces <= room or middle is None:
        yield _Part(block=index, start=start, end=end, pieces=pieces)
        return
    yield from _halves(text, index, start, middle, room, count_pieces)
    yield from _halves(text, index, middle, end, room, count_pieces)


def _middle(text: str, start: int, end: int) -> int | None:
    """Return the word boundary nearest the middle, or just the middle of one endless word."""
    half = (start + end) // 2
    space = text.rfind(" ", start + 1, half)
    if space > start:
        return space + 1
    return half if half > start else None


def _runs(
    article: Article, parts: list[_Part], room: int, count_pieces: CountPieces
) -> Iterator[list[_Part]]:
    """Group consecutive parts as long as they fit `room`, the lead-in of the first included."""
    run: list[_Part] = []
    left = 0
    for part in parts:
        if run and part.pieces > left:
            yield run
            run = []
        if not run:
            left = room - count_pieces(_lead_in(article, part.block, count_pieces))
        run.append(part)
        left -= part.pieces
    if run:
        yield run


def _chunk(
    article: Article,
    path: tuple[str, ...],
    context: tuple[str, str],
    start: int,
    first: int,
    run: list[_Part],
) -> Chunk:
    parts = tuple((part.start, part.end) for part in run)
    if article.blocks[run[0].block].kind is BlockKind.HEADING:
        parts = ()  # a section of headings alone: the context already says them
    words = [article.text[start:end] for start, end in parts]
    embedded = "\n".join(part for part in (*context, *words) if part)
    end = run[-1].end
    identity = f"{article.article_id}\0{start}\0{end}\0{embedded}"
    return Chunk(
        chunk_id=hashlib.sha256(identity.encode()).hexdigest()[:24],
        article_id=article.article_id,
        section=path,
        start=start,
        end=end,
        blocks=(first, run[-1].block),
        embedded=embedded,
        parts=parts,
    )


def chunk_statements(chunk: Chunk, statements: Sequence[Statement]) -> list[Statement]:
    """Return those of an article's `statements` that begin in `chunk`, in their order.

    Chunks cover an article, so each statement is of one chunk.
    """
    return [each for each in statements if chunk.start <= each.start < chunk.end]


def embedded_span(chunk: Chunk, statement: Statement) -> Span:
    """Return where the words of a statement stand in `chunk.embedded`, as far as it holds them.

    It is (0, 0) where the chunk holds none of them.
    """
    position = len(chunk.embedded) - sum(end - start + 1 for start, end in chunk.parts) + 1
    held: list[int] = []
    for start, end in chunk.parts:
        if statement.start < end and start < statement.end:
            held.append(position + max(statement.start, start) - start)
            held.append(position + min(statement.end, end) - start)
        position += end - start + 1
    return (held[0], held[-1]) if held else (0, 0)
