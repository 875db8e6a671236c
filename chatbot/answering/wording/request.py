"""Citations and a question -> what a language model is asked, and what its words may rest on."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chatbot.answering.answer import Audience, Citation, Conflict, Statement
from chatbot.answering.audience import without_marks
from chatbot.answering.delimiting import neutralised, visible
from chatbot.answering.prompts import Prompt, load_prompt
from chatbot.checking.machine_instructions import find_machine_instructions

MOST_SENTENCES = 6
_BROKEN = re.compile(r"(?<![.:;!?])\s*\n\s*(?=[a-z])")
"""Where a page broke a line inside a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a number stands for: the `texts` that a sentence citing it is checked against.

    `texts` are the lead-ins, then the lines of the quote, as a reader sees them: without unseen
    characters, reference marks and, for patients, doses. `context` are the title and headings
    above.
    """

    number: int
    texts: tuple[str, ...]
    context: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A question about lines, for one kind of reader, and the prompts it is put with."""

    question: str
    lines: Mapping[int, Line]
    system: str
    text: str
    prompts: tuple[Prompt, ...]


def make_request(
    question: str,
    citations: Sequence[Citation],
    statements: Sequence[Statement],
    conflicts: Sequence[Conflict],
    audience: Audience,
) -> Request:
    """Return the request; `citations` are as the reader sees them (see `for_reader`).

    A quote that addresses a machine ("ignore all previous instructions") is left out: it is shown
    like any other, but nothing that a model says can rest on it.
    """
    lines = {line.number: line for line in _lines(citations, statements)}
    instructions, frame = load_prompt("answer"), load_prompt("lines")
    reader = load_prompt(f"reader_{audience.value}")
    return Request(
        question=question,
        lines=lines,
        system=instructions.fill(reader=reader.text, most=str(MOST_SENTENCES)),
        text=frame.fill(
            question=neutralised([question]),
            lines=neutralised([_shown(c, lines[c.number]) for c in citations if c.number in lines]),
            disagreements=neutralised(
                [_disagreement(each) for each in conflicts if lines.keys() >= {*each.citations}]
            ),
        ),
        prompts=(instructions, frame, reader),
    )


def _lines(citations: Sequence[Citation], statements: Sequence[Statement]) -> list[Line]:
    by_number = {citation.number: citation for citation in citations}
    led = {
        statement.citations[0]: [
            by_number[n] for n in statement.citations[1:] if n not in statement.repeats
        ]
        for statement in statements
    }
    lines = [
        Line(
            number=citation.number,
            texts=tuple(
                seen
                for each in (*led.get(citation.number, ()), citation)
                for line in _BROKEN.sub(" ", without_marks(each)).splitlines()
                if (seen := visible(line)).strip()
            ),
            context="\n".join((citation.article_title, *citation.section)),
        )
        for citation in citations
    ]
    return [line for line in lines if not _addresses_a_machine(line)]


def _addresses_a_machine(line: Line) -> bool:
    return any(find_machine_instructions("\n".join((line.context, *line.texts))))


def _shown(citation: Citation, line: Line) -> str:
    where = " › ".join((citation.article_title, *citation.section))
    return "\n".join([f"[{citation.number}] ({where})", *line.texts])


def _disagreement(conflict: Conflict) -> str:
    numbers = " and ".join(f"[{number}]" for number in conflict.citations)
    return f"The articles disagree on {conflict.subject}: state both {numbers}."
