"""Verifying a generation in this process: faster where nothing can take the process down."""

from pathlib import Path

from chatbot.errors import DamagedGenerationError
from chatbot.indexing.address import Address
from chatbot.indexing.verifying import find_problems


def verify_here(folder: Path, server: Address | None = None) -> None:
    """Raise what `verify_apart` would."""
    problems = list(find_problems(folder, server))
    if problems:
        raise DamagedGenerationError(
            f"{folder}: the index is damaged ({'; '.join(problems[:3])}); run: chatbot index"
        )
