"""Two runs -> what changed: each metric with a paired test, and the cases that differ."""

from pathlib import Path

import numpy as np

from chatbot.errors import EvaluationError
from chatbot_evals.bootstrapping import paired_p_value
from chatbot_evals.observation import Json
from chatbot_evals.records import read_summary
from chatbot_evals.scoring import METRICS, Metric


def compare_runs(first: Path, second: Path) -> Json:
    """Compare the cases that both runs have, `second` against `first`.

    Returns `rows` (metric, both values over the shared judged cases, difference, two-sided
    paired bootstrap p-value of the mean difference, n) and `changed` (cases whose answer reads
    differently, with both answers and the scores that moved).

    Raises:
        EvaluationError: a run is not whole, or the runs have no case in common.

    """
    before = {case["id"]: case for case in read_summary(first)["cases"]}
    after = {case["id"]: case for case in read_summary(second)["cases"]}
    shared = [name for name in before if name in after]
    if not shared:
        raise EvaluationError(f"{first} and {second} have no case in common")
    pairs = [(before[name], after[name]) for name in shared]
    return {
        "first": first.name,
        "second": second.name,
        "n": len(shared),
        "only_first": sorted(set(before) - set(after)),
        "only_second": sorted(set(after) - set(before)),
        "rows": [row for metric in METRICS if (row := _row(metric, pairs))],
        "changed": [_change(old, new) for old, new in pairs if _differs(old, new)],
    }


def comparison_table(comparison: Json) -> str:
    """Return the comparison as Markdown, for a pull request."""
    lines = [
        f"| metric | {comparison['first']} | {comparison['second']} | difference | p | n |",
        "|---|---|---|---|---|---|",
    ]
    for row in comparison["rows"]:
        p_value = "–" if row["p_value"] is None else f"{row['p_value']:.4f}"
        lines.append(
            f"| {row['metric']} | {row['first']:.4f} | {row['second']:.4f} "
            f"| {row['difference']:+.4f} | {p_value} | {row['n']} |"
        )
    lines.append(f"\n{len(comparison['changed'])} of {comparison['n']} cases changed.")
    for change in comparison["changed"]:
        lines.append(f"\n### {change['id']}\n\n{' → '.join(change['turns'])}\n")
        lines.append(
            f"Before:\n\n{_quoted(change['first'])}\n\nAfter:\n\n{_quoted(change['second'])}"
        )
    return "\n".join(lines)


def _row(metric: Metric, pairs: list[tuple[Json, Json]]) -> Json | None:
    """Sum up the cases that both runs could judge; None if there is none."""
    name = metric.name
    scores = [(old["scores"].get(name), new["scores"].get(name)) for old, new in pairs]
    judged = [(a, b) for a, b in scores if a is not None and b is not None]
    if not judged:
        return None
    first, second = [a for a, _ in judged], [b for _, b in judged]
    before, after = (float(metric.statistic(np.asarray([each]))[0]) for each in (first, second))
    return {
        "metric": name,
        "first": round(before, 6),
        "second": round(after, 6),
        "difference": round(after - before, 6),
        "p_value": paired_p_value(first, second),
        "n": len(judged),
    }


def _differs(old: Json, new: Json) -> bool:
    return bool(old["answer"]["text"] != new["answer"]["text"])


def _change(old: Json, new: Json) -> Json:
    return {
        "id": old["id"],
        "turns": old["case"]["turns"],
        "first": old["answer"]["text"],
        "second": new["answer"]["text"],
        "scores": {
            name: [value, new["scores"].get(name)]
            for name, value in old["scores"].items()
            if not name.startswith("latency") and value != new["scores"].get(name)
        },
    }


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n\n---\n\n")[0].splitlines())
