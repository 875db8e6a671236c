"""What keeps a file from being read as an article -> the error that says so."""

import unicodedata
from collections.abc import Iterable

from chatbot.errors import ArticleError
from chatbot.lexicon.loading import load_table

_CASES = {row["case"]: row for row in load_table("unreadable_files").rows}
_QUOTED = 60
DAMAGE = (
    LookupError, ValueError, TypeError, AttributeError, ArithmeticError, AssertionError,
    RuntimeError, EOFError,
)  # fmt: skip
"""What readers and their libraries raise at files that are damaged in a way nobody foresaw."""


def unreadable(case: str, shown: str, **values: object) -> ArticleError:
    """Return the error of a `case` of the table; `shown` is the path, `values` fill its words."""
    row = _CASES[case]
    problem, remedy = row["problem"].format(**values), row["remedy"].format(**values)
    return ArticleError(shown, row["code"], problem, remedy)


def refuse_losses(shown_words: Iterable[str], extracted: Iterable[str], shown: str) -> None:
    """Raise an error if words that the document shows are not among those `extracted`.

    The safety net of the readers: a document is refused sooner than quoted without its warning.
    Only letters and digits are compared: signs and raised numbers are written anew.

    The `ArticleError` has the code `text_lost` and names the first words that are lost.
    """
    held = _characters(" ".join(extracted))
    place = 0
    for words in shown_words:
        wanted = _characters(words)
        found = held.find(wanted, place)
        if found < 0:
            found = held.find(wanted)
        if found < 0:
            raise unreadable("text_lost", shown, words=shortened(" ".join(words.split())))
        place = found + len(wanted)


def shortened(words: str) -> str:
    """Return `words` as a message quotes them."""
    return words if len(words) <= _QUOTED else f"{words[:_QUOTED]}..."


def _characters(words: str) -> str:
    folded = unicodedata.normalize("NFKC", words).casefold()
    return "".join(character for character in folded if character.isalnum())
