"""Measure the answer gate: `chatbot eval grounding`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chatbot.cli.console import AsJson, Corpus, Index, print_json, settings_of, stated_errors
from chatbot_evals.cli.figures_shown import figure_text

if TYPE_CHECKING:
    from chatbot_evals.observation import Json


@stated_errors
def grounding_command(
    folder: Annotated[
        Path, typer.Argument(help="Folder of true.jsonl and paraphrases.jsonl.")
    ] = Path("evals/grounding"),
    gate: Annotated[
        bool, typer.Option("--gate", help="Exit with status 1 if a bound of gates.toml is broken.")
    ] = False,
    corpus: Corpus = None,
    _index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Put true sentences, paraphrases and mutants through the answer gate, without any model.

    The bounds are those of gates.toml in the folder.
    """
    from chatbot.maintaining import corpus_abbreviations
    from chatbot_evals.evaluating_grounding import METRICS, evaluate_grounding
    from chatbot_evals.gating import broken_gates, read_gates

    bounds = read_gates(folder / "gates.toml", METRICS) if gate else []
    report = evaluate_grounding(folder, corpus_abbreviations(settings_of(corpus))).to_dict()
    if as_json:
        print_json(report)
    else:
        _print_grounding(report)
    broken = broken_gates(bounds, report)
    for bound in broken:
        typer.echo(f"chatbot: gate broken: {bound.message}", err=True)
    if broken:
        raise typer.Exit(1)


def _print_grounding(report: "Json") -> None:
    """Print what passed or was flagged wrongly, then the counts by kind."""
    from rich.console import Console
    from rich.table import Table

    for each in report["flagged"]:
        typer.echo(f"flagged ({', '.join(each['reasons'])}): {each['id']}: {each['sentence']}")
    for each in report["passed"]:
        typer.echo(f"passed: {each['id']}: {each['sentence']}")
    metrics = report["metrics"]
    title = f"{metrics['mutants']} mutants of {metrics['true_sentences']} true sentences"
    table = Table("mutants", "caught", "of", title=title)
    for kind, count in report["by_kind"].items():
        table.add_row(kind, str(count["caught"]), str(count["n"]))
    Console().print(table)
    for name in ("caught_exact", "caught_other", "flagged_true", "flagged_paraphrases"):
        typer.echo(f"{name}: {figure_text(metrics[name])}")
