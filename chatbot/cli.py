"""The command `chatbot`."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec

import typer

from chatbot.errors import ChatbotError
from chatbot.version import __version__

if TYPE_CHECKING:
    from chatbot.answering.answer import Answer, Citation
    from chatbot.conversation.turn import Turn
    from chatbot.indexing.building import BuildReport
    from chatbot.settings import Settings

P = ParamSpec("P")

app = typer.Typer(
    help="Answers questions from clinical guideline articles, in their own words, with sources.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Corpus = Annotated[
    Path | None, typer.Option("--corpus", help="Folder of articles.", show_default="corpus/")
]
Index = Annotated[
    Path | None, typer.Option("--index", help="Folder of built indexes.", show_default="index/")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]


def main() -> None:
    """Run the command line."""
    app()


def _stated_errors(command: Callable[P, None]) -> Callable[P, None]:
    """Turn a stated error into one line on stderr and exit status 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except ChatbotError as error:
            typer.echo(f"chatbot: {error}", err=True)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            typer.echo("chatbot: stopped; nothing that was there is lost", err=True)
            raise typer.Exit(130) from None

    return run


def _settings(corpus: Path | None = None, index: Path | None = None, **more: Any) -> "Settings":
    from chatbot.settings import load_settings

    return load_settings(corpus=corpus, index=index, **more)


def _print_json(document: Any) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False))


@contextmanager
def _progress() -> Iterator[Any]:
    """Show a progress bar on stderr, only to a person."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description:>10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        tasks: dict[str, Any] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=total)
            progress.update(tasks[stage], completed=done, total=total)

        yield report


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command("index")
@_stated_errors
def index_command(corpus: Corpus = None, index: Index = None, as_json: AsJson = False) -> None:
    """Bring the index up to date with the articles.

    Files that are no articles are named and left out; the exit status is then 1, though the
    others are indexed.
    """
    settings = _settings(corpus, index)
    report = _build(settings)
    counts = {
        name: getattr(report, name)
        for name in (
            "generation", "articles", "chunks", "embedded", "reused", "removed", "seconds",
        )
    }  # fmt: skip
    if as_json:
        _print_json(counts)
    else:
        typer.echo(
            f"{report.articles} articles, {report.chunks} chunks "
            f"({report.embedded} embedded, {report.reused} reused, {report.removed} removed) "
            f"in {report.seconds:.1f} s: generation {report.generation}"
        )
    if report.problems:
        raise typer.Exit(1)


def _build(settings: "Settings") -> "BuildReport":
    """Build with a progress bar and name the files that were left out on stderr."""
    from chatbot.assembling import build_index

    with _progress() as progress:
        report = build_index(settings, progress)
    for problem in report.problems:
        typer.echo(f"chatbot: left out: {problem}", err=True)
    return report


@app.command()
@_stated_errors
def check(corpus: Corpus = None, index: Index = None, as_json: AsJson = False) -> None:
    """Read every article and list what is wrong with it; change nothing."""
    from chatbot.articles.checking import check_corpus

    settings = _settings(corpus, index)
    with _progress() as progress:
        checked = check_corpus(
            settings.corpus,
            max_bytes=settings.max_article_bytes,
            progress=lambda done, total: progress("checking", done, total),
        )
    if as_json:
        articles = [
            {
                "article_id": article.article_id,
                "problems": [
                    {"code": p.code, "message": p.message, "line": p.line} for p in article.problems
                ],
            }
            for article in checked
        ]
        _print_json({"articles": articles})
        return
    for article in checked:
        typer.echo(f"{article.article_id}: {len(article.problems) or 'no'} problems")
        for p in article.problems:
            where = f" (line {p.line})" if p.line else ""
            typer.echo(f"  {p.code}{where}: {p.message}")


@app.command("ask")
@_stated_errors
def ask_command(
    question: Annotated[
        str, typer.Argument(help="The question; - reads one a line from stdin, one conversation.")
    ],
    after: Annotated[
        list[str] | None,
        typer.Option("--after", help="An earlier question of the conversation, oldest first."),
    ] = None,
    corpus: Corpus = None,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Answer one question, or a whole conversation from stdin."""
    from chatbot.assembling import Chatbot

    chatbot = Chatbot(_settings(corpus, index))
    turns: list[Turn] = []
    for earlier in after or []:
        turns.append(chatbot.ask(earlier, turns)[1])
    asked = (line.rstrip("\n") for line in sys.stdin) if question == "-" else iter([question])
    for line in asked:
        answer, turn = chatbot.ask(line, turns)
        turns.append(turn)
        if as_json:
            _print_json(answer.to_dict())
        else:
            _print_answer(answer)
        sys.stdout.flush()


