"""A whole run and the bounds -> what the page shows of it, in words."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from chatbot.errors import GateError
from chatbot.web.newest_run import FILE, Bound, FailedCase, Figure, Gold, Run
from chatbot_evals.failing import failures, low_scores
from chatbot_evals.gating import Gate, broken_gates, read_gates
from chatbot_evals.observation import Json
from chatbot_evals.records import RunRecord, replace_text
from chatbot_evals.wording import MEANING, interval_text, score_text

_MOST_SHOWN = 50
_EXPECTED = {
    "answer": "an answer",
    "refuse": "a refusal",
    "conflict": "an answer that shows the disagreement",
}


def write_page_summary(folder: Path, record: RunRecord, summary: Json, gates: Path) -> None:
    """Keep in the run's folder what the page shows of it, judged by the bounds of `gates`."""
    if summary["n"]:
        run = page_summary(record, summary, gates)
        replace_text(folder / FILE, run.model_dump_json(indent=1))


def page_summary(record: RunRecord, summary: Json, gates: Path) -> Run:
    """Return the run as the page shows it; bounds that cannot be read are told there."""
    bounds, problem = [], ""
    try:
        bounds = read_gates(gates)
    except GateError as error:
        problem = str(error)
    failed = [case for case in summary["cases"] if failures(case) or low_scores(case)]
    model = record.settings.get("llm", "None")  # settings are kept as text
    return Run.model_validate(
        {
            "run_id": record.run_id,
            "started": record.started_at,
            "commit": record.commit,
            "dirty": record.dirty,
            "model": None if model in ("", "None") else model,
            "embedding_model": record.embedding_model,
            "generation": record.generation,
            "n": summary["n"],
            "figures": tuple(_figures(summary, bounds)),
            "bounds_problem": problem,
            "n_failed": len(failed),
            "failed": tuple(map(_failed, failed[:_MOST_SHOWN])),
        }
    )


def _figures(summary: Json, gates: Sequence[Gate]) -> Iterator[Figure]:
    """Yield the metrics over all cases, then those over the cases of one tag that have a bound."""
    for name, value in summary["metrics"].items():
        around = summary["intervals"].get(name, {})
        own = [gate for gate in gates if gate.tag is None and gate.metric == name]
        yield Figure(
            name=name,
            title=name.replace("_", " "),
            meaning=MEANING.get(name, ""),
            value=value,
            words=score_text(name, value),
            interval=interval_text(name, around.get("low"), around.get("high")),
            n=around.get("n", 0),
            bounds=tuple(_bound(gate, summary) for gate in own),
        )
    for gate in gates:
        if gate.tag is not None:
            yield _tagged(gate, gate.tag, summary)


def _tagged(gate: Gate, tag: str, summary: Json) -> Figure:
    """Return the figure of a bound on the cases of one tag; no interval is kept of these."""
    value = summary["by_tag"].get(tag, {}).get(gate.metric)
    judged = sum(
        tag in case["case"]["tags"] and case["scores"].get(gate.metric) is not None
        for case in summary["cases"]
    )
    return Figure(
        name=f"{gate.metric} of {tag}",
        title=f"{gate.metric.replace('_', ' ')} of “{tag}”",
        meaning="only the cases with this tag",
        value=value,
        words=score_text(gate.metric, value),
        interval="",
        n=judged,
        bounds=(_bound(gate, summary),),
    )


def _bound(gate: Gate, summary: Json) -> Bound:
    sign, bound = ("≥", gate.at_least) if gate.at_least is not None else ("≤", gate.at_most)
    missed = broken_gates([gate], summary)
    return Bound(
        words=f"{sign} {bound:g}",
        is_met=not missed,
        missed="; ".join(broken.message for broken in missed),
    )


def _failed(entry: Json) -> FailedCase:
    case, answer = entry["case"], entry["answer"]
    low = (f"{name.replace('_', ' ')} {value:.3f}" for name, value in low_scores(entry).items())
    return FailedCase(
        id=entry["id"],
        turns=tuple(case["turns"]),
        expected=_EXPECTED[case["expect"]],
        came=entry["outcome"] + (f" ({entry['reason']})" if entry["reason"] else ""),
        wrong=(*failures(entry), *low),
        answer=answer["text"],
        quoted=tuple(each["article_id"] for each in (*answer["citations"], *answer["nearest"])),
        gold=tuple(Gold(article=each["article"], quote=each["quote"]) for each in case["gold"]),
        needs_all_gold=case["expect"] == "conflict",
        facts=tuple(" or ".join(fact) for fact in case["facts"]),
    )
