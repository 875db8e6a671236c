"""An answer -> the HTML that the page shows of it.

The words are those of `Answer.text`, which is also what the command line prints: they are Markdown
in which nothing of an article or a model acts as markup. It is rendered with HTML switched off, and
what is set apart (a refusal, a conflict, lines beside the answer) gets a box around it here.
"""

import html
import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

from markdown_it import MarkdownIt

from chatbot.answering.answer import Answer, Audience, Citation, Outcome
from chatbot.answering.audience import citations_for
from chatbot.answering.delimiting import visible
from chatbot.answering.writing import (
    ALSO_HEADING,
    CONFLICT_HEADING,
    STATUS_WORDS,
    escape_all,
    place,
    shown_quote,
)
from chatbot.articles.ageing import age
from chatbot.exporting.formats import Format
from chatbot.exporting.record import Record
from chatbot.web.how_made import how_made
from chatbot.web.source_view import escape, source_link

_MARKER = re.compile(r"(?<!\\)\[(\d+)\]")
_HEADED = re.compile(r"<p><strong>(.*?)</strong>(?:<br />\n)?(.*?)</p>", re.DOTALL)
_PROVENANCE = re.compile(
    rf"(\(?)({'|'.join(map(re.escape, STATUS_WORDS.values()))})"
    r" · (?:last updated (\d{4}-\d\d-\d\d)|(?=date not stated))"
)
_CHIPS = {words: status for status, words in STATUS_WORDS.items()}
_PREVIEW = 300  # characters of a quote that are shown at its marker
_FORMATS = {
    Format.MARKDOWN: "Markdown",
    Format.HTML: "Page to print",
    Format.RIS: "References (RIS)",
    Format.JSON: "Evidence pack (JSON)",
}
_MARKS = {"helpful": "Helpful", "not_helpful": "Not helpful", "unsafe": "Unsafe"}


def answer_parts(answer: Answer, today: date) -> Iterator[str]:
    """Yield the answer's HTML in parts that can be shown one after another."""
    conflict = ""
    paragraphs = iter(with_links(answer.text, answer).split("\n\n"))
    if answer.outcome is Outcome.REFUSED:
        yield f'<div class="refusal">{_with_ages(markdown(next(paragraphs)), today)}</div>'
    for paragraph in paragraphs:
        if paragraph.startswith(CONFLICT_HEADING):  # its list comes next
            conflict = paragraph
        elif conflict:
            yield (
                f'<div class="conflict">{_rendered(conflict, today)}'
                f'<div class="sides">{_rendered(paragraph, today)}</div></div>'
            )
            conflict = ""
        elif paragraph == ALSO_HEADING:
            next(paragraphs)
            yield _also(answer)
        elif paragraph == "---":
            foot = "\n\n".join(paragraphs)
            yield f'<div class="foot">{markdown(foot)}</div>'
        else:
            yield _rendered(paragraph, today)


def whole_answer(record: Record, today: date) -> str:
    """Return the HTML of a finished answer: what was understood, the answer, how it was made."""
    answer = record.answer
    return "".join(
        (
            understood(answer),
            *answer_parts(answer, today),
            how_made(record),
            _actions(),
            _asked_next(answer),
        )
    )


def export_menu(name: str, more: str = "") -> str:
    """Return the menu of what an answer or a conversation can be saved as."""
    formats = "".join(
        f'<button type="button" data-export="{each.value}">{_FORMATS[each]}</button>'
        for each in Format
    )
    return f'<details class="menu"><summary>{name}</summary><div>{more}{formats}</div></details>'


def understood(answer: Answer) -> str:
    """Return how a follow-up question was understood; nothing if it stood alone."""
    if answer.condensed_question == answer.question:
        return ""
    return f'<p class="understood">Understood as: {escape(answer.condensed_question)}</p>'


def markdown(words: str) -> str:
    """Return Markdown as HTML; what it holds of HTML is shown, never acted on."""
    rendered: str = _renderer().render(words)
    return rendered


