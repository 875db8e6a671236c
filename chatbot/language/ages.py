"""Text -> the ages it states, in years.

Every number is tried, alone or as a band, with what may bound it. It is an age if the words at it
say so ("aged 5", "12 years or older", "over 65s"), if a group of people stands right before it
("Child 1-4 years", "women > 50"), or if it opens a line or the cell of a table as a label does
("2 - 12 years:", "up to 16 years |"). A time after "for", "within" or "every" is none.
"""

import math
import re
from dataclasses import dataclass

from chatbot.language.tokens import stem
from chatbot.lexicon.loading import load_table

_NUMBER = (
    r"(?:\d{1,3}(?:\.\d+)?(?![\d,]\d)|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve)\b)"
)
_UNIT = r"(?:years?|yrs?|y(?:/?o)?|months?|mths?|mo|weeks?|wks?|days?)(?![a-z])"
_TO = r"\s{0,2}(?:-{1,2}|to|through|and|up\sto)\s{0,2}"
_SIGN = (
    r"(?:[<>]\s?=?|≤|≥|(?:older|younger|less|more|greater)\sthan(?:\sor\sequal\sto)?|over|under"
    r"|above|below|up\sto|at\sleast|at\smost|from|between|beyond|until|birth\sto|birth\s?-)"
)
_AGE = re.compile(
    rf"(?P<sign>(?<![a-z]){_SIGN}[\s-]{{0,2}}(?:the\s)?(?P<named>ages?\s(?:of\s)?)?)?"
    rf"(?<![\w.,/])(?P<low>{_NUMBER})"
    rf"(?P<plus>\+(?!\w))?(?:[\s-]?(?P<low_unit>{_UNIT}))?"
    rf"(?:{_TO}(?:<\s?)?(?P<high>{_NUMBER})(?:[\s-]{{0,2}}(?P<unit>{_UNIT}))?)?"
    r"(?P<old>[\s-]?olds?\b|[\s-]of[\s-]age\b|s(?=\W|$)|\s?(?:yo|y/o)\b)?"
    r"(?P<open>,?\s(?:or|and)\s(?:older|over|above|younger|under|below|more|less|upwards?)\b"
    r"(?!\s(?:than\s)?\d))?",
    re.IGNORECASE,
)
_UPWARDS = re.compile(r"[>≥+]|older|over|above|more|greater|at least|from|beyond|upward", re.I)
_DOWNWARDS = re.compile(r"[<≤]|younger|under|below|less|up to|at most|until|birth", re.I)
_STRICT = re.compile(r"[<>](?!\s?=)|(?:older|younger|less|more|greater)\sthan(?!\sor)|over|under"
                     r"|above|below|beyond", re.I)  # fmt: skip
