"""Records to export: really asked, and with every string of them replaced."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from chatbot.answering.answer import Audience, Citation
from chatbot.answering.chain import State
from chatbot.chatbot import Chatbot
from chatbot.rendering.file_formats import Format, export
from chatbot.rendering.record import Record, make_record
from chatbot.rendering.sourcing import FindArticle

NOW = datetime(2026, 11, 21, 13, 42, tzinfo=UTC)
DOSES = """---
title: Examplimab 30 mg twice daily, and more
review_status: pending
date: 2025-03-04
superseded_by: Examplimab 35 mg guide
kind: guideline
---

# Examplimab 30 mg twice daily, and more

## Dose of Examplimab 40 mg

The dose of examplimab is 50 mg once daily.[1]

Do not give examplimab 60 mg to fictional patients with a green nose.

## References

1. Trial of examplimab 70 mg daily in fictional patients. A made-up journal, 2020.
2. Another trial of two tablets of examplimab. A made-up journal, 2021.
"""
"""A dose wherever an article may have one; all of it is made up."""


def write_doses(folder: Path) -> None:
    """Write an article with doses everywhere into a new `folder`."""
    folder.mkdir(parents=True)
    (folder / "doses.md").write_text(DOSES, encoding="utf-8")


def ask(chatbot: Chatbot, question: str, audience: Audience = Audience.CLINICIAN) -> Record:
    """Ask one question; return its record."""
    state = chatbot.chain().invoke(State(question=question, turns=(), audience=audience))
    return make_record(state["answer"], state["condensed"], state.get("passages", ()))


def articles_of(chatbot: Chatbot) -> FindArticle:
    """Return the articles of the current generation, whichever is named."""
    return lambda generation, article_id: chatbot.generation().article(article_id)


def written(records: list[Record], format: Format, articles: FindArticle) -> str:
    """Return the words of an export."""
    return export(records, format, articles, NOW).content.decode("utf-8")


def with_words(value: Any, words: Callable[[], str]) -> Any:
    """Return a record with other words in every string that may be any."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return words()
    if isinstance(value, tuple):
        return tuple(with_words(each, words) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    given = {
        field.name: with_words(getattr(value, field.name), words)
        for field in fields(value)
        if field.name not in ("review_status", "updated", "audience")
    }
    changed: Any = replace(value, **given)
    if isinstance(changed, Citation):
        return replace(changed, end=changed.start + len(changed.quote))
    return changed
