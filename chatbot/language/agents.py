"""Figures and the names around them -> the medicine or procedure that each figure is of."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from chatbot.language.figure import Figure
from chatbot.language.names import Name, NameKind

AGENTS = (NameKind.MEDICINE, NameKind.PROCEDURE)
CLAUSE_END = re.compile(r";|\.\s|\bwhereas\b|\bwhile\b")
_OF = re.compile(r"^\s*(?:dose of|of)?\s*(?:\w+\s)?$")


def owner_of(text: str, start: int, end: int, agents: Sequence[Name]) -> Name | None:
    """Return the medicine or procedure of `agents` that what stands at `start` to `end` is of.

    The one right behind it ("1 g of X"), else the nearest before it in the clause, else the only
    one of the clause, else the nearest before it in the text.
    """
    behind = [a for a in agents if a.start >= end]
    before = [a for a in agents if a.end <= start]
    if behind and _OF.match(text[end : behind[0].start]):
        return behind[0]
    clause = [a for a in agents if not is_apart(text, a, start, end)]
    near = [a for a in clause if a in before]
    if near:
        return near[-1]
    if len({a.key for a in clause}) == 1:
        return clause[0]
    return before[-1] if before else None


def is_apart(text: str, name: Name, start: int, end: int) -> bool:
    """Tell whether a clause ends between a name and what stands at `start` to `end`."""
    return CLAUSE_END.search(text, min(name.end, end), max(name.start, start)) is not None


def owned(text: str, figures: Iterable[Figure], names: Iterable[Name]) -> tuple[Figure, ...]:
    """Return the figures of `text`, each with the key of what it is of."""
    agents = [name for name in names if name.kind in AGENTS]
    if not agents:
        return tuple(figures)
    return tuple(
        replace(each, owner=owner.key)
        if (owner := owner_of(text, each.start, each.end, agents)) is not None
        else each
        for each in figures
    )
