"""Ask cases, and report, compare and judge the runs: `chatbot eval run` and what follows it."""

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
from chatbot_evals.cli.figures_shown import around_text, figure_text

if TYPE_CHECKING:
    from chatbot_evals.observation import Json

Runs = Annotated[Path, typer.Option("--runs", help="Folder of runs.")]


@stated_errors
def run_command(
    cases: Annotated[list[Path], typer.Argument(help="Files of cases, one JSON object a line.")],
    corpus: Corpus = None,
    index: Index = None,
    runs: Runs = Path("evals/runs"),
    repeat: Annotated[
        int, typer.Option(min=1, help="Hold each conversation so often, to see it repeats.")
    ] = 5,
    resume: Annotated[
        Path | None, typer.Option(help="Go on with a run that was stopped: its folder.")
    ] = None,
    gate: Annotated[
        bool, typer.Option("--gate", help="Exit with status 1 if a bound of --gates is broken.")
    ] = False,
    gates: Annotated[Path, typer.Option(help="File of bounds.")] = Path("evals/gates.toml"),
    as_json: AsJson = False,
) -> None:
    """Ask the cases and score the answers; the run is kept in a folder of its own."""
    from chatbot.chatbot import Chatbot
    from chatbot_evals.gating import broken_gates, read_gates
    from chatbot_evals.running import run_cases

    settings = settings_of(corpus, index)
    bounds = read_gates(gates) if gate else []
    with progress_bar() as progress:
        folder, summary = run_cases(
            Chatbot(settings),
            settings,
            cases,
            runs,
            repeat=repeat,
            gates=gates,
            resume=resume,
            progress=lambda done, total: progress("asking", done, total),
        )
    if as_json:
        print_json(summary)
    else:
        _print_figures(summary)
    typer.echo(f"kept in {folder}", err=True)
    broken = broken_gates(bounds, summary)
    for bound in broken:
        typer.echo(f"chatbot: gate broken: {bound.message}", err=True)
    if broken:
        raise typer.Exit(1)


def _print_figures(summary: "Json") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("metric", "value", "95 % interval", "n", title=f"{summary['n']} cases")
    for name, value in summary["metrics"].items():
        around = summary["intervals"][name]
        table.add_row(name, figure_text(value), around_text(around), str(around["n"]))
    Console().print(table)


@stated_errors
def report_command(
    run: Annotated[Path, typer.Argument(help="Folder of a run.")],
    to: Annotated[
        Path | None, typer.Option("--to", help="File to write; report.html in the run's folder.")
    ] = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print Markdown for a pull request instead.")
    ] = False,
    _corpus: Corpus = None,
    _index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Write a run as one HTML file to look at."""
    from chatbot_evals.records import read_summary
    from chatbot_evals.reporting import html_report, markdown_report

    if markdown:
        typer.echo(markdown_report(run))
        return
    path = to or run / "report.html"
    path.write_text(html_report(run), encoding="utf-8")
    if as_json:
        print_json({"file": str(path), "run_id": read_summary(run)["run_id"]})
    else:
        typer.echo(f"written to {path}")


@stated_errors
def compare_command(
    run_a: Annotated[Path, typer.Argument(help="Folder of the first run.")],
    run_b: Annotated[Path, typer.Argument(help="Folder of the second run.")],
    _corpus: Corpus = None,
    _index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Print what changed from one run to another, as Markdown."""
    from chatbot_evals.comparing import compare_runs, comparison_table

    comparison = compare_runs(run_a, run_b)
    print_result(comparison, comparison_table(comparison), as_json=as_json)


@stated_errors
def judge_command(
    run: Annotated[Path, typer.Argument(help="Folder of a run.")],
    model: Annotated[str, typer.Option(help='A LangChain chat model: "provider:name".')],
    base_url: Annotated[
        str | None, typer.Option(help="Address of an OpenAI-compatible server.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first N cases.")] = None,
    _corpus: Corpus = None,
    _index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Let a language model judge a run, and print how far it agrees with the metrics."""
    from chatbot_evals.judging import judge_run, judgement_table, load_judge

    judge = load_judge(model, base_url=base_url)
    with progress_bar() as progress:
        judgement = judge_run(
            run,
            judge,
            limit=limit,
            progress=lambda done, total: progress("judging", done, total),
        )
    print_result(judgement.model_dump(mode="json"), judgement_table(judgement), as_json=as_json)
