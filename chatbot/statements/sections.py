"""A heading path -> what its section is for, by the table `lexicon/sections.tsv`."""

from functools import cache, lru_cache

from chatbot.language.tokens import stem, words
from chatbot.lexicon.loading import load_table
from chatbot.statements.statement import SectionKind

_Stems = tuple[str, ...]
_PATHS_KEPT = 4096


@lru_cache(maxsize=_PATHS_KEPT)
def section_kind(section: tuple[str, ...]) -> SectionKind:
    """Return the kind that the innermost heading known to the table has.

    What is below references, research or rationale is of their kind whatever its own heading.
    """
    found = [_of_heading(heading) for heading in section]
    below = next((kind for kind, reaches in found if kind and reaches), None)
    return below or next((kind for kind, _ in reversed(found) if kind), SectionKind.OTHER)


def _of_heading(heading: str) -> tuple[SectionKind | None, bool]:
    """Return the kind of the longest words of the table that `heading` holds; the first of them."""
    said = [stem(word) for word in words(heading)]
    longest, patterns = _patterns()
    for length in range(min(longest, len(said)), 0, -1):
        for place in range(len(said) - length + 1):
            met = patterns.get(tuple(said[place : place + length]))
            if met:
                return met
    return None, False


@cache
def _patterns() -> tuple[int, dict[_Stems, tuple[SectionKind, bool]]]:
    rows = load_table("sections").rows
    found = {
        _stems(row["heading"]): (SectionKind(row["kind"]), row["reach"] == "below")
        for row in reversed(rows)
    }
    return max(map(len, found)), found


def _stems(said: str) -> _Stems:
    return tuple(stem(word) for word in words(said))
