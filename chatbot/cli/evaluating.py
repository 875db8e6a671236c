"""The commands `chatbot eval ...`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chatbot.question.turn import Turn
    from chatbot.evaluation.observation import Json

evaluation = typer.Typer(
    help="Measure answers and rankings, and compare runs.", no_args_is_help=True
)

# Every command takes --corpus and --index; those that need neither name them `_corpus`, `_index`.
Runs = Annotated[Path, typer.Option("--runs", help="Folder of runs.")]


@evaluation.command("run")
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
    from chatbot.assembling import Chatbot
    from chatbot.evaluation.gating import broken_gates, read_gates
    from chatbot.evaluation.running import run_cases

    settings = settings_of(corpus, index)
    bounds = read_gates(gates) if gate else []
    with progress_bar() as progress:
        folder, summary = run_cases(
            Chatbot(settings),
            settings,
            cases,
            runs,
            repeat=repeat,
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
        table.add_row(name, _figure(value), _interval(around), str(around["n"]))
    Console().print(table)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _interval(around: dict[str, Any]) -> str:
    return "–" if around["low"] is None else f"{around['low']:.4f} to {around['high']:.4f}"


@evaluation.command("retrieval")
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
    from chatbot.evaluation.evaluating_retrieval import evaluate_retrieval

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
        cells = [f"{_figure(values[name])}\n{_interval(around[name])}" for name in names]
        p_value = found["p_values"].get(system)
        table.add_row(system, *cells, "" if p_value is None else f"{p_value:.4f}")
    console = Console()
    console.print(table)
    phases = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in found["seconds"].items())
    console.print(phases, style="dim")


@evaluation.command("calibrate")
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
    from chatbot.evaluation.calibrating import calibrate, judge_cases, judge_set

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
    _print_points(found.shown_points(), f"{found.n} questions, AUROC {_figure(found.auroc)}")
    if found.threshold is None:
        typer.echo(f"no threshold keeps the share of wrong answers at {risk:g}")
    else:
        typer.echo(
            f"answers {_figure(found.coverage)} of the questions with accuracy "
            f"{_figure(found.accuracy)}; to use it: CHATBOT_WEAKEST_SCORE={found.threshold:g}"
        )


def _print_points(points: "Sequence[tuple[float, float, float]]", title: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("coverage", "accuracy", "confidence", title=title)
    for point in points:
        table.add_row(*(_figure(value) for value in point))
    Console().print(table)


@evaluation.command("follow-ups")
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
    from chatbot.evaluation.evaluating_follow_ups import evaluate_follow_ups

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
        cells = [f"{_figure(values[name])}\n{_interval(around[name])}" for name in names]
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


@evaluation.command("ablate")
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
    from chatbot.evaluation.ablating import ablate, ablation_rows, ablation_table
    from chatbot.evaluation.ablating_answers import ablate_cases, cases_table

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


@evaluation.command("grounding")
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
    from chatbot.assembling import corpus_abbreviations
    from chatbot.evaluation.evaluating_grounding import METRICS, evaluate_grounding
    from chatbot.evaluation.gating import broken_gates, read_gates

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
        typer.echo(f"{name}: {_figure(metrics[name])}")


@evaluation.command("model-modes")
@stated_errors
def model_modes_command(
    cases: Annotated[list[Path], typer.Argument(help="Files of cases, one JSON object a line.")],
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first N cases.")] = None,
    corpus: Corpus = None,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Ask cases in quotes, and of a scripted model that is right, half right and wrong."""
    from chatbot.evaluation.comparing_modes import compare_modes, mode_documents, modes_table

    with progress_bar() as progress:
        rows = compare_modes(cases, settings_of(corpus, index), limit, progress)
    if as_json:
        print_json(mode_documents(rows))
    else:
        typer.echo(modes_table(rows))


@evaluation.command("report")
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
    from chatbot.evaluation.records import read_summary
    from chatbot.evaluation.reporting import html_report, markdown_report

    if markdown:
        typer.echo(markdown_report(run))
        return
    path = to or run / "report.html"
    path.write_text(html_report(run), encoding="utf-8")
    if as_json:
        print_json({"file": str(path), "run_id": read_summary(run)["run_id"]})
    else:
        typer.echo(f"written to {path}")


@evaluation.command("compare")
@stated_errors
def compare_command(
    run_a: Annotated[Path, typer.Argument(help="Folder of the first run.")],
    run_b: Annotated[Path, typer.Argument(help="Folder of the second run.")],
    _corpus: Corpus = None,
    _index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Print what changed from one run to another, as Markdown."""
    from chatbot.evaluation.comparing import compare_runs, comparison_table

    comparison = compare_runs(run_a, run_b)
    if as_json:
        print_json(comparison)
    else:
        typer.echo(comparison_table(comparison))


@evaluation.command("mark")
@stated_errors
def mark_command(
    question: Annotated[str, typer.Argument(help="The question whose answer is marked.")],
    mark: Annotated[str, typer.Option(help="helpful, not_helpful or unsafe.")],
    comment: Annotated[str, typer.Option(help="Why, in a sentence.")] = "",
    after: Annotated[
        list[str] | None,
        typer.Option("--after", help="An earlier question of the conversation, oldest first."),
    ] = None,
    to: Annotated[Path | None, typer.Option("--to", help="File that keeps the marks.")] = None,
    corpus: Corpus = None,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Keep a clinician's mark on an answer, with the answer, in a local file."""
    from chatbot.assembling import Chatbot
    from chatbot.evaluation.feedback import FILE, append_mark, make_mark

    chatbot = Chatbot(settings_of(corpus, index))
    turns: list[Turn] = []
    for earlier in after or []:
        turns.append(chatbot.ask(earlier, turns)[1])
    answer, _ = chatbot.ask(question, turns)
    made = make_mark(mark, comment, (*(after or []), question), answer.to_dict())
    append_mark(to or FILE, made)
    if as_json:
        print_json(made.model_dump(mode="json"))
    else:
        typer.echo(f"kept in {to or FILE}")


@evaluation.command("from-feedback")
@stated_errors
def from_feedback_command(
    marks: Annotated[Path, typer.Argument(help="File of marks that clinicians gave.")],
    drafts: Annotated[
        Path, typer.Option("--to", help="File of drafts; must end in .draft.jsonl.")
    ] = Path("evals/feedback.draft.jsonl"),
    cases: Annotated[
        Path, typer.Option(help="Folder of finished cases, which are not drafted again.")
    ] = Path("evals/cases"),
    _corpus: Corpus = None,
    _index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Turn marked answers into draft cases for a person to finish."""
    from chatbot.evaluation.feedback import write_drafts

    written = write_drafts(marks, drafts, finished=sorted(cases.glob("*.jsonl")))
    if as_json:
        print_json({"drafts": written, "file": str(drafts)})
    else:
        typer.echo(f"{written} new drafts in {drafts}; finish them before they can be run")


@evaluation.command("judge")
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
    from chatbot.evaluation.judging import judge_run, judgement_table, load_judge

    judge = load_judge(model, base_url=base_url)
    with progress_bar() as progress:
        judgement = judge_run(
            run,
            judge,
            limit=limit,
            progress=lambda done, total: progress("judging", done, total),
        )
    if as_json:
        print_json(judgement.model_dump(mode="json"))
    else:
        typer.echo(judgement_table(judgement))
