"""Clinicians' marks and what becomes of them: `chatbot eval mark` and `from-feedback`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chatbot.cli.console import AsJson, Corpus, Index, print_json, settings_of, stated_errors

if TYPE_CHECKING:
    from chatbot.question.turn import Turn


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
    from chatbot.chatbot import Chatbot
    from chatbot.web.marks import FILE, append_mark, make_mark

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
    from chatbot_evals.drafting import write_drafts

    written = write_drafts(marks, drafts, finished=sorted(cases.glob("*.jsonl")))
    if as_json:
        print_json({"drafts": written, "file": str(drafts)})
    else:
        typer.echo(f"{written} new drafts in {drafts}; finish them before they can be run")
