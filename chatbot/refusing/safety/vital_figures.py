"""A sentence in plain tokens -> the vital signs in it that only somebody dying has."""

import re
from collections.abc import Iterator
from functools import lru_cache

from chatbot.lexicon.expressions import Expressions
from chatbot.lexicon.loading import load_table

_FIGURE = re.compile(
    r"(?: (?:is|are|was|of|now|at|reads|to|only|down|pressure|rate|level)){0,3} "
    r"(?P<value>\d+(?:[.,]\d+)?)(?:/\d+|%| / \d+| a| per)?(?= |$)"
)


@lru_cache(maxsize=1)
def _signs() -> tuple[tuple[Expressions, float, float], ...]:
    return tuple(
        (Expressions([row["name"]]), float(row["low"] or 0), float(row["high"] or "inf"))
        for row in load_table("vital_signs").rows
    )


def find_failing(sentence: str) -> Iterator[tuple[int, int]]:
    """Yield where a vital sign stands that is beyond its bounds, as offsets.

    A threshold ("below 80") is none.
    """
    for names, low, high in _signs():
        for start, end in names.spans(sentence):
            figure = _FIGURE.match(sentence, end)
            value = float(figure["value"].replace(",", ".")) if figure else low
            if figure and not low <= value <= high:
                yield start, figure.end()
