"""Citations, statements or a refusal -> the Markdown that is shown."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

from chatbot.answering.answer import Citation, Conflict, Statement
from chatbot.answering.delimiting import visible
from chatbot.articles.superseding import superseded_words

_MARKUP = re.compile(
    r"[\\`*\[\]~|]|(?<!\w)_|_(?!\w)|<(?=[A-Za-z/!?])|&(?=#?\w+;)"
    r"|:(?=//)|(?<=www)\.|@(?=\w)",  # of which an address becomes a link by itself
    re.IGNORECASE,
)
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LINE_OPENING = re.compile(r"\s*\n\s*(?:(?P<digits>\d+)?(?P<sign>(?<=\d)[.)]|(?<!\d)[#>|+=~-]))?")
_RULE_OF_A_TABLE = re.compile(r"(?=.*-)(?=.*\|)[ \t|:-]+")
_OPENING_BAR = re.compile(r"\A\s*\|[ \t]*")
_CLOSING_BAR = re.compile(r"(?<!\s)\s*\|\s*\Z")
STATUS_WORDS = {
    "pending": "pending human review",
    "submitted": "submitted, not yet reviewed",
    "under_review": "under review",
    "approved": "approved",
    "unknown": "review status not stated",
}
CONFLICT_HEADING = "**The articles disagree**"
DOSES_DIFFER = "their doses differ, and are left out here"
QUOTES_HEADING = "**In the articles' words**"
ALSO_HEADING = "**Also in this section**"
PENDING_NOTICE = "The articles cited here are pending human review."
PARTLY_PENDING_NOTICE = "Some of the articles cited here are pending human review."
UNREVIEWED_NOTICE = "Not every article cited here is stated to have been reviewed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around an answer for one kind of reader.

    `notice` goes before it, `note` says what a language model did not do, `abbreviations` are
    spelled out below.
    """

    notice: str = ""
    note: str = ""
    abbreviations: Mapping[str, str] = field(default_factory=dict)


_BARE = Frame()


def answer_text(
    statements: Sequence[Statement],
    citations: Sequence[Citation],
    conflicts: Sequence[Conflict],
    also: Sequence[Citation],
    disclaimer: str,
    *,
    searched_only: str = "",
    sentences: Sequence[Statement] = (),
    frame: Frame = _BARE,
) -> str:
    """Return the conflicts, the other statements under article and section, the disclaimer.

    The lines `also` to be read come between, apart and without markers, and then what alone was
    searched, if not everything was. `sentences` of a language model come before the quotes that
    they rest on.
    """
    by_number = {citation.number: citation for citation in citations}
    contested = {number for conflict in conflicts for number in conflict.citations}
    parts = [f"*{escape(frame.notice)}*"] if frame.notice else []
    parts += [_conflict(conflict, statements, by_number) for conflict in conflicts]
    note = [f"*{escape(frame.note)}*"] if frame.note else []
    others = [s for s in statements if s.citations[0] not in contested]
    parts += [sentence_list(sentences), *note] if sentences else note
    if sentences and others:
        parts.append(QUOTES_HEADING)
    parts.extend(_groups(others, by_number))
    if also:
        parts.append(_also(also, citations))
    if searched_only:
        parts.append(f"*{escape(searched_only)}*")
    parts += _spelled_out(frame)
    return "\n\n".join([*parts, foot(citations, disclaimer)])


def sentence_list(sentences: Sequence[Statement]) -> str:
    """Return the sentences of a language model as a list, each with its markers."""
    return "\n".join(
        f"- {_opening_nothing(each.text)} {' '.join(f'[{n}]' for n in each.citations)}"
        for each in sentences
    )


def _spelled_out(frame: Frame) -> list[str]:
    listed = "; ".join(f"{short}: {long}" for short, long in frame.abbreviations.items())
    return [f"*Abbreviations. {escape(listed)}*"] if listed else []


