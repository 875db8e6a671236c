"""Pages of their own beside the chat, without scripts: the editorial policy, the intended use."""

from collections import Counter
from pathlib import Path

from markdown_it import MarkdownIt

from chatbot.answering.prompts import load_prompt
from chatbot.chatbot import Chatbot
from chatbot.indexing.generation import Generation
from chatbot.rendering.as_markdown import escape_all
from chatbot.rendering.phrasing import STATUS_WORDS
from chatbot.resources import shipped
from chatbot.version import __version__
from chatbot.web.newest_run import RUNS, newest_run
from chatbot.web.templating import render
from chatbot.web.views.words import count

POLICY_ROUTE = "/editorial-policy"
POLICY_LINK = f'<a href="{POLICY_ROUTE}" target="_blank" rel="noopener">'
USE_ROUTE = "/intended-use"
USE_LINK = f'<a href="{USE_ROUTE}" target="_blank" rel="noopener">'
_POLICY = "EDITORIAL_POLICY.md"
_FIGURES = (
    ("evidence_recall", "the needed passage was quoted"),
    ("fact_recall", "what had to be said was said"),
    ("refusal_recall", "what the articles do not answer was refused"),
    ("conflict_recall", "both sides of a disagreement were quoted"),
)
_WORDED = (
    "A language model ({name}) puts the quotes into words. Each of its sentences is checked by "
    "rules against the lines it cites before it is shown; the lines stand below. The rules "
    "compare figures, names, negations and words, and can be wrong: the quotes are what counts."
)
_QUOTED = "No language model is used: nothing in an answer is generated."


def plain_page(title: str, body: str) -> str:
    """Return the page; `body` is HTML."""
    return render("plain_page.html", title=title, body=body)


def _of_markdown(title: str, words: str) -> str:
    """Return a maintainer's Markdown as a page; its HTML is shown, never acted on."""
    body = MarkdownIt("commonmark", {"html": False}).disable("image").render(words)
    return plain_page(title, f'<main class="policy">{body}</main>')


def policy_page(corpus: Path) -> str:
    """Return the policy of the folder `corpus` as HTML; the shipped one if it has none."""
    own = corpus / _POLICY
    path = own if own.is_file() else shipped("corpus") / _POLICY
    return _of_markdown("Editorial policy", path.read_bytes().decode("utf-8", "replace"))


def intended_use_page(chatbot: Chatbot, runs: Path = RUNS) -> str:
    """Return what the chatbot is for, what it answers from and how well, as HTML.

    Figures are those of the newest whole run below `runs`. Raises `GenerationError` if the index
    cannot be used.
    """
    shown = chatbot.shown()
    built = shown.manifest
    hidden = len(built.articles) - len(shown.articles)
    words = load_prompt("intended_use").fill(
        version=__version__,
        articles=count(len(shown.articles), "article"),
        statuses=_statuses(shown),
        shown=f"{count(hidden, 'article')} not approved left out by a setting." if hidden else "",
        generation=built.generation,
        built=built.built,
        model=_WORDED.format(name=escape_all(chatbot.model_name))
        if chatbot.model_name
        else _QUOTED,
        evaluation=_evaluation(runs),
    )
    return _of_markdown("Intended use and limits", words)


def _statuses(generation: Generation) -> str:
    counts = Counter(entry.review_status for entry in generation.catalogue.values())
    listed = ", ".join(
        f"{number} {STATUS_WORDS[status]}" for status, number in counts.most_common()
    )
    return f"({listed})." if listed else ""


def _evaluation(runs: Path) -> str:
    """Return the headline figures of the newest whole run, or that there is none here."""
    run = newest_run(runs).run
    if run is None:
        return "No evaluation was run on this machine; evaluators run `chatbot eval run`."
    values = {figure.name: figure.value for figure in run.figures}
    figures = [
        f"- {value:.0%}: {meaning}"
        for name, meaning in _FIGURES
        if (value := values.get(name)) is not None
    ]
    asked = (
        f"Last evaluation on this machine: {count(run.n, 'case')} (run {escape_all(run.run_id)})."
    )
    return "\n".join([asked, "", *figures])
