"""Words -> the date they state; a date -> its age in words."""

import re
from collections.abc import Sequence
from datetime import date

_MONTHS = {
    form: number
    for number, name in enumerate(
        "january february march april may june july august september october november december"
        .split(), start=1,
    )
    for form in (name, name[:3])
} | {"sept": 9}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)",
        rf"\b(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH})\.?,?\s+(?P<year>\d{{4}})",
    )
)
_DATED = re.compile(
    r"\b(?:last\s+)?(?:updated|reviewed|revised|published|date)\b\s*:?(?P<words>.{0,40})",
    re.IGNORECASE,
)
_DATED_ISSUE = re.compile(r"(?:[\W_]{0,10}[A-Za-z ]{3,40}[\W_]{0,10})?/(?P<words>[^/]{8,30})/[^/]*")
_LAST_UPDATED = re.compile(
    r"\W{0,10}(?:this )?(?:(?:page|content|document|guideline)(?: was)? )?"
    r"last (?:updated|modified|reviewed)\W{0,10}(?:on )?(?P<words>.{0,40})",
    re.IGNORECASE,
)
_HEAD_LINES = 12


def stated_date(
    head: Sequence[str], after_title: Sequence[str], lines: Sequence[str]
) -> date | None:
    """Return the date that a document states as its own.

    The first lines, and those after the title, may say what they date or print the date of an
    issue; a line that is nothing but the date of the last update may stand anywhere.
    """
    near = [*head[:_HEAD_LINES], *after_title[:_HEAD_LINES]]
    stated = [match["words"] for line in near for match in _DATED.finditer(line)]
    stated += [match["words"] for line in near if (match := _DATED_ISSUE.fullmatch(line))]
    stated += [match["words"] for line in lines if (match := _LAST_UPDATED.fullmatch(line))]
    return next((found for words in stated if (found := find_date(words))), None)


def find_date(words: str) -> date | None:
    """Return the first full date stated in `words`, or None; "05/06/2025" is ambiguous: None."""
    for form in _FORMS:
        for match in form.finditer(words):
            month = match["month"].casefold()
            try:
                return date(int(match["year"]), int(_MONTHS.get(month, month)), int(match["day"]))
            except ValueError:
                continue
    return None


def age(updated: date | None, today: date | None) -> str:
    """Return a date with its age in words; without `today`, the date alone."""
    if updated is None:
        return "date not stated"
    if today is None:
        return f"last updated {updated.isoformat()}"
    months = (today.year - updated.year) * 12 + today.month - updated.month
    months -= today.day < updated.day
    if months < 1:
        ago = "less than a month ago"
    elif months < 24:
        ago = f"{months} month{'s' if months > 1 else ''} ago"
    else:
        ago = f"{months // 12} years ago"
    return f"last updated {updated.isoformat()}, {ago}"
