"""The newest evaluation run and the gates -> figures, and the cases that fail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from chatbot.answering.delimiting import visible
from chatbot.errors import GateError
from chatbot.evaluation.case_details import answer_markup, score_text
from chatbot.evaluation.failing import failures, low_scores
from chatbot.evaluation.gating import Gate, broken_gates, read_gates
from chatbot.evaluation.newest_run import RUNS, NewestRun, Run, newest_run
from chatbot.evaluation.observation import Json
from chatbot.evaluation.reporting import MEANING
from chatbot.indexing.generation import Generation
from chatbot.retrieval.limiting import hides_any
from chatbot.web.source_view import escape, source_link
from chatbot.web.views.words import count, moment

GATES = Path("evals/gates.toml")
MOST_SHOWN = 50
_TOLD = 3  # folders that were passed over
_UNSCORED = '<span class="unscored">unscored</span>'
_EXPECTED = {
    "answer": "an answer",
    "refuse": "a refusal",
    "conflict": "an answer that shows the disagreement",
}
_NO_INDEX = "No index can be read now, so nothing says whether a setting hides the articles quoted."
_HIDDEN = "This case is about an article that a setting hides; its words are left out here."


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What is known of the quality of the answers; `gate_problem` says why there are no gates."""

    newest: NewestRun
    gates: tuple[Gate, ...] = ()
    gate_problem: str = ""


def read_quality(runs: Path = RUNS, gates: Path = GATES) -> Quality:
    """Read the newest whole run below `runs`, and the gates."""
    newest = newest_run(runs)
    try:
        return Quality(newest=newest, gates=tuple(read_gates(gates)))
    except GateError as error:
        return Quality(newest=newest, gate_problem=str(error))


def quality_view(quality: Quality, generation: Generation | None, now: datetime) -> str:
    """Return the HTML.

    Args:
        quality: the run and the gates.
        generation: what the settings show of the current one (`Chatbot.visible`), None if none
            can be read. Quotes are linked into it; what it hides is not shown.
        now: the age of the run is counted from it; with a time zone.

    """
    passed_over = _passed_over(quality.newest.passed_over)
    run = quality.newest.run
    if run is None:
        shown = (
            '<p class="empty">No evaluation was run on this machine. To make one, run: '
            "<code>chatbot eval run evals/cases/*.jsonl</code>, or <code>make eval</code> in the "
            "project's folder.</p>"
        )
    else:
        shown = (
            f"{_made(run, generation, now)}{_figures(run.summary, quality)}"
            f"{_failing(run.summary['cases'], generation)}"
        )
    return f'<section class="view quality-view"><h2>Quality</h2>{passed_over}{shown}</section>'


def _passed_over(reasons: Sequence[str]) -> str:
    if not reasons:
        return ""
    listed = "".join(f"<li>{escape(reason)}</li>" for reason in reasons[:_TOLD])
    more = len(reasons) - _TOLD
    listed += f"<li>and {more:,} more</li>" if more > 0 else ""
    return f'<div class="note"><p>Passed over, though newer:</p><ul>{listed}</ul></div>'


def _made(run: Run, generation: Generation | None, now: datetime) -> str:
    record = run.record
    commit = "unknown" if record.commit is None else record.commit[:12]
    commit += " with uncommitted changes" if record.dirty else ""
    facts = {
        "Run": record.run_id,
        "When": moment(run.started, now),
        "Cases": count(run.summary["n"], "case"),
        "Commit": commit,
        "Language model": run.model or "none: nothing in an answer was generated",
        "Embedding model": record.embedding_model,
        "Index generation": record.generation,
    }
    listed = "".join(
        f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in facts.items()
    )
    return f'<dl class="facts">{listed}</dl>{_other_index(record.generation, generation)}'


