"""Text of others -> the same text as data in a prompt, out of which nothing can break.

Every line gets the mark "| ", so no line of an article, a question or a history can pass for an
instruction or for the end of its block.
"""

import re
import unicodedata
from collections.abc import Sequence

from chatbot.language.tokens import FILLERS

_DELIMITER = re.compile(r"[<＜﹤]{3,}|[>＞﹥]{3,}")
_UNSEEN = {"Cc", "Cf", "Cs", "Co"}


def neutralised(parts: Sequence[str]) -> str:
    """Return `parts` so that nothing in them can end their block or pass for an instruction.

    Every line, by any of the line ends that Unicode knows, gets the mark of data; runs of three
    or more angle brackets, of which delimiters are made, are spaced out; characters that nobody
    sees (control and format characters) are left out.
    """
    lines = [line for part in parts for line in part.splitlines() or [""]]
    return "\n".join(f"| {_DELIMITER.sub(_spaced, visible(line))}" for line in lines) or "(none)"


def visible(text: str) -> str:
    """Return `text` without the characters that nobody sees, or that turn round what is seen."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        letter
        for letter in FILLERS.sub("", text)
        if letter in "\t\n" or unicodedata.category(letter) not in _UNSEEN
    )


def _spaced(match: re.Match[str]) -> str:
    return " ".join(match[0])
