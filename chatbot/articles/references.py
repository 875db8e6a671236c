"""The printed reference list of an article -> its references."""

import re
from collections.abc import Iterator, Sequence

from chatbot.articles.article import Reference

_NUMBER = re.compile(r"(?:\[(\d{1,3})\]|(\d{1,3})[.)])\s+(?=\S)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_SOURCE = re.compile(r"(?P<source>.+?),?\s+\(?(?P<year>(?:19|20)\d{2})\)?\.?")
_KIND = re.compile(r"[A-Z][A-Za-z]+(?:[ /-][A-Za-z]+){0,2}")


def typed_references(printed: Sequence[str]) -> tuple[Reference, ...]:
    """Read a guideline page's list: a kind, a title, then "source, year", each on its line.

    Any of the kind and the source line may be missing. A number printed before the title is
    kept; an entry without one has none.
    """
    return tuple(_entries(list(printed)))


def listed_reference(words: str, number: str | None) -> Reference:
    """Read one entry of an ordinary list, which holds everything in one line or item."""
    match = _NUMBER.match(words)
    if match and number is None:
        number, words = match[1] or match[2], words[match.end() :]
    years = _YEAR.findall(words)
    return Reference(
        title=" ".join(words.split()), year=int(years[-1]) if years else None, number=number
    )


def is_numbered(words: str) -> bool:
    """Tell whether an entry prints its number before its words: "[1] ...", "1. ..."."""
    return _NUMBER.match(words) is not None


def _entries(printed: list[str]) -> Iterator[Reference]:
    position = 0
    while position < len(printed):
        kind = None
        if _KIND.fullmatch(printed[position]) and position + 1 < len(printed):
            kind = printed[position]
            position += 1
        title = printed[position]
        position += 1
        source = _SOURCE.fullmatch(printed[position]) if position < len(printed) else None
        if source is None or _NUMBER.match(printed[position]):
            entry = listed_reference(title, None)
            yield Reference(kind=kind, title=entry.title, year=entry.year, number=entry.number)
            continue
        position += 1
        entry = listed_reference(title, None)
        yield Reference(
            kind=kind,
            title=entry.title,
            source=source["source"],
            year=int(source["year"]),
            number=entry.number,
        )
