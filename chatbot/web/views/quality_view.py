"""What the newest evaluation run found -> its figures, and the cases that fail."""

from collections.abc import Sequence
from datetime import datetime

from markdown_it import MarkdownIt

from chatbot.answering.delimiting import visible
from chatbot.indexing.generation import Generation
from chatbot.rendering.as_html import escape
from chatbot.retrieval.limiting import hides_any
from chatbot.web.newest_run import Bound, FailedCase, Figure, NewestRun, Run
from chatbot.web.source_view import source_link
from chatbot.web.views.words import count, moment

_TOLD = 3  # folders that were passed over
_NO_INDEX = "No index can be read now, so nothing says whether a setting hides the articles quoted."
_HIDDEN = "This case is about an article that a setting hides; its words are left out here."
_NONE = '<span class="soft">none</span>'
_ANSWER = MarkdownIt("zero").enable(["list", "emphasis", "escape", "hr"])


def quality_view(newest: NewestRun, generation: Generation | None, now: datetime) -> str:
    """Return the HTML.

    Args:
        newest: the newest run, and what was passed over for it.
        generation: what the settings show of the current one (`Chatbot.visible`), None if none
            can be read. Quotes are linked into it; what it hides is not shown.
        now: the age of the run is counted from it; with a time zone.

    """
    run = newest.run
    if run is None:
        shown = (
            '<p class="empty">No evaluation was run on this machine. To make one, run: '
            "<code>chatbot eval run evals/cases/*.jsonl</code>, or <code>make eval</code> in the "
            "project's folder.</p>"
        )
    else:
        shown = f"{_made(run, generation, now)}{_figures(run)}{_failing(run, generation)}"
    return (
        '<section class="view quality-view"><h2>Quality</h2>'
        f"{_passed_over(newest.passed_over)}{shown}</section>"
    )


def _passed_over(reasons: Sequence[str]) -> str:
    if not reasons:
        return ""
    listed = "".join(f"<li>{escape(reason)}</li>" for reason in reasons[:_TOLD])
    more = len(reasons) - _TOLD
    listed += f"<li>and {more:,} more</li>" if more > 0 else ""
    return f'<div class="note"><p>Passed over, though newer:</p><ul>{listed}</ul></div>'


def _made(run: Run, generation: Generation | None, now: datetime) -> str:
    commit = "unknown" if run.commit is None else run.commit[:12]
    commit += " with uncommitted changes" if run.dirty else ""
    facts = {
        "Run": run.run_id,
        "When": moment(run.started, now),
        "Cases": count(run.n, "case"),
        "Commit": commit,
        "Language model": run.model or "none: nothing in an answer was generated",
        "Embedding model": run.embedding_model,
        "Index generation": run.generation,
    }
    listed = "".join(
        f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in facts.items()
    )
    return f'<dl class="facts">{listed}</dl>{_other_index(run.generation, generation)}'


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


def _figures(run: Run) -> str:
    head = "".join(
        f'<th scope="col">{name}</th>' for name in ("Metric", "Value", "95 % interval", "n", "Gate")
    )
    return (
        f"<h3>Figures</h3>{_verdict(run)}"
        '<table class="figures"><caption>n counts the cases that could be judged; the others are '
        f"unscored and count neither for nor against.</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(map(_row, run.figures))}</tbody></table>"
    )


def _verdict(run: Run) -> str:
    """Say whether all gates are met, and name those that are not."""
    if run.bounds_problem:
        return f'<p class="note">{escape(run.bounds_problem)}</p>'
    bounds = [bound for figure in run.figures for bound in figure.bounds]
    missed = [bound.missed for bound in bounds if not bound.is_met]
    if not missed:
        return (
            f'<p class="verdict good">All {count(len(bounds), "gate")} met.</p>' if bounds else ""
        )
    return (
        f'<p class="verdict bad">{len(missed)} of {count(len(bounds), "gate")} missed: '
        f"{escape('; '.join(missed))}.</p>"
    )


def _row(figure: Figure) -> str:
    shown = escape(figure.words)
    if figure.value is None:
        shown = '<span class="unscored">unscored</span>'
    explained = f'<span class="meaning">{escape(figure.meaning)}</span>' if figure.meaning else ""
    interval = escape(figure.interval) or _NONE
    return (
        f'<tr><th scope="row">{escape(figure.title)}{explained}</th><td>{shown}</td>'
        f"<td>{interval}</td><td>{figure.n:,}</td>"
        f"<td>{'<br>'.join(map(_bound, figure.bounds)) or _NONE}</td></tr>"
    )


def _bound(bound: Bound) -> str:
    style, word = ("good", "met") if bound.is_met else ("bad", "missed")
    return f'{escape(bound.words)} <b class="chip {style}">{word}</b>'


def _failing(run: Run, generation: Generation | None) -> str:
    if not run.n_failed:
        return "<h3>No case fails</h3>"
    fails = "case fails" if run.n_failed == 1 else "cases fail"
    listed = "".join(_case(case, generation) for case in run.failed)
    left = run.n_failed - len(run.failed)
    more = (
        f'<p class="more">{left:,} more; all are in: <code>chatbot eval report</code></p>'
        if left > 0
        else ""
    )
    return (
        f"<h3>{run.n_failed:,} {fails}</h3><p>A case fails where a judged score of it is below the "
        f'best, or it was answered or refused against what is expected.</p><ul class="cases">'
        f"{listed}</ul>{more}"
    )


def _case(case: FailedCase, generation: Generation | None) -> str:
    name, question = escape(case.id), escape(case.turns[-1])
    facts = {
        "Asked before": _list(case.turns[:-1], "ol"),
        "Expected": escape(case.expected),
        "Came": escape(case.came),
        "Fails in": _list(case.wrong, "ul"),
    }
    listed = "".join(
        f"<div><dt>{n}</dt><dd>{words}</dd></div>" for n, words in facts.items() if words
    )
    return (
        f'<li><h4 dir="auto">{question}</h4><p class="soft"><code>{name}</code></p>'
        f'<dl class="facts">{listed}</dl><details><summary>Answer and gold of {name}</summary>'
        f"{_words(case, generation)}</details></li>"
    )


def _list(items: Sequence[str], tag: str) -> str:
    listed = "".join(f'<li dir="auto">{escape(item)}</li>' for item in items)
    return f"<{tag}>{listed}</{tag}>" if items else ""


def _words(case: FailedCase, generation: Generation | None) -> str:
    """Return the answer's words and the gold quotes, unless a setting hides what they are of."""
    quoted = {*case.quoted, *(gold.article for gold in case.gold)}
    if generation is None:
        return f'<p class="note">{_NO_INDEX}</p>'
    if hides_any(generation) and not quoted <= set(generation.articles):
        return f'<p class="note">{_HIDDEN}</p>'
    gold = "".join(_gold(each.article, each.quote, generation) for each in case.gold)
    wanted = "all of them" if case.needs_all_gold else "any of them"
    one_of = f" ({wanted})" if len(case.gold) > 1 else ""
    parts = {
        "Answer": f'<div class="answer" dir="auto">{_ANSWER.render(visible(case.answer))}</div>',
        f"Gold quotes, to be cited{one_of}": gold,
        "Facts, to be stated": _list(case.facts, "ul"),
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