def refusal_text(
    explanation: str,
    nearest: Sequence[Citation],
    disclaimer: str,
    *,
    quoted: bool = False,
    frame: Frame = _BARE,
) -> str:
    """Return why there is no answer, and the closest passages, clearly not as one.

    With `quoted` they are quoted: what the articles state in general.
    """
    parts = [f"**No answer from the articles.** {escape(explanation)}"]
    parts += [f"*{escape(frame.notice)}*"] if frame.notice else []
    if nearest and quoted:
        shown = (f"- “{quote_text(c)}” ({_whence(c)}) [{c.number}]" for c in nearest)
        parts.append("The articles state in general:\n\n" + "\n".join(shown))
    elif nearest:
        listed = "\n".join(f"- {_whence(citation)} [{citation.number}]" for citation in nearest)
        parts.append(f"The closest passages, which do not answer it:\n\n{listed}")
    return "\n\n".join([*parts, foot(nearest, disclaimer)])


def place(citation: Citation) -> str:
    """Return where a citation stands: section and article."""
    return " › ".join((*citation.section, citation.article_title)[-3:])


def provenance(citation: Citation) -> str:
    """Return what supersedes the article, its review status, date, and kind, as Markdown."""
    old = [f"**{escape(superseded_note(citation))}**"] if citation.superseded_by else []
    updated = f"last updated {citation.updated}" if citation.updated else "date not stated"
    kind = kind_words(citation.jurisdiction, citation.kind)
    return " · ".join([*old, STATUS_WORDS[citation.review_status], updated, *map(escape, kind)])


def superseded_note(citation: Citation) -> str:
    """Return what supersedes the article, in words; nothing if it states nothing."""
    if not citation.superseded_by:
        return ""
    titles = [replacement.article_title for replacement in citation.replacements]
    return superseded_words(citation.superseded_by, titles)


def kind_words(jurisdiction: str | None, kind: str | None) -> list[str]:
    """Return "US guideline", or what of it is stated, as one item; none if neither is."""
    stated = " ".join(filter(None, (jurisdiction, kind)))
    return [stated] if stated else []


def escape(words: str) -> str:
    """Return `words` with what Markdown or HTML would act on made harmless, and nothing unseen.

    An address stays words: nothing that was not made here becomes a link.
    """
    return _MARKUP.sub(_harmless, visible(words))


def escape_all(words: str) -> str:
    """Return `words` so that Markdown shows every character of it and acts on none."""
    return _PUNCTUATION.sub(r"\\\g<0>", words)


def _harmless(match: re.Match[str]) -> str:
    return {"<": "&lt;", "&": "&amp;"}.get(match.group(), "\\" + match.group())


def _groups(statements: Sequence[Statement], by_number: Mapping[int, Citation]) -> Iterator[str]:
    groups: dict[tuple[str, tuple[str, ...]], list[Statement]] = {}
    for statement in statements:
        source = by_number[statement.citations[0]]
        groups.setdefault((source.article_id, source.section), []).append(statement)
    for members in groups.values():
        source = by_number[members[0].citations[0]]
        heading = f"**{escape(' › '.join(source.section))}**  \n" if source.section else ""
        about = f"*{escape(source.article_title)}* ({provenance(source)})"
        listed = "\n".join(_item(statement, by_number) for statement in members)
        yield f"{heading}{about}\n\n{listed}"


def _also(also: Sequence[Citation], citations: Sequence[Citation]) -> str:
    """Return the lines beside the answer; where they come from several sections, with those."""
    several = len({(citation.article_id, citation.section) for citation in citations}) > 1
    listed = "\n".join(
        f"- “{quote_text(citation)}”"
        + (f" ({_whence(citation)})" if several or citation.superseded_by else "")
        for citation in also
    )
    return f"{ALSO_HEADING}\n\n{listed}"


def _conflict(
    conflict: Conflict, statements: Sequence[Statement], by_number: Mapping[int, Citation]
) -> str:
    """Return the sides of a conflict, each with its quote, scope, status and date.

    A reader who sees no doses is told that it is they that differ.
    """
    hidden = "" if all(conflict.values) else f": {DOSES_DIFFER}"
    lines = [f"{CONFLICT_HEADING} ({escape(conflict.subject)}){hidden}", ""]
    for number, value, scope in zip(
        conflict.citations, conflict.values, conflict.scopes, strict=True
    ):
        source = by_number[number]
        quoted = next(
            (_item(s, by_number) for s in statements if s.citations[0] == number),
            f"- “{quote_text(source)}” [{number}]",
        )
        about = f"*{escape(source.article_title)}*, {escape(scope)} ({provenance(source)})"
        side = f"**{escape(value)}**: {about}" if value else about
        lines.append(f"- {side}\n  {quoted}")
    return "\n".join(lines)


