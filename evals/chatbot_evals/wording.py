"""Metrics and their values -> words for people."""

UNSCORED = "–"

MEANING = {
    "evidence_recall": "cases whose gold passage is cited",
    "fact_recall": "facts of a case that the answer states",
    "citation_precision": "citations that support their statement",
    "citation_recall": "statements that their citations support",
    "verbatim_rate": "quotes that are the text at their offsets",
    "unresolved_markers": "markers without a citation; 0 is best",
    "numbers_in_quote": "figures that the cited quote holds",
    "refusal_precision": "refusals that were expected",
    "refusal_recall": "cases to be refused that were",
    "answer_rate": "cases to be answered that were",
    "conflict_recall": "known disagreements shown as such",
    "repeatability": "cases answered in the same bytes each time",
    "latency_p50": "half of the answers came within",
    "latency_p95": "19 of 20 answers came within",
}


def score_text(name: str, value: float | None) -> str:
    """Return a score as it is shown: seconds for latencies, a dash for what was not judged."""
    if value is None:
        return UNSCORED
    return f"{1000 * value:.1f} ms" if name.startswith("latency") else f"{value:.3f}"


def interval_text(name: str, low: float | None, high: float | None) -> str:
    """Return an interval as it is shown; nothing if there is none."""
    if low is None or high is None:
        return ""
    return f"{score_text(name, low).removesuffix(' ms')} – {score_text(name, high)}"
