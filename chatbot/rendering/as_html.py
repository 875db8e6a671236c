"""Blocks -> HTML: what the page and the page to print have in common."""

import html
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from chatbot.answering.answer import Citation
from chatbot.answering.delimiting import visible
from chatbot.rendering.document import (
    Block,
    Disclaimer,
    Inline,
    Kind,
    Line,
    Marker,
    Quote,
    Weight,
    Words,
)
from chatbot.rendering.phrasing import STATUS_WORDS, one_line, place, provenance, shown_quote

_BREAK = "<br />\n"
_TAGS = {Weight.STRONG: "strong", Weight.EMPHASIS: "em"}


def escape(words: str) -> str:
    """Return `words` as HTML that shows them, without characters that nobody sees."""
    return html.escape(visible(words))


class HtmlWalk:
    """The walk; formats put something of their own in the place of markers, sources or blocks."""

    def block(self, block: Block) -> str:
        """Return a block: its heading and words as one paragraph, its lines as a list."""
        heading = f"<strong>{escape(block.heading)}</strong>" if block.heading else ""
        between = _BREAK if block.kind is Kind.PASSAGE else " "
        words = between.join(filter(None, (heading, self.inlines(block.words))))
        return (f"<p>{words}</p>\n" if words else "") + self.items(block.lines)

    def items(self, lines: Iterable[Line]) -> str:
        """Return lines as a list; nothing if there are none."""
        listed = "".join(map(self._item, lines))
        return f"<ul>\n{listed}</ul>\n" if listed else ""

    def inlines(self, parts: Iterable[Inline]) -> str:
        """Return parts of a line one behind the other."""
        return "".join(map(self._inline, parts))

    def marker(self, citation: Citation) -> str:
        """Return the marker of a citation."""
        return f"[{citation.number}]"

    def provenance(self, citation: Citation) -> str:
        """Return what stands in brackets behind the title of an article."""
        note, status, stated = map(escape, provenance(citation))
        return f"({note and f'<strong>{note}</strong> · '}{status} · {stated})"

    def _item(self, line: Line) -> str:
        below = f"\n{self.items([line.below])}" if line.below else ""
        return f"<li>{self.inlines(line.parts)}{below}</li>\n"

    def _inline(self, part: Inline) -> str:
        if isinstance(part, Quote):
            lines = map(str.strip, shown_quote(part.citation).split("\n"))
            return f"“{_BREAK.join(escape(each) for each in lines if each)}”"
        if isinstance(part, Marker):
            return self.marker(part.citation)
        if isinstance(part, Words):
            tag = _TAGS.get(part.weight)
            return f"<{tag}>{escape(part.text)}</{tag}>" if tag else escape(part.text)
        return self.provenance(part.citation)


_PREVIEW = 300  # characters of a quote that are shown at its marker


def page_parts(
    blocks: Iterable[Block], end: Disclaimer, addresses: Mapping[int, str], today: date
) -> Iterator[str]:
    """Yield the blocks, then the disclaimer, as HTML that can be shown one after another.

    `addresses` say where the passage of each citation opens, by its number, not escaped; ages are
    counted from `today`.
    """
    yield from map(_PageWalk(addresses, today).block, blocks)
    notice = f"<strong>{escape(end.notice)}</strong> " if end.notice else ""
    yield f'<div class="foot"><p>{notice}<em>{escape(one_line(end.words))}</em></p></div>'


def growing_part(block: Block, addresses: Mapping[int, str], today: date) -> str:
    """Return one block as HTML while the rest of the answer is being written."""
    return f'<div class="worded">{_PageWalk(addresses, today).block(block)}</div>'


def status_chip(status: str, *, apart: bool = False) -> str:
    """Return a review status as HTML; with a capital where it stands `apart`."""
    words = STATUS_WORDS[status]
    return f'<span class="status status-{status}">{words.capitalize() if apart else words}</span>'


class _PageWalk(HtmlWalk):
    def __init__(self, addresses: Mapping[int, str], today: date) -> None:
        self._addresses = addresses
        self._today = today

    def block(self, block: Block) -> str:
        if block.kind is Kind.REFUSAL:
            return f'<div class="refusal">{super().block(block)}</div>'
        if block.kind is Kind.BESIDE:
            return self._folded(block)
        words = self.inlines(block.words)
        named = ' class="from"' if block.heading else ""
        head = f"<h3>{escape(block.heading)}</h3>" if block.heading else ""
        head += f"<p{named}>{words}</p>\n" if words else ""
        listed = self.items(block.lines)
        if block.kind is Kind.CONFLICT:
            return f'<div class="conflict">{head}<div class="sides">{listed}</div></div>'
        return head + listed

    def marker(self, citation: Citation) -> str:
        """Return a link to the passage, titled with the quote; it says if that is superseded."""
        words = one_line(shown_quote(citation))
        shown = words if len(words) <= _PREVIEW else f"{words[:_PREVIEW]} …"
        old = ", superseded" if citation.superseded_by else ""
        title = escape(f"“{shown}” — {citation.article_title}")
        address = escape(self._addresses[citation.number])
        return f'<a href="{address}" title="{title}">[{citation.number}{old}]</a>'

    def provenance(self, citation: Citation) -> str:
        note, _, stated = provenance(citation, self._today)
        chip = status_chip(citation.review_status)
        head = f"(<strong>{escape(note)}</strong> · {chip}"
        if not note:
            head = f'<span class="together">({chip}</span>'
        return f"{head} · {escape(stated)})"

    def _folded(self, block: Block) -> str:
        """Return the lines that should not be missed, folded, each with a way to its passage."""
        number = len(block.lines)
        lines = "1 line" if number == 1 else f"{number} lines"
        listed = "".join(map(self._beside, block.lines))
        return (
            f'<details class="also"><summary>{block.heading}: {lines} not to be missed</summary>'
            f"<ul>{listed}</ul></details>"
        )

    def _beside(self, line: Line) -> str:
        quote = line.parts[0]
        assert isinstance(quote, Quote)
        where = f"<span>({escape(place(quote.citation))})</span>"
        return f"<li>{self.inlines([quote])} {where} {self.marker(quote.citation)}</li>"
