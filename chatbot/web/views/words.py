"""Numbers and times -> the words of a view."""

from datetime import UTC, datetime


def count(number: int, noun: str) -> str:
    """Return "1 article", "1,200 articles"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def moment(time: datetime, now: datetime) -> str:
    """Return a time (UTC) to the minute, and how long ago it is in whole days."""
    time = time.astimezone(UTC)
    days = (now.astimezone(UTC).date() - time.date()).days
    ago = {0: "today", 1: "yesterday"}.get(days, f"{days:,} days ago")
    return f"{time:%Y-%m-%d, %H:%M} UTC" if days < 0 else f"{time:%Y-%m-%d, %H:%M} UTC, {ago}"
