"""A chunk and the statements of its article -> those that begin in it, and where it holds them."""

from collections.abc import Sequence

from chatbot.indexing.chunking import Chunk
from chatbot.statements.statement import Span, Statement


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
