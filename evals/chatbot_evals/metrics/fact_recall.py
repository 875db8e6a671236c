"""Fact recall: the share of a case's facts that the answer states.

Compared case-folded, with white space, dashes and Unicode superscripts normalised. A fact is
stated if any of its alternatives is.
"""

import re
import unicodedata

from chatbot_evals.observation import Observation

_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-------")
_SPACE = re.compile(r"\s+")


def fact_recall(observation: Observation) -> float | None:
    """Return the share of facts stated, 0 to 1; None for a case without facts."""
    facts = observation.case.facts
    if not facts:
        return None
    said = normalise(observation.said)
    stated = [any(normalise(alternative) in said for alternative in fact) for fact in facts]
    return sum(stated) / len(stated)


def normalise(words: str) -> str:
    """Return `words` as facts are compared."""
    plain = unicodedata.normalize("NFKC", words).translate(_DASHES).casefold()
    return _SPACE.sub(" ", plain).strip()
