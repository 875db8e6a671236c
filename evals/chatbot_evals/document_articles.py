"""A Document of a retrieval set -> an Article, so that the project indexes it like its own.

The blocks are built here, not read by a file reader: a text that happens to look like front
matter or a reference list must stay a text.
"""

import re
from collections.abc import Iterator

from chatbot.articles.article import Article, Block, BlockKind
from chatbot_evals.retrieval_sets import Document

_GAP = re.compile(r"\n\s*\n")


def document_article(document: Document) -> Article:
    """Return an article with the title as its heading and a block for each paragraph.

    Paragraphs are parted by blank lines. Total: an entry without words gives no blocks.
    """
    title = document.title.strip()
    text = document_text(document, "\n\n")
    blocks = [Block(kind=BlockKind.HEADING, start=0, end=len(title))] if title else []
    blocks += [
        Block(kind=BlockKind.PARAGRAPH, start=start, end=end)
        for start, end in _paragraphs(text, len(title))
    ]
    return Article(
        article_id=document.id, text=text, title=" ".join(title.split()), blocks=tuple(blocks)
    )


def document_text(document: Document, between: str = "\n") -> str:
    """Return title and text with `between` between them, the text alone without a title."""
    title = document.title.strip()
    return f"{title}{between}{document.text}" if title else document.text


def _paragraphs(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the paragraphs of `text[start:]` without the space around them."""
    for gap in [*_GAP.finditer(text, start), None]:
        end = gap.start() if gap else len(text)
        words = text[start:end].strip()
        if words:
            first = text.index(words, start)
            yield first, first + len(words)
        start = gap.end() if gap else end
