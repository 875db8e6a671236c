"""What stands before and behind a figure -> its comparator, and what a time is the time of."""

import re

from chatbot.grounding.figure import Kind, Use
from chatbot.grounding.number_words import WORD

_BEFORE_IT = (
    r"(?:\s(?:of|the|age|ages|aged|is|about|be|a|an|total|or|dose|to|only|past|last|next|first"
    r"|previous)){0,4}\s?$"
)
_LEADING = tuple(
    (re.compile(rf"(?:{sign}){_BEFORE_IT}", re.IGNORECASE), comparator)
    for sign, comparator in (
        (
            r"(?:\bno|\bnot|n't)(?: \w+)? (?:more|greater|higher|longer|older|later|over)"
            r"(?: than)?",
            "<=",
        ),
        (
            r"(?:\bno|\bnot|n't)(?: \w+)? (?:less|fewer|lower|shorter|younger|earlier)(?: than)?",
            ">=",
        ),
        (r"(?:\bno|\bnot|n't)(?: \w+){0,2} exceed(?:s|ed|ing)?|\bwithout exceeding", "<="),
        (r"\bgreater than or equal to|\bnot(?: \w+){0,4} before", ">="),
        (r"\bless than or equal to|\bup through|\bup to and including", "<="),
        (r"≥|>\s?=|\bat least|\bminimum(?: \w+){0,3}|\bno sooner than", ">="),
        (
            r"≤|<\s?=|\bat most|(?<!go )(?<!titrated )(?<!titrate )(?<!increased )(?<!goes )\bup to"
            r"|\bmax(?:imum|imal)?\.?(?: \w+){0,9}|\bin(?: \w+)? first"
            r"|\bupper limit(?: \w+)?|\b(?:limited|capped) (?:to|at)"
            r"|\bceiling(?: \w+)?",
            "<=",
        ),
        (r"\bwithin(?! (?:the )?(?:past|previous|last))", "within"),
        (r"\bfrom(?: the)? age(?: of)?|\bfrom(?= \d+ years of age)", ">="),
        (
            r">|\b(?:more|greater|higher|longer|older|larger) than|\babove|\b(?<!the )past"
            r"|\bexceed(?:s|ing)?|\bin excess of|\bbeyond",
            ">",
        ),
        (r"<|\b(?:less|fewer|lower|shorter|younger|smaller) than|\bunder|\bbelow", "<"),
    )
)
_TRAILING = tuple(
    (
        re.compile(
            rf"(?:[\s-](?!(?:and|or|to|at|the|an?|is|are|was|were|took|takes?|{WORD})\b)[A-Za-z]+){{0,2}}(?:\s\([^)]*\))?[\s,-]*"
            rf"(?:{sign})(?! than)",
            re.IGNORECASE,
        ),
        comparator,
    )
    for sign, comparator in (
        (
            r"\(?(?:or|and) (?:more|older|above|higher|greater|over|longer|upwards?|later|after"
            r"|beyond)\b",
            ">=",
        ),
        (r"\(?(?:or|and) (?:less|fewer|younger|below|lower|under|shorter|earlier|before)\b", "<="),
        (r"\+(?!\d)", ">="),
        (r"(?:(?:at )?(?:the )?minimum|at (?:the )?least)\b(?! \w+ of)", ">="),
        (
            r"(?:(?:at )?(?:the )?maximum|at (?:the )?most)\b(?! \w+ of)"
            r"|(?:is )?the (?:upper limit|ceiling)",
            "<=",
        ),
    )
)

_NEVER = r"(?!)"
_USES = tuple(
    (re.compile(before, re.IGNORECASE), re.compile(behind, re.IGNORECASE), use)
    for before, behind, use in (
        (
            r"\b(?:aged?|ages|older than|younger than|the age of)\s(?:\w+\s){0,2}$",
            r"[\s-](?:old|of age|or older|and older|or younger|and younger)",
            Use.AGE,
        ),
        (
            r"\b(?:for|lasting|throughout|duration of|course of)\s"
            r"(?:(?:a|an|the|about|at|least|most|up|to|further|another|additional|more|than|only)\s){0,3}$",
            r"[\s-]courses?\b",
            Use.DURATION,
        ),
        (_NEVER, r"\s(?:before|prior to|ahead of)\b", Use.BEFORE),
        (_NEVER, r"\s(?:after|following|later|from|since)\b", Use.AFTER),
    )
)


_OVER = re.compile(rf"\bover{_BEFORE_IT}", re.IGNORECASE)


def comparator_of(said: str, start: int, end: int, kind: Kind) -> str:
    """Return the comparator of what stands at `start` to `end`, as `Figure` names it."""
    before = said[max(0, start - 60) : start]
    before = before[max(before.rfind(sign) for sign in ".;,(") + 1 :]
    if _OVER.search(before):
        return "over" if kind is Kind.TIME else ">"
    for sign, comparator in _LEADING:
        if sign.search(before):
            return comparator
    for sign, comparator in _TRAILING:
        if sign.match(said, end):
            return comparator
    return ""


_LATER = re.compile(r"\b(?:after|following|beyond)(?: the| about| at)?\s$", re.IGNORECASE)
_SOONER = re.compile(r"\b(?:before|until|prior to|up until)(?: the| about| at)?\s$", re.IGNORECASE)


def use_of(said: str, start: int, end: int, kind: Kind) -> Use | None:
    """Return what the time at `start` to `end` is the time of; None for what is no time."""
    if kind is not Kind.TIME:
        return None
    before, behind = said[max(0, start - 40) : start], said[end : end + 30]
    if _LATER.search(before):
        return Use.FROM
    if _SOONER.search(before):
        return Use.UNTIL
    return next((use for a, b, use in _USES if a.search(before) or b.match(behind)), None)
