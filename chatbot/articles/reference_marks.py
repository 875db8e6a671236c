"""Text of an article -> its inline reference marks, told apart from values.

Guideline pages cite with bare digits at the end of a line or clause ("... acute attacks 1, 2"),
other documents with digits glued to the punctuation ("lifespan.1,2", "falls.8, 10 Three"), to a
closing sign ("35%78", "(14 trials)20") or the word ("review1,31"), or in square brackets
("[1]", "[1, 3-5]"). In brackets an interval looks the same ("95% CI [1, 3]").
Taking a value for a mark would remove a figure from a quote; taking a mark for a value only
leaves a stray digit in it. So whatever is in doubt is a value.
"""

import re
from collections.abc import Iterable, Iterator

from chatbot.articles.article import NUMBER, Mark, marks_in
from chatbot.articles.page_words import expression, patterns
from chatbot.language.measuring import MeasureKind, unit_expression

_NUMBERS = r"\d{1,3}(?:,[ \u00a0]?\d{1,3})*"
_NUMBERS_OR_RANGES = r"\d{1,3}(?:[,\u2013-]\d{1,3})*"
_BARE = re.compile(rf"(?<=\S)[ \u00a0]({_NUMBERS})(?=[.;:,](?:\s|$)|$)")
_SPACED = rf"{_NUMBERS_OR_RANGES}(?:, \d{{1,3}}(?:[,\u2013-]\d{{1,3}})*)+"
_GLUED = re.compile(
    rf"""(?:(?<=[a-z)\]%][.,;:])|(?<=[A-Z][A-Z][.,;:]))(?P<stop>{_NUMBERS_OR_RANGES})(?=\s|$)
    |(?<=[a-z)\]%][.,;:])(?P<spaced>{_SPACED.replace(" ", "[ ]")})
        (?=\s+(?:[A-Z(]|(?:and|or|but|however|while|whereas|although)\b)|[.;)]|\s*$)
    |(?:(?<=[a-z]{{3}}\))|(?<=\d%)|(?<=[a-z.,?!][\u201d\"]))(?P<closing>{_NUMBERS_OR_RANGES})
        (?=[\s.,;)]|$)
    |(?<=[a-z]{{4}})(?P<word>[1-9]\d?(?:[,\u2013-][1-9]\d?)+)(?=[\s.,;)]|$)""",
    re.VERBOSE,
)
_BRACKETED = re.compile(r"\[(\d{1,3}(?:\s?[,\u2013-]\s?\d{1,3})*)\](?!\()")
_INTERVAL_BEFORE = expression("before_interval", after=r"\Z")
_UNIT_BEHIND = re.compile(
    rf"\s?(?:%|°|(?i:{unit_expression(MeasureKind.AMOUNT, MeasureKind.MEASURE)}|mmHg)(?:/|\b)"
    r"|(?:units?|seconds?|min(?:ute)?s?|hours?|days?|weeks?|months?|years?)\b)"
)
_STATED_BEFORE = re.compile(r"(?<![\d.,])(\d+(?:\.\d+)?)%?\s?(?:[A-Za-z/]+\s?){0,3}\(?\Z")
_INSIDE_A_GROUP = " \u00a0,;\u2013-"

# The share of the numbers below one that must be cited too, without a list that holds it.
_FEW_BARE = 2 / 3
_FEW_ATTACHED = 1 / 3  # a value is hardly ever printed so, and documents leave out tables

_BEFORE = 60  # letters before a number in which to look for what it belongs to
# "10 000" is one number.
_THOUSANDS = re.compile(r"\d{1,3}[ \u00a0]\d{3}\Z")
_ABBREVIATION = expression("number_abbreviation", before=r"\b", after=r"\.\Z")
# Words before a number that count, compare or name it ("herpes simplex virus 2").
_BINDERS = "number_binders"
_PAST_VERBS = frozenset(patterns("past_verb", table=_BINDERS))
_ACRONYMS = frozenset(patterns("acronym", table=_BINDERS))
_IN_PLURAL = frozenset(patterns("in_plural", table=_BINDERS))
_WORDS = frozenset(
    word
    for use in ("grammar", "verb", "numbered", "named", "measured", "graded")
    for word in patterns(use, table=_BINDERS)
)
_PASSIVE = expression("passive", before=r"\b", after=r"\s\S+\Z", table=_BINDERS)
_NOUN_USE = expression("noun_use", before=r"\b", after=r" use\Z", table=_BINDERS)
_ENDINGS = expression("ending", after=r"\Z", table=_BINDERS)
# "vitamin B 6" and "vertebra L 5" name; "hepatitis B 1" and "influenza A 1" cite.
_NAMED_BY_LETTER = expression("lettered", before=r"\b", after=r" [A-Z]\Z", table=_BINDERS)
# "for 3 weeks 1" cites; "day 3" and "weeks 2" name a point in time.
_TIME_SPENT = re.compile(
    r"(?:\d|\bone|\bfew|\bseveral|\btwo|\bthree)[ \u00a0-]"
    r"(?:second|minute|hour|day|week|month|year|time)s?$"
)


