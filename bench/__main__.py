"""Measure everything that `make bench` shows, print it, and keep it as JSON.

No test: a missed bound is shown as such, and the exit status is 0.
"""

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bench.figures import PROJECT, Figure, machine
from bench.larger_corpus import answer_figures, corpus_folder, index_figures
from bench.page import page_figures
from bench.processes import ask_figures, serve_figures

_RESULTS = PROJECT / "bench" / "results"
_GROUPS: dict[str, Callable[[Path], list[Figure]]] = {
    "ask": ask_figures,
    "serve": serve_figures,
    "index": index_figures,
    "answers": answer_figures,
    "page": page_figures,
}


def main(
    only: Annotated[
        str, typer.Option(help=f"What to measure, separated by commas: {', '.join(_GROUPS)}.")
    ] = "",
) -> None:
    """Measure speed and memory against their bounds."""
    started = time.monotonic()
    console = Console(width=None if Console().is_terminal else 140)
    header = machine() | {"larger corpus": os.path.relpath(corpus_folder(), PROJECT)}
    for name, value in header.items():
        console.print(f"{name:>13}: {value}", highlight=False, markup=False)
    figures = _measured(_chosen(only))
    console.print(_table(figures))
    header["load at end"] = " ".join(f"{load:.2f}" for load in os.getloadavg())
    header["seconds"] = f"{time.monotonic() - started:.0f}"
    kept = _keep(header, figures)
    console.print(
        f"{header['seconds']} s in all, load at the end {header['load at end']}; "
        f"kept in {kept.relative_to(PROJECT)}",
        highlight=False,
    )


def _chosen(only: str) -> list[str]:
    wanted = [name.strip() for name in only.split(",") if name.strip()]
    unknown = sorted(set(wanted) - set(_GROUPS))
    if unknown:
        raise typer.BadParameter(f"{', '.join(unknown)}: choose from {', '.join(_GROUPS)}")
    return [name for name in _GROUPS if name in wanted or not wanted]


def _measured(groups: list[str]) -> list[Figure]:
    figures: list[Figure] = []
    console = Console(stderr=True)
    with TemporaryDirectory(prefix="chatbot-bench-") as folder:
        for name in groups:
            console.print(f"measuring {name} ...", style="dim")
            figures += _GROUPS[name](Path(folder))
    return figures


def _table(figures: list[Figure]) -> Table:
    table = Table("", "figure", "value", "bound", "", "remark")
    group = ""
    for figure in figures:
        if group and figure.group != group:
            table.add_section()
        color = {True: "green", False: "red", None: ""}[figure.met]
        shown_group = figure.group if figure.group != group else ""
        group = figure.group
        table.add_row(
            shown_group,
            figure.name,
            figure.shown,
            figure.bound,
            f"[{color}]{figure.verdict}[/]" if color else "",
            figure.remark,
        )
    return table


def _keep(header: dict[str, str], figures: list[Figure]) -> Path:
    """Write the figures as JSON; return the file."""
    _RESULTS.mkdir(parents=True, exist_ok=True)
    path = _RESULTS / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    rows = [asdict(figure) | {"verdict": figure.verdict} for figure in figures]
    text = json.dumps({"machine": header, "figures": rows}, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    typer.run(main)
