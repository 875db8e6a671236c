"""What a model wrote -> the statements that are shown of it, and one line on the rest."""

from collections.abc import Sequence

from chatbot.answering.answer import DraftSentence, Statement


def stated(draft: Sequence[DraftSentence]) -> tuple[Statement, ...]:
    """Return the sentences that passed the gate as statements.

    The place of one that failed is taken by the lines it cites, which are quoted below the
    sentences anyhow.
    """
    return tuple(
        Statement(text=sentence.text, citations=sentence.citations, verbatim=False)
        for sentence in draft
        if sentence.supported
    )


def left_out(draft: Sequence[DraftSentence]) -> str | None:
    """Return what of a draft was not used, in one line; None if all of it was."""
    failed = [sentence for sentence in draft if not sentence.supported]
    if len(failed) == len(draft):
        return "In quotes only: nothing that the language model wrote is supported by the lines."
    if not failed:
        return None
    of = f"{len(failed)} of {len(draft)} sentences of the language model"
    if len(failed) == 1:
        return f"{of} was left out: the lines it cites, which are quoted, do not support it."
    return f"{of} were left out: the lines they cite, which are quoted, do not support them."
