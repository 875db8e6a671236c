"""An answer in a terminal: words alone, laid out like the Markdown."""

from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from chatbot.answering.answer import Answer, Audience, Citation, Statement
from chatbot.rendering.as_terminal import as_terminal
from tests.rendering.answers import MANIFEST, answer_of, cited, refusal_of


def printed(answer: Answer) -> list[str]:
    console = Console(width=80, color_system=None)
    with console.capture() as capture:
        for part in as_terminal(answer):
            console.print(part)
    return [line.rstrip() for line in capture.get().splitlines()]


def stating(*citations: Citation, **more: Any) -> Answer:
    statements = [Statement(text=c.quote, citations=(c.number,), verbatim=True) for c in citations]
    return answer_of(statements, citations, **more)


def test_a_quote_keeps_its_lines_under_its_bullet() -> None:
    lines = printed(stating(cited("Call if:\n    • red\n\n    • [bold]green[/bold]")))
    assert lines[:6] == [
        "Section",
        "A title (approved · last updated 2025-01-01)",
        "",
        " • “Call if:",
        "   • red",
        "   • [bold]green[/bold]” [1]",
    ]
    assert lines[-2] == "Notice."
    assert lines[-1].startswith("[1] a, characters 0-")


def test_a_refusal_says_why_and_names_what_comes_nearest() -> None:
    lines = printed(refusal_of([cited("x", section=("1. Dose",))]))
    assert lines[0] == "No answer from the articles. Why."
    assert " • 1. Dose › A title [1]" in lines


def test_nothing_unseen_reaches_a_terminal() -> None:
    assert "“12 mg”" in "".join(printed(stating(cited("\u202e12 \x1bm\u200bg"))))


@pytest.mark.parametrize("where", ["section", "superseded_by", "article_title"])
def test_a_patient_reads_no_dose_wherever_it_stands(where: str) -> None:
    words = "Examplin 5 mg once daily"
    given: dict[str, Any] = {where: (words,) if where == "section" else words}
    beside = cited("y", 2, **given)
    manifest = replace(MANIFEST, audience=Audience.PATIENT_OR_CARER.value)
    answer = stating(
        cited("x", **given),
        also_in_section=(beside,),
        follow_ups=(f"What of {words}?",),
        manifest=manifest,
    )
    shown = "\n".join(printed(answer))
    assert "Examplin (dose not shown)" in shown
    assert "5 mg" not in shown