def _other_index(evaluated: str, generation: Generation | None) -> str:
    if generation is None:
        return (
            '<p class="note">No index can be read now, so nothing says whether it is the same.</p>'
        )
    current = generation.manifest.generation
    if current == evaluated:
        return ""
    return (
        '<p class="note">The run is of another index: the page now answers from generation '
        f"{escape(current)}. These figures need not hold for it.</p>"
    )


def _figures(summary: Json, quality: Quality) -> str:
    everywhere = [gate for gate in quality.gates if gate.tag is None]
    tagged = [gate for gate in quality.gates if gate.tag is not None]
    rows = [
        _row(
            name.replace("_", " "),
            MEANING.get(name, ""),
            name,
            value,
            summary["intervals"].get(name, {}),
            _gates([gate for gate in everywhere if gate.metric == name], summary),
        )
        for name, value in summary["metrics"].items()
    ]
    rows += [_tagged_row(gate, summary) for gate in tagged]
    head = "".join(
        f'<th scope="col">{name}</th>' for name in ("Metric", "Value", "95 % interval", "n", "Gate")
    )
    return (
        f"<h3>Figures</h3>{_verdict(quality, summary)}"
        '<table class="figures"><caption>n counts the cases that could be judged; the others are '
        f"unscored and count neither for nor against.</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _verdict(quality: Quality, summary: Json) -> str:
    """Say whether all gates are met, and name those that are not."""
    if quality.gate_problem:
        return f'<p class="note">{escape(quality.gate_problem)}</p>'
    gates = list(quality.gates)
    missed = broken_gates(gates, summary)
    if not missed:
        return f'<p class="verdict good">All {count(len(gates), "gate")} met.</p>' if gates else ""
    named = "; ".join(broken.message for broken in missed)
    return (
        f'<p class="verdict bad">{len(missed)} of {count(len(gates), "gate")} missed: '
        f"{escape(named)}.</p>"
    )


def _row(
    title: str, meaning: str, name: str, value: float | None, interval: Json, gate: str
) -> str:
    shown = _UNSCORED if value is None else score_text(name, value)
    explained = f'<span class="meaning">{escape(meaning)}</span>' if meaning else ""
    return (
        f'<tr><th scope="row">{escape(title)}{explained}</th><td>{shown}</td>'
        f"<td>{_span(name, interval)}</td><td>{interval.get('n', 0):,}</td><td>{gate}</td></tr>"
    )


def _tagged_row(gate: Gate, summary: Json) -> str:
    """Return the row of a gate on the cases of one tag; no interval is kept of these."""
    tag = gate.tag or ""
    value = summary["by_tag"].get(tag, {}).get(gate.metric)
    judged = sum(
        tag in case["case"]["tags"] and case["scores"].get(gate.metric) is not None
        for case in summary["cases"]
    )
    title = f"{gate.metric.replace('_', ' ')} of “{tag}”"
    meaning = "only the cases with this tag"
    return _row(title, meaning, gate.metric, value, {"n": judged}, _gates([gate], summary))


def _span(name: str, interval: Json) -> str:
    low, high = interval.get("low"), interval.get("high")
    if low is None or high is None:
        return '<span class="soft">none</span>'
    return f"{score_text(name, low).removesuffix(' ms')} – {score_text(name, high)}"


def _gates(gates: Iterable[Gate], summary: Json) -> str:
    return "<br>".join(_gate(gate, summary) for gate in gates) or '<span class="soft">none</span>'


def _gate(gate: Gate, summary: Json) -> str:
    sign, bound = ("≥", gate.at_least) if gate.at_least is not None else ("≤", gate.at_most)
    missed = broken_gates([gate], summary)
    style, word = ("bad", "missed") if missed else ("good", "met")
    return f'{sign} {bound:g} <b class="chip {style}">{word}</b>'


def _failing(cases: Sequence[Json], generation: Generation | None) -> str:
    failed = [case for case in cases if failures(case) or low_scores(case)]
    if not failed:
        return "<h3>No case fails</h3>"
    fails = "case fails" if len(failed) == 1 else "cases fail"
    listed = "".join(_case(case, generation) for case in failed[:MOST_SHOWN])
    left = len(failed) - MOST_SHOWN
    more = (
        f'<p class="more">{left:,} more; all are in: <code>chatbot eval report</code></p>'
        if left > 0
        else ""
    )
    return (
        f"<h3>{len(failed):,} {fails}</h3><p>A case fails where a judged score of it is below the "
        f'best, or it was answered or refused against what is expected.</p><ul class="cases">'
        f"{listed}</ul>{more}"
    )


def _case(entry: Json, generation: Generation | None) -> str:
    case = entry["case"]
    name, question = escape(entry["id"]), escape(case["turns"][-1])
    came = entry["outcome"] + (f" ({entry['reason']})" if entry["reason"] else "")
    wrong = [*failures(entry), *(f"{n.replace('_', ' ')} {v:.3f}" for n, v in _low(entry))]
    facts = {
        "Asked before": _list(case["turns"][:-1], "ol"),
        "Expected": _EXPECTED[case["expect"]],
        "Came": escape(came),
        "Fails in": _list(wrong, "ul"),
    }
    listed = "".join(
        f"<div><dt>{n}</dt><dd>{words}</dd></div>" for n, words in facts.items() if words
    )
    return (
        f'<li><h4 dir="auto">{question}</h4><p class="soft"><code>{name}</code></p>'
        f'<dl class="facts">{listed}</dl><details><summary>Answer and gold of {name}</summary>'
        f"{_words(entry, generation)}</details></li>"
    )


def _low(entry: Json) -> Iterable[tuple[str, float]]:
    return low_scores(entry).items()


def _list(items: Sequence[str], tag: str) -> str:
    listed = "".join(f'<li dir="auto">{escape(item)}</li>' for item in items)
    return f"<{tag}>{listed}</{tag}>" if items else ""


def _words(entry: Json, generation: Generation | None) -> str:
    """Return the answer's words and the gold quotes, unless a setting hides what they are of."""
    case, answer = entry["case"], entry["answer"]
    quoted = [gold["article"] for gold in case["gold"]]
    quoted += [each["article_id"] for each in (*answer["citations"], *answer["nearest"])]
    if generation is None:
        return f'<p class="note">{_NO_INDEX}</p>'
    if hides_any(generation) and not set(quoted) <= set(generation.articles):
        return f'<p class="note">{_HIDDEN}</p>'
    gold = "".join(_gold(each["article"], each["quote"], generation) for each in case["gold"])
    wanted = "all of them" if case["expect"] == "conflict" else "any of them"
    one_of = f" ({wanted})" if len(case["gold"]) > 1 else ""
    stated = _list([" or ".join(fact) for fact in case["facts"]], "ul")
    parts = {
        "Answer": f'<div class="answer" dir="auto">{answer_markup(visible(answer["text"]))}</div>',
        f"Gold quotes, to be cited{one_of}": gold,
        "Facts, to be stated": stated,
    }
    return "".join(f"<h5>{title}</h5>{words}" for title, words in parts.items() if words)


def _gold(article_id: str, quote: str, generation: Generation) -> str:
    """Return a gold quote, linked to where it stands in the current index, if it does."""
    source = escape(article_id)
    if article_id in generation.articles:
        start = generation.article(article_id).text.find(quote)
        link = source_link(
            article_id,
            generation.manifest.generation,
            start=start,
            end=start + len(quote),
            quote=quote if start >= 0 else "",
        )
        source = f'<a href="{escape(link)}">{source}</a>{"" if start >= 0 else ", no longer in it"}'
    else:
        source += ", not in the current index"
    return (
        f'<figure><blockquote dir="auto">{escape(quote)}</blockquote>'
        f"<figcaption>{source}</figcaption></figure>"
    )
