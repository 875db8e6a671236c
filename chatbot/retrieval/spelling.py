"""A word that no article knows -> the one known word it is surely meant to be, or none.

Medical words resemble each other: arthritis and arteritis, nephrotic and nephritic, prednisone
and prednisolone. So a word that is formed like a term or a medicine's name is left alone, and
of another only a single slip is mended, and only if it leads to one known word. What was read
is shown with the answer.
"""

import re
from collections.abc import Iterable, Mapping

_SHORTEST = 6
_SOUNDS = ((re.compile("ph"), "f"), (re.compile("y"), "i"), (re.compile(r"(.)\1"), r"\1"))
_VOWELS = "aeiouy"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_FORMED_LIKE_A_TERM = re.compile(
    r"(?:itis|osis|otic|itic|ectomy|ostomy|otomy|oscopy|a?emia|uria|opathy|oma|algia|plasty"
    r"|mab|nib|vir|pril|sartan|olol|statin|azole|mycin|cillin|dipine|gliptin|gliflozin|parin"
    r"|xaban|zepam|zolam|caine|tidine|setron|triptan|sone|solide|idine|amine)s?$"
)


def correct(word: str, known: Mapping[str, str]) -> str | None:
    """Return the known word that is meant by `word`, None if that is not certain.

    `known` maps words and their folded forms to words (see `spellings`). Words under six
    letters are left alone.
    """
    if len(word) < _SHORTEST or not (word.isascii() and word.isalpha()):
        return None
    if fold(word) in known:
        return known[fold(word)]
    if _FORMED_LIKE_A_TERM.search(word):
        return None
    found = {known[near] for near in slips(word) if known.get(near) == near}
    return found.pop() if len(found) == 1 else None


def spellings(words: Iterable[str]) -> dict[str, str]:
    """Return the words that can be meant by a misspelt one, by themselves and folded."""
    long = sorted(word for word in words if len(word) >= _SHORTEST and word.isalpha())
    return {**{fold(word): word for word in long}, **{word: word for word in long}}


def fold(word: str) -> str:
    """Return `word` with spellings that sound alike made one."""
    for sound, letter in _SOUNDS:
        word = sound.sub(letter, word)
    return word


def slips(word: str) -> set[str]:
    """Return what `word` can be a slip of.

    One letter left out or too many, two neighbours swapped, or one vowel for another; the first
    letter stands.
    """
    halves = [(word[:i], word[i:]) for i in range(1, len(word) + 1)]
    less = {a + b[1:] for a, b in halves if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1}
    vowels = {a + v + b[1:] for a, b in halves if b and b[0] in _VOWELS for v in _VOWELS}
    more = {a + letter + b for a, b in halves for letter in _LETTERS}
    return less | swapped | vowels | more
