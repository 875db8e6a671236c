"""Ask what nobody tuned to: `chatbot eval answers` and `chatbot eval blind`."""

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
    from collections.abc import Mapping, Sequence

    from chatbot.question.turn import Turn

_COUNTS = ("facts", "words_median", "words_p95", "refusals", "wrong_refusals", "conflicts_shown")


@stated_errors
def answers_command(
    path: Annotated[Path, typer.Argument(help="BEIR folder, or a file of cases (.jsonl).")],
    limit: Annotated[
        int | None, typer.Option(min=1, help="Ask only N questions, evenly spread.")
    ] = None,
    corpus: Corpus = None,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Ask questions on outside articles: what is quoted, how long answers are, what is refused.

    Without --corpus, each entry of a folder's corpus.jsonl is an article. The index is kept in
    the cache, or where --index says.
    """
    from chatbot_evals.evaluating_answers import evaluate_answers

    with progress_bar() as progress:
        found = evaluate_answers(
            path,
            settings_of(corpus),
            articles=corpus is not None or not path.is_dir(),
            place=index,
            limit=limit,
            report=progress,
        )
    if as_json:
        print_json(found)
        return
    _print_shares(found["intervals"], f"{found['n']} questions")
    for name in _COUNTS:
        typer.echo(f"{name}: {found[name]}")


@stated_errors
def blind_command(
    folder: Annotated[Path, typer.Argument(help="Folder of blind questions.")] = Path(
        "evals/blind"
    ),
    show: Annotated[
        bool, typer.Option("--show", help="Print the rows that went wrong: they are spent then.")
    ] = False,
    corpus: Corpus = None,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Ask the frozen blind questions and print shares only."""
    from chatbot.answering.audience import without_doses
    from chatbot.chatbot import Chatbot
    from chatbot.grounding.gate import check_sentence
    from chatbot_evals.blind import evaluate_blind

    chatbot = Chatbot(settings_of(corpus, index))

    def ask(questions: "Sequence[str]") -> tuple[str, str | None]:
        turns: list[Turn] = []
        for question in questions:
            answer, turn = chatbot.ask(question, turns)
            turns.append(turn)
        return answer.condensed_question, answer.reason.value if answer.reason else None

    with progress_bar() as progress:
        found = evaluate_blind(
            folder,
            ask,
            without_doses,
            lambda sentence, lines: check_sentence(sentence, lines).supported,
            lambda done, total: progress("asking", done, total),
        )
    if as_json:
        print_json(found.to_dict())
    else:
        _print_shares(found.to_dict()["shares"], "blind questions")
        for group, reasons in found.reasons.items():
            typer.echo(f"{group}: " + ", ".join(f"{name} {n}" for name, n in reasons.items()))
    for each in found.failing if show else ():
        typer.echo(f"{each.groups[-1]}: came {each.came}: {each.row.model_dump_json()}", err=True)


def _print_shares(shares: "Mapping[str, Mapping[str, Any]]", title: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("", "share", "95 % interval", "of", title=title)
    for name, share in shares.items():
        around = "–" if share["low"] is None else f"{share['low']:.3f} to {share['high']:.3f}"
        value = "–" if share["value"] is None else f"{share['value']:.3f}"
        table.add_row(name, value, around, f"{share['hits']} of {share['n']}")
    Console().print(table)
