"""Answers put together from parts, as no pipeline made them."""

from collections.abc import Sequence
from typing import Any

from chatbot.answering.answer import (
    Answer,
    AnswerManifest,
    Citation,
    Outcome,
    Reason,
    Statement,
)
from chatbot.rendering.as_markdown import answer_text

MANIFEST = AnswerManifest(
    answer_id="0", generation="g", embedding_model="m", reranker=None, llm=None, prompts={},
    version="0",
)  # fmt: skip


def cited(quote: str, number: int = 1, **more: object) -> Citation:
    """Return a citation of a whole made-up article."""
    fields: dict[str, object] = {
        "number": number,
        "article_id": "a",
        "article_title": "A title",
        "section": ("Section",),
        "quote": quote,
        "start": 0,
        "end": len(quote),
        "review_status": "approved",
        "updated": "2025-01-01",
        "references": (),
    }
    return Citation(**{**fields, **more})  # type: ignore[arg-type]


def answer_of(
    statements: Sequence[Statement], citations: Sequence[Citation], **more: Any
) -> Answer:
    """Return an answer that states and cites these; `more` are other fields of it."""
    fields: dict[str, Any] = {
        "question": "Q?",
        "condensed_question": "Q?",
        "outcome": Outcome.ANSWERED,
        "reason": None,
        "mode": "quotes",
        "text": "",
        "statements": tuple(statements),
        "citations": tuple(citations),
        "also_in_section": (),
        "conflicts": (),
        "nearest": (),
        "follow_ups": (),
        "disclaimer": "Notice.",
        "manifest": MANIFEST,
        "confidence": None,
    }
    return Answer(**{**fields, **more})


def text_of(statements: Sequence[Statement], citations: Sequence[Citation], **more: Any) -> str:
    """Return the text of such an answer."""
    return answer_text(answer_of(statements, citations, **more))


def refusal_of(nearest: Sequence[Citation], **more: Any) -> Answer:
    """Return a refusal that these passages come nearest to."""
    refused: dict[str, Any] = {"outcome": Outcome.REFUSED, "reason": Reason.UNSUPPORTED}
    return answer_of((), (), nearest=tuple(nearest), explanation="Why.", **refused, **more)
