"""An answer -> what the page shows of it, and what a reader can do with it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from chatbot.answering.answer import Answer, Audience, Statement
from chatbot.grounding.verdict import Fault
from chatbot.rendering.answer_blocks import compose, disclaimer, sentences
from chatbot.rendering.as_html import escape, growing_part, page_parts
from chatbot.rendering.file_formats import Format
from chatbot.rendering.record import Considered, Record, for_its_reader
from chatbot.web.source_view import source_link
from chatbot.web.templating import render

_FORMATS = {
    Format.MARKDOWN: "Markdown",
    Format.HTML: "Page to print",
    Format.RIS: "References (RIS)",
    Format.JSON: "Evidence pack (JSON)",
}
_FAULTS = {fault.value: fault.words for fault in Fault}
_MARKS = {"helpful": "Helpful", "not_helpful": "Not helpful", "unsafe": "Unsafe"}


def answer_parts(answer: Answer, today: date) -> Iterator[str]:
    """Yield the answer's HTML in parts that can be shown one after another."""
    return page_parts(compose(answer), disclaimer(answer), _addresses(answer), today)


def growing(answer: Answer, written: Sequence[Statement], today: date) -> str:
    """Return a language model's sentences so far as HTML."""
    shown = sentences(written, for_its_reader(answer).citations)
    return growing_part(shown, _addresses(answer), today) if written else ""


def whole_answer(record: Record, today: date) -> str:
    """Return the HTML of a finished answer: what was understood, the answer, how it was made."""
    shown = for_its_reader(record)
    return "".join(
        (
            understood(shown.answer),
            *answer_parts(record.answer, today),
            _how_made(shown),
            render(
                "answer_end.html",
                export=export_menu("Export"),
                marks=_MARKS,
                follow_ups=shown.answer.follow_ups,
            ),
        )
    )


def export_menu(name: str, *, copies: bool = False) -> str:
    """Return the menu of what an answer or a conversation can be saved as, or copied from."""
    return render("export_menu.html", name=name, copies=copies, formats=_FORMATS)


def understood(answer: Answer) -> str:
    """Return how a follow-up question was understood; nothing if it stood alone."""
    if answer.condensed_question == answer.question:
        return ""
    return f'<p class="understood">Understood as: {escape(answer.condensed_question)}</p>'


def _addresses(answer: Answer) -> dict[int, str]:
    """Return where each passage opens, by number, in the generation that it was quoted from."""
    return {
        cited.number: source_link(
            cited.article_id,
            answer.manifest.generation,
            start=cited.start,
            end=cited.end,
            quote=cited.quote,
            reader=Audience(answer.manifest.audience),
        )
        for cited in (*answer.citations, *answer.nearest, *answer.also_in_section)
    }


def _how_made(record: Record) -> str:
    """Return the steps to an answer as folded HTML; `record` is as its reader is shown it."""
    answer = record.answer
    return render(
        "how_made.html",
        summary="How this answer was made",
        answer=answer,
        limits=list(_limits(answer)),
        considered=[(each, _use(each, answer)) for each in record.considered],
        worded=_worded(answer),
        sees_doses=Audience(answer.manifest.audience).sees_doses,
    )


def _limits(answer: Answer) -> Iterator[str]:
    within = answer.manifest.within or {}
    if named := [*within.get("articles", ()), *within.get("kinds", ())]:
        yield ", ".join(named)
    if answer.manifest.show == "approved":
        yield "approved articles only"


def _use(passage: Considered, answer: Answer) -> str:
    """Return which markers quote a passage, or why none does."""
    numbers = [
        f"[{c.number}]"
        for c in (*answer.citations, *answer.nearest, *answer.also_in_section)
        if c.article_id == passage.article_id and c.start < passage.end and passage.start < c.end
    ]
    if numbers and answer.citations:
        return f"quoted as {', '.join(numbers)}"
    if numbers:
        return f"named as closest: {', '.join(numbers)}"
    if answer.citations:
        return "left out: other lines fit the question better"
    return "left out: nothing in it answers the question"


def _worded(answer: Answer) -> str:
    """Return the language model, and what of its sentences was left out and why; never them."""
    name = answer.manifest.llm
    if name is None:
        return "nobody: quotes only, no language model"
    if not answer.draft:
        return f"{name}; {answer.note or 'it was not asked'}"
    failed = [sentence for sentence in answer.draft if not sentence.supported]
    reasons = Counter(reason for sentence in failed for reason in sentence.reasons)
    why = "; ".join(f"{_FAULTS[reason]} ({count})" for reason, count in reasons.most_common())
    passed = f"{len(answer.draft) - len(failed)} of {len(answer.draft)} sentences passed the checks"
    return f"{name}; {passed}" + (f"; left out: {why}" if why else "")
