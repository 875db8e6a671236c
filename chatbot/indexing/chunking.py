"""Article -> chunks: runs of blocks of one section that fit the embedding model's window."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from chatbot.articles.article import Article, BlockKind, Section
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
        yield from _Chunking(article, count_pieces).chunks(section)


@dataclass(frozen=True, slots=True)
class _Chunking:
    """How an article is cut."""

    article: Article
    count_pieces: CountPieces

    def chunks(self, section: Section) -> Iterator[Chunk]:
        """Yield the chunks of a section."""
        article, indices = self.article, list(section.blocks)
        body = [i for i in indices if article.blocks[i].kind is not BlockKind.HEADING]
        heading = self._context(section.path)
        room = MAX_PIECES - self.count_pieces(heading)
        parts = [part for i in (body or indices) for part in self._parts(i, room)]
        for number, run in enumerate(self._runs(parts, room)):
            first = indices[0] if number == 0 and len(body) < len(indices) else run[0].block
            start = article.blocks[first].start if first != run[0].block else run[0].start
            lead_in = self._lead_in(run[0].block)
            yield _chunk(article, section.path, (heading, lead_in), start, first, run)

    def _context(self, path: tuple[str, ...]) -> str:
        """Return title and heading path, shortened from their start if they are very long."""
        context = "\n".join(part for part in (self.article.title, " > ".join(path)) if part)
        return self._ending(context, _MAX_CONTEXT_PIECES)

    def _lead_in(self, block: int) -> str:
        """Return the lines that introduce `block`, shortened from their start if they are long."""
        blocks = self.article.blocks
        lines = "\n".join(self.article.quote(blocks[parent]) for parent in blocks[block].parents)
        return self._ending(lines, _MAX_LEAD_IN_PIECES)

    def _ending(self, words: str, limit: int) -> str:
        """Return the longest of a few endings of `words` that has at most `limit` pieces."""
        while words and self.count_pieces(words) > limit:
            words = words[max(1, len(words) // 4) :]
        return words

    def _parts(self, index: int, room: int) -> Iterator[_Part]:
        """Yield the block whole, or in sentences, or in halves of them.

        Each fits `room` together with the lines that introduce the block.
        """
        text, block = self.article.text, self.article.blocks[index]
        room -= self.count_pieces(self._lead_in(index))
        pieces = self.count_pieces(text[block.start : block.end])
        if pieces <= room:
            yield _Part(block=index, start=block.start, end=block.end, pieces=pieces)
            return
        for start, end in sentence_spans(text, block.start, block.end):
            yield from self._halves(index, start, end, room)

    def _halves(self, index: int, start: int, end: int, room: int) -> Iterator[_Part]:
        pieces = self.count_pieces(self.article.text[start:end])
        middle = _middle(self.article.text, start, end)
        if pieces <= room or middle is None:
            yield _Part(block=index, start=start, end=end, pieces=pieces)
            return
        yield from self._halves(index, start, middle, room)
        yield from self._halves(index, middle, end, room)

    def _runs(self, parts: list[_Part], room: int) -> Iterator[list[_Part]]:
        """Group consecutive parts as long as they fit `room`, the lead-in of the first included."""
        run: list[_Part] = []
        left = 0
        for part in parts:
            if run and part.pieces > left:
                yield run
                run = []
            if not run:
                left = room - self.count_pieces(self._lead_in(part.block))
            run.append(part)
            left -= part.pieces
        if run:
            yield run


def _middle(text: str, start: int, end: int) -> int | None:
    """Return the word boundary nearest the middle, or just the middle of one endless word."""
    half = (start + end) // 2
    space = text.rfind(" ", start + 1, half)
    if space > start:
        return space + 1
    return half if half > start else None


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


def head_end(chunk: Chunk) -> int:
    """Return where the head of `chunk.embedded` ends: title, headings and lead-ins."""
    return len(chunk.embedded) - sum(end - start + 1 for start, end in chunk.parts)


def embedded_span(chunk: Chunk, statement: Statement) -> Span:
    """Return where the words of a statement stand in `chunk.embedded`, as far as it holds them.

    It is (0, 0) where the chunk holds none of them.
    """
    position = head_end(chunk) + 1
    held: list[int] = []
    for start, end in chunk.parts:
        if statement.start < end and start < statement.end:
            held.append(position + max(statement.start, start) - start)
            held.append(position + min(statement.end, end) - start)
        position += end - start + 1
    return (held[0], held[-1]) if held else (0, 0)