def _item(statement: Statement, by_number: Mapping[int, Citation]) -> str:
    """Return a list item: lead-ins that stand apart first, then the quote, each marked."""
    own, *others = statement.citations
    lead_ins = [number for number in others if number not in statement.repeats]
    quoted = (f"“{quote_text(by_number[number])}” [{number}]" for number in (*lead_ins, own))
    more = " (one item of a longer list)" if statement.partial else ""
    same = "".join(_repeat(by_number[own], by_number[number]) for number in statement.repeats)
    return "- " + " … ".join(quoted) + same + more


def _repeat(first: Citation, other: Citation) -> str:
    """Return the marker of a quote that states the same, with its place if that is elsewhere."""
    if first.quote == other.quote and first.article_id == other.article_id:
        return f" [{other.number}]"
    wording = "" if first.quote == other.quote else ", in other words"
    return f" [{other.number}] (the same{wording}: {_whence(other)})"


def _whence(citation: Citation) -> str:
    """Return where a citation stands and what supersedes its article, as Markdown."""
    note = superseded_note(citation)
    return escape(place(citation)) + (f", **{escape(note)}**" if note else "")


def quote_text(citation: Citation) -> str:
    """Return the quote as Markdown, the article's own reference marks raised ("attack ¹").

    Rows of a table end in a line break that Markdown keeps.
    """
    lines = _LINE_OPENING.sub(_as_words, escape(shown_quote(citation))).split("\n")
    breaks = ("  \n" if "|" in before + after else "\n" for before, after in pairwise(lines))
    return "".join(chain(*zip(lines, chain(breaks, [""]), strict=True)))


def shown_quote(citation: Citation) -> str:
    """Return the quote as it is shown, a row a line, its reference marks raised."""
    return _readable_rows(_with_raised_marks(citation))


def _readable_rows(words: str) -> str:
    """Return `words` with the bars around the rows of a table and the rules between them left out.

    The bars between cells stay: any other sign there could be read as part of a figure.
    """
    printed = words.split("\n")
    rows = [_CLOSING_BAR.sub("", line) for line in printed[:-1]] + printed[-1:]
    rows[1:] = [_OPENING_BAR.sub("", line) for line in rows[1:]]
    kept = zip(rows, printed, strict=True)
    return "\n".join(row for row, line in kept if not _RULE_OF_A_TABLE.fullmatch(line))


def _with_raised_marks(citation: Citation) -> str:
    """Return the quote with its reference marks raised, so that none passes for a figure."""
    words = citation.quote
    for start, end in citation.places():
        words = f"{words[:start]}{words[start:end].translate(_RAISED)}{words[end:]}"
    return words


def _opening_nothing(words: str) -> str:
    """Return `words` as Markdown that is a list item's words from their first character on."""
    return _LINE_OPENING.sub(_as_words, f"\n{escape(words)}").lstrip()


def _as_words(match: re.Match[str]) -> str:
    """Keep the line, but let nothing at its beginning open a Markdown block."""
    return f"\n  {match['digits'] or ''}\\{match['sign']}" if match["sign"] else "\n  "


def foot(citations: Sequence[Citation], disclaimer: str) -> str:
    """Return what stands at the end as Markdown: a rule, the notice, the disclaimer."""
    notice = review_notice(citation.review_status for citation in citations)
    return f"---\n\n{f'**{notice}** ' if notice else ''}*{disclaimer}*"


def review_notice(statuses: Iterable[str]) -> str:
    """Return the notice on the review of what is quoted; nothing if all of it is approved.

    `statuses` are those of the citations, one each.
    """
    found = set(statuses)
    if "pending" in found:
        return PENDING_NOTICE if found == {"pending"} else PARTLY_PENDING_NOTICE
    return UNREVIEWED_NOTICE if found - {"approved"} else ""
