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
from functools import cached_property, lru_cache

from chatbot.lexicon.loading import load_table

_GAP = r"(?: [^\s,.?!]+){0,3}"
_NUMBER = r"\d[\d.,]*"
_END = r"(?= |$)"


class Expression:
    """One expression; `needed` holds for each of its plain words the alternatives."""

    def __init__(self, written: str) -> None:
        self.written = written
        plain = (t for t in written.split() if t[0] not in "[!=~^$" or t == "!")
        self.needed = tuple(
            frozenset(sign.split("/")) for sign in plain if not set(sign) & set("<*#")
        )

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern that matches it as whole words."""
        return re.compile(f"(?:^|(?<= )){_regex(self.written)}")


class Expressions:
    """Finds expressions in texts."""

    def __init__(self, written: Iterable[str]) -> None:
        self._by_word: dict[str, list[Expression]] = {}
        for each in dict.fromkeys(written):
            expression = Expression(each)
            for word in min(expression.needed, key=len, default=("",)):
                self._by_word.setdefault(word, []).append(expression)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of every expression in `text`: lower case, single spaces."""
        said = {*text.split(), ""}
        for word in sorted(said & self._by_word.keys()):
            for expression in self._by_word[word]:
                if all(said & either for either in expression.needed):
                    yield from (match.span() for match in expression.pattern.finditer(text))

    def stand_in(self, text: str) -> bool:
        """Tell whether any of the expressions stands in `text`."""
        return next(self.spans(text), None) is not None


@lru_cache(maxsize=1)
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
