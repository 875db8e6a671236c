"""Words -> the kind of detail that a question asks for, and whether a statement tells it.

One table, `lexicon/details.tsv`, says how each is asked, how it is told and how it is suggested.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from chatbot.language.figure import Figure, Kind, Use
from chatbot.language.modality import Mode
from chatbot.language.names import NameKind
from chatbot.language.reading import Reading
from chatbot.language.tokens import words
from chatbot.lexicon.expressions import Expressions
from chatbot.lexicon.loading import load_table

_ASKS_WHAT = frozenset(("what", "which"))
_QUESTION_WORDS = load_table("function_words").words("word", use="opens a question")


def _is_flow(figure: Figure) -> bool:
    return "hour" in figure.per or "minute" in figure.per


def _lasts(figure: Figure) -> bool:
    return figure.kind is Kind.TIME and figure.use is not Use.AGE


_FIGURES: Mapping[str, Callable[[Figure], bool]] = {
    "any": lambda figure: True,
    "dose": lambda figure: figure.is_dose,
    "share": lambda figure: figure.kind is Kind.SHARE,
    "volume": lambda figure: figure.kind is Kind.AMOUNT and figure.unit.startswith("mL"),
    "flow": _is_flow,
    "time": _lasts,
    "hours": lambda figure: _lasts(figure) and figure.high < 1.0,
    "days": lambda figure: _lasts(figure) and figure.high >= 1.0,
}
"""Which figures tell a detail, by the name that the table gives them; times are in days."""


@dataclass(frozen=True)
class Detail:
    """A kind of detail: a dose, a price, how often."""

    name: str
    rows: Mapping[str, tuple[str, ...]]

    @cached_property
    def suggests(self) -> str | None:
        """The question for it, with a place for `{name}`; None if none is suggested."""
        return next(iter(self.rows.get("suggests", ())), None)

    @property
    def lacking(self) -> str:
        """What articles that do not tell it do not state."""
        return next(iter(self.rows.get("lacking", ())), f"no {self.name}")

    @cached_property
    def is_figured(self) -> bool:
        """Whether a figure tells it."""
        return any(each in _FIGURES for each in self.rows.get("figure", ()))

    @cached_property
    def sections(self) -> frozenset[str]:
        """The kinds of section whose statements tell it."""
        return frozenset(self.rows.get("section", ()))

    @cached_property
    def modes(self) -> tuple[Mode, ...]:
        """What clauses do that tell it."""
        return tuple(map(Mode, self.rows.get("mode", ())))

    @property
    def is_a_medicine(self) -> bool:
        """Whether any medicine tells it: most lines name one, so they must deal with all asked."""
        return "medicine" in self.rows.get("figure", ())

    @property
    def is_of_one_medicine(self) -> bool:
        """Whether a statement tells it only of a medicine that it or its lead-in names."""
        return "of" in self.rows

    @property
    def is_a_dose(self) -> bool:
        """Whether it is one that would harm if it were that of other patients."""
        return self.name.endswith("dose")

    def is_told_by(self, reading: Reading) -> bool:
        """Tell whether a text states such a detail."""
        kinds = self.rows.get("figure", ())
        if self.is_a_medicine and reading.keys(NameKind.MEDICINE):
            return True
        meant = [_FIGURES[kind] for kind in kinds if kind in _FIGURES]
        if any(is_meant(figure) for figure in reading.figures for is_meant in meant):
            return True
        return self.is_told_in(reading.text)

    def is_asked_by(self, plain: str) -> bool:
        """Tell whether a question, in plain words parted by spaces, asks for it.

        "To what age is the second dose put off?" names a dose and asks for something else.
        """
        if self._asked.stand_in(plain):
            return True
        opens = {*plain.split()[:1]} & _QUESTION_WORDS
        return not opens and any(
            _ASKS_WHAT.isdisjoint(plain[:start].split()) for start, _ in self._named.spans(plain)
        )

    def is_sought_by(self, plain: str) -> bool:
        """Tell whether a question, in plain words, is answered best by what tells it."""
        return self._sought.stand_in(plain)

    def is_told_in(self, text: str) -> bool:
        """Tell whether the words of a text tell it."""
        return self._told.stand_in(_plain(text))

    @cached_property
    def _asked(self) -> Expressions:
        return Expressions(self.rows.get("asked", ()))

    @cached_property
    def _named(self) -> Expressions:
        return Expressions(self.rows.get("named", ()))

    @cached_property
    def _sought(self) -> Expressions:
        return Expressions(self.rows.get("sought", ()))

    @cached_property
    def _told(self) -> Expressions:
        return Expressions(self.rows.get("told", ()))


@lru_cache(maxsize=1)
def details() -> tuple[Detail, ...]:
    """Return every kind of detail, in the order in which they are looked for."""
    return tuple(Detail(name, rows) for name, rows in _rows().items() if name != "aside")


def detail_asked(question: str) -> Detail | None:
    """Return the detail that a question asks for: the first whose words it has; None if none."""
    return next(details_asked(question), None)


def details_asked(question: str) -> Iterator[Detail]:
    """Yield every detail whose words a question has."""
    plain = _plain(question)
    for start, end in sorted(_aside().spans(plain), reverse=True):
        plain = f"{plain[:start]}{plain[end:]}"
    return (each for each in details() if each.is_asked_by(plain))


def details_sought(question: str) -> tuple[Detail, ...]:
    """Return the details that order what answers a question, though none is refused for them."""
    plain = _plain(question)
    return tuple(each for each in details() if each.is_sought_by(plain))


def _plain(text: str) -> str:
    return " ".join(words(text))


def _rows() -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in load_table("details").rows:
        uses = found.setdefault(row["detail"], {})
        uses[row["use"]] = (*uses.get(row["use"], ()), row["expression"])
    return found


@lru_cache(maxsize=1)
def _aside() -> Expressions:
    return Expressions(_rows()["aside"]["aside"])
