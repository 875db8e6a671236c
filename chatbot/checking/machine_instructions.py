"""Text -> words that address a language model (`machine_instructions`).

A page that is read to a model can tell it what to do. Guidelines give instructions too, so words
count only if they name a machine or speak of a machine's instructions.
"""

import re
from collections.abc import Iterator
from functools import cache

from chatbot.articles.page_words import patterns
from chatbot.checking.problem import Finding

_TABLE = "machine_instructions"


def _words(*uses: str) -> str:
    """Return what matches any row of `uses`, with the words that they name by their use."""
    words = "|".join(row for use in uses for row in patterns(use, table=_TABLE))
    for use in ("MACHINE", "ORDERS", "NO_IF"):
        words = words.replace(use, f"(?:{'|'.join(patterns(use, table=_TABLE))})")
    return words


# Words may be parted by more than a space: a line's end, emphasis, a quotation sign.
_SPACE = r"[\s*_>~`\u200b\u00a0]{1,9}"


@cache
def _addressed() -> re.Pattern[str]:
    words = rf"\b(?:{_words('dismissing', 'casting', 'addressing')})(?!\w)|{_words('tag')}"
    return re.compile(re.sub(r" (?![?{])", lambda _: _SPACE, words), re.IGNORECASE | re.MULTILINE)


def find_machine_instructions(text: str) -> Iterator[Finding]:
    """Yield the words that address a machine."""
    says = "this addresses a machine, not a reader; remove it, and ask how it came here"
    for match in _addressed().finditer(text):
        yield Finding(start=match.start(), end=match.end(), says=says)
