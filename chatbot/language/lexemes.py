"""Text -> its words, runs of digits and signs, with their places, for parsers that walk them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from chatbot.language.ages import Age, find_ages
from chatbot.language.tokens import plain
from chatbot.lexicon.loading import load_table

_FRACTIONS = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_LEXEME = re.compile(
    rf"(?<![^\W_])[A-Za-z](?:\.[A-Za-z]){{1,3}}(?![^\W_])\.?|[0-9]+|[^\W\d_{_FRACTIONS}]+|\S"
)
_NEAR = 3  # characters between a number and its unit
_BEYOND = 40  # places that a parser may look beyond the ends

T = TypeVar("T")


class Lexemes:
    """The lexemes of a text: `words` in small letters ("b.i.d." is "bid"), `starts` and `ends`.

    Beyond both ends `words` is empty for a few places, so that a parser may look ahead and back.
    `read` keeps what parsers have read at a place, by their names, for as long as the text is read.
    `ages` are those of the text, if they are known already.
    """

    __slots__ = ("_ages", "_size", "ends", "read", "starts", "text", "words")

    def __init__(self, text: str, ages: Sequence[Age] | None = None) -> None:
        self.text = plain(text)
        self._ages = find_ages(text) if ages is None else ages
        self.words: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.read: dict[tuple[str, int], object] = {}
        for match in _LEXEME.finditer(self.text):
            word = match.group()
            dotted = len(word) > 1 and word[1] == "." and word[0].isalpha()
            self.words.append((word.replace(".", "") if dotted else word).casefold())
            self.starts.append(match.start())
            self.ends.append(match.end())
        self._size = len(self.words)
        self.words += [""] * _BEYOND
        self.starts += [len(text) + _BEYOND] * _BEYOND  # near nothing
        self.ends += [-_BEYOND] * _BEYOND

    def __len__(self) -> int:
        return self._size

    def is_number(self, place: int) -> bool:
        """Tell whether a run of digits stands at `place`."""
        return "0" <= self.words[place][:1] <= "9"

    def is_word(self, place: int) -> bool:
        """Tell whether letters stand at `place`."""
        return self.words[place][:1].isalpha()

    def is_glued(self, place: int) -> bool:
        """Tell whether nothing stands between a lexeme and the one before it."""
        return self.starts[place] == self.ends[place - 1]

    def is_near(self, place: int) -> bool:
        """Tell whether a lexeme may go on with the one before it: little space, one line break."""
        gap = self.starts[place] - self.ends[place - 1]
        return gap <= 1 or (
            gap <= _NEAR and self.text.count("\n", self.ends[place - 1], self.starts[place]) < 2
        )

    def is_age(self, begin: int, end: int) -> bool:
        """Tell whether the lexemes from `begin` to `end` state an age."""
        start, stop = self.starts[begin], self.ends[end - 1]
        return any(age.start < stop and start < age.end for age in self._ages)

    def is_upper(self, place: int) -> bool:
        """Tell whether a lexeme opens with a capital."""
        return self.text[self.starts[place]].isupper()


class Phrases(Generic[T]):
    """Sequences of lexemes, each with what it means; the longest that stands at a place counts."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._ahead: dict[str, list[tuple[list[str], T]]] = {}
        self._back: dict[str, list[tuple[list[str], T]]] = {}
        for written, meaning in entries:
            lexemes = Lexemes(written)
            words = lexemes.words[: len(lexemes)]
            self._ahead.setdefault(words[0], []).append((words, meaning))
            self._back.setdefault(words[-1], []).append((words, meaning))
        for found in (*self._ahead.values(), *self._back.values()):
            found.sort(key=lambda entry: -len(entry[0]))

    def at(self, lexemes: Lexemes, place: int) -> tuple[int, T] | None:
        """Return where the phrase that begins at `place` ends, and its meaning."""
        for words, meaning in self._ahead.get(lexemes.words[place], ()):
            end = place + len(words)
            if _stands(lexemes, words, place, end):
                return end, meaning
        return None

    def before(self, lexemes: Lexemes, place: int) -> Iterator[tuple[int, T]]:
        """Yield where each phrase that ends right before `place` begins, longest first."""
        for words, meaning in self._back.get(lexemes.words[place - 1], ()):
            start = place - len(words)
            if _stands(lexemes, words, start, place):
                yield start, meaning


def _stands(lexemes: Lexemes, words: list[str], start: int, end: int) -> bool:
    if end - start == 1:
        return True
    return lexemes.words[start:end] == words and all(
        lexemes.is_near(place) for place in range(start + 1, end)
    )


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
