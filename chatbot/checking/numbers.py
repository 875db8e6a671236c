"""Text -> quantities that are probably mistyped, or easily misread.

`suspicious_number` is for what can hardly be meant. `error_prone_number` is for what is right
and has been misread before, after the Institute for Safe Medication Practices' list of
error-prone abbreviations, symbols and dose designations.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from string import ascii_lowercase

from chatbot.articles.page_words import expression
from chatbot.checking.problem import Expressions, Finding
from chatbot.language.measuring import MeasureKind, is_unit, unit_expression
from chatbot.lexicon.loading import load_table

_NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,6})?|\d{1,7}(?:\.\d{1,6})?)"
_NOT_BEFORE = r"(?<![\w.,/:\u2013\u2014-])"
_DASH = r"[-\u2010-\u2015\u2212]"
_WHOLE = unit_expression(MeasureKind.AMOUNT)
_MASS = rf"(?i:{_WHOLE}|kg)"
_UNIT = (
    rf"(?:{_MASS}|mm ?Hg|seconds?|minutes?|min|hours?|hrs?|h|days?|weeks?|wks?"
    rf"|months?|years?|doses|{unit_expression(MeasureKind.FORM)})(?!\w)"
)

# "10-5 mg". In a row of steps ("20-10-5 mg") or on the way down it is meant; shares are left out,
# which are printed downwards and in pairs.
_RANGE = re.compile(
    rf"{_NOT_BEFORE}(?P<low>{_NUMBER})(?P<own> ?{_UNIT})?(?P<space> ?){_DASH}(?P=space)"
    rf"(?P<high>{_NUMBER})[ \u00a0]?(?P<unit>{_UNIT})(?! ?{_DASH} ?\d)"
)
_DOWNWARDS = expression("downwards", before=r"\b", after=r"\b[^.;\n]{0,40}\Z")
# "day 10 - 5 mg" names a step; "alphapril-betazide 160-25 mg" two substances.
_NAMES_A_STEP = expression("numbered_step", before=r"\b", after=r"\s\Z|(?:^|\n)\s*\Z")
_TWO_NAMED = re.compile(r"[^\W\d_]{4,}\s?[-/+]\s?[^\W\d_]{4,}(?:\W+[^\W\d_]+){0,2}\W*\Z")

_SUSPICIOUS = Expressions(
    "suspicious_number",
    NOT_BEFORE=_NOT_BEFORE,
    NUMBER=_NUMBER,
    DASH=_DASH,
    DOSE=rf"(?P<unit>{_MASS})(?![\w%])",
    MASS=_MASS,
)
_WITH_UNIT = re.compile(
    rf"(?<![\w.,]){_NUMBER}[ \u00a0-]?(?P<unit>[A-Za-zµμ]{{2,14}}"
    r"(?:/[A-Za-zµμ]{1,10}[2\u00b2]?)*)(?![\w/])"
)

_TABLE = load_table("written_units")
_KNOWN = _TABLE.words("word", use="known")
_AMOUNTS = _TABLE.words("word", use="amount")

find_error_prone_numbers = Expressions(
    "error_prone_number",
    NOT_BEFORE=_NOT_BEFORE,
    NUMBER=_NUMBER,
    DASH=_DASH,
    GIVEN=rf"(?i:{_WHOLE})(?![\w%])",
).find
"""Yields the doses of a stretch of text that are right but easily misread."""


def find_suspicious_numbers(text: str, start: int, end: int) -> Iterator[Finding]:
    """Yield the quantities of `text[start:end]` that can hardly be meant."""
    for match in _RANGE.finditer(text, start, end):
        before = text[max(start, match.start() - 60) : match.start()]
        if _runs_down(match) and not _is_meant(before, match):
            yield _finding(match, "the range does not run upwards; check both figures")
    yield from _SUSPICIOUS.find(text, start, end)
    for match in _WITH_UNIT.finditer(text, start, end):
        if unknown := _unknown_unit(match["unit"].casefold()):
            yield _finding(match, f'"{unknown}" is no unit, but nearly one')


def _finding(match: re.Match[str], says: str) -> Finding:
    return Finding(start=match.start(), end=match.end(), says=says)


def _runs_down(match: re.Match[str]) -> bool:
    """Tell whether a range goes down or nowhere, in one unit; "2019-20" is a season."""
    if match["own"] and match["own"].strip() != match["unit"]:
        return False
    if re.fullmatch(r"(?:19|20)\d\d", match["low"]) and len(match["high"]) <= 2:
        return False
    return float(match["low"].replace(",", "")) >= float(match["high"].replace(",", ""))


def _is_meant(before: str, match: re.Match[str]) -> bool:
    if _DOWNWARDS.search(before) or _TWO_NAMED.search(before):
        return True
    return bool(match["space"]) and not match["own"] and _NAMES_A_STEP.search(before) is not None


@lru_cache(maxsize=4096)
def _unknown_unit(written: str) -> str | None:
    """Return the part of a unit that is none but nearly one; None for units and other words."""
    amount, *below = written.split("/")
    if amount not in _KNOWN:
        nearly = amount in _misspelt_units() and not is_unit(amount)
        return amount if nearly and all(_is_known(part) for part in below) else None
    if amount not in _AMOUNTS:
        return None
    # Below an amount, up to three letters of nothing are misspelt too.
    strange = (part for part in below if not _is_known(part) and not is_unit(part))
    misspelt = _slips("denominator") - _KNOWN
    return next((part for part in strange if len(part) <= 3 or part in misspelt), None)


def _is_known(part: str) -> bool:
    return part.rstrip("2\u00b2") in _KNOWN


@cache
def _misspelt_units() -> set[str]:
    """Return what is one slip away from a unit; of short ones fewer, since words are near."""
    slips = _slips("short", fewer=True) | _slips("long")
    return slips - _KNOWN - _TABLE.words("word", use="word")


@cache
def _slips(use: str, *, fewer: bool = False) -> set[str]:
    """Return the words of a use, one letter added, left out, changed, or swapped with the next.

    The `fewer` are those with a letter added (to two letters, one of theirs) or swapped.
    """
    made: set[str] = set()
    for word in _TABLE.words("word", use=use):
        letters = word if fewer and len(word) == 2 else ascii_lowercase
        for place in range(len(word) + 1):
            head, tail = word[:place], word[place:]
            made.add(head + tail[1:2] + tail[:1] + tail[2:])
            made.update(head + letter + tail for letter in letters)
            if not fewer:
                made.update(head + letter + tail[1:] for letter in ("", *letters))
    return made
