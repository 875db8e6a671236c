"""Text of an article -> its inline reference marks, told apart from values.

Guideline pages cite with bare digits at the end of a line or clause ("... acute attacks 1, 2"),
other documents with digits glued to the punctuation ("lifespan.1,2") or in square brackets.
Taking a value for a mark would remove a figure from a quote; taking a mark for a value only
leaves a stray digit in it. So whatever is in doubt is a value.
"""

import re
from collections.abc import Iterable, Iterator

from chatbot.articles.article import Mark

_NUMBERS = r"\d{1,3}(?:,[ \u00a0]?\d{1,3})*"
_NUMBERS_OR_RANGES = r"\d{1,3}(?:[,\u2013-]\d{1,3})*"
_BARE = re.compile(rf"(?<=\S)[ \u00a0]({_NUMBERS})(?=[.;:,](?:\s|$)|$)")
_GLUED = re.compile(rf"(?<=[a-z)\]%][.,;:])({_NUMBERS_OR_RANGES})(?=\s|$)")
_BRACKETED = re.compile(rf"[ \u00a0]?\[({_NUMBERS_OR_RANGES})\](?!\()")
_DIGITS = re.compile(r"\d+")

# A number after one of these is counted, compared or named by it, never a citation.
_BINDS_A_NUMBER = frozenset(
    """a about above after age aged an and approximately are arm around as at before below between
    box by case category chapter class cohort criteria cycle dose equals every exceeding exceed
    factor fig fig. figure first for from gene grade greater group hepatitis if in index
    interleukin into is item last least less level limit max maximum min minimum minus model
    more most next no no. number of on only option or over part per phase plus point previous
    question range ratio reach round scale schedule score section stage step subtype table target
    than the then tier titer titre to total trial trimester type under until up upto value version
    versus visit vitamin vs vs. was were when with within zone
    second minute hour day week month year
    january february march april may june july august september october november december
    appendix attachment example form patient person study subject worker group no arm
    apache apgar asa bi-rads bmi cd cha2ds2-vasc child-pugh covid crp curb-65 ecog edss egfr gcs
    gleason has-bled hba1c hhv hla hpv hsv il inr lvef meld mrs nihss nyha ph psa sars-cov sofa
    t-score wbc""".split()
)
_BIND_IN_PLURAL = frozenset(
    """class cycle day dose figure grade group hour level minute month phase section stage
    step table type visit week year""".split()
)
# "for 3 weeks 1" cites; "day 3" and "weeks 2" name a point in time.
_TIME_SPENT = re.compile(
    r"(?:\d|\bone|\bfew|\bseveral|\btwo|\bthree)[ \u00a0-]"
    r"(?:second|minute|hour|day|week|month|year|time)s?$"
)
_ABBREVIATION_BEFORE_GLUED = re.compile(
    r"(?:\b(?:no|nos|fig|figs|p|pp|vol|ch|sec|eq|ver|v)\.)$", re.IGNORECASE
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
    limit = _highest_credible({int(mark.value) for group in found for mark in group}, references)
    kept = [group for group in found if all(0 < int(mark.value) <= limit for mark in group)]
    return sorted((mark for group in kept for mark in group), key=lambda mark: mark.start)


def _bare(text: str, start: int, end: int) -> Iterator[list[Mark]]:
    """Yield the groups of digits ("1, 2") that stand alone at the end of a line or clause."""
    for match in _BARE.finditer(text, start, end):
        if _can_be_cited(text[max(start, match.start() - 60) : match.start()]):
            yield _marks_in(text, match.start(1), match.end(1))


def _attached(text: str, start: int, end: int) -> Iterator[list[Mark]]:
    """Yield the groups of digits in square brackets or glued to punctuation."""
    for match in _BRACKETED.finditer(text, start, end):
        yield _marks_in(text, match.start(1), match.end(1))
    for match in _GLUED.finditer(text, start, end):
        if not _ABBREVIATION_BEFORE_GLUED.search(text, start, match.start()):
            yield _marks_in(text, match.start(1), match.end(1))


def _can_be_cited(before: str) -> bool:
    """Tell whether a bare number after the words `before` can be a mark rather than a value."""
    word = before.split()[-1].lstrip("(").casefold() if before.split() else ""
    if not word or word[-1] in ",:;=<>≤≥≈~±+×/-\u2013\u2212$€£#":
        return False
    if word in _BINDS_A_NUMBER or word.removesuffix("s") in _BIND_IN_PLURAL:
        return _TIME_SPENT.search(before) is not None
    return word[-1] in ')%"”\u2019' or "/" in word or any(c.isalpha() for c in word)


def _marks_in(text: str, start: int, end: int) -> list[Mark]:
    return [
        Mark(value=match.group(), start=match.start(), end=match.end())
        for match in _DIGITS.finditer(text, start, end)
    ]


def _highest_credible(values: set[int], references: int) -> int:
    """Return the highest number that can be a mark, 0 if none can.

    Up to the length of the list, every number can. Beyond it, or without a list, a number can
    if at least two numbers and two thirds of those from 1 up to it are cited.
    """
    credible = references
    for value in sorted(values):
        cited = sum(1 for other in values if 0 < other <= value)
        if value > references and cited >= 2 and cited >= 2 / 3 * value:
            credible = max(credible, value)
    return credible
