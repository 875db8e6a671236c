"""A run of paragraphs -> the offsets of its sentences, each of them whole.

Pages made from other formats break a paragraph at every word in italics and a number at its
decimal point; and a sentence on "this" or "it" says nothing without the one before it.
"""

import re
from collections.abc import Iterator, Sequence

from chatbot.articles.article import Article, BlockKind
from chatbot.articles.sentences import line_spans
from chatbot.statements.statement import Span

REFERS_BACK = re.compile(
    r"(?:However|But|It|They|Such|Otherwise|If (?:so|not)|(?:An exception to )?(?:This|These|Those"
    r"|this|these)\b(?! (?:recommendation|guideline|statement|article|report)))\b"
)
"""A sentence that cannot be understood without the one before it."""

_DECIMAL = re.compile(r"(?<!\d)\d{1,3}\.\d{1,3}\Z")
_INSIDE = re.compile(r"[a-z,;.)]")
_CLOSED = ".:!?"
_LONGEST_BROKEN = 2_000  # characters
_LONGEST_PIECE = 40
_LONGEST_PAIR = 500


def sentences(article: Article, index: int) -> list[Span]:
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
    return short and REFERS_BACK.match(text, *sentence) is not None


def broken_runs(article: Article, indices: Sequence[int]) -> Iterator[list[int]]:
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
    if _INSIDE.match(article.quote(other)):
        return True
    following = article.blocks[index + 1] if index + 1 < len(article.blocks) else None
    return (
        other.end - other.start < _LONGEST_PIECE
        and article.text[other.end - 1] not in _CLOSED
        and following is not None
        and following.kind is BlockKind.PARAGRAPH
        and _INSIDE.match(article.quote(following)) is not None
    )
