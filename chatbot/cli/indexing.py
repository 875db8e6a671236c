"""The command `chatbot index`."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chatbot.cli.console import (
    AsJson,
    Corpus,
    Index,
    print_json,
    print_result,
    progress_bar,
    settings_of,
    stated_errors,
)

if TYPE_CHECKING:
    from chatbot.cli.previewing import ChangedAnswer
    from chatbot.indexing.building import BuildOptions, BuildReport
    from chatbot.indexing.generations import Generations
    from chatbot.settings import Settings

_CASES = Path("evals/cases")
_QUIET_MILLISECONDS = 1600
_UNPUBLISHED = "not published; to make it current run: chatbot index --publish"
_NO_BUILD = ("--status", "--verify", "--rollback", "--publish")
_COUNTS = (
    "generation", "articles", "chunks", "embedded", "reused", "removed", "seconds", "published",
)  # fmt: skip


_Status = Annotated[bool, typer.Option("--status", help="List what is built, and what is current.")]
_Verify = Annotated[bool, typer.Option("--verify", help="Check every part of the current index.")]
_Rollback = Annotated[
    bool, typer.Option("--rollback", help="Go back to the index before the current one.")
]
_Publish = Annotated[bool, typer.Option("--publish", help="Make the unpublished index current.")]
_Preview = Annotated[
    bool,
    typer.Option("--preview", help="Build, but only show what would change; publish nothing."),
]
_Questions = Annotated[
    list[Path] | None,
    typer.Option(
        "--questions",
        help="Questions to preview: cases, or a question a line.",
        show_default="evals/cases/*.jsonl",
    ),
]
_RequireApproval = Annotated[
    bool, typer.Option("--require-approval", help="Build, but leave it to --publish.")
]
_Rebuild = Annotated[
    bool, typer.Option("--rebuild", help="Embed everything anew; take nothing over.")
]
_Watch = Annotated[bool, typer.Option("--watch", help="Go on, and index whenever files change.")]
_Keep = Annotated[
    int, typer.Option(min=1, help="How many published indexes to keep, the current included.")
]


@stated_errors
def index_command(
    status: _Status = False,
    verify: _Verify = False,
    rollback: _Rollback = False,
    publish: _Publish = False,
    preview: _Preview = False,
    questions: _Questions = None,
    require_approval: _RequireApproval = False,
    rebuild: _Rebuild = False,
    watch: _Watch = False,
    keep: _Keep = 2,
    corpus: Corpus = None,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Bring the index up to date with the articles.

    Files that are no articles are named and left out; the exit status is then 1, though the
    others are indexed.
    """
    from chatbot.assembling import open_generations
    from chatbot.indexing.building import BuildOptions

    settings = settings_of(corpus, index)
    generations = open_generations(settings)
    options = BuildOptions(rebuild=rebuild, keep=keep, publish=not (require_approval or preview))
    modes: dict[str, tuple[bool, Callable[[], None]]] = {
        "--status": (status, lambda: _status(settings, as_json=as_json)),
        "--verify": (verify, lambda: _verify(generations, as_json=as_json)),
        "--rollback": (rollback, lambda: _roll_back(generations, as_json=as_json)),
        "--publish": (publish, lambda: _publish(generations, keep, as_json=as_json)),
        "--preview": (preview, lambda: _preview(settings, options, questions, as_json=as_json)),
        "--watch": (watch, lambda: _watch(settings, options, as_json=as_json)),
    }
    chosen = _the_one([name for name, (given, _) in modes.items() if given])
    if chosen in _NO_BUILD and (rebuild or require_approval):
        raise typer.BadParameter(f"{chosen} builds nothing: leave out the other flags")
    if questions and not preview:
        raise typer.BadParameter("--questions belongs to --preview")
    if chosen:
        modes[chosen][1]()
    elif not _index(settings, options, as_json=as_json):
        raise typer.Exit(1)


def _the_one(given: list[str]) -> str:
    """Return the one mode that is given, or nothing."""
    if len(given) > 1:
        raise typer.BadParameter(f"{' and '.join(given)} cannot be given together")
    return next(iter(given), "")


def build_or_exit(settings: "Settings", options: "BuildOptions | None" = None) -> "BuildReport":
    """Build with a progress bar and name the files that were left out on stderr."""
    from chatbot.indexing.building import USUAL
    from chatbot.maintaining import build_index

    with progress_bar() as progress:
        report = build_index(settings, progress, options or USUAL)
    for problem in report.problems:
        typer.echo(f"chatbot: left out: {problem}", err=True)
    return report


def _index(settings: "Settings", options: "BuildOptions", *, as_json: bool) -> bool:
    """Build and print the report; tell whether every file could be read."""
    report = build_or_exit(settings, options)
    print_result(
        {name: getattr(report, name) for name in _COUNTS},
        f"{report.articles} articles, {report.chunks} chunks "
        f"({report.embedded} embedded, {report.reused} reused, {report.removed} removed) "
        f"in {report.seconds:.1f} s: generation {report.generation}",
        *([] if report.published else [_UNPUBLISHED]),
        as_json=as_json,
    )
    return not report.problems


