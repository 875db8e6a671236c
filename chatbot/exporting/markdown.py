"""Answers -> Markdown, short enough to be pasted into an e-mail or a record."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from chatbot.answering.delimiting import visible
from chatbot.answering.writing import escape, foot, quote_text
from chatbot.exporting.describing import describe, exported, heading, made_by, one_line, understood
from chatbot.exporting.sources import Checked, Material, Sourced

_TAG = re.compile(r"<(?=[A-Za-z/!?])")


def markdown(material: Material, now: datetime) -> str:
    """Return each question with its answer and sources; at the end the notice, the disclaimer."""
    several = len(material.records) > 1
    parts = ["# Guideline chatbot: a conversation" if several else "# Guideline chatbot: an answer"]
    for number, sourced in enumerate(material.records, start=1):
        parts += [f"## Question {number}"] if several else []
        parts += _answer(sourced, now.date())
    if several:
        parts.append(_end(material.notice, material.disclaimer))
    return "\n\n".join([*parts, f"*{escape(exported(now))}*"]) + "\n"


def body(sourced: Sourced) -> str:
    """Return the Markdown of an answer as it was shown, but without its foot, and tags as words.

    The foot stands behind the sources instead.
    """
    answer = sourced.record.answer
    shown = answer.text.removesuffix(foot((*answer.citations, *answer.nearest), answer.disclaimer))
    return _TAG.sub("&lt;", visible(shown)).rstrip()


def _answer(sourced: Sourced, today: date) -> Iterator[str]:
    answer = sourced.record.answer
    asked = f"**Question:** {escape(one_line(answer.question))}"
    if meant := understood(sourced):
        asked += f"\n\n*Understood as: {escape(one_line(meant))}*"
    yield asked
    yield body(sourced)
    if sourced.citations:
        yield f"**{heading(sourced)}**"
        yield "\n".join(_source(checked, sourced, today) for checked in sourced.citations)
    yield _end(sourced.notice, answer.disclaimer)
    yield f"*{escape(made_by(answer.manifest))}*"


def _source(checked: Checked, sourced: Sourced, today: date) -> str:
    """Return a list item: the number, the place, the quote, what is said of it."""
    described = describe(checked, sourced, today)
    section = f" › {escape(described.section)}" if described.section else ""
    lines = [
        f"- [{checked.citation.number}] *{escape(described.title)}*{section}",
        *([f"“{quote_text(checked.citation)}”"] if described.quote else []),
        *map(escape, described.notes),
    ]
    return "  \n  ".join(lines)


def _end(notice: str, disclaimer: str) -> str:
    return f"---\n\n{f'**{notice}** ' if notice else ''}*{escape(one_line(disclaimer))}*"
