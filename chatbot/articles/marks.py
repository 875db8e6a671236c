"""Text of an article -> its inline reference marks, told apart from values.

Guideline pages cite with bare digits at the end of a line or clause ("... acute attacks 1, 2"),
other documents with digits glued to the punctuation ("lifespan.1,2", "falls.8, 10 Three"), to a
closing sign ("35%78", "(14 trials)20") or the word ("review1,31"), or in square brackets.
Taking a value for a mark would remove a figure from a quote; taking a mark for a value only
leaves a stray digit in it. So whatever is in doubt is a value.
"""

import re
from collections.abc import Iterable, Iterator

from chatbot.articles.article import Mark
from chatbot.articles.binding import binds_a_number

_NUMBERS = r"\d{1,3}(?:,[ \u00a0]?\d{1,3})*"
_NUMBERS_OR_RANGES = r"\d{1,3}(?:[,\u2013-]\d{1,3})*"
_BARE = re.compile(rf"(?<=\S)[ \u00a0]({_NUMBERS})(?=[.;:,](?:\s|$)|$)")
_GLUED = re.compile(
    rf"(?:(?<=[a-z)\]%][.,;:])|(?<=[A-Z][A-Z][.,;:]))({_NUMBERS_OR_RANGES})(?=\s|$)"
)
_SPACED = rf"{_NUMBERS_OR_RANGES}(?:, \d{{1,3}}(?:[,\u2013-]\d{{1,3}})*)+"
_GLUED_AND_SPACED = re.compile(
    rf"(?<=[a-z)\]%][.,;:])({_SPACED})"
    r"(?=\s+(?:[A-Z(]|(?:and|or|but|however|while|whereas|although)\b)|[.;)]|\s*$)"
)
_GLUED_TO_A_CLOSING = re.compile(
    rf"(?:(?<=[a-z]{{3}}\))|(?<=\d%)|(?<=[a-z.,?!][\u201d\"]))({_NUMBERS_OR_RANGES})"
    r"(?=[\s.,;)]|$)"
)
_GLUED_TO_A_WORD = re.compile(r"(?<=[a-z]{4})([1-9]\d?(?:[,\u2013-][1-9]\d?)+)(?=[\s.,;)]|$)")
_BRACKETED = re.compile(rf"[ \u00a0]?\[({_NUMBERS_OR_RANGES})\](?!\()")
_DIGITS = re.compile(r"\d+")

# The share of the numbers below one that must be cited too, without a list that holds it.
_FEW_BARE = 2 / 3
_FEW_ATTACHED = 1 / 3  # a value is hardly ever printed so, and documents leave out tables

_BEFORE = 60  # letters before a number in which to look for what it belongs to
# "10 000" is one number.
_THOUSANDS = re.compile(r"\d{1,3}[ \u00a0]\d{3}\Z")
_ABBREVIATION_BEFORE_GLUED = re.compile(
    r"(?:\b(?:no|nos|fig|figs|p|pp|vol|ch|sec|eq|ver|v|or|rr|hr|ci)\.)$", re.IGNORECASE
)


def find_marks(text: str, spans: Iterable[tuple[int, int]], references: int) -> list[Mark]:
    """Return the reference marks inside `spans` of `text`, in order.

    Args:
        text: the article's text.
        spans: offsets of the blocks to search, one line or paragraph each.
        references: number of entries in the article's reference list, 0 if it has none.

    An article keeps to one way of citing, so the rarer of bare and attached digits are values.
    Its marks count from 1 and leave few gaps, so a candidate is kept only up to the
    highest number that the list's length or the other candidates make credible.

    """
    places = list(spans)
    bare = [group for span in places for group in _bare(text, *span)]
    attached = [group for span in places for group in _attached(text, *span)]
    found = attached if len(attached) > len(bare) else bare
    cited = {int(mark.value) for group in found for mark in group}
    limit = _highest_credible(cited, references, _FEW_ATTACHED if found is attached else _FEW_BARE)
    kept = [group for group in found if all(0 < int(mark.value) <= limit for mark in group)]
    return sorted((mark for group in kept for mark in group), key=lambda mark: mark.start)


def _bare(text: str, start: int, end: int) -> Iterator[list[Mark]]:
    """Yield the groups of digits ("1, 2") that stand alone at the end of a line or clause."""
    for match in _BARE.finditer(text, start, end):
        before = text[max(start, match.start() - _BEFORE) : match.start()]
        if _can_be_cited(before) and not _groups_thousands(text, start, match):
            yield _marks_in(text, match.start(1), match.end(1))


def _attached(text: str, start: int, end: int) -> Iterator[list[Mark]]:
    """Yield the groups of digits in square brackets or glued to punctuation."""
    for match in _BRACKETED.finditer(text, start, end):
        yield _marks_in(text, match.start(1), match.end(1))
    for match in _GLUED.finditer(text, start, end):
        if not _ABBREVIATION_BEFORE_GLUED.search(
            text, max(start, match.start() - _BEFORE), match.start()
        ):
            yield _marks_in(text, match.start(1), match.end(1))
    for glued in (_GLUED_AND_SPACED, _GLUED_TO_A_CLOSING):
        for match in glued.finditer(text, start, end):
            yield _marks_in(text, match.start(1), match.end(1))
    for match in _GLUED_TO_A_WORD.finditer(text, start, end):
        if not binds_a_number(text[max(start, match.start() - _BEFORE) : match.start()]):
            yield _marks_in(text, match.start(1), match.end(1))


def _can_be_cited(before: str) -> bool:
    """Tell whether a bare number after the words `before` can be a mark rather than a value.

    After another number it can: two values never stand side by side ("INR 2-3 1").
    """
    word = before.split()[-1].lstrip("(") if before.split() else ""
    if not word or word[-1] in ",:;=<>≤≥≈~±+×/-\u2013\u2212$€£#":
        return False
    if binds_a_number(before):
        return False
    return word[-1] in ')%"”\u2019' or "/" in word or any(c.isalnum() for c in word)


def _groups_thousands(text: str, start: int, match: re.Match[str]) -> bool:
    """Tell whether the number is the end of one printed in groups of three digits."""
    first_end = match.start() + 1 + len(match[1].split(",")[0])
    return _THOUSANDS.search(text, max(start, match.start() - 3), first_end) is not None


def _marks_in(text: str, start: int, end: int) -> list[Mark]:
    return [
        Mark(value=match.group(), start=match.start(), end=match.end())
        for match in _DIGITS.finditer(text, start, end)
    ]


def _highest_credible(values: set[int], references: int, share: float) -> int:
    """Return the highest number that can be a mark, 0 if none can.

    Up to the length of the list, every number can. Beyond it, or without a list, a number can
    if at least two numbers and `share` of those from 1 up to it are cited.
    """
    credible = references
    for value in sorted(values):
        cited = sum(1 for other in values if 0 < other <= value)
        if value > references and cited >= 2 and cited >= share * value:
            credible = max(credible, value)
    return credible
