"""The date of an article -> that date and its age in words."""

from datetime import date


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
