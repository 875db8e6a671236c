"""The commands `chatbot eval ...`, which the command `chatbot` finds by their entry point.

Every command takes --corpus and --index; those that need neither name them `_corpus`, `_index`.
"""

import typer

from chatbot_evals.cli.answering_commands import calibrate_command, model_modes_command
from chatbot_evals.cli.feedback_commands import from_feedback_command, mark_command
from chatbot_evals.cli.grounding_commands import grounding_command
from chatbot_evals.cli.outside_commands import answers_command, blind_command
from chatbot_evals.cli.ranking_commands import (
    ablate_command,
    fit_command,
    follow_ups_command,
    retrieval_command,
)
from chatbot_evals.cli.run_commands import (
    compare_command,
    judge_command,
    report_command,
    run_command,
)

evaluation = typer.Typer(
    help="Measure answers and rankings, and compare runs.", no_args_is_help=True
)

evaluation.command("run")(run_command)
evaluation.command("answers")(answers_command)
evaluation.command("blind")(blind_command)
evaluation.command("retrieval")(retrieval_command)
evaluation.command("calibrate")(calibrate_command)
evaluation.command("follow-ups")(follow_ups_command)
evaluation.command("ablate")(ablate_command)
evaluation.command("fit")(fit_command)
evaluation.command("grounding")(grounding_command)
evaluation.command("model-modes")(model_modes_command)
evaluation.command("report")(report_command)
evaluation.command("compare")(compare_command)
evaluation.command("mark")(mark_command)
evaluation.command("from-feedback")(from_feedback_command)
evaluation.command("judge")(judge_command)
