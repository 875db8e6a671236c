"""Commands of other distributions, found by their entry points: `chatbot eval` is one.

A distribution names a Typer app in the group `chatbot.commands`. The group is looked up only for a
command that the chatbot does not have itself, and for the list of commands, so that `chatbot ask`
does not wait for it.
"""

from importlib.metadata import EntryPoint, entry_points
from typing import Any

import typer
from typer.core import TyperGroup

GROUP = "chatbot.commands"
_APART = {"eval": "pip install -e evals"}
"""Commands that this project ships apart, and how they are installed from its folder."""


class CommandsOfOthers(TyperGroup):
    """The chatbot's own commands, and those of other distributions."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands that there are."""
        return [*super().list_commands(ctx), *sorted(_found())]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command by its name; say what to install where it is not there."""
        if own := super().get_command(ctx, cmd_name):
            return own
        if entry := _found().get(cmd_name):
            command = typer.main.get_command(entry.load())
            command.name = cmd_name
            return command
        if cmd_name in _APART:
            typer.echo(
                f"chatbot: {cmd_name} is a package of its own; install it in the project's folder "
                f"with: {_APART[cmd_name]}",
                err=True,
            )
            raise typer.Exit(2)
        return None


def _found() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=GROUP)}