_NAMED = re.compile(
    r"\b(?<!gestational )(?:aged?|ages)(?:[:,]?\s|\s?=\s?|\sof\s)"
    r"(?:between\s|from\s|group\s|range\s)?\Z",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"\b(?:adults?|child(?:ren)?|bab(?:y|ies)|infants?|neonates?|newborns?|toddlers?|kids?|boys?"
    r"|girls?|adolescents?|teenagers?|men|women|males?|females?|man|woman|patients?|people|persons?"
    r"|those|anyone|individuals|elderly)[:,]?\s?\(?(?:who\s(?:are|is)\s|aged?\s|of\s|from\s|between\s)?\Z",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:^|[|\n])[\s*_#>·•○■▪–-]*\(?\Z")
_LABEL_END = re.compile(
    r"[\s*_)]*(?:[:|\n;]|$|(?:[:–=-]\s?)?\s?[<>]?\d[\d.,]*(?:\s?-\s?\d[\d.,]*)?\s?[a-zµμ])", re.I
)
_NOT_AGE_BEHIND = re.compile(
    r"[\s-]{0,2}(?:'?\s?gestation|pregnan|of pregnancy|post|later|after|apart|before|ago|of treat"
    r"|follow|duration|course|from|history|risk|survival|interval|thereafter)", re.I,
)  # fmt: skip
_WORD = re.compile(r"[\s-]?([A-Za-z%°]+)")
_UNITS = load_table("units").words("written")
_IN_YEARS = {"y": 1.0, "m": 12.0, "w": 52.0, "d": 365.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """Ages from `low` to `high` years, at `start` to `end` of a text.

    Both ends belong to it unless `is_low_open` or `is_high_open` ("over 65", "under 5"); without
    an upper end `high` is infinite.
    """

    start: int
    end: int
    low: float
    high: float
    is_low_open: bool = False
    is_high_open: bool = False

    @property
    def key(self) -> str:
        """The ages as "40-49", "65+", "-5" (younger than) or "41"."""
        if self.high == math.inf:
            return f"{self.low:g}+"
        if self.low == self.high:
            return f"{self.low:g}"
        return f"{self.low:g}-{self.high:g}" if self.low else f"-{self.high:g}"


def find_ages(text: str) -> tuple[Age, ...]:
    """Return the ages of `text` in order of their place; none overlap."""
    said = text.translate(_DASHES)
    found = (_age(said, match) for match in _AGE.finditer(said))
    return tuple(age for age in found if age is not None)


_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2212\u00a0\u2009\u202f", "------   ")


def _age(said: str, match: re.Match[str]) -> Age | None:
    unit = match["unit"] or (None if match["high"] else match["low_unit"])
    low_unit = match["low_unit"] or unit
    if not _is_age(said, match, unit or low_unit):
        return None
    low = _years(match["low"], low_unit)
    sign = f"{match['sign'] or ''}{match['plus'] or ''}{match['open'] or ''}"
    strict = bool(match["sign"] and _STRICT.search(match["sign"]))
    start, end = match.span()
    if match["high"]:
        high = _years(match["high"], unit or low_unit)
        if high < low:
            return None
        return Age(start=start, end=end, low=low, high=high, is_low_open=strict)
    if _DOWNWARDS.search(sign):
        return Age(start=start, end=end, low=0.0, high=low, is_high_open=strict)
    if _UPWARDS.search(sign):
        return Age(start=start, end=end, low=low, high=math.inf, is_low_open=strict)
    return Age(start=start, end=end, low=low, high=low)


def _is_age(said: str, match: re.Match[str], unit: str | None) -> bool:
    """Tell whether a number is an age, by the words at it."""
    if _NOT_AGE_BEHIND.match(said, match.end()):
        return False
    before = said[max(0, match.start() - 40) : match.start()]
    if match["named"] or _NAMED.search(before):
        return True
    old = match["old"] or ("yo" if unit in ("yo", "y/o") else "")
    if old == "s":
        return bool(match["sign"]) and unit is None and len(match["low"]) == 2
    if old:
        return unit is not None or "y" in old.casefold()
    opened = (match["open"] or "").strip(" ,")
    if opened and "more" not in opened and "less" not in opened:
        return (
            unit is not None
            or opened.split()[-1] in ("older", "younger")
            or _GROUP.search(before) is not None
            or _LABEL.search(before) is not None
        )
    bounded = match["sign"] or opened or match["plus"]
    if _GROUP.search(before):  # "Child 1-4 years", "women over 50", not "patients 5 mg"
        if unit is not None:
            return bool(bounded or match["high"]) or unit[0].casefold() in "ym"
        return bool(bounded) and not _is_measured(said, match.end())
    return (
        unit is not None
        and unit[0].casefold() in "ymo"[: 3 if bounded or match["high"] else 0]
        and _is_label(said, match)
    ) or (unit is not None and (match["sign"] or "").casefold().startswith(("older", "younger")))


def _is_label(said: str, match: re.Match[str]) -> bool:
    """Tell whether it opens a line or cell and something, or nothing, follows as behind a label."""
    before = said[max(0, match.start() - 40) : match.start()]
    return bool(_LABEL.search(before) and _LABEL_END.match(said, match.end()))


def _is_measured(said: str, end: int) -> bool:
    """Tell whether a unit of something else stands behind a bare number."""
    word = _WORD.match(said, end)
    return word is not None and word[1].casefold() in _UNITS


def _years(written: str, unit: str | None) -> float:
    word = written.casefold()
    value = 1.0 if word == "one" else float(stem(word))
    return round(value / _IN_YEARS.get((unit or "y")[0].casefold(), 1.0), 2)
