"""A record of an answer -> "How this answer was made", folded below it."""

from collections import Counter

from chatbot.answering.answer import Answer, Audience
from chatbot.grounding.verdict import Fault
from chatbot.rendering.as_html import escape
from chatbot.rendering.record import Considered, Record

SUMMARY = "How this answer was made"
_WORDS = {fault.value: fault.words for fault in Fault}


def how_made(record: Record) -> str:
    """Return the steps to an answer as folded HTML; `record` is as its reader is shown it."""
    answer = record.answer
    facts = [
        ("Question as searched", escape(answer.condensed_question)),
        ("Searched", _searched(answer)),
        ("Passages considered, best first", _passages(record)),
        ("Answer or refusal", _decision(answer)),
        ("Put into words by", _model(answer)),
        ("Checked", _checks(answer)),
        ("Made with", _made_with(answer)),
    ]
    listed = "".join(f"<dt>{name}</dt><dd>{said}</dd>" for name, said in facts if said)
    return f'<details class="how"><summary>{SUMMARY}</summary><dl>{listed}</dl></details>'


def _searched(answer: Answer) -> str:
    within = answer.manifest.within or {}
    named = [*within.get("articles", ()), *within.get("kinds", ())]
    approved = "approved articles only" if answer.manifest.show == "approved" else ""
    limits = filter(None, [", ".join(named), approved])
    return escape("; ".join(limits)) or "every article"


def _passages(record: Record) -> str:
    rows = "".join(
        f"<li>{escape(' › '.join((*each.section[-2:], each.article_id)))}; "
        f"score {each.score:.2f}; {_use(each, record.answer)}</li>"
        for each in record.considered
    )
    return f"<ol>{rows}</ol>" if rows else ""


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


def _decision(answer: Answer) -> str:
    sure = "" if answer.confidence is None else f"; confidence {answer.confidence:.2f} of 1"
    reason = f" ({answer.reason.value.replace('_', ' ')})" if answer.reason else ""
    return f"{answer.outcome.value}{reason}{sure}"


def _model(answer: Answer) -> str:
    """Return the language model, and what of its sentences was left out and why; never them."""
    name = answer.manifest.llm
    if name is None:
        return "nobody: quotes only, no language model"
    failed = [sentence for sentence in answer.draft if not sentence.supported]
    reasons = Counter(reason for sentence in failed for reason in sentence.reasons)
    why = "; ".join(f"{_WORDS[reason]} ({count})" for reason, count in reasons.most_common())
    passed = f"{len(answer.draft) - len(failed)} of {len(answer.draft)} sentences passed the checks"
    said = f"{name}; {passed if answer.draft else answer.note or 'it was not asked'}"
    return escape(said) + (f"; left out: {escape(why)}" if why else "")


def _checks(answer: Answer) -> str:
    if not answer.citations:
        return ""
    doses = "" if Audience(answer.manifest.audience).sees_doses else " but for the doses left out"
    quoted = (
        f"every quote is its article's text, letter by letter{doses}; every marker has its passage"
    )
    compared = "; figures, names, negations and words of every sentence against the lines it cites"
    return quoted + (compared if answer.draft else "")


def _made_with(answer: Answer) -> str:
    made = answer.manifest
    reranker = f"; reranker {made.reranker}" if made.reranker else ""
    texts = ", ".join(f"{name} {label}" for name, label in made.prompts.items())
    return escape(
        f"version {made.version}, code {made.code}, refusing below {made.weakest_score}; "
        f"index generation {made.generation}; embedding model "
        f"{made.embedding_model}{reranker}; texts {texts}; answer {made.answer_id}"
    )
