"""The words that a document shows -> those of them that were not extracted.

The safety net of the readers: a document is refused sooner than quoted without its warning.
"""

import unicodedata
from collections.abc import Iterable

from chatbot.errors import ArticleError

_QUOTED = 60


def refuse_losses(shown_words: Iterable[str], extracted: Iterable[str], shown: str) -> None:
    """Raise an error if words that the document shows are not among those `extracted`.

    Only letters and digits are compared: signs and raised numbers are written anew.

    Raises:
        ArticleError: `text_lost`, with the first words that are lost.

    """
    held = _characters(" ".join(extracted))
    place = 0
    for words in shown_words:
        wanted = _characters(words)
        found = held.find(wanted, place)
        if found < 0:
            found = held.find(wanted)
        if found < 0:
            lost = " ".join(words.split())
            quoted = lost if len(lost) <= _QUOTED else f"{lost[:_QUOTED]}..."
            raise ArticleError(
                shown,
                "text_lost",
                f'words of it would be left out: "{quoted}"',
                "save it in another format (.docx, .html, .md), or set these words as plain text",
            )
        place = found + len(wanted)


def _characters(words: str) -> str:
    folded = unicodedata.normalize("NFKC", words).casefold()
    return "".join(character for character in folded if character.isalnum())
