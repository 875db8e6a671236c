"""Text -> whom it speaks of: groups of people ("children", "pregnancy") and ages, joined.

"Child 1-4 years" is one population, "adults and children over 5" are two. `fits` tells whether what
is said of some holds for those asked about.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from chatbot.language.ages import Age, find_ages
from chatbot.language.names import Name, NameKind, find_names
from chatbot.lexicon.loading import load_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """People at `start` to `end` of a text: a group, or ages in years, or a group of some ages.

    `key` is the group as `populations.tsv` names it, or empty; `low` to `high` are the ages stated,
    all ages if none are. `is_excepted` says that the text speaks of everybody else.
    """

    start: int
    end: int
    key: str = ""
    low: float = 0.0
    high: float = math.inf
    is_low_open: bool = False
    is_high_open: bool = False
    is_excepted: bool = False

    @property
    def has_ages(self) -> bool:
        """Whether ages are stated."""
        return self.low > 0 or self.high < math.inf


class Fit(StrEnum):
    """Whether what is said of some people holds for others."""

    FITS = "fits"
    EXCLUDES = "excludes"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A row of `population_groups.tsv`; `widest` and `sure` are ranges of ages, or None."""

    within: str = ""
    widest: tuple[float, float] | None = None
    sure: tuple[float, float] | None = None
    excludes: frozenset[str] = frozenset()
    differs: str = ""
    also: frozenset[str] = frozenset()


_NO_GROUP = Group()
_JOINT = re.compile(
    r"[\s,:(-]*(?:(?:who\sare|aged?|ages|of|between|from|the|at|is|a)[\s:]+){0,3}", re.IGNORECASE
)
_EXCEPT = re.compile(
    r"\b(?:except(?:ing)?|excluding|other than|apart from|but not|not including|non|not|without)"
    r"(?:[\s-](?:for|in|if|those|during|with|the|who|are))*[\s-]{1,2}\Z",
    re.IGNORECASE,
)
_NOT_IN = re.compile(r"\b(?:not|without)[\s-](?:for|in|with|if|during)", re.IGNORECASE)


def find_populations(
    text: str, names: Sequence[Name] | None = None, ages: Sequence[Age] | None = None
) -> tuple[Population, ...]:
    """Return the populations of `text` in order of their place; none overlap.

    `names` and `ages` are those of the text, if they are known already.
    """
    ages = find_ages(text) if ages is None else ages
    found = find_names(text) if names is None else names
    named = [name for name in found if name.kind is NameKind.POPULATION]
    groups = [n for n in named if not any(n.start < a.end and a.start < n.end for a in ages)]
    parts: list[Name | Age] = [*groups, *ages]
    return tuple(_joined(text, sorted(parts, key=lambda each: each.start)))


def _joined(text: str, found: Sequence[Name | Age]) -> Iterator[Population]:
    place = 0
    while place < len(found):
        this = found[place]
        following = found[place + 1] if place + 1 < len(found) else None
        if following is not None and _belong(text, this, following):
            pair = (this, following) if isinstance(this, Name) else (following, this)
            yield _population(text, *pair)
            place += 2
        else:
            yield _population(text, *((this, None) if isinstance(this, Name) else (None, this)))
            place += 1


def _belong(text: str, one: Name | Age, other: Name | Age) -> bool:
    """Tell whether a group and ages stand together: "children aged 2-5", "72-year-old woman"."""
    if isinstance(one, Age) is isinstance(other, Age):
        return False
    between = text[one.end : other.start]
    return bool(_JOINT.fullmatch(between) if isinstance(one, Name) else not between.strip(" -"))


def _population(text: str, group: Name | None, age: Age | None) -> Population:
    spans = [(each.start, each.end) for each in (group, age) if each is not None]
    start, end = min(spans)[0], max(spans)[1]
    key = group.key if group is not None else ""
    low, high, low_open, high_open = 0.0, math.inf, False, False
    if age is not None:
        low, high, low_open, high_open = age.low, age.high, age.is_low_open, age.is_high_open
        widest = group_of(key).widest
        if widest is not None and age.high == math.inf and widest[1] > age.low:
            high = widest[1]
        elif widest is not None and age.low == 0.0 and widest[0] < age.high:
            low = widest[0]
    return Population(
        start=start,
        end=end,
        key=key,
        low=low,
        high=high,
        is_low_open=low_open,
        is_high_open=high_open,
        is_excepted=_is_excepted(text, start),
    )


