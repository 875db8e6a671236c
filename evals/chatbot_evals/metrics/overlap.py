"""Whether a citation covers a gold passage: both are stretches of one article's text."""

from collections.abc import Mapping, Sequence
from typing import Any

from chatbot_evals.cases import Gold
from chatbot_evals.observation import Json, Observation

LEAST_SHARE = 0.5
"""Of the shorter of the two, so that a line inside a quoted list counts, and a stray word not."""


def covers(citation: Json, gold: Gold, observation: Observation) -> bool:
    """Tell whether `citation` overlaps an occurrence of `gold` by half of the shorter one."""
    if citation["article_id"] != gold.article:
        return False
    return overlaps(citation, places(gold.quote, observation.articles[gold.article]))


def places(quote: str, text: str) -> tuple[tuple[int, int], ...]:
    """Return start and end of every occurrence of `quote` in `text`."""
    found = []
    start = text.find(quote)
    while start >= 0:
        found.append((start, start + len(quote)))
        start = text.find(quote, start + 1)
    return tuple(found)


def overlaps(citation: Mapping[str, Any], gold: Sequence[tuple[int, int]]) -> bool:
    """Tell whether `citation` overlaps any of the stretches `gold` by half of the shorter one."""
    start, end = citation["start"], citation["end"]
    return any(
        min(end, last) - max(start, first) >= LEAST_SHARE * min(last - first, end - start)
        for first, last in gold
    )