def find_marks(text: str, spans: Iterable[tuple[int, int]], references: int) -> list[Mark]:
    """Return the reference marks inside `spans` of `text`, in order.

    `spans` are the offsets of the blocks to search, one line or paragraph each; `references`
    counts the entries of the article's reference list.

    An article keeps to one way of citing, so the rarer of bare and attached digits are values.
    Its marks count from 1 and leave few gaps, so a candidate is kept only up to the
    highest number that the list's length or the other candidates make credible. Numbers with
    spaces in brackets ("[5, 10]") are as often an interval, so they need other marks in
    brackets, or a list and no other marks.
    """
    places = list(spans)
    bare = [group for span in places for group in _bare(text, *span)]
    attached = [group for span in places for group in _attached(text, *span)]
    bracketed = any(True for span in places for _ in _bracketed(text, *span, spaced=False))
    spaced = [group for span in places for group in _bracketed(text, *span, spaced=True)]
    if len(attached) + len(spaced) <= len(bare):
        kept = _credible(bare, references, _FEW_BARE)
    else:
        credible = _credible([*attached, *spaced], references, _FEW_BARE)
        surer = [group for group in spaced if group in credible]
        if not bracketed and (attached or not references):
            surer = []
        kept = _credible([*attached, *surer], references, _FEW_ATTACHED)
    return sorted((mark for group in kept for mark in group), key=lambda mark: mark.start)


def mark_groups(text: str, places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return where the groups of marks stand that are printed as one, with their brackets.

    `places` are the offsets of the digits, in any order. A bracket alone is none of the group's.
    """
    groups: list[tuple[int, int]] = []
    for start, end in sorted(places):
        last = groups[-1][1] if groups else len(text)
        joins = last <= start and not text[last:start].strip(_INSIDE_A_GROUP)
        groups.append((groups.pop()[0] if joins else start, end))
    return [
        (start - 1, end + 1)
        if text[max(start - 1, 0) : start] == "[" and text[end : end + 1] == "]"
        else (start, end)
        for start, end in groups
    ]


def _bare(text: str, start: int, end: int) -> Iterator[list[Mark]]:
    """Yield the groups of digits ("1, 2") that stand alone at the end of a line or clause."""
    for match in _BARE.finditer(text, start, end):
        before = text[max(start, match.start() - _BEFORE) : match.start()]
        first_end = match.start() + 1 + len(match[1].split(",")[0])
        in_thousands = _THOUSANDS.search(text, max(start, match.start() - 3), first_end)
        if _can_be_cited(before) and not in_thousands:
            yield marks_in(text, match.start(1), match.end(1))


def _attached(text: str, start: int, end: int) -> Iterator[list[Mark]]:
    """Yield the groups of digits in square brackets or glued to punctuation."""
    yield from _bracketed(text, start, end, spaced=False)
    for match in _GLUED.finditer(text, start, end):
        before = text[max(start, match.start() - _BEFORE) : match.start()]
        if (match["stop"] and _ABBREVIATION.search(before)) or (
            match["word"] and _binds_a_number(before)
        ):
            continue
        yield marks_in(text, *match.span())


def _bracketed(text: str, start: int, end: int, *, spaced: bool) -> Iterator[list[Mark]]:
    """Yield the groups in square brackets, those with or those without spaces in them."""
    for match in _BRACKETED.finditer(text, start, end):
        has_spaces = any(character.isspace() for character in match[1])
        if has_spaces is spaced and not _is_interval(text, start, end, match):
            yield marks_in(text, match.start(1), match.end(1))


def _is_interval(text: str, start: int, end: int, match: re.Match[str]) -> bool:
    """Tell whether several numbers in brackets may be the interval of a value.

    They may after a word that says so, before a unit, and around the number stated just before:
    "CI [1, 3]", "[5, 10] mg", "7 days [5, 10]".
    """
    if match[1].isdigit():
        return False
    before = text[max(start, match.start() - _BEFORE) : match.start()].rstrip()
    if _INTERVAL_BEFORE.search(before) or _UNIT_BEHIND.match(text, match.end(), end):
        return True
    limits, stated = NUMBER.findall(match[1]), _STATED_BEFORE.search(before)
    if len(limits) != 2 or not stated:
        return False
    return int(limits[0]) <= float(stated[1]) <= int(limits[1])


def _can_be_cited(before: str) -> bool:
    """Tell whether a bare number after the words `before` can be a mark rather than a value.

    After another number it can: two values never stand side by side ("INR 2-3 1").
    """
    word = before.split()[-1].lstrip("(") if before.split() else ""
    if not word or word[-1] in ",:;=<>≤≥≈~±+×/-\u2013\u2212$€£#":
        return False
    if _binds_a_number(before):
        return False
    return word[-1] in ')%"”\u2019' or "/" in word or any(c.isalnum() for c in word)


def _binds_a_number(before: str) -> bool:
    """Tell whether the words `before` a number bind it: it is a value ("PEEP 5"), never a mark.

    Quotes must not lose a figure, so words that may do either are taken to bind it.
    """
    printed = before.split()[-1].lstrip("(")
    word = printed.casefold()
    if _NOUN_USE.search(before):
        return False
    if word in _WORDS or word.removesuffix("s") in _IN_PLURAL:
        return _TIME_SPENT.search(before) is None
    if word in _PAST_VERBS:
        return _PASSIVE.search(before) is None
    if len(word) == 1 and "a" <= word <= "z":
        return _NAMED_BY_LETTER.search(before) is None
    return printed in _ACRONYMS or _ENDINGS.search(before) is not None


def _credible(groups: list[list[Mark]], references: int, share: float) -> list[list[Mark]]:
    """Return the groups of which every number can be a mark.

    Up to the length of the list, every number can. Beyond it, or without a list, a number can
    if at least two numbers and `share` of those from 1 up to it are cited.
    """
    values = sorted({int(mark.value) for group in groups for mark in group} - {0})
    highest = references
    for cited, value in enumerate(values, start=1):
        if value > references and cited >= 2 and cited >= share * value:
            highest = value
    return [group for group in groups if all(0 < int(mark.value) <= highest for mark in group)]
