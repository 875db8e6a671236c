"""Text -> its reading: names, figures, populations with ages, and what its clauses do.

The one place where language is read. A reading is made once, of a line when the index is built, of
a question when it is asked, of a model's sentence at the gate; everybody else asks the reading.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cached_property, lru_cache
from typing import Any

from pydantic import TypeAdapter

from chatbot.language.agents import owned
from chatbot.language.ages import find_ages
from chatbot.language.figure import Figure
from chatbot.language.figures import find_figures
from chatbot.language.modality import ADVICE, Modality, Mode, find_modalities
from chatbot.language.names import Name, NameFinder, NameKind
from chatbot.language.populations import Population, find_populations

Record = Mapping[str, list[dict[str, Any]]]
"""A reading without its text, as JSON holds it: what equals its default is left out."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What `text` says; all offsets count in it, and each tuple is in the order of the text.

    `heading` is what the text stands under; it is read with it but has no spans of its own.
    """

    text: str
    heading: str = ""
    names: tuple[Name, ...] = ()
    figures: tuple[Figure, ...] = ()
    populations: tuple[Population, ...] = ()
    modalities: tuple[Modality, ...] = ()

    def written(self, part: Name | Figure | Population | Modality) -> str:
        """Return the text of a part of it."""
        return self.text[part.start : part.end]

    @cached_property
    def medicines(self) -> frozenset[str]:
        """Keys of the medicines that it names."""
        return self.keys(NameKind.MEDICINE)

    @cached_property
    def conditions(self) -> frozenset[str]:
        """Keys of the conditions that it names."""
        return self.keys(NameKind.CONDITION)

    def keys(self, *kinds: NameKind) -> frozenset[str]:
        """Return the keys of its names of these kinds."""
        return frozenset(name.key for name in self.names if name.kind in kinds)

    @cached_property
    def amounts(self) -> tuple[Figure, ...]:
        """The figures that say how much of a medicine somebody takes."""
        return tuple(each for each in self.figures if each.is_dose)

    @cached_property
    def groups(self) -> frozenset[str]:
        """Keys of the groups of people that it speaks of, but for those it excepts."""
        return frozenset(p.key for p in self.populations if p.key and not p.is_excepted)

    @cached_property
    def ages(self) -> tuple[Population, ...]:
        """The populations of which ages are stated."""
        return tuple(each for each in self.populations if each.has_ages)

    @property
    def recommends(self) -> bool:
        """Whether any clause recommends."""
        return self.does(Mode.RECOMMENDS)

    @property
    def forbids(self) -> bool:
        """Whether any clause forbids."""
        return self.does(Mode.FORBIDS)

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

    def read(self, text: str, heading: str = "") -> Reading:
        """Return the reading of `text`, which stands under `heading`."""
        ages = find_ages(text)
        names = tuple(self.finder.find(text, ages))
        return Reading(
            text=text,
            heading=heading,
            names=names,
            figures=owned(text, find_figures(text, heading), names),
            populations=find_populations(text, names, ages),
            modalities=find_modalities(text),
        )


def read(text: str) -> Reading:
    """Return the reading of `text` by the listed names alone."""
    return _plain_reader().read(text)


@lru_cache(maxsize=1)
def _plain_reader() -> Reader:
    return Reader()


_PARTS: Mapping[str, TypeAdapter[Any]] = {
    "names": TypeAdapter(tuple[Name, ...]),
    "figures": TypeAdapter(tuple[Figure, ...]),
    "populations": TypeAdapter(tuple[Population, ...]),
    "modalities": TypeAdapter(tuple[Modality, ...]),
}


def to_record(reading: Reading) -> Record:
    """Return the reading without its text and heading, for JSON."""
    return {
        part: [dict(_told(each)) for each in getattr(reading, part)]
        for part in _PARTS
        if getattr(reading, part)
    }


def from_record(record: Record, text: str, heading: str = "") -> Reading:
    """Return the reading of `text` that `to_record` made a record of.

    Raises:
        pydantic.ValidationError: the record is not one.

    """
    parts = {
        part: adapter.validate_python(record.get(part, ())) for part, adapter in _PARTS.items()
    }
    return Reading(text=text, heading=heading, **parts)


def _told(part: Any) -> Iterator[tuple[str, Any]]:
    for field in fields(part):
        value = getattr(part, field.name)
        if field.default is MISSING or value != field.default:
            yield field.name, value
