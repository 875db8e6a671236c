"""A question -> the expressions in it that tell how it hangs on what was said before.

What each of them is a sign of, the table `dependence` says.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from chatbot.lexicon.expressions import Expressions
from chatbot.lexicon.loading import load_table

_TOKEN = re.compile(r"\d+(?:[.,]\d+)+|\w+|[^\w\s'\u2019]")
_STOPS = " \t\n.,;:!?\"'\u2019\u201c\u201d()-\u2013\u2014\u2026"
Place = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """The signs in a question; every place is (start, end) in it.

    `tokens` are its words and stops in lower case, parted by spaces, with a stop at the end;
    `starts` and `ends` tell for the offsets of each token where it stands in the question.
    """

    question: str
    tokens: str
    starts: dict[int, int]
    ends: dict[int, int]

    def places(self, sign: str) -> list[Place]:
        """Return where expressions of `sign` stand outside those of "no `sign`"."""
        covers = self.places(f"no {sign}") if f"no {sign}" in _expressions() else []
        spans = sorted(_expressions()[sign].spans(self.tokens))
        found = [(self.starts[start], self.ends[end]) for start, end in spans]
        return [
            (start, end)
            for start, end in found
            if not any(begin <= start and end <= stop for begin, stop in covers)
        ]

    def has(self, sign: str) -> bool:
        """Tell whether an expression of `sign` stands in the question."""
        return bool(self.places(sign))

    def first(self, sign: str) -> Place | None:
        """Return the first place of `sign`."""
        return next(iter(self.places(sign)), None)

    def opening(self, *signs: str, start: int = 0) -> int:
        """Return where what is said opens that follows the expressions of `signs` at `start`."""
        row = {begin: end for sign in signs for begin, end in self.places(sign)}
        while True:
            start += len(self.question[start:]) - len(self.question[start:].lstrip(_STOPS))
            if start not in row:
                return start
            start = row[start]

    def at(self, place: int, sign: str) -> Place | None:
        """Return the place of the expression of `sign` that begins at `place`."""
        return next((found for found in self.places(sign) if found[0] == place), None)


def read_signs(question: str) -> Signs:
    """Return the signs in `question`."""
    tokens, starts, ends = "", dict[int, int](), dict[int, int]()
    for match in _TOKEN.finditer(question):
        starts[len(tokens)] = match.start()
        tokens += match.group().lower()
        ends[len(tokens)] = match.end()
        tokens += " "
    starts[len(tokens)] = len(question)
    ends[len(tokens) + 1] = len(question)
    return Signs(question=question, tokens=f"{tokens}.", starts=starts, ends=ends)


@lru_cache(maxsize=1)
def _expressions() -> dict[str, Expressions]:
    written: dict[str, list[str]] = {}
    for row in load_table("dependence").rows:
        written.setdefault(row["sign"], []).append(row["expression"])
    return {sign: Expressions(each) for sign, each in written.items()}
