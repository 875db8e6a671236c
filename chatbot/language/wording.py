"""Groups of words that tell what a figure is, from the lexicon."""

from chatbot.language.lexemes import Lexemes, Phrases
from chatbot.lexicon.loading import load_table

_GROUPS: dict[str, list[str]] = {}
for _row in load_table("figure_words").rows:
    _GROUPS.setdefault(_row["group"], []).append(_row["words"])
_SETS = {name: frozenset(words) for name, words in _GROUPS.items()}
_PHRASES = {name: Phrases((word, None) for word in words) for name, words in _GROUPS.items()}


def is_among(group: str, word: str) -> bool:
    """Tell whether a single word is of a group."""
    return word in _SETS[group]


def behind_phrase(group: str, lexemes: Lexemes, place: int) -> int:
    """Return where the phrase of a group that begins at `place` ends; `place` if none does."""
    found = _PHRASES[group].at(lexemes, place)
    return found[0] if found else place


def is_any_among(group: str, lexemes: Lexemes, begin: int, end: int) -> bool:
    """Tell whether a word of a group stands at the lexemes from `begin` to `end`."""
    words = lexemes.words[max(0, begin) : max(0, end)]
    return not _SETS[group].isdisjoint(words)
