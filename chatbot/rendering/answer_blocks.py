"""Answer -> the blocks that are shown of it, for its reader."""

from collections.abc import Iterator, Mapping, Sequence

from chatbot.answering.answer import Answer, Audience, Citation, Conflict, Outcome, Statement
from chatbot.answering.audience import DOSE_LEFT_OUT
from chatbot.answering.prompts import load_prompt
from chatbot.conflicts.quantity import Role
from chatbot.question.details import details_asked
from chatbot.rendering.document import (
    Block,
    Disclaimer,
    Inline,
    Kind,
    Line,
    Marker,
    Provenance,
    Quote,
    Weight,
    Words,
)
from chatbot.rendering.phrasing import place, review_notice, superseded_note
from chatbot.rendering.record import for_its_reader

NO_ANSWER = "No answer from the articles."
DISAGREE = "The articles disagree"
DOSES_DIFFER = "their doses differ, and are left out here"
QUOTES_HEADING = "In the articles' words"
ALSO_HEADING = "Also in this section"
_IN_GENERAL = "The articles state in general:"
_CLOSEST = "The closest passages, which do not answer it:"
_OF_A_DOSE = f": {Role.DOSE.value}"
_Numbered = Mapping[int, Citation]


def compose(answer: Answer) -> tuple[Block, ...]:
    """Return what is said, in order; without doses for a reader who is shown none."""
    shown = for_its_reader(answer)
    refused = shown.outcome is Outcome.REFUSED
    return tuple(_refusal(shown) if refused else _answer(shown))


def disclaimer(answer: Answer) -> Disclaimer:
    """Return what stands at the end of an answer."""
    statuses = (citation.review_status for citation in (*answer.citations, *answer.nearest))
    return Disclaimer(notice=review_notice(statuses), words=answer.disclaimer)


def sentences(statements: Sequence[Statement], citations: Sequence[Citation]) -> Block:
    """Return the sentences of a language model, each with its markers."""
    by_number = {citation.number: citation for citation in citations}
    lines = tuple(_sentence(each, by_number) for each in statements)
    return Block(kind=Kind.SENTENCES, lines=lines)


def _refusal(answer: Answer) -> Iterator[Block]:
    why = (Words(text=answer.explanation or ""),)
    yield Block(kind=Kind.REFUSAL, heading=NO_ANSWER, words=why)
    yield from _for_the_reader(answer)
    if answer.nearest:
        told = _quoted_from if answer.nearest_quoted else _whence
        yield Block(
            kind=Kind.NEAREST,
            words=(Words(text=_IN_GENERAL if answer.nearest_quoted else _CLOSEST),),
            lines=tuple(
                Line(parts=(*told(each), Words(text=" "), Marker(citation=each)))
                for each in answer.nearest
            ),
        )


def _answer(answer: Answer) -> Iterator[Block]:
    """Yield the conflicts, the model's sentences, the other quotes by section, what is beside.

    A conflict on a figure that is not asked for comes behind the quotes, in a line a side.
    """
    by_number = {citation.number: citation for citation in answer.citations}
    worded = sum(sentence.supported for sentence in answer.draft)
    written, quoted = answer.statements[:worded], answer.statements[worded:]
    first = [conflict for conflict in answer.conflicts if _is_asked_for(conflict, answer)]
    contested = {number for conflict in first for number in conflict.citations}
    others = [each for each in quoted if each.citations[0] not in contested]
    yield from _for_the_reader(answer)
    yield from (_conflict(conflict, quoted, by_number) for conflict in first)
    if written:
        yield sentences(written, answer.citations)
    yield from _notice(answer.note)
    if written and others:
        yield Block(kind=Kind.QUOTES, heading=QUOTES_HEADING)
    yield from _passages(others, by_number)
    shown = frozenset(number for each in (*written, *others) for number in each.citations)
    behind = (each for each in answer.conflicts if each not in first)
    yield from (_conflict(each, quoted, by_number, shown) for each in behind)
    yield from _beside(answer.also_in_section, answer.citations)
    yield from _notice(answer.searched_only)
    if answer.abbreviations:
        listed = "; ".join(f"{short}: {long}" for short, long in answer.abbreviations.items())
        yield from _notice(f"Abbreviations. {listed}")


def _notice(words: str | None) -> Iterator[Block]:
    if words:
        yield Block(kind=Kind.NOTICE, words=(Words(text=words, weight=Weight.EMPHASIS),))


def _for_the_reader(answer: Answer) -> Iterator[Block]:
    if not Audience(answer.manifest.audience).sees_doses:
        yield from _notice(load_prompt("patient_notice").text)


