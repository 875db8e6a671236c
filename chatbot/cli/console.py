"""What the commands share: their options, their errors, progress, and JSON."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec

import typer

from chatbot.errors import ChatbotError

if TYPE_CHECKING:
    from chatbot.settings import Settings

P = ParamSpec("P")

Corpus = Annotated[
    Path | None, typer.Option("--corpus", help="Folder of articles.", show_default="corpus/")
]
Index = Annotated[
    Path | None, typer.Option("--index", help="Folder of built indexes.", show_default="index/")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]


def stated_errors(command: Callable[P, None]) -> Callable[P, None]:
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


def settings_of(corpus: Path | None = None, index: Path | None = None, **more: Any) -> "Settings":
    """Return the settings of this run; None stands for "not given"."""
    from chatbot.settings import load_settings

    return load_settings(corpus=corpus, index=index, **more)


def print_json(document: Any) -> None:
    """Print one JSON document on one line of stdout."""
    typer.echo(json.dumps(document, ensure_ascii=False))


def print_result(document: Any, *lines: str, as_json: bool) -> None:
    """Print a result as one JSON document, or as lines for people."""
    if as_json:
        print_json(document)
        return
    for line in lines:
        typer.echo(line)


@contextmanager
def progress_bar() -> Iterator[Any]:
    """Show a progress bar on stderr, only to a person."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """How much is done a second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.0f}/s" if task.speed else "", style="progress.data.speed")

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description:>10}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        tasks: dict[str, Any] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                if stage.startswith("waiting") and not console.is_terminal:
                    typer.echo(f"chatbot: {stage}", err=True)
                tasks[stage] = progress.add_task(stage, total=total)
            progress.update(tasks[stage], completed=done, total=total)

        yield report
