"""What the newest evaluation run found -> its figures, and the cases that fail."""

from datetime import datetime
from typing import Any

from markdown_it import MarkdownIt

from chatbot.answering.delimiting import visible
from chatbot.indexing.generation import Generation
from chatbot.retrieval.limiting import hides_any
from chatbot.web.newest_run import FailedCase, Gold, NewestRun, Run
from chatbot.web.source_view import source_link
from chatbot.web.templating import render
from chatbot.web.views.words import count, moment

_NO_INDEX = "No index can be read now, so nothing says whether a setting hides the articles quoted."
_HIDDEN = "This case is about an article that a setting hides; its words are left out here."
_ANSWER = MarkdownIt("zero").enable(["list", "emphasis", "escape", "hr"])


def quality_view(newest: NewestRun, generation: Generation | None, now: datetime) -> str:
    """Return the HTML; the age of the run is counted from `now`, which has a time zone.

    `generation` is what the settings show of the current one, None if none can be read. Quotes are
    linked into it; what it hides is not shown.
    """
    run = newest.run
    bounds = [bound for figure in run.figures for bound in figure.bounds] if run else []
    return render(
        "quality.html",
        passed_over=newest.passed_over,
        run=run,
        made=_made(run, now) if run else {},
        current=generation.manifest.generation if generation else None,
        bounds=bounds,
        missed=[bound.missed for bound in bounds if not bound.is_met],
        cases=[_case(each, generation) for each in run.failed] if run else [],
    )


def _made(run: Run, now: datetime) -> dict[str, str]:
    commit = "unknown" if run.commit is None else run.commit[:12]
    return {
        "Run": run.run_id,
        "When": moment(run.started, now),
        "Cases": count(run.n, "case"),
        "Commit": commit + (" with uncommitted changes" if run.dirty else ""),
        "Language model": run.model or "none: nothing in an answer was generated",
        "Embedding model": run.embedding_model,
        "Index generation": run.generation,
    }


def _case(case: FailedCase, generation: Generation | None) -> dict[str, Any]:
    """Return a case with its answer and gold, unless a setting hides what they are of."""
    quoted = {*case.quoted, *(gold.article for gold in case.gold)}
    if generation is None:
        return {"case": case, "hidden": _NO_INDEX}
    if hides_any(generation) and not quoted <= set(generation.articles):
        return {"case": case, "hidden": _HIDDEN}
    return {
        "case": case,
        "hidden": "",
        "answer": _ANSWER.render(visible(case.answer)),
        "gold": [_gold(each, generation) for each in case.gold],
    }


def _gold(gold: Gold, generation: Generation) -> dict[str, str]:
    """Return a gold quote, linked to where it stands in the current index, if it does."""
    shown = {"article": gold.article, "quote": gold.quote, "link": "", "note": ""}
    if gold.article not in generation.articles:
        return shown | {"note": ", not in the current index"}
    start = generation.article(gold.article).text.find(gold.quote)
    link = source_link(
        gold.article,
        generation.manifest.generation,
        start=start,
        end=start + len(gold.quote),
        quote=gold.quote if start >= 0 else "",
    )
    return shown | {"link": link, "note": "" if start >= 0 else ", no longer in it"}
