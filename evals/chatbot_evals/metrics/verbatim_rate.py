"""Verbatim rate: the share of citations whose quote is the article's text at its offsets."""

from chatbot_evals.observation import Json, Observation


def verbatim_rate(observation: Observation) -> float | None:
    """Return the share of exact quotes, 0 to 1; None for an answer that cites nothing."""
    answer = observation.answer
    cited = [*answer["citations"], *answer["nearest"]]
    return sum(_is_exact(c, observation) for c in cited) / len(cited) if cited else None


def _is_exact(citation: Json, observation: Observation) -> bool:
    text = observation.articles.get(citation["article_id"])
    return text is not None and text[citation["start"] : citation["end"]] == citation["quote"]
