"""Text -> the ages it states, in years."""

import re
from collections.abc import Iterator

_UNIT = r"(?P<unit>years?|yrs?|y/?o|months?|weeks?)"
_LOW = r"\b(?P<low>\d{1,3})"
_HIGH = r"(?P<high>\d{1,3})\b"
_TO = r"\s?(?:-|\u2013|to|through|and)\s?"
_OLD = rf"(?:[\s-]?{_UNIT})?(?:[\s-](?:old|of\sage))?"
_AGE = re.compile(
    r"\bage|\bold|\byo\b|y/o|\byounger|\bover\b|\bunder\b|\babove\b|\bbelow\b|\|", re.IGNORECASE
)
_WHO = r"\b(?:adults?|people|persons?|patients?|children|men|women|those)\s(?:who\sare\s)?"
_MORE = r"(?:over|above|older\sthan)"
_LESS = r"(?:under|below|younger\sthan)"
_CELL = r"(?:^|\|)\s*"
_CELL_END = r"(?=\s*\|)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:aged|ages?)\s(?:between\s)?{_LOW}{_TO}{_HIGH}(?:[\s-]?{_UNIT})?",
        rf"{_LOW}{_TO}{_HIGH}[\s-]?{_UNIT}[\s-](?:old|of\sage)\b",
        rf"(?:\baged?\s)?{_LOW}{_OLD}\s(?:or|and)\s(?:older|over|above)\b",
        rf"(?:\baged?\s)?\b{_HIGH}{_OLD}\s(?:or|and)\s(?:younger|under)\b",
        rf"\b(?:over|older\sthan|above)\s(?:the\s)?(?:ages?\s(?:of\s)?)?{_LOW}"
        rf"(?:\s{_UNIT})?(?:(?<=\sage\s\d\d)|(?<=\sof\s\d\d)|\s(?:old|of\sage))",
        rf"\b(?:under|younger\sthan|below)\s(?:the\s)?ages?\s(?:of\s)?{_HIGH}(?:\s{_UNIT})?",
        rf"\b(?:under|younger\sthan|below)\s{_HIGH}\s{_UNIT}\s(?:old|of\sage)\b",
        rf"{_WHO}{_MORE}\s{_LOW}\s{_UNIT}\b",
        rf"{_WHO}{_LESS}\s{_HIGH}\s{_UNIT}\b",
        rf"{_CELL}{_MORE}\s{_LOW}\s{_UNIT}{_CELL_END}",
        rf"{_CELL}{_LESS}\s{_HIGH}\s{_UNIT}{_CELL_END}",
        rf"{_CELL}{_LOW}{_TO}{_HIGH}\s{_UNIT}{_CELL_END}",
        rf"{_LOW}[\s-]?{_UNIT}[\s-](?:old|of\sage)\b",
        rf"{_LOW}\s?(?:yo|y/o)\b",
        rf"\b(?:aged|age)\s{_LOW}(?:\s{_UNIT})?",
    )
)
_IN_YEARS = {"m": 12.0, "w": 52.0}


def find_ages(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, age) in the order of the patterns, not of the text, none overlapping.

    An age is "40-49", "65+", "-5" (younger than) or "41"; months and weeks are turned into years.
    """
    if not _AGE.search(text):
        return
    taken: list[tuple[int, int]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < other_end and other < end for other, other_end in taken):
                continue
            taken.append((start, end))
            yield start, end, _age(match, is_open=_is_open(match))


def _is_open(match: re.Match[str]) -> bool:
    return bool(re.search(r"older|over|above", match[0], re.IGNORECASE))


def _age(match: re.Match[str], *, is_open: bool) -> str:
    found = match.groupdict()
    unit = found.get("unit")
    low, high = (_years(found.get(bound), unit) for bound in ("low", "high"))
    if low and high:
        return f"{low}-{high}"
    return f"-{high}" if high else f"{low}+" if is_open else low


def _years(figure: str | None, unit: str | None) -> str:
    """Return `figure` in years; "" for None."""
    if figure is None:
        return ""
    return f"{round(int(figure) / _IN_YEARS.get(unit[0].casefold() if unit else 'y', 1.0), 2):g}"
