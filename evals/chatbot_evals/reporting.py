"""The folder of a run -> a report to look at (HTML), or to put under a pull request (Markdown).

The HTML is one file: it asks for nothing outside of itself and its security policy forbids it
to; the only style and script that may run are its own, named by their digests. It works without
scripts, except for the filter.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from string import Template

from chatbot.errors import EvaluationError
from chatbot_evals.case_details import case_details
from chatbot_evals.drawing import (
    coverage_chart,
    interval_bar,
    latency_chart,
    share_bars,
    stacked_bar,
)
from chatbot_evals.failing import failures, kind
from chatbot_evals.observation import Json
from chatbot_evals.records import RunRecord, read_record, read_summary
from chatbot_evals.wording import MEANING, UNSCORED, interval_text, score_text

FEW = 5
"""Fewer judged cases than this say little; such bars are grey."""

_ASSETS = Path(__file__).resolve().parent / "assets"

_KINDS = {
    "right": "right",
    "incomplete": "incomplete or inexact",
    "refused": "refused, to be answered",
    "answered": "answered, to be refused",
}


def html_report(folder: Path) -> str:
    """Return the run in `folder` as one self-contained HTML document.

    Raises:
        EvaluationError: there is no run, or it was stopped before its end.

    """
    record, summary = _read(folder)
    style, script = (_asset(name) for name in ("report.css", "report.js"))
    return Template(_asset("report.html")).substitute(
        _content(record, summary),
        style=style,
        style_hash=_digest(style),
        script=script,
        script_hash=_digest(script),
    )


def markdown_report(folder: Path) -> str:
    """Return the run in `folder` as Markdown: figures, tags and what failed.

    Raises:
        EvaluationError: there is no run, or it was stopped before its end.

    """
    record, summary = _read(folder)
    failing = [(case, failed) for case in summary["cases"] if (failed := failures(case))]
    lines = [
        f"## Evaluation run {_code(record.run_id)}",
        "",
        f"{_state(record)} · {summary['n']} cases, {len(failing)} failing · commit "
        f"{_code(_commit(record))} · generation {_code(record.generation)} · "
        f"model {_code(record.embedding_model)}",
        "",
        *_markdown_metrics(summary),
        "",
        *_markdown_tags(summary),
        "",
        f"### {len(failing)} failing cases",
        "",
    ]
    if failing:
        lines += ["| case | expected | what failed |", "|---|---|---|"]
    lines += [
        f"| {_code(case['id'])} | {case['case']['expect']} | {_cell('; '.join(failed))} |"
        for case, failed in failing
    ]
    return "\n".join(lines).rstrip() + "\n"


def _read(folder: Path) -> tuple[RunRecord, Json]:
    summary = read_summary(folder)
    wanted = {"n", "metrics", "intervals", "by_tag", "coverage_curve", "cases"}
    if missing := wanted - set(summary):
        raise EvaluationError(
            f"{folder / 'summary.json'}: no {', '.join(sorted(missing))} in it; run the cases again"
        )
    return read_record(folder), summary


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def _digest(content: str) -> str:
    """Return the name of an inline style or script in a Content-Security-Policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _content(record: RunRecord, summary: Json) -> dict[str, str]:
    cases = sorted(summary["cases"], key=lambda case: not failures(case))
    judged = _judged_by_tag(summary)
    return {
        "run_id": escape(record.run_id),
        "when": escape(_when(record.started)),
        "state": escape(_state(record)),
        "facts": _pairs(_made_with(record)),
        "tiles": _tiles(cases),
        "outcomes": _outcomes(cases),
        "headline": _headline(summary),
        "coverage": _coverage(summary),
        "latency": _latency(summary),
        "by_tag": _recall_table(summary, judged),
        "refusals": _refusal_table(summary, judged),
        "tag_options": "".join(map(_option, summary["by_tag"])),
        "cases": "".join(map(case_details, cases)),
        "made": _pairs(_made_how(record)),
    }


def _option(tag: str) -> str:
    return f'<option value="{escape(tag)}">{escape(tag)}</option>'


def _when(started: str) -> str:
    time = datetime.fromisoformat(started)
    return f"{time.day} {time:%B %Y, %H:%M} UTC"


def _state(record: RunRecord) -> str:
    if not record.resumed:
        return "whole run, in one go"
    times = "once" if record.resumed == 1 else f"{record.resumed} times"
    return f"whole run, stopped and resumed {times}"


def _commit(record: RunRecord) -> str:
    if record.commit is None:
        return "unknown"
    return record.commit[:12] + (" with uncommitted changes" if record.dirty else "")


def _made_with(record: RunRecord) -> dict[str, str]:
    return {
        "commit": _commit(record),
        "generation": record.generation,
        "model": record.embedding_model,
        "asked": "once each" if record.repeat == 1 else f"{record.repeat} times each",
    }


