"""Blocks -> HTML: what the page and the page to print have in common."""

import html
from collections.abc import Iterable

from chatbot.answering.answer import Citation
from chatbot.answering.delimiting import visible
from chatbot.rendering.document import (
    Block,
    Inline,
    Kind,
    Line,
    Marker,
    Quote,
    Weight,
    Words,
)
from chatbot.rendering.phrasing import provenance, shown_quote

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
