"""A document -> one HTML file that needs nothing else and prints well on A4."""

import hashlib
from base64 import b64encode
from collections.abc import Iterator

from chatbot.rendering.as_html import HtmlWalk, escape
from chatbot.rendering.document import Disclaimer, Document, Exchange, Reference
from chatbot.rendering.phrasing import one_line, shown_quote

_CSS = """
:root { color-scheme: light; }
@page { size: A4; margin: 18mm; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff;
  font: 11pt/1.45 system-ui, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; } h3 { font-size: 1rem; }
h1, h2, h3 { break-after: avoid; }
.question { font-weight: 600; } .meant, .made { color: #444; }
.sources { list-style: none; padding: 0; }
.sources > li { margin-bottom: .9rem; }
.sources div { break-after: avoid; }
blockquote { break-inside: avoid; margin: .2rem 0; padding-left: .7rem; border-left: 3px solid #888;
  white-space: pre-line; }
.note, .made { font-size: .85rem; margin: .1rem 0; }
.end { border-top: 1px solid #888; margin-top: 1rem; padding-top: .5rem; break-inside: avoid; }
@media print { body { max-width: none; margin: 0; padding: 0; } }
"""
_DIGEST = b64encode(hashlib.sha256(_CSS.encode()).digest()).decode()
CONTENT_POLICY = f"default-src 'none'; style-src 'sha256-{_DIGEST}'"
"""What a browser may load for the file: the style sheet in it and nothing else."""


def as_print(document: Document) -> str:
    """Return each question with its answer and sources; at the end the notice, the disclaimer."""
    several = len(document.exchanges) > 1
    parts = [f"<h1>{document.title}</h1>"]
    for number, exchange in enumerate(document.exchanges, start=1):
        heading = f"Question {number}" if several else "Question"
        shown = "\n".join(_exchange(exchange))
        parts.append(f"<section><h2>{heading}</h2>{shown}</section>")
    parts += [_end(document.disclaimer)] if several else []
    parts.append(f'<p class="made">{document.exported}</p>')
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{document.title}</title><style>{_CSS}</style></head>\n"
        f"<body><main>\n{chr(10).join(parts)}\n</main></body></html>\n"
    )


def _exchange(exchange: Exchange) -> Iterator[str]:
    yield f'<p class="question">{escape(exchange.question)}</p>'
    if exchange.understood:
        yield f'<p class="meant">Understood as: {escape(exchange.understood)}</p>'
    yield "<h3>Answer</h3>"
    yield "".join(map(HtmlWalk().block, exchange.blocks))
    if exchange.references:
        listed = "\n".join(f"<li>{''.join(_lines(each))}</li>" for each in exchange.references)
        yield f'<h3>{exchange.listed}</h3>\n<ul class="sources">{listed}</ul>'
    yield _end(exchange.disclaimer)
    yield f'<p class="made">{escape(exchange.made_by)}</p>'


def _lines(reference: Reference) -> Iterator[str]:
    cited = reference.citation
    title = f"<cite>{escape(one_line(cited.article_title))}</cite>"
    place = " › ".join((title, *map(escape, map(one_line, cited.section))))
    yield f"<div>[{cited.number}] {place}</div>"
    if reference.quotes:
        yield f"<blockquote>“{escape(shown_quote(cited))}”</blockquote>"
    yield from (f'<p class="note">{escape(note)}</p>' for note in reference.notes)


def _end(end: Disclaimer) -> str:
    shown = f"<strong>{escape(end.notice)}</strong> " if end.notice else ""
    return f'<p class="end">{shown}<em>{escape(end.words)}</em></p>'