def _made_how(record: RunRecord) -> dict[str, str]:
    return {
        "started": record.started,
        "finished": record.finished or "not",
        "commit": record.commit or "unknown",
        "model digest": record.embedding_digest,
        "seed": str(record.seed),
        **{f"prompt {name}": label for name, label in record.prompts.items()},
        **record.machine,
        **record.packages,
        **{f"setting {name}": value for name, value in record.settings.items()},
        **record.cases,
    }


def _pairs(facts: dict[str, str]) -> str:
    return "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in facts.items()
    )


def _tiles(cases: Sequence[Json]) -> str:
    kinds = Counter(kind(case) for case in cases)
    wrong = len(cases) - kinds["right"]
    share = f"{kinds['right'] / len(cases):.0%}" if cases else UNSCORED
    tiles = [
        ("", len(cases), "cases"),
        ("good", kinds["right"], f"right ({share})"),
        ("bad", wrong, "failing"),
        ("bad", kinds["answered"], "answered that must be refused"),
    ]
    return "".join(
        f'<div class="{style if count else ""}"><strong>{count}</strong><span>{words}</span></div>'
        for style, count, words in tiles
    )


def _outcomes(cases: Sequence[Json]) -> str:
    rows = []
    for expect in ("answer", "conflict", "refuse"):
        kinds = Counter(kind(case) for case in cases if case["case"]["expect"] == expect)
        if total := kinds.total():
            bar = stacked_bar([(name, kinds[name]) for name in _KINDS])
            rows.append(
                f'<tr><th scope="row">{expect}</th><td class="wide">{bar}</td>'
                f'<td class="number">{kinds["right"]} of {total}</td></tr>'
            )
    head = _head("expected", "what came", "#right")
    key = _key((style, words) for style, words in _KINDS.items())
    return f'<table class="outcomes">{head}<tbody>{"".join(rows)}</tbody></table>{key}'


def _head(*names: str) -> str:
    """Return a table's head; a name that begins with # is of a column of numbers."""
    cells = [
        f'<th scope="col" class="number">{name[1:]}</th>'
        if name.startswith("#")
        else f'<th scope="col">{name}</th>'
        for name in names
    ]
    return f"<thead><tr>{''.join(cells)}</tr></thead>"


def _key(styles: Iterable[tuple[str, str]]) -> str:
    items = [
        f'<li><svg viewBox="0 0 1 1" aria-hidden="true"><rect class="{style}" width="1" '
        f'height="1"/></svg>{words}</li>'
        for style, words in styles
    ]
    return f'<ul class="key">{"".join(items)}</ul>'


def _headline(summary: Json) -> str:
    slowest = max(
        [summary["intervals"].get(name, {}).get("high") or value or 0.0 for name, value in
         summary["metrics"].items() if name.startswith("latency")], default=1.0,
    )  # fmt: skip
    rows = [
        _headline_row(name, value, summary["intervals"].get(name, {}), slowest)
        for name, value in summary["metrics"].items()
    ]
    head = _head("metric", "#value", "95 % interval", "#n")
    note = "n counts the cases that could be judged; the others count neither for nor against."
    return f'<table>{head}<tbody>{"".join(rows)}</tbody></table><p class="note">{note}</p>'


def _headline_row(name: str, value: float | None, interval: Json, slowest: float) -> str:
    low, high = interval.get("low"), interval.get("high")
    most = slowest if name.startswith("latency") else 1.0
    bar = "" if value is None else interval_bar(value, low, high, most)
    span = f'<span class="span">{interval_text(name, low, high) or UNSCORED}</span>'
    meaning = f'<span class="meaning">{MEANING.get(name, "")}</span>'
    return (
        f'<tr><th scope="row">{escape(name.replace("_", " "))}{meaning}</th>'
        f'<td class="number">{score_text(name, value)}</td>'
        f'<td class="wide">{bar}{span}</td><td class="number">{interval.get("n", 0)}</td></tr>'
    )


def _coverage(summary: Json) -> str:
    curve = summary["coverage_curve"]
    if not curve:
        return "<p>Not judged: no answer has a confidence.</p>"
    as_run = _as_run(summary["cases"])
    label = f"Conditional accuracy over coverage, {len(curve)} points"
    words = "Cases in falling order of confidence: of those taken so far, the share that is right."
    if as_run is not None:
        label += f"; as run, coverage {as_run[0]:.2f}, accuracy {as_run[1]:.2f}"
        words += f" As run: {as_run[0]:.0%} answered, {as_run[1]:.0%} of them right."
    return f'{coverage_chart(curve, as_run, label)}<p class="note">{words}</p>'


