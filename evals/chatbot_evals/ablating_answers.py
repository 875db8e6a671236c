"""Cases -> what a part of answering adds: the same cases asked without it.

Only what can be left out from outside is: the product has no switches for this.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

from chatbot.chatbot import Chatbot
from chatbot.indexing.reporting import Reporter
from chatbot.settings import Settings
from chatbot_evals.ablating import WHOLE, Ablation, compared
from chatbot_evals.cases import Case, read_cases
from chatbot_evals.running import Ask, observe
from chatbot_evals.scoring import Scores, score_case

METRICS = ("evidence_recall", "fact_recall", "answer_rate", "refusal_recall", "conflict_recall")
"""What is compared."""

_SET = "cases"


def ablate_cases(
    paths: Sequence[Path], settings: Settings, limit: int | None, report: Reporter
) -> list[Ablation]:
    """Ask the cases of `paths` over the index of `settings`, with every part and without each.

    Raises:
        CaseError: the cases are malformed or do not fit the indexed articles.
        GenerationError: there is no index, or another model built it.
        ModelError: a model is not there.

    """
    settings = settings.model_copy(update={"llm": None})
    whole = Chatbot(settings)
    generation = whole.generation()
    articles = {name: generation.article(name).text for name in generation.articles}
    no_threshold = Chatbot(settings.model_copy(update={"weakest_score": 0.0}))
    variants = without_each(whole.ask, no_threshold.ask)
    return ablate_variants(variants, read_cases(paths, articles)[:limit], articles, report)


def without_each(whole: Ask, no_threshold: Ask) -> dict[str, Ask]:
    """Return how each variant is asked, everything first."""
    return {
        WHOLE: whole,
        "follow-ups not condensed": lambda question, _: whole(question, ()),
        "no threshold": no_threshold,
    }


def ablate_variants(
    variants: Mapping[str, Ask],
    cases: Sequence[Case],
    articles: Mapping[str, str],
    report: Reporter,
) -> list[Ablation]:
    """Return each metric that `cases` allow of each variant, everything first."""
    found: list[Ablation] = []
    whole: list[Scores] = []
    for number, (name, ask) in enumerate(variants.items(), start=1):
        scores = [score_case(observe(ask, case, articles, repeat=1)) for case in cases]
        for metric in METRICS:
            if _judged(scores, metric):
                before = _judged(whole, metric) if whole else None
                found.append(compared(_SET, name, metric, _judged(scores, metric), before))
        whole = whole or scores
        report(_SET, number, len(variants))
    return found


def _judged(scores: Sequence[Scores], metric: str) -> list[float]:
    """Return the scores of the judged cases: of these metrics the same, whatever was answered."""
    return [value for each in scores if (value := each[metric]) is not None]


def cases_table(rows: Sequence[Ablation]) -> str:
    """Return the figures as a Markdown table, a variant a line; in brackets interval and p."""
    n = {row.metric: row.n for row in rows}
    metrics = [metric for metric in METRICS if metric in n]
    lines = [
        "| variant | " + " | ".join(f"{metric} (n {n[metric]})" for metric in metrics) + " |",
        "|---" * (len(metrics) + 1) + "|",
    ]
    for variant, of_variant in groupby(rows, key=lambda row: row.variant):
        lines.append("| " + " | ".join([variant, *map(_cell, of_variant)]) + " |")
    return "\n".join(lines)


def _cell(row: Ablation) -> str:
    around = [] if row.low is None else [f"{row.low:.3f} to {row.high:.3f}"]
    p_value = [] if row.p_value is None else [f"p {row.p_value:.4f}"]
    notes = "; ".join(around + p_value)
    return f"{row.value:.3f} ({notes})" if notes else f"{row.value:.3f}"
