"""A bare number -> the index or score that it is a level of: "an INR of 2.0-3.0"."""

from chatbot.language.lexemes import Lexemes, Phrases
from chatbot.language.wording import is_among
from chatbot.lexicon.loading import load_table

_INDICES = Phrases(
    (row["words"], row["words"])
    for row in load_table("figure_words").rows
    if row["group"] == "indices"
)
_BETWEEN = 5  # words between an index and its value


def index_before(lexemes: Lexemes, begin: int) -> str:
    """Return the name of the index whose value begins at `begin`; empty for none."""
    place = begin
    for _ in range(_BETWEEN):
        for _start, name in _INDICES.before(lexemes, place):
            return name
        word = lexemes.words[place - 1]
        if not (word in (":", "=", "≥", "≤", "<", ">") or is_among("behind an index", word)):
            return ""
        place -= 1
    return ""
