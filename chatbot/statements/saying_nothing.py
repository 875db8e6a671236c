"""Words of an article -> whether they answer nobody: what it says of itself, what it announces."""

import re

from chatbot.articles.dating import find_date

_LABEL = r"[A-Z]\w+(?: \w+){0,2}: "
_PARTICULARS = re.compile(rf"(?:{_LABEL}[^:]+?\.?(?:\s+|$)){{2,}}")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_ANNOUNCES = re.compile(
    r"\bthe following(?: [^\W\d_]+){0,2}\.$|\b(?:as follows|(?:shown|listed|given) below)\.$",
    re.IGNORECASE,
)


def is_of_the_document(words: str, title: str) -> bool:
    """Tell whether the first block of an article is about the document itself.

    It repeats the title, or consists of particulars: "Source: ... Published: 2018-06-26."
    """
    folded = " ".join(words.split())
    plain = _ADDRESS.sub("address", folded)
    told = plain != folded or find_date(plain) is not None
    return folded == title or (told and _PARTICULARS.fullmatch(plain) is not None)


def only_announces(words: str) -> bool:
    """Tell whether a sentence that no list belongs to only says that something follows."""
    return _ANNOUNCES.search(words) is not None
