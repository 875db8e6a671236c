"""A block -> the offsets of its sentences.

Written for clinical prose, where full stops also end abbreviations ("i.v.", "Approx.") and
reference marks stand after them ("8 doses.1,2 Women").
"""

import re

from chatbot.articles.article import Article, Block, BlockKind
from chatbot.articles.outlining import trim_marks
from chatbot.articles.page_words import expression, patterns

_END = re.compile(
    r"[.!?][\"\u201d\u2019')\]]*"  # the stop and what closes with it
    r"(?:(?<=[a-z)\]%][.!?])\d{1,3}(?:(?:, ?|[\u2013-])\d{1,3})*"
    r"|\d{1,3}(?:[,\u2013-]\d{1,3})*"  # marks glued to it
    r"|(?:[ \u00a0]?\[[\d,\u2013 -]+\])+)?"  # or in brackets behind it
    r"(?=(?P<space>\s+)[\"\u201c\u2018(\[]?[A-Z0-9*_])"
)
_ABBREVIATIONS = frozenset(patterns("abbreviation"))
# These end a sentence as often as not; only a capital that opens a word decides.
_MAY_END = frozenset(patterns("closing_abbreviation"))
_SENTENCE_OPENER = expression(
    "sentence_opener", before=r"\s+[\"\u201c(]?", after=r"\b", is_cased=True
)


def sentence_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the (start, end) offsets of the sentences of `text[start:end]`, in order."""
    spans: list[tuple[int, int]] = []
    opened = start
    for match in _END.finditer(text, start, end):
        if _ends_sentence(text, opened, match.start() + 1, match.end()):
            spans.append((opened, match.end()))
            opened = match.end("space")
    if opened < end:
        spans.append((opened, end))
    return spans


def line_spans(article: Article, block: Block) -> list[tuple[int, int]]:
    """Return the offsets of the evidence lines of `block`: its sentences, without their marks.

    A heading or table row is one line. A bullet or step is split only if it holds several
    sentences.
    """
    if block.kind in (BlockKind.HEADING, BlockKind.ROW):
        return [(block.start, block.end)]
    return [
        (start, trim_marks(article.text, start, end, block.marks))
        for start, end in sentence_spans(article.text, block.start, block.end)
    ]


def _ends_sentence(text: str, start: int, stop: int, end: int) -> bool:
    if text[stop - 1] != ".":
        return True
    last = text[start:stop].rsplit(None, 1)[-1].casefold().lstrip('(["\u201c')
    if last in _MAY_END:
        return _SENTENCE_OPENER.match(text, end) is not None
    initial = len(last) == 2 and last[0].isalpha()
    return last not in _ABBREVIATIONS and not initial
