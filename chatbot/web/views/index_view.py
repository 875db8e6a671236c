"""The index, its settings and the findings of the corpus -> what a maintainer wants to know."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from chatbot.articles.dating import age
from chatbot.assembling import index_status
from chatbot.chatbot import Chatbot
from chatbot.checking.problem import CheckedArticle, Problem, Severity
from chatbot.errors import ChatbotError
from chatbot.indexing.generation import Generation
from chatbot.rendering.as_html import escape, status_chip
from chatbot.retrieval.limiting import hides_any
from chatbot.settings import Settings
from chatbot.web.source_view import newer_articles, source_link, superseded_by
from chatbot.web.views.linting import Linted
from chatbot.web.views.words import count, moment

MOST_SHOWN = 100
_UNFOLDED = 3  # findings of an article that are shown at once; its errors always are
_SEVERITIES = tuple(Severity)  # the worst first
_HIDDEN = "(its words are left out, as a setting shows approved articles only; see: chatbot check)"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexState:
    """What the page answers from.

    `generation` is what the settings show of it, None if none can be read; `problem` says why,
    or what keeps a newer one from being read. `differences` say in what it differs from the
    settings.
    """

    generation: Generation | None
    differences: tuple[str, ...]
    problem: str


def read_index_state(chatbot: Chatbot, settings: Settings) -> IndexState:
    """Read the state of the index; what cannot be read is said in it."""
    generation, problem = None, ""
    try:
        generation = chatbot.visible(chatbot.generation())
        problem = chatbot.problem or ""
    except ChatbotError as error:
        problem = str(error)
    try:
        differences = index_status(settings).differences
    except ChatbotError as error:
        differences = (str(error),)
    return IndexState(generation=generation, differences=differences, problem=problem)


def index_view(state: IndexState, linted: Linted | None, now: datetime) -> str:
    """Return the HTML.

    Args:
        state: what the page answers from.
        linted: what is wrong with the corpus folder; None while that is being found out.
        now: ages are counted from it; with a time zone.

    """
    generation = state.generation
    hides = generation is not None and hides_any(generation)
    problem = f'<p class="verdict bad">{escape(state.problem)}</p>' if state.problem else ""
    built = _built(generation, now) if generation else ""
    return (
        f'<section class="view index-view"><h2>Index</h2>{problem}{built}'
        f"{_differences(state) if generation else ''}{_checked(linted, generation)}"
        f"{_unread(linted, hidden=hides)}{_articles(generation, linted, now.date())}</section>"
    )


def _built(generation: Generation, now: datetime) -> str:
    manifest = generation.manifest
    articles = count(len(manifest.articles), "article")
    if hides_any(generation):
        articles += (
            f", of which a setting hides {len(manifest.articles) - len(generation.articles):,}"
        )
    facts = {
        "Generation": manifest.generation,
        "Built": moment(datetime.fromisoformat(manifest.built), now),
        "Embedding model": manifest.embedding_model,
        "Program": f"version {manifest.version}",
        "Articles": articles,
        "Chunks": f"{manifest.chunks:,}",
        "Statements": f"{manifest.statements:,}",
    }
    listed = "".join(
        f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in facts.items()
    )
    return f'<dl class="facts">{listed}</dl>'


def _differences(state: IndexState) -> str:
    if not state.differences:
        return '<p class="verdict good">The index is as the settings and the corpus say.</p>'
    listed = "".join(f"<li>{escape(difference)}</li>" for difference in state.differences)
    return (
        f'<div class="note"><p>The index differs from the settings; to bring it up to date run: '
        f"<code>chatbot index</code></p><ul>{listed}</ul></div>"
    )


def _checked(linted: Linted | None, generation: Generation | None) -> str:
    """Say what was checked, and whether the index is of the same files."""
    title = "<h3>Articles and what is wrong with them</h3>"
    if linted is None:
        return f'{title}<p class="note">The corpus folder is being checked …</p>'
    if linted.problem:
        return f'{title}<p class="note">{escape(linted.problem)}</p>'
    same = generation is not None and linted.digest and linted.digest == generation.manifest.sources
    findings = [problem for article in linted.articles for problem in article.problems]
    by_severity = Counter(each.severity for each in findings)
    counts = [
        count(by_severity[severity], severity.value)
        for severity in _SEVERITIES
        if by_severity[severity]
    ]
    newer = "" if same or generation is None else (
        " The index is not of these files as they are now: they changed since, or one of them "
        "could not be read."
    )  # fmt: skip
    said = ", ".join(counts) or "nothing is wrong"
    return f"{title}<p>The corpus folder was checked: {said}.{newer}</p>"


def _unread(linted: Linted | None, *, hidden: bool) -> str:
    """Return the files that no article could be read from."""
    if linted is None:
        return ""
    unread = [(each, _errors(each)) for each in linted.articles if not each.is_read]
    listed = [
        f"<li><b>{escape(each.article_id)}</b> {_finding(error, hidden=hidden)}</li>"
        for each, errors in unread
        for error in errors
    ]
    if not listed:
        return ""
    more = len(listed) - MOST_SHOWN
    rest = f"<li>and {more:,} more</li>" if more > 0 else ""
    return (
        f'<h4>Files that could not be read</h4><ul class="findings">'
        f"{''.join(listed[:MOST_SHOWN])}{rest}</ul>"
    )


def _errors(checked: CheckedArticle) -> list[Problem]:
    return [each for each in checked.problems if each.severity is Severity.ERROR]


def _articles(generation: Generation | None, linted: Linted | None, today: date) -> str:
    """Return the table of all articles, indexed or not, those with the worst findings first."""
    findings = {
        each.article_id: sorted(each.problems, key=_severity)
        for each in (linted.articles if linted else ())
        if each.is_read or not _errors(each)
    }
    ids = sorted({*findings, *(generation.articles if generation else ())})
    if not ids:
        return '<p class="empty">There is no article.</p>'
    ids.sort(key=lambda each: _worst_first(findings.get(each, [])))
    rows = "".join(
        _row(generation, each, findings.get(each), linted is not None, today)
        for each in ids[:MOST_SHOWN]
    )
    left = len(ids) - MOST_SHOWN
    more = (
        f'<p class="more">{count(left, "more article")}; <code>chatbot check</code> lists all.</p>'
        if left > 0
        else ""
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Article", "State", "Findings"))
    return (
        '<table class="findings-table"><caption>Articles, those with errors first, then those '
        f"with warnings</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}"
    )


def _severity(problem: Problem) -> int:
    return _SEVERITIES.index(problem.severity)


def _worst_first(problems: Sequence[Problem]) -> tuple[int, ...]:
    """Return what articles are sorted by: the more errors, then warnings, then notes, the less."""
    counts = [0] * len(_SEVERITIES)
    for problem in problems:
        counts[_severity(problem)] -= 1
    return tuple(counts)


def _row(
    generation: Generation | None,
    article_id: str,
    problems: Sequence[Problem] | None,
    is_linted: bool,
    today: date,
) -> str:
    hidden = generation is not None and hides_any(generation)
    if generation is not None and article_id in generation.articles:
        entry = generation.catalogue[article_id]
        link = escape(source_link(article_id, generation.manifest.generation))
        shown = f"<s>{escape(entry.title)}</s>" if entry.superseded_by else escape(entry.title)
        title = f'<a href="{link}">{shown}</a>'
        newer = superseded_by(entry.superseded_by, newer_articles(generation, article_id))
        status = status_chip(entry.review_status, apart=True)
        state = f"{status} {escape(age(entry.updated, today))}{newer}"
        hidden = False
    elif generation is not None and article_id in generation.manifest.articles:
        title, state = escape(article_id), "hidden by a setting"
    else:
        title, state = escape(article_id), "not indexed"
    return (
        f'<tr><th scope="row">{title}</th><td>{state}</td>'
        f"<td>{''.join(_told(article_id, problems, hidden, is_linted))}</td></tr>"
    )


def _told(
    article_id: str, problems: Sequence[Problem] | None, hidden: bool, is_linted: bool
) -> Iterator[str]:
    if not is_linted:
        yield '<span class="soft">being checked</span>'
    elif problems is None:
        yield '<span class="soft">not in the corpus folder</span>'
    elif not problems:
        yield '<span class="soft">none</span>'
    else:
        told = [f"<li>{_finding(each, hidden=hidden)}</li>" for each in problems]
        errors = sum(each.severity is Severity.ERROR for each in problems)
        unfolded = max(errors, _UNFOLDED)
        yield f'<ul class="findings">{"".join(told[:unfolded])}</ul>'
        if folded := told[unfolded:]:
            yield (
                f"<details><summary>{len(folded):,} more of {escape(article_id)}</summary>"
                f'<ul class="findings">{"".join(folded)}</ul></details>'
            )


def _finding(problem: Problem, *, hidden: bool = False) -> str:
    line = f" (line {problem.line:,})" if problem.line else ""
    message = _HIDDEN if hidden else problem.message
    return (
        f'<b class="chip {problem.severity.value}">{problem.severity.value}</b> '
        f"<code>{escape(problem.code)}</code>: {escape(message)}{line}"
    )
