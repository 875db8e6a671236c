"""Rank sets: `chatbot eval retrieval`, `follow-ups` and `ablate`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chatbot.cli.console import (
    AsJson,
    Corpus,
    Index,
    print_json,
    progress_bar,
    settings_of,
    stated_errors,
)
from chatbot_evals.cli.figures_shown import around_text, figure_text

if TYPE_CHECKING:
    from chatbot_evals.observation import Json


@stated_errors
def retrieval_command(
    folder: Annotated[
        Path, typer.Argument(help="BEIR folder: corpus.jsonl, queries.jsonl, qrels.tsv.")
    ],
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first N queries.")] = None,
    corpus: Corpus = None,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Rank the documents of a set, beside BM25 only, dense only and plain rank fusion."""
    from chatbot_evals.evaluating_retrieval import evaluate_retrieval

    with progress_bar() as progress:
        found = evaluate_retrieval(folder, settings_of(corpus, index), limit, progress).to_dict()
    if as_json:
        print_json(found)
    else:
        _print_rankings(found)


def _print_rankings(found: "Json") -> None:
    from rich.console import Console
    from rich.table import Table

    names = list(found["metrics"])
    table = Table("system", *names, "p against chatbot", title=f"{found['n']} queries")
    for system, values in {"chatbot": found["metrics"], **found["baselines"]}.items():
        around = found["intervals"][system]
        cells = [f"{figure_text(values[name])}\n{around_text(around[name])}" for name in names]
        p_value = found["p_values"].get(system)
        table.add_row(system, *cells, "" if p_value is None else f"{p_value:.4f}")
    console = Console()
    console.print(table)
    phases = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in found["seconds"].items())
    console.print(phases, style="dim")


@stated_errors
def follow_ups_command(
    folder: Annotated[
        Path, typer.Argument(help="BEIR folder that also holds conversations.jsonl.")
    ],
    corpus: Corpus = None,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Rank for the last question of conversations: condensed, as it stands, all turns at once."""
    from chatbot_evals.evaluating_follow_ups import evaluate_follow_ups

    with progress_bar() as progress:
        found = evaluate_follow_ups(folder, settings_of(corpus, index), progress).to_dict()
    if as_json:
        print_json(found)
    else:
        _print_follow_ups(found)


def _print_follow_ups(found: "Json") -> None:
    from rich.console import Console
    from rich.table import Table

    systems = list(found["systems"])
    names = list(found["systems"][systems[0]])
    table = Table("asked", *names, "p against condensed", title=f"{found['n']} conversations")
    for system, values in found["systems"].items():
        around = found["intervals"][system]
        cells = [f"{figure_text(values[name])}\n{around_text(around[name])}" for name in names]
        p_value = found["p_values"].get(system)
        table.add_row(system, *cells, "" if p_value is None else f"{p_value:.4f}")
    groups = Table("nDCG@10 by", "", "n", *systems)
    for grouping, members in found["groups"].items():
        for group, means in members.items():
            cells = [f"{means[system]:.4f}" for system in systems]
            groups.add_row(grouping, group, str(means["n"]), *cells)
    console = Console()
    console.print(table)
    console.print(groups)


@stated_errors
def ablate_command(
    paths: Annotated[
        list[Path], typer.Argument(help="BEIR folders to rank, or files of cases (.jsonl) to ask.")
    ],
    limit: Annotated[
        int | None, typer.Option(min=1, help="Only the first N queries of each, or cases.")
    ] = None,
    corpus: Corpus = None,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Rank sets with each part of retrieval left out, or ask cases with each part of answering."""
    from chatbot_evals.ablating import ablate, ablation_rows, ablation_table
    from chatbot_evals.ablating_answers import ablate_cases, cases_table

    settings = settings_of(corpus, index)
    files = [path for path in paths if path.suffix == ".jsonl"]
    folders = [path for path in paths if path not in files]
    with progress_bar() as progress:
        asked = ablate_cases(files, settings, limit, progress) if files else []
        ranked = ablate(folders, settings, limit, progress) if folders else []
    if as_json:
        print_json(ablation_rows([*asked, *ranked]))
    else:
        tables = [
            *([cases_table(asked)] if asked else []),
            *([ablation_table(ranked)] if ranked else []),
        ]
        typer.echo("\n\n".join(tables))


@stated_errors
def fit_command(
    sets: Annotated[
        list[str],
        typer.Argument(help="BEIR folders or files of cases: QUESTIONS, or QUESTIONS=ARTICLES."),
    ],
    write: Annotated[
        Path | None, typer.Option(help="Table of weights to write, chatbot/lexicon/weights.tsv.")
    ] = None,
    corpus: Corpus = None,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Fit what orders statements and how sure an answer is, each set left out in turn."""
    from chatbot_evals.fitting import evaluate_fits, read_sets, write_weights

    with progress_bar() as progress:
        found = evaluate_fits(read_sets(sets, settings_of(corpus, index), progress))
    if write is not None:
        write_weights(found["weights"], write)
    if as_json:
        print_json(found)
    else:
        _print_fits(found)


def _print_fits(found: "Json") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("set", "n", "first", "shown", "auroc", title="each set left out of the fit")
    for name, figures in found["left_out"].items():
        cells = [figure_text(figures[each]) for each in ("first", "shown", "auroc")]
        table.add_row(Path(name.partition("=")[0]).name, str(figures["n"]), *cells)
    Console().print(table)
    for of, weights in found["weights"].items():
        typer.echo(f"{of}: " + ", ".join(f"{trait} {weight}" for trait, weight in weights.items()))