def _status(settings: "Settings", *, as_json: bool) -> None:
    from chatbot.maintaining import index_status

    state = index_status(settings)
    lines = []
    for kept in state.generations:
        earlier = f"published {kept.published}" if kept.published else "not published"
        said = "current" if kept.is_current else earlier
        used = ", in use" if kept.is_read else ""
        lines.append(
            f"{kept.name}: {said}{used}; {kept.articles} articles, {kept.chunks} chunks, "
            f"{kept.size / 1e6:.1f} MB"
        )
    lines += [] if lines else ["nothing is built yet; run: chatbot index"]
    lines += [f"{difference}; run: chatbot index" for difference in state.differences]
    print_result(asdict(state), *lines, as_json=as_json)


def _verify(generations: "Generations", *, as_json: bool) -> None:
    from chatbot.indexing.verifying import verify_apart

    manifest = generations.current().manifest
    generations.verify(manifest.generation, verify_apart)
    print_result(
        {"generation": manifest.generation, "chunks": manifest.chunks, "whole": True},
        f"generation {manifest.generation} is whole: {len(manifest.articles)} articles, "
        f"{manifest.chunks} chunks, {len(manifest.files)} files",
        as_json=as_json,
    )


def _roll_back(generations: "Generations", *, as_json: bool) -> None:
    with progress_bar() as progress:
        withdrawn, current = generations.roll_back(progress)
    print_result(
        {"generation": current, "withdrawn": withdrawn},
        f"generation {current} is current again; {withdrawn} is kept, and "
        "chatbot index --publish brings it back",
        as_json=as_json,
    )


def _publish(generations: "Generations", keep: int, *, as_json: bool) -> None:
    with progress_bar() as progress:
        name = generations.publish_draft(progress, keep=keep)
    said = f"generation {name} is current"
    print_result({"generation": name, "published": True}, said, as_json=as_json)


def _preview(
    settings: "Settings", options: "BuildOptions", questions: list[Path] | None, *, as_json: bool
) -> None:
    from chatbot.cli.previewing import preview_index, read_questions

    files = questions if questions is not None else sorted(_CASES.glob("*.jsonl"))
    asked = read_questions(files)
    report = build_or_exit(settings, options)
    with progress_bar() as progress:
        changes, answers = preview_index(settings, report.generation, asked, progress)
    if as_json:
        print_json(
            {
                "generation": report.generation,
                "articles": [asdict(change) for change in changes],
                "questions": len(asked),
                "answers": [
                    {"turns": list(c.turns), "old": c.old.to_dict(), "new": c.new.to_dict()}
                    for c in answers
                ],
            }
        )
    else:
        for change in changes:
            typer.echo(
                f"{change.change}: {change.article_id} (chunks: {change.added} new, "
                f"{change.removed} gone, {change.kept} the same)"
            )
        _print_answers(answers)
        typer.echo(
            f"{len(changes) or 'no'} articles change; {len(answers)} of {len(asked)} saved "
            "questions would be answered differently"
        )
        if not report.published:
            typer.echo("nothing is published; to do so run: chatbot index --publish")
    if report.problems:
        raise typer.Exit(1)


def _print_answers(answers: "list[ChangedAnswer]") -> None:
    """Print old and new answers side by side."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from chatbot.rendering.answer_blocks import compose
    from chatbot.rendering.as_markdown import blocks_text

    console = Console(width=None if Console().is_terminal else 140)
    for changed in answers:
        title = escape(" / ".join(changed.turns))
        table = Table("now", "then", title=title, title_justify="left", show_lines=True)
        table.columns[0].ratio = table.columns[1].ratio = 1
        table.add_row(*(escape(blocks_text(compose(a))) for a in (changed.old, changed.new)))
        console.print(table)


def _watch(settings: "Settings", options: "BuildOptions", *, as_json: bool) -> None:
    from chatbot.errors import ChatbotError

    _index(settings, options, as_json=as_json)
    typer.echo(f"watching {settings.corpus} (Ctrl-C stops it)", err=True)
    for count in _changes(settings.corpus):
        typer.echo(f"{count} files changed", err=True)
        try:
            _index(settings, options, as_json=as_json)
        except ChatbotError as error:
            typer.echo(f"chatbot: {error}", err=True)  # the index stays; the next change may mend


def _changes(folder: Path) -> Iterator[int]:
    """Yield the number of files that changed below `folder`, once it has come to rest.

    Hidden files and what editors leave behind do not count. Ends never; Ctrl-C raises
    KeyboardInterrupt.
    """
    from watchfiles import DefaultFilter, watch

    for found in watch(folder, watch_filter=DefaultFilter(), debounce=_QUIET_MILLISECONDS):
        names = [Path(path).relative_to(folder.resolve()) for _, path in found]
        count = sum(not any(part.startswith(".") for part in name.parts) for name in names)
        if count:
            yield count
