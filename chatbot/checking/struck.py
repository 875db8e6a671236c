"""Text -> words that its markup strikes out and the chatbot quotes (`struck_text`)."""

import re
from collections.abc import Iterator

from chatbot.checking.problem import Finding

_STRUCK = re.compile(
    r"(?<![~\\])~~(?=[^\s~])[^~\n]{1,300}~~(?!~)|<(?P<tag>del|strike|s)\b[^<>]{0,300}>[^<]{1,300}",
    re.IGNORECASE,
)


def find_struck_text(text: str) -> Iterator[Finding]:
    """Yield words between two tildes each, and in elements that delete."""
    for match in _STRUCK.finditer(text):
        says = "struck out, and quoted as if it were valid; remove it"
        yield Finding(start=match.start(), end=match.end(), says=says)
