"""The index, its settings and the findings of the corpus -> what a maintainer wants to know."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chatbot.chatbot import Chatbot
from chatbot.checking.problem import CheckedArticle, Problem, Severity
from chatbot.errors import ChatbotError
from chatbot.indexing.generation import Generation
from chatbot.maintaining import index_status
from chatbot.retrieval.limiting import hides_any
from chatbot.settings import Settings
from chatbot.web.templating import render
from chatbot.web.views.articles_view import Listed
from chatbot.web.views.linting import Linted
from chatbot.web.views.words import count, moment

MOST_SHOWN = 100
_UNFOLDED = 3  # findings of an article that are shown at once; its errors always are
_SEVERITIES = tuple(Severity)  # the worst first


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
        generation = chatbot.shown()
        problem = chatbot.problem or ""
    except ChatbotError as error:
        problem = str(error)
    try:
        differences = index_status(settings).differences
    except ChatbotError as error:
        differences = (str(error),)
    return IndexState(generation=generation, differences=differences, problem=problem)


def index_view(state: IndexState, linted: Linted | None, now: datetime) -> str:
    """Return the HTML; `linted` is None while the corpus folder is being checked.

    Ages are counted from `now`, which has a time zone.
    """
    generation = state.generation
    checked = linted.articles if linted else ()
    by_severity = Counter(each.severity for article in checked for each in article.problems)
    findings = {
        each.article_id: sorted(each.problems, key=_severity)
        for each in checked
        if each.is_read or not _errors(each)
    }
    ids = sorted({*findings, *(generation.articles if generation else ())})
    ids.sort(key=lambda each: _worst_first(findings.get(each, [])))
    return render(
        "index.html",
        state=state,
        built=_built(generation, now) if generation else {},
        linted=linted,
        found=", ".join(count(by_severity[s], s.value) for s in _SEVERITIES if by_severity[s]),
        same=generation is None
        or (linted and linted.digest and linted.digest == generation.manifest.sources),
        unread=[(a.article_id, e) for a in checked if not a.is_read for e in _errors(a)],
        hides=generation is not None and hides_any(generation),
        rows=[_row(generation, each, findings.get(each)) for each in ids[:MOST_SHOWN]],
        left=len(ids) - MOST_SHOWN,
        most=MOST_SHOWN,
        today=now.date(),
    )


def _built(generation: Generation, now: datetime) -> dict[str, str]:
    manifest = generation.manifest
    articles = count(len(manifest.articles), "article")
    if hides_any(generation):
        hidden = len(manifest.articles) - len(generation.articles)
        articles += f", of which a setting hides {hidden:,}"
    return {
        "Generation": manifest.generation,
        "Built": moment(datetime.fromisoformat(manifest.built), now),
        "Embedding model": manifest.embedding_model,
        "Program": f"version {manifest.version}",
        "Articles": articles,
        "Chunks": f"{manifest.chunks:,}",
        "Statements": f"{manifest.statements:,}",
    }


def _errors(checked: CheckedArticle) -> list[Problem]:
    return [each for each in checked.problems if each.severity is Severity.ERROR]


def _severity(problem: Problem) -> int:
    return _SEVERITIES.index(problem.severity)


def _worst_first(problems: list[Problem]) -> tuple[int, ...]:
    """Return what articles are sorted by: the more errors, then warnings, then notes, the less."""
    return tuple(-sum(each.severity is severity for each in problems) for severity in _SEVERITIES)


def _row(
    generation: Generation | None, article_id: str, problems: list[Problem] | None
) -> dict[str, Any]:
    """Return an article of the table; `problems` are None if it is not in the corpus folder."""
    is_shown = generation is not None and article_id in generation.articles
    errors = sum(each.severity is Severity.ERROR for each in problems or ())
    return {
        "article_id": article_id,
        "listed": Listed(generation, article_id) if generation and is_shown else None,
        "is_built": generation is not None and article_id in generation.manifest.articles,
        "hidden": generation is not None and hides_any(generation) and not is_shown,
        "problems": problems,
        "unfolded": max(errors, _UNFOLDED),
    }
