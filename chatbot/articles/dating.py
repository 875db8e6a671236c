"""Words -> the date they state."""

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sep sept", "october oct", "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
_US = re.compile(
    rf"\b(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
    re.IGNORECASE,
)
_UK = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH})\.?,?\s+(?P<year>\d{{4}})",
    re.IGNORECASE,
)


def find_date(words: str) -> date | None:
    """Return the first full date stated in `words`, or None; "05/06/2025" is ambiguous: None."""
    for form in (_ISO, _US, _UK):
        for match in form.finditer(words):
            month = match["month"].casefold()
            try:
                return date(int(match["year"]), int(_MONTHS.get(month, month)), int(match["day"]))
            except ValueError:
                continue
    return None
