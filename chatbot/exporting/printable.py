"""Answers -> one HTML file that needs nothing else and prints well on A4."""

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from datetime import date, datetime
from html import escape

from markdown_it import MarkdownIt

from chatbot.answering.delimiting import visible
from chatbot.answering.writing import shown_quote
from chatbot.exporting.describing import Described, describe, exported, heading, made_by, understood
from chatbot.exporting.markdown import body
from chatbot.exporting.sources import Checked, Material, Sourced

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
_WORDS_ONLY = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["autolink", "heading", "image", "lheading", "link", "reference"]
)


def printable(material: Material, now: datetime) -> str:
    """Return each question with its answer and sources; at the end the notice, the disclaimer."""
    several = len(material.records) > 1
    title = "Guideline chatbot: a conversation" if several else "Guideline chatbot: an answer"
    parts = [f"<h1>{title}</h1>"]
    for number, sourced in enumerate(material.records, start=1):
        heading = f"Question {number}" if several else "Question"
        parts.append(f"<section><h2>{heading}</h2>{_answer(sourced, now.date())}</section>")
    if several:
        parts.append(_end(material.notice, material.disclaimer))
    parts.append(f'<p class="made">{_words(exported(now))}</p>')
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_CSS}</style></head>\n"
        f"<body><main>\n{chr(10).join(parts)}\n</main></body></html>\n"
    )


def _answer(sourced: Sourced, today: date) -> str:
    answer = sourced.record.answer
    parts = [f'<p class="question">{_words(answer.question)}</p>']
    if meant := understood(sourced):
        parts.append(f'<p class="meant">Understood as: {_words(meant)}</p>')
    parts += ["<h3>Answer</h3>", _WORDS_ONLY.render(body(sourced))]
    if sourced.citations:
        listed = "\n".join(_source(checked, sourced, today) for checked in sourced.citations)
        parts += [f"<h3>{heading(sourced)}</h3>", f'<ul class="sources">{listed}</ul>']
    parts.append(_end(sourced.notice, answer.disclaimer))
    parts.append(f'<p class="made">{_words(made_by(answer.manifest))}</p>')
    return "\n".join(parts)


def _source(checked: Checked, sourced: Sourced, today: date) -> str:
    described = describe(checked, sourced, today)
    return f"<li>{''.join(_lines(checked, described))}</li>"


def _lines(checked: Checked, described: Described) -> Iterator[str]:
    path = f" › {_words(described.section)}" if described.section else ""
    yield f"<div>[{checked.citation.number}] <cite>{_words(described.title)}</cite>{path}</div>"
    if described.quote:
        yield f"<blockquote>“{_words(shown_quote(checked.citation))}”</blockquote>"
    yield from (f'<p class="note">{_words(note)}</p>' for note in described.notes)


def _end(notice: str, disclaimer: str) -> str:
    shown = f"<strong>{_words(notice)}</strong> " if notice else ""
    return f'<p class="end">{shown}<em>{_words(disclaimer)}</em></p>'


def _words(words: str) -> str:
    """Return `words` as HTML that shows them, without characters that nobody sees."""
    return escape(visible(words))
