"""What is done with generations that are built: made current, withdrawn, removed."""

from collections.abc import Iterator
from contextlib import contextmanager

from chatbot.errors import GenerationError, NoGenerationError
from chatbot.indexing.generations import Generations
from chatbot.indexing.reporting import Reporter

KEEP = 2
"""Generations that are kept: the current one and the one to go back to."""

PATIENCE = 600.0
"""Seconds to wait for another build."""


@contextmanager
def changing(generations: Generations, patience: float, report: Reporter) -> Iterator[None]:
    """Be the only one who changes `generations`.

    Raises:
        LockedIndexError: another one has been at work for more than `patience` seconds.
        GenerationError: the disk or the server refuses what is done inside.

    """
    try:
        with generations.building(patience=patience, waiting=lambda words: report(words, 0, 1)):
            yield
    except OSError as error:
        raise GenerationError(
            f"{generations.index}: the index cannot be written ({error.strerror or error}); "
            "free space or choose another folder with --index"
        ) from error


def publish_draft(generations: Generations, report: Reporter, *, keep: int = KEEP) -> str:
    """Make the newest draft current; return its id.

    Raises:
        NoGenerationError: there is no draft.
        DamagedGenerationError: the draft is not whole any more.
        GenerationError: as `changing`.

    """
    with changing(generations, PATIENCE, report):
        drafts = generations.drafts()
        if not drafts:
            raise NoGenerationError(
                f"{generations.place}: there is no unpublished index; "
                "build one with: chatbot index --require-approval"
            )
        generations.open(drafts[-1])
        generations.publish(drafts[-1])
        generations.clean(keep)
        return drafts[-1]


def roll_back(generations: Generations, report: Reporter) -> tuple[str, str]:
    """Go back to the generation before the current one; return the ids of both.

    The one withdrawn is kept as a draft; `publish_draft` makes it current again.

    Raises:
        NoGenerationError: there is none before it.
        DamagedGenerationError: the one before it is not whole any more.
        GenerationError: as `changing`.

    """
    with changing(generations, PATIENCE, report):
        return generations.withdraw()
