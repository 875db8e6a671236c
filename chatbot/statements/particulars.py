"""The first words of an article -> whether they are about the document and answer nobody."""

import re

from chatbot.articles.dating import find_date

_OPENS = re.compile(r"(?:Source|Publisher|Published|Author|Date|Updated|URL)s?: ")
_LABEL = r"[A-Z]\w+(?: \w+){0,2}: "
_PARTICULARS = re.compile(rf"(?:{_LABEL}[^:]+?\.?(?:\s+|$)){{2,}}")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")


def is_of_the_document(words: str, title: str) -> bool:
    """Tell whether the first block of an article is about the document itself.

    It repeats the title, or consists of particulars: "Source: ... Published: 2018-06-26."
    """
    folded = " ".join(words.split())
    plain = _ADDRESS.sub("address", folded)
    told = plain != folded or find_date(plain) is not None
    opens = _OPENS.match(plain) is not None
    return folded == title or (opens and told and _PARTICULARS.fullmatch(plain) is not None)
