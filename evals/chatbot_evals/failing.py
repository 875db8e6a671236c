"""A case of a run -> what is wrong with its answer, in words; nothing if it is right.

What could not be judged (null) is no failure.
"""

from chatbot_evals.observation import Json

_NONE_IS_BEST = "unresolved_markers"
_TIMES = "latency"


def failures(entry: Json) -> list[str]:
    """Return what the answer of `entry`, a case of a run's summary, fails in."""
    expect, refused = entry["case"]["expect"], entry["outcome"] == "refused"
    found: list[str] = []
    if expect == "refuse":
        found += [] if refused else ["answered, must be refused"]
    elif refused:
        found.append(f"refused ({entry['reason']}), must be answered")
    else:
        found += _of_answer(entry)
    if entry["verbatim"] is False:
        found.append("a quote is not the text at its offsets")
    if entry["scores"].get("unresolved_markers"):
        found.append("a marker has no citation")
    return found


def low_scores(entry: Json) -> dict[str, float]:
    """Return the judged scores of `entry` that are not the best there are, by metric.

    How long the answer took is none of them.
    """
    return {
        name: value
        for name, value in entry["scores"].items()
        if value is not None
        and not name.startswith(_TIMES)
        and (value > 0 if name == _NONE_IS_BEST else value < 1)
    }


def kind(entry: Json) -> str:
    """Sort `entry` into right, incomplete, refused (but to be answered) and answered (but not)."""
    if not failures(entry):
        return "right"
    expect, refused = entry["case"]["expect"], entry["outcome"] == "refused"
    if expect == "refuse" and not refused:
        return "answered"
    return "refused" if refused and expect != "refuse" else "incomplete"


def _of_answer(entry: Json) -> list[str]:
    found = []
    if entry["evidence_hit"] is False:
        found.append("gold passage not cited")
    recall, facts = entry["fact_recall"], len(entry["case"]["facts"])
    if recall is not None and recall < 1:
        found.append(f"{round(recall * facts)} of {facts} facts stated")
    if entry["case"]["expect"] == "conflict" and not entry["conflict_shown"]:
        found.append("disagreement not shown")
    return found
