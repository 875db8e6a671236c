"""A record of an answer -> "How this answer was made", folded below it."""

from collections import Counter
from collections.abc import Iterator

from chatbot.answering.answer import Answer, Audience
from chatbot.grounding.verdict import Fault
from chatbot.rendering.record import Considered, Record
from chatbot.web.templating import render

SUMMARY = "How this answer was made"
_WORDS = {fault.value: fault.words for fault in Fault}


def how_made(record: Record) -> str:
    """Return the steps to an answer as folded HTML; `record` is as its reader is shown it."""
    answer = record.answer
    return render(
        "how_made.html",
        summary=SUMMARY,
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
    why = "; ".join(f"{_WORDS[reason]} ({count})" for reason, count in reasons.most_common())
    passed = f"{len(answer.draft) - len(failed)} of {len(answer.draft)} sentences passed the checks"
    return f"{name}; {passed}" + (f"; left out: {why}" if why else "")
