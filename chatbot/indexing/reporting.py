"""How a long piece of work says how far it has come."""

from typing import Protocol


class Reporter(Protocol):
    """Hears how far work has come: the stage, and how much of it is done."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note of `done` of `total` in `stage`."""