def _beside(also: Sequence[Citation], citations: Sequence[Citation]) -> Iterator[Block]:
    """Yield the lines beside the answer; where it comes from several sections, with theirs."""
    several = len({(citation.article_id, citation.section) for citation in citations}) > 1
    lines = tuple(
        Line(parts=_quoted_from(each) if several or each.superseded_by else (Quote(citation=each),))
        for each in also
    )
    if lines:
        yield Block(kind=Kind.BESIDE, heading=ALSO_HEADING, lines=lines)


def _passages(statements: Sequence[Statement], by_number: _Numbered) -> Iterator[Block]:
    groups: dict[tuple[str, tuple[str, ...]], list[Statement]] = {}
    for statement in statements:
        source = by_number[statement.citations[0]]
        groups.setdefault((source.article_id, source.section), []).append(statement)
    for members in groups.values():
        source = by_number[members[0].citations[0]]
        title = Words(text=source.article_title, weight=Weight.EMPHASIS)
        yield Block(
            kind=Kind.PASSAGE,
            heading=" › ".join(source.section),
            words=(title, Words(text=" "), Provenance(citation=source)),
            lines=tuple(_statement(each, by_number) for each in members),
        )


def _is_asked_for(conflict: Conflict, answer: Answer) -> bool:
    """Tell whether the question asks for the figure in which the articles differ."""
    is_a_dose = conflict.subject.endswith(_OF_A_DOSE)
    return any(
        detail.is_figured and detail.is_a_dose is is_a_dose
        for detail in details_asked(answer.condensed_question)
    )


def _conflict(
    conflict: Conflict,
    statements: Sequence[Statement],
    by_number: _Numbered,
    shown: frozenset[int] = frozenset(),
) -> Block:
    """Return the sides of a conflict, each with its scope, status and date.

    The quote stands below, as it is among `statements`; one that is `shown` is pointed to. A reader
    who sees no doses is told that it is they that differ.
    """
    stated = {each.citations[0]: each for each in reversed(statements)}
    sides = []
    for number, value, scope in zip(
        conflict.citations, conflict.values, conflict.scopes, strict=True
    ):
        source = by_number[number]
        named = value != DOSE_LEFT_OUT
        about = (
            *((Words(text=value, weight=Weight.STRONG), Words(text=": ")) if named else ()),
            Words(text=source.article_title, weight=Weight.EMPHASIS),
            Words(text=f", {scope} "),
            Provenance(citation=source),
        )
        if number in shown:
            sides.append(Line(parts=(*about, Words(text=" "), Marker(citation=source))))
            continue
        alone = Statement(text=source.quote, citations=(number,), verbatim=True)
        sides.append(Line(parts=about, below=_statement(stated.get(number, alone), by_number)))
    hidden = f": {DOSES_DIFFER}" if DOSE_LEFT_OUT in conflict.values else ""
    about = (Words(text=f"({conflict.subject}){hidden}"),)
    return Block(kind=Kind.CONFLICT, heading=DISAGREE, words=about, lines=tuple(sides))


def _statement(statement: Statement, by_number: _Numbered) -> Line:
    """Return the lead-ins that stand apart, then the quote, each marked, then what repeats it."""
    own, *others = statement.citations
    lead_ins = [number for number in others if number not in statement.repeats]
    parts: list[Inline] = []
    for number in (*lead_ins, own):
        parts += [Words(text=" … ")] if parts else []
        cited = by_number[number]
        parts += [Quote(citation=cited), Words(text=" "), Marker(citation=cited)]
    for number in statement.repeats:
        parts += _repeat(by_number[own], by_number[number])
    if statement.partial:
        parts.append(Words(text=" (one item of a longer list)"))
    return Line(parts=tuple(parts))


def _repeat(first: Citation, other: Citation) -> Iterator[Inline]:
    """Yield the marker of a quote that states the same, with its place if that is elsewhere."""
    yield from (Words(text=" "), Marker(citation=other))
    if first.quote == other.quote and first.article_id == other.article_id:
        return
    wording = "" if first.quote == other.quote else ", in other words"
    yield from (Words(text=f" (the same{wording}: "), *_whence(other), Words(text=")"))


def _sentence(statement: Statement, by_number: _Numbered) -> Line:
    parts: list[Inline] = [Words(text=statement.text)]
    for number in statement.citations:
        parts += [Words(text=" "), Marker(citation=by_number[number])]
    return Line(parts=tuple(parts))


def _quoted_from(citation: Citation) -> tuple[Inline, ...]:
    return (Quote(citation=citation), Words(text=" ("), *_whence(citation), Words(text=")"))


def _whence(citation: Citation) -> tuple[Inline, ...]:
    """Return where a citation stands and what supersedes its article."""
    note = superseded_note(citation)
    old = (Words(text=", "), Words(text=note, weight=Weight.STRONG)) if note else ()
    return (Words(text=place(citation)), *old)
