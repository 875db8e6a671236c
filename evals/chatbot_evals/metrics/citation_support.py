"""Citation recall and precision, in the sense of ALCE (Gao et al., EMNLP 2023).

A statement is supported if the quotes it cites, taken together, state it. Recall is the share
of statements that are. A citation is precise if its statement is supported and the citation
contributes: alone it supports the statement, or without it the others do not.

Where ALCE asks a model whether the quotes entail the statement, the test here needs none: a
verbatim statement must stand in a quote; of another, every figure and four fifths of the
content words must.
"""

import re

from chatbot.language.tokens import terms
from chatbot_evals.metrics.fact_recall import normalise
from chatbot_evals.observation import Json, Observation

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_LEAST_WORDS = 0.8


def citation_recall(observation: Observation) -> float | None:
    """Return the share of statements that their citations support; None without statements."""
    statements = observation.answer["statements"]
    if not statements:
        return None
    quotes = _quotes(observation)
    supported = [
        supports(statement["text"], [quotes.get(n, "") for n in statement["citations"]])
        for statement in statements
    ]
    return sum(supported) / len(supported)


def citation_precision(observation: Observation) -> float | None:
    """Return the share of citations that contribute to a supported statement; None without."""
    quotes = _quotes(observation)
    judged = [
        _contributes(statement, number, quotes)
        for statement in observation.answer["statements"]
        for number in statement["citations"]
    ]
    return sum(judged) / len(judged) if judged else None


def supports(statement: str, quotes: list[str]) -> bool:
    """Tell whether `quotes` together state `statement`."""
    together = normalise("\n".join(quotes))
    if normalise(statement) in together:
        return True
    if not set(_FIGURE.findall(normalise(statement))) <= set(_FIGURE.findall(together)):
        return False
    said, held = set(terms(statement)), set(terms(together))
    return bool(said) and len(said & held) >= _LEAST_WORDS * len(said)


def _contributes(statement: Json, number: int, quotes: dict[int, str]) -> bool:
    cited = [quotes.get(n, "") for n in statement["citations"]]
    if number not in quotes or not supports(statement["text"], cited):
        return False
    others = [quotes.get(n, "") for n in statement["citations"] if n != number]
    is_lead_in = statement["verbatim"] and number != statement["citations"][0]
    return (
        is_lead_in
        or supports(statement["text"], [quotes[number]])
        or not supports(statement["text"], others)
    )


def _quotes(observation: Observation) -> dict[int, str]:
    return {citation["number"]: citation["quote"] for citation in observation.citations}
