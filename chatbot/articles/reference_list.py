"""The printed reference list of an article -> its references."""

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import unquote

from chatbot.articles.article import Reference

_NUMBER = re.compile(r"(?:\[(\d{1,3})\]|(\d{1,3})[.)])\s+(?=\S)")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_SOURCE = re.compile(r"(?P<source>.+?),?\s+\(?(?P<year>(?:19|20)\d{2})\)?\.?")
_DOI = re.compile(
    r"(?:\b(?:https?://)?(?:dx\.|www\.)?doi\.org/|\bdoi:?\s*)?"
    r"(?<![\d.])(10\.\d{4,9}/(?:(?!\]\(|</)[^\s\"\u201c\u201d])+)",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"\s*(?:(?:https?:)?//(?:dx\.|www\.)?doi\.org/|doi:)(10\.\d{4,9}/[^?#\s]+)", re.IGNORECASE
)
_LINK_WORDS = re.compile(r"[\s\[(]*\bdoi\b[\s:.\])]*\Z", re.IGNORECASE)
# What follows a DOI: another sentence, a word, the year. Anything else may be the rest of it.
_GOES_ON = re.compile(
    r"\s+(?![A-Z\[(<\"\u201c]|[a-z]{4,}(?![\w./-])|(?:19|20)\d\d[.)]?\s*\Z|https?:|doi)\S"
)
_TRAILING = frozenset(".,;:!?'*_\u2019")
_OPENERS = {")": "(", "]": "[", ">": "<", "}": "{"}
_KIND = re.compile(r"[A-Z][A-Za-z]+(?:[ /-][A-Za-z]+){0,2}")


def typed_references(printed: Sequence[str]) -> tuple[Reference, ...]:
    """Read a guideline page's list: a kind, a title, then "source, year", each on its line.

    Any of the kind and the source line may be missing; a DOI stands at the end of the source line
    or on a line of its own. A number printed before the title is kept; an entry without one has
    none.
    """
    entries: list[Reference] = []
    kind: str | None = None
    for line, after in zip(printed, [*printed[1:], None], strict=False):
        if kind is None and entries and (more := _completed(entries[-1], line)):
            entries[-1] = more
        elif kind is None and after is not None and _KIND.fullmatch(line):
            kind = line
        else:
            entries.append(replace(listed_reference(line, None), kind=kind))
            kind = None
    return tuple(entries)


def listed_reference(words: str, number: str | None, linked: str | None = None) -> Reference:
    """Read one entry of an ordinary list, which holds everything in one line or item.

    `linked` is the DOI that a link in it leads to, whose words may be no more than "doi".
    """
    match = _NUMBER.match(words)
    if match and number is None:
        number, words = match[1] or match[2], words[match.end() :]
    doi, rest = _doi_apart(words)
    years = YEAR.findall(rest)
    title = " ".join(words.split())
    if linked and doi is None:
        title = _LINK_WORDS.sub("", title) or title
    return Reference(
        title=title, year=int(years[-1]) if years else None, number=number, doi=doi or linked
    )


def is_numbered(words: str) -> bool:
    """Tell whether an entry prints its number before its words: "[1] ...", "1. ..."."""
    return _NUMBER.match(words) is not None


def linked_doi(address: str) -> str | None:
    """Return the DOI that a link leads to, None if it leads elsewhere."""
    found = _LINK.match(unquote(address))
    doi = _trimmed(found[1]) if found else ""
    return doi if doi.partition("/")[2] else None


def _doi_apart(words: str) -> tuple[str | None, str]:
    """Return the one DOI that `words` state, and the words without it.

    None if they state several, and if a line may have ended inside of it: half a DOI is another.
    """
    found = {}
    for match in _DOI.finditer(words):
        doi = unquote(_trimmed(match[1]))
        found[doi.casefold()] = doi
        if _GOES_ON.match(words, match.end()) or "\\" in doi:
            found[""] = ""
    rest = " ".join(_DOI.sub(" ", words).split())
    rest = rest.rstrip(" ([<") if found else rest
    return (next(iter(found.values())) if len(found) == 1 else None), rest


def _trimmed(doi: str) -> str:
    """Return `doi` without the punctuation and the brackets of the sentence around it."""
    while doi:
        last = doi[-1]
        closes = last in _OPENERS and doi.count(last) > doi.count(_OPENERS[last])
        if last not in _TRAILING and not closes:
            break
        doi = doi[:-1]
    return doi


def _completed(entry: Reference, line: str) -> Reference | None:
    """Return the entry with its source line or its DOI, None if `line` is neither."""
    doi, rest = _doi_apart(line)
    has_doi = rest != " ".join(line.split())
    source = _SOURCE.fullmatch(rest)
    if entry.source or _NUMBER.match(line) or not (source or has_doi):
        return replace(entry, doi=doi) if _is_rest(entry, doi, rest) else None
    is_another = has_doi and (entry.doi or (entry.year and not entry.kind))
    if is_another and not _is_rest(entry, doi, rest):
        return None
    years = YEAR.findall(rest)
    return replace(
        entry,
        source=source["source"] if source else rest.rstrip(" .,;") or None,
        year=int(source["year"]) if source else int(years[-1]) if years else entry.year,
        doi=entry.doi or doi,
    )


def _is_rest(entry: Reference, doi: str | None, rest: str) -> bool:
    """Tell whether a line is nothing but the DOI of an entry that has none yet."""
    return doi is not None and entry.doi is None and not any(map(str.isalnum, rest))
