"""A question as typed -> its sentences in plain tokens, which the tables of signs are matched with.

Short forms are written out ("pt", "cant", "isn't"), and a word that only a slip of the fingers
parts from one of the tables' is taken for that ("unresponsve").
"""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from chatbot.language.content_words import is_common
from chatbot.language.tokens import normalise
from chatbot.lexicon.loading import load_table

_TOKEN = re.compile(r"\d+(?:[.,/]\d+)*[a-z%]*|[a-z0-9]+(?:[-./'][a-z0-9]+)*/?|[,.?!;:\n]")
_ENDS = re.compile(r"[.?!;\n](?: [.?!;\n])*(?= |$)")
_NEGATED = re.compile(r"^(\w+)n't$")
_IS = re.compile(
    r"^(he|she|it|they|who|that|there|what|someone|somebody|everyone|\w+ing)'(?:s|re)$"
)
_SHORTEST_SLIP = 6


@lru_cache(maxsize=1)
def _meant() -> Mapping[str, str]:
    return {row["written"]: row["meant"] for row in load_table("short_spellings").rows}


def sentences(question: str, known: Collection[str] = ()) -> list[str]:
    """Return the sentences of `question`, each of tokens in lower case parted by single spaces.

    Marks at the end are kept ("?", "! !"). `known` are words that a misspelt one may be.
    """
    plain = normalise(question.replace("\u2019", "'").replace("`", "'"))
    plain = re.sub(r"\s[-\u2013\u2014]+\s|\u2014|\.{2,}", " ; ", plain)
    tokens = " ".join(_expanded(word, known) for word in _TOKEN.findall(plain))
    found, begin = [], 0
    for mark in _ENDS.finditer(tokens):
        found.append(tokens[begin : mark.end()].strip())
        begin = mark.end()
    found.append(tokens[begin:].strip())
    return [sentence for sentence in found if re.search("[a-z]", sentence)]


def _expanded(word: str, known: Collection[str]) -> str:
    if word in _meant():
        return _meant()[word]
    if word.endswith("'ve"):
        return word.removesuffix("'ve") + " have"
    if _NEGATED.match(word):
        return word.removesuffix("n't") + " not"
    if _IS.match(word):
        return word.partition("'")[0] + (" are" if word.endswith("'re") else " is")
    if word.endswith("'s"):
        return word.removesuffix("'s") + " 's"
    return _mended(word, known)


def _mended(word: str, known: Collection[str]) -> str:
    """Return the one word of `known` that `word` is a slip of, else `word` itself."""
    if not known or len(word) < _SHORTEST_SLIP or not word.isalpha():
        return word
    if word in known or is_common(word):
        return word
    near = {other for other in known if _is_slip(word, other)}
    return near.pop() if len(near) == 1 else word


def _is_slip(word: str, other: str) -> bool:
    """Tell whether one letter is missing, too many or wrong, or two neighbours are swapped."""
    if word[0] != other[0] or abs(len(word) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), None)
    if start is None:
        return True
    rest, wanted = word[start:], other[start:]
    swapped = rest[1:2] + rest[:1] + rest[2:]
    return rest[1:] == wanted or rest == wanted[1:] or rest[1:] == wanted[1:] or swapped == wanted