def _is_excepted(text: str, start: int) -> bool:
    before = text[max(0, start - 40) : start]
    match = _EXCEPT.search(before)
    return match is not None and not _NOT_IN.match(before, match.start())


@lru_cache(maxsize=1)
def _groups() -> dict[str, Group]:
    def ages(low: str, high: str) -> tuple[float, float] | None:
        return (float(low or 0), float(high or math.inf)) if low or high else None

    def keys(listed: str) -> frozenset[str]:
        return frozenset(filter(None, (key.strip() for key in listed.split(","))))

    return {
        row["key"]: Group(
            within=row["within"],
            widest=ages(row["low"], row["high"]),
            sure=ages(row["from"], row["to"]),
            excludes=keys(row["excludes"]),
            differs=row["differs"],
            also=keys(row["also"]),
        )
        for row in load_table("population_groups").rows
    }


def group_of(key: str) -> Group:
    """Return what is known of a group; nothing, if it is none of the table."""
    return _groups().get(key, _NO_GROUP)


def fits(asked: Population, stated: Sequence[Population]) -> Fit:
    """Tell whether what is stated of `stated` holds for those asked about.

    Ages and groups are weighed apart: of each, one that fits wins over others that exclude; then
    one that excludes wins over the other that fits ("men aged 65 to 75" excludes a woman of 70).
    """
    held = (_ages_fit(asked, stated), _group_fits(asked, stated))
    if Fit.EXCLUDES in held:
        return Fit.EXCLUDES
    return Fit.FITS if Fit.FITS in held else Fit.SILENT


def _of_any(found: Sequence[Fit]) -> Fit:
    for best in (Fit.FITS, Fit.EXCLUDES):
        if best in found:
            return best
    return Fit.SILENT


def _ages_fit(asked: Population, stated: Sequence[Population]) -> Fit:
    sure = group_of(asked.key).sure
    if not asked.has_ages and sure is None:
        return Fit.SILENT
    found = [_age_fits(asked, each) for each in stated]
    excepted = [_inverted(fit) for fit, each in zip(found, stated, strict=True) if each.is_excepted]
    if Fit.EXCLUDES in excepted:
        return Fit.EXCLUDES
    return _of_any([fit for fit, each in zip(found, stated, strict=True) if not each.is_excepted])


def _age_fits(asked: Population, stated: Population) -> Fit:
    widest = group_of(stated.key).widest
    if not stated.has_ages and widest is None:
        return Fit.SILENT
    if not asked.has_ages and not stated.has_ages:
        return _word_fits(asked.key, stated.key)
    low, high = (asked.low, asked.high) if asked.has_ages else group_of(asked.key).sure or (0, 0)
    if stated.has_ages:
        starts = stated.low < high or (stated.low == high and not stated.is_low_open)
        ends = low < stated.high or (low == stated.high and not _is_open(stated))
    else:
        assert widest is not None
        starts, ends = widest[0] <= high, low < widest[1]
    return Fit.FITS if starts and ends else Fit.EXCLUDES


def _is_open(stated: Population) -> bool:
    return stated.is_high_open or group_of(stated.key).widest == (0.0, stated.high)


def _word_fits(asked: str, stated: str) -> Fit:
    """Compare two groups by name: "infants" and "children" are kin, "elderly" and "adults" not."""
    if stated in _kin(asked) or asked in _kin(stated):
        return Fit.FITS
    one, other = group_of(asked).widest, group_of(stated).widest
    assert one is not None
    assert other is not None
    apart = one[1] <= other[0] or other[1] <= one[0]
    return Fit.EXCLUDES if apart else Fit.SILENT


def _kin(key: str) -> tuple[str, ...]:
    """Return the group and those that hold it."""
    return (key, *_kin(group_of(key).within)) if key else ()


def _group_fits(asked: Population, stated: Sequence[Population]) -> Fit:
    if not asked.key or group_of(asked.key).widest is not None:
        return Fit.SILENT
    if any(each.is_excepted and each.key in _kin(asked.key) for each in stated):
        return Fit.EXCLUDES
    told = [each.key for each in stated if each.key and not each.is_excepted]
    if asked.key in told:
        return Fit.FITS
    return Fit.EXCLUDES if group_of(asked.key).excludes & set(told) else Fit.SILENT


def _inverted(fit: Fit) -> Fit:
    return Fit.EXCLUDES if fit is Fit.FITS else Fit.SILENT
