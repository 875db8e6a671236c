"""Expressions of a table -> where they stand in a text of tokens parted by spaces.

An expression is written as it is said, with few signs:

    a/b      either word              word*    with any ending, *word with any beginning
    [a/b]    may be left out          ~        up to three words of any kind
    !a/b     none of these follows    =a/b     one of these follows
    #  ##    a number, one over nine  ^ $      the beginning and the end of the sentence
    <name>   a class of words, from the table `word_classes`

Only an expression whose words all stand in the text is made a pattern of, and only once: to make
patterns of a whole table takes seconds.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from chatbot.lexicon.loading import load_table

_GAP = r"(?: [^\s,.?!]+){0,3}"
_NUMBER = r"\d[\d.,]*"
_END = r"(?= |$)"


class Expressions:
    """Finds expressions in texts."""

    def __init__(self, written: Iterable[str]) -> None:
        self._by_word: dict[str, list[tuple[str, list[frozenset[str]]]]] = {}
        for each in dict.fromkeys(written):
            needed = _needed(each)
            for word in min(needed, key=len, default=("",)):
                self._by_word.setdefault(word, []).append((each, needed))

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of every expression in `text`: lower case, single spaces."""
        said = {*text.split(), ""}
        for word in sorted(said & self._by_word.keys()):
            for each, needed in self._by_word[word]:
                if all(said & either for either in needed):
                    yield from (match.span() for match in _pattern(each).finditer(text))

    def stand_in(self, text: str) -> bool:
        """Tell whether any of the expressions stands in `text`."""
        return next(self.spans(text), None) is not None


def _needed(written: str) -> list[frozenset[str]]:
    """Return for each plain word of an expression the alternatives."""
    plain = (sign for sign in written.split() if sign[0] not in "[!=~^$" or sign == "!")
    return [frozenset(sign.split("/")) for sign in plain if not set(sign) & set("<*#")]


@cache
def _pattern(written: str) -> re.Pattern[str]:
    """Return what matches an expression as whole words."""
    return re.compile(f"(?:^|(?<= )){_regex(written)}")


@cache
def _classes() -> Mapping[str, str]:
    """Return the alternatives of each class of words."""
    classes: dict[str, list[str]] = {}
    for row in load_table("word_classes").rows:
        classes.setdefault(row["class"], []).append(row["expression"])
    return {
        name: "|".join(sorted(map(_regex, said), key=len, reverse=True))
        for name, said in classes.items()
    }


def _regex(expression: str) -> str:
    """Return the expression as a regular expression that ends before a space or the end."""
    joined, begun = "", False
    for sign in expression.split():
        if sign == "^":
            joined += r"(?<!\S )(?<!\S)"
        elif sign == "$":
            joined += r"(?=[\s.?!]*$)"
        elif sign == "~":
            joined += _GAP
        elif sign.startswith("!") and sign != "!":
            joined += rf"(?! {_either(sign[1:])})"
        elif sign.startswith("="):
            joined += rf"(?= {_either(sign[1:])})"
        elif sign.startswith("["):
            either = _either(sign.strip("[]"))
            joined += rf"(?: {either})?" if begun else rf"(?:{either} )?"
        else:
            joined += f"{' ' * begun}{_either(sign)}"
            begun = True
    return joined


def _either(sign: str) -> str:
    return f"(?:{'|'.join(map(_word, sign.split('/')))}){_END}"


def _word(word: str) -> str:
    if word.startswith("<"):
        return _classes()[word.strip("<>")]
    plain = re.escape(word).replace(r"\*", r"[^\s]*").replace(r"\#\#", r"\d{2,}")
    return plain.replace(r"\#", _NUMBER)
