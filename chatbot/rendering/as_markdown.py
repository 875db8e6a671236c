"""An answer or a document -> Markdown, in which no words of others act as markup."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise

from chatbot.answering.answer import Answer, Citation
from chatbot.answering.delimiting import visible
from chatbot.rendering.answer_blocks import compose, disclaimer
from chatbot.rendering.document import (
    Block,
    Disclaimer,
    Document,
    Exchange,
    Inline,
    Kind,
    Line,
    Marker,
    Quote,
    Reference,
    Weight,
    Words,
)
from chatbot.rendering.phrasing import one_line, provenance, shown_quote

_MARKUP = re.compile(
    r"[\\`*\[\]~|]|(?<!\w)_|_(?!\w)|<(?=[A-Za-z/!?])|&(?=#?\w+;)"
    r"|:(?=//)|(?<=www)\.|@(?=\w)",  # of which an address becomes a link by itself
    re.IGNORECASE,
)
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_LINE_OPENING = re.compile(r"\s*\n\s*(?:(?P<digits>\d+)?(?P<sign>(?<=\d)[.)]|(?<!\d)[#>|+=~-]))?")
_WEIGHTS = {Weight.PLAIN: "", Weight.EMPHASIS: "*", Weight.STRONG: "**"}


def answer_text(answer: Answer) -> str:
    """Return an answer as it is shown, with `[n]` markers and its disclaimer: `Answer.text`."""
    return f"{blocks_text(compose(answer))}\n\n{_end(disclaimer(answer))}"


def blocks_text(blocks: Iterable[Block]) -> str:
    """Return the blocks, an empty line between them."""
    return "\n\n".join(map(_block, blocks))


def as_markdown(document: Document) -> str:
    """Return each question with its answer and sources, short enough for an e-mail or a record."""
    several = len(document.exchanges) > 1
    parts = [f"# {document.title}"]
    for number, exchange in enumerate(document.exchanges, start=1):
        parts += [f"## Question {number}"] if several else []
        parts += _exchange(exchange)
    parts += [_end(document.disclaimer)] if several else []
    return "\n\n".join([*parts, f"*{escape(document.exported)}*"]) + "\n"


def escape(words: str) -> str:
    """Return `words` with what Markdown or HTML would act on made harmless, and nothing unseen.

    An address stays words: nothing that was not made here becomes a link.
    """
    return _MARKUP.sub(_harmless, visible(words))


def escape_all(words: str) -> str:
    """Return `words` so that Markdown shows every character of it and acts on none."""
    return _PUNCTUATION.sub(r"\\\g<0>", words)


def _harmless(match: re.Match[str]) -> str:
    return {"<": "&lt;", "&": "&amp;"}.get(match.group(), "\\" + match.group())


def _exchange(exchange: Exchange) -> Iterator[str]:
    yield f"**Question:** {escape(one_line(exchange.question))}"
    if exchange.understood:
        yield f"*Understood as: {escape(one_line(exchange.understood))}*"
    yield blocks_text(exchange.blocks)
    if exchange.references:
        yield f"**{exchange.listed}**"
        yield "\n".join(map(_reference, exchange.references))
    yield _end(exchange.disclaimer)
    yield f"*{escape(exchange.made_by)}*"


def _reference(reference: Reference) -> str:
    """Return a list item: the number, the place, the quote, what is said of it."""
    cited = reference.citation
    place = [
        f"*{escape(one_line(cited.article_title))}*",
        *map(escape, map(one_line, cited.section)),
    ]
    lines = [
        f"- [{cited.number}] {' › '.join(place)}",
        *([f"“{_quote(cited)}”"] if reference.quotes else []),
        *map(escape, reference.notes),
    ]
    return "  \n  ".join(lines)


def _end(end: Disclaimer) -> str:
    """Return a rule, the notice, the disclaimer."""
    notice = f"**{end.notice}** " if end.notice else ""
    return f"---\n\n{notice}*{escape(one_line(end.words))}*"


def _block(block: Block) -> str:
    heading = f"**{escape(block.heading)}**" if block.heading else ""
    words = "".join(map(_inline, block.words))
    paragraph = ("  \n" if block.kind is Kind.PASSAGE else " ").join(filter(None, (heading, words)))
    return "\n\n".join(filter(None, (paragraph, "\n".join(map(_item, block.lines)))))


def _item(line: Line) -> str:
    """Return a list item whose words open no block of their own."""
    first, *others = line.parts
    words = _inline(first)
    if isinstance(first, Words):
        words = _LINE_OPENING.sub(_as_words, f"\n{words}").lstrip()
    below = f"\n  {_item(line.below)}" if line.below else ""
    return f"- {words}{''.join(map(_inline, others))}{below}"


def _inline(part: Inline) -> str:
    if isinstance(part, Quote):
        return f"“{_quote(part.citation)}”"
    if isinstance(part, Marker):
        return f"[{part.citation.number}]"
    if isinstance(part, Words):
        sign = _WEIGHTS[part.weight]
        return f"{sign}{escape(part.text)}{sign}"
    note, status, stated = provenance(part.citation)
    old = f"**{escape(note)}** · " if note else ""
    return f"({old}{status} · {escape(stated)})"


def _quote(citation: Citation) -> str:
    """Return the quote; its rows, if it is of a table, end in a line break that Markdown keeps."""
    lines = _LINE_OPENING.sub(_as_words, escape(shown_quote(citation))).split("\n")
    breaks = ("  \n" if "|" in before + after else "\n" for before, after in pairwise(lines))
    return "".join(chain(*zip(lines, chain(breaks, [""]), strict=True)))


def _as_words(match: re.Match[str]) -> str:
    """Keep the line, but let nothing at its beginning open a Markdown block."""
    return f"\n  {match['digits'] or ''}\\{match['sign']}" if match["sign"] else "\n  "