def _print_answer(answer: "Answer") -> None:
    """Print an answer for a person: the text, then what each marker cites."""
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console()
    if answer.condensed_question != answer.question:
        console.print(f"Understood as: {answer.condensed_question}", style="dim", markup=False)
    console.print(Markdown(answer.text))
    for citation in answer.citations or answer.nearest:
        console.print(_source_line(citation), style="dim", markup=False, highlight=False)


def _source_line(citation: "Citation") -> str:
    section = " > ".join(citation.section)
    cited = "".join(
        f"; {r.title} ({r.year})"
        if r.resolved
        else f"; cited by the article as [{r.mark}]; its list does not say which"
        for r in citation.references
    )
    return (
        f"[{citation.number}] {citation.article_id}, characters {citation.start}-{citation.end}, "
        f"{section} ({citation.review_status}, {citation.updated or 'no date'}){cited}"
    )


@app.command("retrieve")
@_stated_errors
def retrieve_command(
    query: Annotated[str, typer.Argument(help="What to search for.")],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many passages.")] = 10,
    corpus: Corpus = None,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Print ranked passages only."""
    from chatbot.assembling import Chatbot

    generation, passages = Chatbot(_settings(corpus, index)).retrieve(query, k)
    rows = []
    for passage in passages:
        chunk = passage.chunk
        text = generation.article(chunk.article_id).text[chunk.start : chunk.end]
        rows.append(
            {
                "rank": passage.rank,
                "score": passage.score,
                "article_id": chunk.article_id,
                "section": list(chunk.section),
                "start": chunk.start,
                "end": chunk.end,
                "text": text,
            }
        )
    if as_json:
        _print_json({"passages": rows})
        return
    for passage, row in zip(passages, rows, strict=True):
        typer.echo(f"{passage.rank}. {passage.score:.3f}  {passage.chunk.article_id}")
        typer.echo(f"   {' > '.join(passage.chunk.section)}")
        typer.echo(f"   {' '.join(str(row['text']).split())[:300]}\n")


@app.command("article")
@_stated_errors
def article_command(
    article_id: Annotated[
        str, typer.Argument(help="Path below the corpus folder without the suffix.")
    ],
    corpus: Corpus = None,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Print an article's text, the one that offsets count in."""
    from chatbot.assembling import find_article

    article = find_article(_settings(corpus, index), article_id)
    if not as_json:
        typer.echo(article.text)
        return
    _print_json(
        {
            "article_id": article.article_id,
            "title": article.title,
            "text": article.text,
            "review_status": article.review_status.value,
            "updated": article.updated.isoformat() if article.updated else None,
            "references": [
                {
                    "kind": r.kind,
                    "title": r.title,
                    "source": r.source,
                    "year": r.year,
                    "number": r.number,
                }
                for r in article.references
            ],
        }
    )


@app.command()
@_stated_errors
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
    from chatbot.indexing.generation import current_name
    from chatbot.web.serving import serve_page

    settings = _settings(corpus, index, host=host, port=port)
    if current_name(settings.index) is None:
        _build(settings)
    serve_page(settings)


if __name__ == "__main__":
    main()