def _as_run(cases: Sequence[Json]) -> tuple[float, float] | None:
    """Return the share of cases answered, and the share of these with their evidence cited."""
    answered = [case for case in cases if case["outcome"] == "answered"]
    if not answered:
        return None
    right = sum(c["case"]["expect"] != "refuse" and c["evidence_hit"] is True for c in answered)
    return len(answered) / len(cases), right / len(answered)


def _latency(summary: Json) -> str:
    seconds = [case["seconds"] for case in summary["cases"] if case["seconds"] is not None]
    p50, p95 = (summary["metrics"].get(f"latency_{name}") for name in ("p50", "p95"))
    if not seconds or p50 is None or p95 is None:
        return "<p>Not judged.</p>"
    words = (
        f"p50 {1000 * p50:.1f} ms, p95 {1000 * p95:.1f} ms, longest {1000 * max(seconds):.1f} ms"
    )
    chart = latency_chart(seconds, p50, p95, f"Latency of {len(seconds)} answers: {words}")
    return f'{chart}<p class="note">{len(seconds)} answers in a warm process: {words}.</p>'


Judged = Callable[[str, str], int]


def _judged_by_tag(summary: Json) -> Judged:
    """Return a function of tag and metric: how many cases of the tag it could judge."""
    counts = Counter(
        (tag, metric)
        for case in summary["cases"]
        for tag in case["case"]["tags"]
        for metric, value in case["scores"].items()
        if value is not None
    )
    return lambda tag, metric: counts[tag, metric]


def _recall_table(summary: Json, judged: Judged) -> str:
    found = []
    for tag, figures in summary["by_tag"].items():
        evidence, fact = figures.get("evidence_recall"), figures.get("fact_recall")
        if evidence is None and fact is None:
            continue
        n = max(judged(tag, "evidence_recall"), judged(tag, "fact_recall"))
        bars = share_bars([("evidence", evidence), ("fact", fact)])
        values = [score_text("", evidence), score_text("", fact)]
        worst = min(value for value in (evidence, fact) if value is not None)
        found.append((n < FEW, worst, tag, _tag_row(tag, bars, values, n)))
    head = _head("tag", "", "#evidence", "#facts", "#n").replace(
        '<th scope="col"></th>', "<td></td>"
    )
    key = _key([("evidence", "evidence recall"), ("fact", "fact recall")])
    return _tag_table(head, found, key)


def _refusal_table(summary: Json, judged: Judged) -> str:
    found = []
    for tag, figures in summary["by_tag"].items():
        recall, n = figures.get("refusal_recall"), judged(tag, "refusal_recall")
        if recall is not None:
            row = _tag_row(tag, share_bars([("refusal", recall)]), [score_text("", recall)], n)
            found.append((n < FEW, recall, tag, row))
    head = _head("tag", "", "#recall", "#n").replace('<th scope="col"></th>', "<td></td>")
    return _tag_table(head, found, "", "shares ")


def _tag_table(
    head: str, found: Sequence[tuple[bool, float, str, str]], key: str, style: str = ""
) -> str:
    """Return the rows with the worst first, those with few cases at the end."""
    if not found:
        return "<p>No tag has cases to be judged by.</p>"
    rows = "".join(row for *_, row in sorted(found))
    note = f'<p class="note">Worst first; grey: fewer than {FEW} judged cases.</p>'
    return f'<table class="{style}tag-table">{head}<tbody>{rows}</tbody></table>{key}{note}'


def _tag_row(tag: str, bars: str, values: Sequence[str], n: int) -> str:
    numbers = "".join(f'<td class="number">{value}</td>' for value in (*values, n))
    style = ' class="few"' if n < FEW else ""
    return (
        f'<tr{style}><th scope="row">{escape(tag)}</th><td class="wide">{bars}</td>{numbers}</tr>'
    )


def _markdown_metrics(summary: Json) -> list[str]:
    lines = ["| metric | value | 95 % interval | n |", "|---|---:|---|---:|"]
    for name, value in summary["metrics"].items():
        interval = summary["intervals"].get(name, {})
        span = interval_text(name, interval.get("low"), interval.get("high")) or UNSCORED
        lines.append(f"| {name} | {score_text(name, value)} | {span} | {interval.get('n', 0)} |")
    return lines


def _markdown_tags(summary: Json) -> list[str]:
    names = ("evidence_recall", "fact_recall", "refusal_recall", "conflict_recall")
    lines = [f"| tag | n | {' | '.join(names)} |", "|---|---:|---:|---:|---:|---:|"]
    for tag, figures in summary["by_tag"].items():
        values = " | ".join(score_text(name, figures.get(name)) for name in names)
        lines.append(f"| {_code(tag)} | {figures['n']} | {values} |")
    return lines


def _code(words: str) -> str:
    """Return `words` as code in a table's cell, whatever they hold."""
    return f"`{_cell(words.replace('`', 'ˋ'))}`"


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|")
