"""Whether a citation covers a gold passage: both are stretches of one article's text."""

from chatbot_evals.cases import Gold
from chatbot_evals.observation import Json, Observation

LEAST_SHARE = 0.5
"""Of the shorter of the two, so that a line inside a quoted list counts, and a stray word not."""


def covers(citation: Json, gold: Gold, observation: Observation) -> bool:
    """Tell whether `citation` overlaps an occurrence of `gold` by half of the shorter one."""
    if citation["article_id"] != gold.article:
        return False
    text = observation.articles[gold.article]
    start = text.find(gold.quote)
    while start >= 0:
        end = start + len(gold.quote)
        shared = min(end, citation["end"]) - max(start, citation["start"])
        if shared >= LEAST_SHARE * min(end - start, citation["end"] - citation["start"]):
            return True
        start = text.find(gold.quote, start + 1)
    return False
