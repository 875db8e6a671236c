"""A suggested question -> whether the corpus answers it with what it was made from."""

from collections.abc import Callable
from functools import lru_cache

from chatbot.answering.steps import Asking, Chosen, Found, Refused, Understood
from chatbot.answering.suggesting import Suggestion

_CHECKED = 4096  # suggested questions whose check is kept

Answerable = Callable[[Suggestion], bool]


def answerable_by(
    understand: Callable[[Asking], Understood | Refused],
    find: Callable[[Understood], Found],
    choose: Callable[[Found], Chosen | Refused],
) -> Answerable:
    """Return what asks these steps about a suggestion, and remembers what they said.

    Each question is embedded alone: a vector differs by a hair with the batch it is in, and an
    answer must not depend on what was asked before.
    """

    @lru_cache(maxsize=_CHECKED)
    def answers(suggestion: Suggestion) -> bool:
        understood = understand(Asking(question=suggestion.question))
        if isinstance(understood, Refused):
            return False
        chosen = choose(find(understood))
        if isinstance(chosen, Refused):
            return False
        first = chosen.statements[0]
        return first.statement.article_id == suggestion.article_id and any(
            first.start < end and start < first.end for start, end in suggestion.lines
        )

    return answers