def sentences(words: str, answer: Answer) -> str:
    """Return a language model's sentences so far, which are Markdown, as HTML."""
    return f'<div class="worded">{markdown(with_links(words, answer))}</div>' if words else ""


def with_links(words: str, answer: Answer) -> str:
    """Return Markdown of an answer, each marker a link to its passage, titled with the quote.

    The marker of a superseded article says that it is one. What looks like a marker and cites
    nothing stays words.
    """
    by_number = {c.number: c for c in (*answer.citations, *answer.nearest)}
    previews = {c.number: _preview(c) for c in _as_shown(by_number.values(), answer)}

    def link(match: re.Match[str]) -> str:
        cited = by_number.get(int(match[1]))
        if cited is None:
            return match[0]
        old = ", superseded" if cited.superseded_by else ""
        title = escape_all(previews[cited.number])
        return f'[\\[{cited.number}{old}\\]]({_link(cited, answer)} "{title}")'

    return _MARKER.sub(link, words)


def _link(cited: Citation, answer: Answer) -> str:
    """Return the address of a citation's passage in the generation that it was quoted from."""
    return source_link(
        cited.article_id,
        answer.manifest.generation,
        start=cited.start,
        end=cited.end,
        quote=cited.quote,
    )


def _as_shown(citations: Iterable[Citation], answer: Answer) -> tuple[Citation, ...]:
    return citations_for(citations, Audience(answer.manifest.audience))


def _preview(cited: Citation) -> str:
    words = " ".join(visible(shown_quote(cited)).split())
    shown = words if len(words) <= _PREVIEW else f"{words[:_PREVIEW]} …"
    return f"“{shown}” — {cited.article_title}"


@cache
def _renderer() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")


def _rendered(words: str, today: date) -> str:
    """Return a paragraph as HTML: bold words over it as a heading, statuses and ages shown."""
    shown = markdown(words)
    return _with_ages(_HEADED.sub(_as_heading, shown) if words.startswith("**") else shown, today)


def _with_ages(shown: str, today: date) -> str:
    return _PROVENANCE.sub(lambda match: _as_chip(match, today), shown)


def _as_heading(match: re.Match[str]) -> str:
    below = f'<p class="from">{match[2]}</p>' if match[2].strip() else ""
    return f"<h3>{match[1]}</h3>{below}"


def _as_chip(match: re.Match[str], today: date) -> str:
    opening, words, updated = match.groups()
    chip = f'<span class="status status-{_CHIPS[words]}">{words}</span>'
    chip = f'<span class="together">({chip}</span> · ' if opening else f"{chip} · "
    if updated is None:
        return chip
    return chip + age(date.fromisoformat(updated), today)


def _also(answer: Answer) -> str:
    """Return the lines that should not be missed, folded, each with a way to its passage."""
    number = len(answer.also_in_section)
    lines = "1 line" if number == 1 else f"{number} lines"
    listed = "".join(
        f"<li>“{escape(shown_quote(shown))}” <span>({escape(place(cited))})</span> "
        f'<a href="{html.escape(_link(cited, answer))}" title="{escape(_preview(shown))}">'
        f"[{cited.number}]</a></li>"
        for cited, shown in zip(
            answer.also_in_section, _as_shown(answer.also_in_section, answer), strict=True
        )
    )
    return (
        f'<details class="also"><summary>Also in this section: {lines} not to be missed</summary>'
        f"<ul>{listed}</ul></details>"
    )


def _actions() -> str:
    marks = "".join(
        f'<button type="button" data-mark="{mark}" aria-pressed="false">{name}</button>'
        for mark, name in _MARKS.items()
    )
    return (
        '<div class="actions" role="group" aria-label="This answer">'
        f'<button type="button" data-copy>Copy</button>{export_menu("Export")}{marks}</div>'
    )


def _asked_next(answer: Answer) -> str:
    buttons = "".join(
        f'<button type="button" class="ask-next" value="{escape(question)}">{escape(question)}'
        "</button>"
        for question in answer.follow_ups
    )
    return f'<div class="options"><span>Ask next:</span>{buttons}</div>' if buttons else ""
