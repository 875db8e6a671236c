"""The command `chatbot`."""

import io
import sys
from collections import Counter
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chatbot.answering.answer import Audience
from chatbot.cli.console import (
    AsJson,
    Corpus,
    Index,
    print_json,
    progress_bar,
    settings_of,
    stated_errors,
)
from chatbot.cli.indexing import build_or_exit, index_command
from chatbot.cli.plugging import CommandsOfOthers
from chatbot.cli.reviewing import review_command
from chatbot.cli.verify_command import verify_command
from chatbot.version import __version__

if TYPE_CHECKING:
    from chatbot.answering.answer import Answer
    from chatbot.checking.problem import CheckedArticle
    from chatbot.indexing.generation import Generation
    from chatbot.question.turn import Turn
    from chatbot.retrieval.passage import Passage
    from chatbot.settings import Settings

app = typer.Typer(
    cls=CommandsOfOthers,
    help="Answers questions from clinical guideline articles, in their own words, with sources.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
Articles = Annotated[
    list[str] | None,
    typer.Option("--article", help="Search only this article; may be given more than once."),
]
Kinds = Annotated[
    list[str] | None,
    typer.Option("--kind", help="Search only articles of this kind; may be given more than once."),
]

app.command("review")(review_command)
app.command("verify")(verify_command)


def main() -> None:
    """Run the command line; output is UTF-8 whatever the terminal says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app()


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


app.command("index")(index_command)


@app.command()
@stated_errors
def check(
    conflicts: Annotated[
        bool, typer.Option("--conflicts", help="List also where articles contradict each other.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with status 1 if there is an error or a warning.")
    ] = False,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", metavar="CODE", help="Leave out problems with this code."),
    ] = None,
    max_age: Annotated[
        float, typer.Option("--max-age", min=0, metavar="YEARS", help="Older articles are old.")
    ] = 3.0,
    corpus: Corpus = None,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Read every article and list what is wrong with it; change nothing.

    The codes are explained in the README of the article folder.
    """
    from chatbot.checking.corpus_problems import check_corpus
    from chatbot.checking.problem import CODES, Severity

    if unknown := sorted(set(ignore or []) - set(CODES)):
        raise typer.BadParameter(
            f"no such code: {', '.join(unknown)}; the codes are {', '.join(sorted(CODES))}",
            param_hint="--ignore",
        )
    settings = settings_of(corpus, index)
    with progress_bar() as progress:
        checked = check_corpus(
            settings.corpus,
            max_bytes=settings.max_article_bytes,
            today=date.today(),
            max_age_years=max_age,
            ignored=ignore or [],
            progress=lambda done, total: progress("checking", done, total),
        )
    disagreements = _disagreements(settings) if conflicts else None
    _tell_checked(checked, disagreements, as_json=as_json)
    failing = [p for a in checked for p in a.problems if p.severity is not Severity.NOTE]
    if strict and failing:
        typer.echo(f"chatbot: {len(failing)} errors or warnings in the articles", err=True)
        raise typer.Exit(1)


def _tell_checked(
    checked: "list[CheckedArticle]", disagreements: list[dict[str, Any]] | None, *, as_json: bool
) -> None:
    """Print the problems of each article, and the disagreements if they were asked for."""
    if not as_json:
        _print_checked(checked)
        if disagreements is not None:
            _print_disagreements(disagreements)
        return
    told = [
        {
            "article_id": article.article_id,
            "problems": [asdict(p) | {"severity": p.severity.value} for p in article.problems],
        }
        for article in checked
    ]
    also = {} if disagreements is None else {"conflicts": disagreements}
    print_json({"articles": told} | also)


def _print_checked(checked: "list[CheckedArticle]") -> None:
    """Print the problems by article and line, then how many there are of each code."""
    for article in checked:
        if article.problems:
            typer.echo(article.article_id)
        for p in article.problems:
            where = f"line {p.line}" if p.line else "article"
            typer.echo(f"  {where:<10} {p.severity:<7} {p.code}: {p.message}")
    counts = Counter(p.code for article in checked for p in article.problems)
    with_problems = sum(1 for article in checked if article.problems)
    by_code = ", ".join(f"{code} {count}" for code, count in counts.most_common())
    typer.echo(
        f"{counts.total() or 'no'} problems in {with_problems} of {len(checked)} articles"
        + (f" ({by_code})" if by_code else "")
    )


def _print_disagreements(disagreements: list[dict[str, Any]]) -> None:
    for conflict in disagreements:
        typer.echo(f"conflict: {conflict['subject']}")
        for side in conflict["sides"]:
            scope = ", ".join(side["scope"]) or "scope not stated"
            quote = " ".join(side["quote"].split())
            typer.echo(f"  {side['article_id']}: {side['value']} ({scope}): {quote}")
    typer.echo(f"{len(disagreements) or 'no'} conflicts between articles")


def _disagreements(settings: "Settings") -> list[dict[str, Any]]:
    """Return the conflicts of the corpus as they are printed."""
    from chatbot.maintaining import corpus_conflicts

    articles, found = corpus_conflicts(settings)
    texts = {article.article_id: article.text for article in articles}
    return [
        {
            "subject": conflict.subject,
            "sides": [
                {
                    "article_id": side.article_id,
                    "value": texts[side.article_id][slice(*side.value)],
                    "start": side.start,
                    "end": side.end,
                    "quote": texts[side.article_id][side.start : side.end],
                    "scope": list(side.scope),
                }
                for side in conflict.sides
            ],
        }
        for conflict in found
    ]


@app.command("ask")
@stated_errors
def ask_command(
    question: Annotated[
        str, typer.Argument(help="The question; - reads one a line from stdin, one conversation.")
    ],
    after: Annotated[
        list[str] | None,
        typer.Option("--after", help="An earlier question of the conversation, oldest first."),
    ] = None,
    audience: Annotated[
        Audience, typer.Option(help="Who reads the answer: changes its wording, not its evidence.")
    ] = Audience.CLINICIAN,
    articles: Articles = None,
    kinds: Kinds = None,
    corpus: Corpus = None,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Answer one question, or a whole conversation from stdin."""
    from chatbot.chatbot import Chatbot
    from chatbot.retrieval.limiting import Within

    chatbot = Chatbot(settings_of(corpus, index))
    within = Within(articles=tuple(articles or ()), kinds=tuple(kinds or ()))
    turns: list[Turn] = []
    for earlier in after or []:
        turns.append(chatbot.ask(earlier, turns, within, audience)[1])
    asked = (line.rstrip("\n") for line in sys.stdin) if question == "-" else iter([question])
    for line in asked:
        answer, turn = chatbot.ask(line, turns, within, audience)
        turns.append(turn)
        if as_json:
            print_json(answer.to_dict())
        else:
            _print_answer(answer)
        sys.stdout.flush()


def _print_answer(answer: "Answer") -> None:
    """Print an answer for a person, then what each marker cites."""
    from rich.console import Console

    from chatbot.rendering.as_terminal import as_terminal

    console = Console()
    for part in as_terminal(answer):
        console.print(part)


@app.command("retrieve")
@stated_errors
def retrieve_command(
    query: Annotated[str, typer.Argument(help="What to search for.")],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many passages.")] = 10,
    articles: Articles = None,
    kinds: Kinds = None,
    corpus: Corpus = None,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Print ranked passages only."""
    from chatbot.chatbot import Chatbot
    from chatbot.retrieval.limiting import Within

    within = Within(articles=tuple(articles or ()), kinds=tuple(kinds or ()))
    generation, passages = Chatbot(settings_of(corpus, index)).retrieve(query, k, within)
    if as_json:
        print_json({"passages": [_passage(passage, generation) for passage in passages]})
        return
    for passage in passages:
        row = _passage(passage, generation)
        note = _superseded(row["article_id"], generation)
        typer.echo(f"{row['rank']}. {row['score']:.3f}  {row['article_id']}{note and f' ({note})'}")
        typer.echo(f"   {' > '.join(row['section'])}")
        typer.echo(f"   {' '.join(row['text'].split())[:300]}\n")


def _passage(passage: "Passage", generation: "Generation") -> dict[str, Any]:
    """Return a passage as it is printed."""
    chunk = passage.chunk
    article = generation.article(chunk.article_id)
    return {
        "rank": passage.rank,
        "score": passage.score,
        "article_id": chunk.article_id,
        "section": list(chunk.section),
        "start": chunk.start,
        "end": chunk.end,
        "text": article.text[chunk.start : chunk.end],
        **article.stated(),
    }


def _superseded(article_id: str, generation: "Generation") -> str:
    """Return what supersedes an indexed article, in words; nothing if it states nothing."""
    from chatbot.articles.superseding import superseded_words

    stated = generation.catalogue[article_id].superseded_by
    titles = [generation.catalogue[other].title for other in generation.replacements(article_id)]
    return superseded_words(stated, titles) if stated else ""


@app.command("article")
@stated_errors
def article_command(
    article_id: Annotated[
        str, typer.Argument(help="Path below the corpus folder without the suffix.")
    ],
    corpus: Corpus = None,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Print an article's text, the one that offsets count in."""
    from chatbot.articles.superseding import superseded_words
    from chatbot.maintaining import find_article

    article = find_article(settings_of(corpus, index), article_id)
    if not as_json:
        if article.superseded_by:
            note = superseded_words(article.superseded_by, [])
            typer.echo(f"chatbot: {article_id} is {note}", err=True)
        typer.echo(article.text)
        return
    about = article.stated()
    print_json(
        {
            "article_id": article.article_id,
            "title": article.title,
            "text": article.text,
            "review_status": about["review_status"],
            "updated": about["updated"],
            "references": [asdict(reference) for reference in article.references],
            **about,
        }
    )


@app.command()
@stated_errors
def serve(
    corpus: Corpus = None,
    index: Index = None,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on, 0 for any.", show_default="7860")
    ] = None,
) -> None:
    """Open the chat page; build the index first if there is none."""
    from chatbot.assembling import open_generations
    from chatbot.web.serving import serve_page

    settings = settings_of(corpus, index, host=host, port=port)
    if open_generations(settings).current_name() is None:
        build_or_exit(settings)
    serve_page(settings)
