"""Text -> its reading: names, figures, populations with ages, and what its clauses do.

The one place where language is read: a line that states something, a model's sentence at the gate.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from chatbot.language.ages import find_ages
from chatbot.language.figure import Figure
from chatbot.language.figures import find_figures
from chatbot.language.modality import ADVICE, Modality, Mode, find_modalities
from chatbot.language.names import Name, NameFinder, NameKind
from chatbot.language.populations import Population, find_populations
from chatbot.lexicon.loading import load_table

_TEXTS_KEPT = 1024
AGENTS = (NameKind.MEDICINE, NameKind.PROCEDURE)
CLAUSE_END = re.compile(r";|\.\s|\bwhereas\b|\bwhile\b")
_FLUIDS = load_table("function_words").words("word", use="dissolves")
_IN = re.compile(r"\b(?:in|with|into)\s+(?:[\d.,\s-]+\w+\s+(?:of\s+)?)?$", re.IGNORECASE)
_OF = re.compile(r"^\s*(?:dose of|of)?\s*(?:\w+\s)?$")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What `text` says; all offsets count in it, and each tuple is in the order of the text."""

    text: str
    names: tuple[Name, ...] = ()
    figures: tuple[Figure, ...] = ()
    populations: tuple[Population, ...] = ()
    modalities: tuple[Modality, ...] = ()

    def written(self, part: Name | Figure | Population | Modality) -> str:
        """Return the text of a part of it."""
        return self.text[part.start : part.end]

    def keys(self, *kinds: NameKind) -> frozenset[str]:
        """Return the keys of its names of these kinds."""
        return frozenset(name.key for name in self.names if name.kind in kinds)

    def does(self, mode: Mode) -> bool:
        """Tell whether any clause does this."""
        return any(each.kind is mode for each in self.modalities)

    def modes_at(self, start: int, end: int) -> frozenset[Mode]:
        """Return what the clauses do in whose scope the span lies."""
        return frozenset(each.kind for each in self.modalities if each.holds(start, end))

    def advice_at(self, start: int, end: int) -> Modality | None:
        """Return the advice nearest to the span, of those in whose scope it lies."""
        around = [m for m in self.modalities if m.kind in ADVICE and m.holds(start, end)]
        return min(around, key=lambda m: max(m.start - end, start - m.end), default=None)


class Reader:
    """Reads texts, knowing the short forms and medicines of a corpus.

    `abbreviations` maps short forms to long ones; `medicines` are those beside the listed ones.
    """

    def __init__(
        self, abbreviations: Mapping[str, str] | None = None, medicines: Iterable[str] = ()
    ) -> None:
        self.finder = NameFinder(abbreviations, medicines)
        self.read = lru_cache(maxsize=_TEXTS_KEPT)(self._read)

    def _read(self, text: str, heading: str = "") -> Reading:
        """Return the reading of `text`, which stands under `heading`."""
        ages = find_ages(text)
        names = tuple(self.finder.find(text, ages))
        return Reading(
            text=text,
            names=names,
            figures=tuple(_owned(text, find_figures(text, heading, ages), names)),
            populations=find_populations(text, names, ages),
            modalities=find_modalities(text),
        )


def _owned(text: str, figures: Iterable[Figure], names: Iterable[Name]) -> Iterator[Figure]:
    """Yield the figures of `text`, each with the key of the medicine or procedure that it is of."""
    agents = [name for name in names if name.kind in AGENTS and not _dissolves(text, name)]
    for each in figures:
        owner = _owner(text, each, agents)
        yield replace(each, owner=owner.key) if owner else each


def _dissolves(text: str, name: Name) -> bool:
    """Tell whether a medicine is only what another is given in: "in 100 mL of normal saline"."""
    return name.key in _FLUIDS and _IN.search(text[: name.start]) is not None


def _owner(text: str, figure: Figure, agents: Sequence[Name]) -> Name | None:
    """Return which of `agents` a figure is of.

    The one right behind it ("1 g of X"), else the nearest before it in the clause, else the only
    one of the clause, else the nearest before it in the text.
    """
    start, end = figure.start, figure.end
    behind = [a for a in agents if a.start >= end]
    before = [a for a in agents if a.end <= start]
    if behind and _OF.match(text[end : behind[0].start]):
        return behind[0]
    clause = [
        a for a in agents if not CLAUSE_END.search(text, min(a.end, end), max(a.start, start))
    ]
    near = [a for a in clause if a in before]
    if near:
        return near[-1]
    if len({a.key for a in clause}) == 1:
        return clause[0]
    return before[-1] if before else None
