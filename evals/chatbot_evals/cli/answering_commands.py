"""Ask and look at the answers: `chatbot eval calibrate` and `model-modes`."""

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
from chatbot_evals.cli.figures_shown import figure_text

if TYPE_CHECKING:
    from collections.abc import Sequence


@stated_errors
def calibrate_command(
    cases: Annotated[
        list[Path] | None, typer.Argument(help="Files of cases, asked over the index.")
    ] = None,
    marked_set: Annotated[
        list[Path] | None,
        typer.Option(
            "--set",
            help="BEIR folder whose queries are marked as answerable or not, or its file of them.",
        ),
    ] = None,
    risk: Annotated[
        float, typer.Option(min=0, max=1, help="Share of answers that may be wrong.")
    ] = 0.1,
    corpus: Corpus = None,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Find the confidence below which to refuse, and print the coverage curve."""
    from chatbot_evals.calibrating import calibrate, judge_cases, judge_set

    settings = settings_of(corpus, index)
    judged = []
    with progress_bar() as progress:

        def asking(done: int, total: int) -> None:
            progress("asking", done, total)

        if cases:
            judged += judge_cases(settings, cases, asking)
        for path in marked_set or []:
            judged += judge_set(settings, path, asking, progress)
    found = calibrate(judged, risk)
    if as_json:
        print_json(found.to_dict())
        return
    _print_points(found.shown_points(), f"{found.n} questions, AUROC {figure_text(found.auroc)}")
    if found.threshold is None:
        typer.echo(f"no threshold keeps the share of wrong answers at {risk:g}")
    else:
        typer.echo(
            f"answers {figure_text(found.coverage)} of the questions with accuracy "
            f"{figure_text(found.accuracy)}; to use it: CHATBOT_WEAKEST_SCORE={found.threshold:g}"
        )


def _print_points(points: "Sequence[tuple[float, float, float]]", title: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("coverage", "accuracy", "confidence", title=title)
    for point in points:
        table.add_row(*(figure_text(value) for value in point))
    Console().print(table)


@stated_errors
def model_modes_command(
    cases: Annotated[list[Path], typer.Argument(help="Files of cases, one JSON object a line.")],
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first N cases.")] = None,
    corpus: Corpus = None,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Ask cases in quotes, and of a scripted model that is right, half right and wrong."""
    from chatbot_evals.comparing_modes import compare_modes, mode_documents, modes_table

    with progress_bar() as progress:
        rows = compare_modes(cases, settings_of(corpus, index), limit, progress)
    print_result(mode_documents(rows), modes_table(rows), as_json=as_json)
