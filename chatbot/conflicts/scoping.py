"""A quantity, its line, headings and title -> for whom and when it holds."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chatbot.conflicts.claim import FindNames, Scope
from chatbot.conflicts.quantity import Quantity
from chatbot.language.names import Name, NameKind
from chatbot.language.tokens import terms

_AGE = "age "
_PHASES = {
    "acute": r"acute(?:ly)?|attacks?|flares?(?:-ups?)?|exacerbations?|acute episodes?",
    "maintenance": r"maintenance|long[- ]term|disease[- ]modifying|relapse prevention"
    r"|prevent(?:ion|ing)? (?:of )?(?:relapses?|recurrences?)|chronic(?:ally)?|prophyla\w+",
}
_STEPS = {
    "loading": r"loading|induction|first (?:infusion|dose|bag)|bolus|priming",
    "starting": r"initial(?:ly)?|starting doses?|to start"
    r"|start(?:s|ed|ing)?(?::| at| with| on| \d| \w+ at| \w+ with)"
    r"|(?:begin|initiat)\w*(?=[^.;]*\b(?:increas|titrat|doubl))",
    "second": r"second (?:infusion|dose|injection|cycle|bag)",
    "third": r"third (?:infusion|dose|injection|cycle|bag)",
    "target": r"target (?:doses?|of)|titrated to|build up to|usual dose"
    r"|(?:increas|rais|doubl)\w*(?: [\w-]+){0,3}? to",
    "tapering": r"taper\w*|wean\w*|step(?:ped)?[- ]down|(?:reduc|lower|decreas|halv)\w*"
    r"(?: [\w-]+){0,3}? (?:to|by)",
    "subsequent": r"(?:from )?then|followed by|thereafter|subsequent(?:ly)?|afterwards",
}
_SEVERITIES = {
    "severe": r"severe(?:ly)?|critical(?:ly)?|fulminant|life-threatening|refractory",
    "mild": r"mild(?:ly)?|uncomplicated|non-?severe|non-?fulminant|low[- ]severity",
    "light": r"weigh\w* (?:less than|under|below)|body weight (?:below|under|of less)",
    "moderate": r"moderate(?:ly)?(?! risk)",
    "high risk": r"high(?:er)?[- ]risk|at increased risk",
    "moderate risk": r"(?:moderate|medium|intermediate)[- ]risk",
    "average risk": r"(?:low|average|normal)[- ]risk|no risk factors",
}
_FOR = re.compile(r"\b(?:for|in|treat\w*|with|of|against)\s+(?:\w+[\s-]){0,3}$", re.IGNORECASE)
_CASE = re.compile(
    r"^(?:(?:with|without|for|in|during|after|before|if|when|once|where|unless|from|under)\b"
    r"[^,:;]{3,80}[,:]|(?:patients|people|women|men) (?:who|with|whose)\b.{3,80}?"
    r"(?: (?:receive|take|get|need|have|are|is|continue|should)\b|[,:]))",
    re.IGNORECASE,
)
_LACKING = re.compile(r"\b(?:without|not|cannot|no|never|unless)\b", re.IGNORECASE)
_NEGATED = re.compile(r"(?:\bnon|\bnot|\bno|\bwithout|\bnor|\bafter(?: any)?)[\s-]$", re.IGNORECASE)


def _signs(groups: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile(rf"\b(?:{words})(?:(?<=\d)|(?!\w))", re.IGNORECASE)
        for name, words in groups.items()
    }


_PHASE_SIGNS, _STEP_SIGNS, _SEVERITY_SIGNS = map(_signs, (_PHASES, _STEPS, _SEVERITIES))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    """A word of a text that limits what it says."""

    key: str
    start: int
    end: int
    words: str


class Surroundings:
    """A line with its headings and lead-ins (outermost first) and its article's title."""

    def __init__(self, line: str, around: Sequence[str], title: str, find: FindNames) -> None:
        self._levels = [line, *reversed(around), title]
        self._case = _CASE.match(line)
        self._title = frozenset(terms(title))
        self._names = [
            [name for name in find(level) if not _NEGATED.search(level, 0, name.start)]
            for level in self._levels
        ]

    def scope(self, quantity: Quantity, others: Sequence[Quantity]) -> Scope:
        """Return the scope of `quantity` of the line, which states `others` too.

        What the line itself says of a kind goes before what its surroundings say, and those
        before the title. Of several words of one kind in the line, those on its side count.
        """
        hits = {
            "populations": self._nearest(self._named(NameKind.POPULATION, ages=False)),
            "ages": self._nearest(self._named(NameKind.POPULATION, ages=True)),
            "phases": self._nearest(self._signed(_PHASE_SIGNS)),
            "steps": self._nearest(self._signed(_STEP_SIGNS)),
            "severities": self._nearest(self._signed(_SEVERITY_SIGNS)),
            "routes": self._nearest(self._named(NameKind.ROUTE)),
        }
        own = {
            kind: _on_its_side(found, quantity, others) if in_line else found
            for kind, (in_line, found) in hits.items()
        }
        stated = [hit.words for found in own.values() for hit in found]
        return Scope(
            populations=_keys(own["populations"]),
            phases=_keys(own["phases"]),
            steps=_keys(own["steps"]),
            severities=_keys(own["severities"]),
            routes=_keys(own["routes"]),
            conditions=frozenset(
                name.key for found in self._names for name in found if _is_condition(name)
            ),
            indications=frozenset(self._indications()),
            cases=self._case_terms(),
            is_negated=bool(self._case and _LACKING.search(self._case.group())),
            ages=tuple(sorted(_years(hit.key) for hit in own["ages"])),
            stated=tuple(dict.fromkeys(words.casefold() for words in stated)),
        )

    def _case_terms(self) -> frozenset[str]:
        """Return the terms of the case that the line opens with, but for its medicines' names."""
        if self._case is None:
            return frozenset()
        line, found = self._levels[0], self._case.group()
        named = (line[n.start : n.end] for n in self._names[0] if n.kind is NameKind.MEDICINE)
        return frozenset(terms(found)) - frozenset(terms(" ".join(named))) - self._title

    @property
    def names(self) -> frozenset[str]:
        """The keys of all that is named, but for populations and routes."""
        kinds = (NameKind.MEDICINE, NameKind.PROCEDURE, NameKind.CONDITION)
        return frozenset(n.key for found in self._names for n in found if n.kind in kinds)

    def _named(self, kind: NameKind, *, ages: bool | None = None) -> Iterator[list[_Hit]]:
        for level, found in zip(self._levels, self._names, strict=True):
            yield [
                _Hit(key=n.key, start=n.start, end=n.end, words=level[n.start : n.end])
                for n in found
                if n.kind is kind and ages in (None, n.key.startswith(_AGE))
            ]

    def _signed(self, signs: dict[str, re.Pattern[str]]) -> Iterator[list[_Hit]]:
        for level in self._levels:
            yield [
                _Hit(key=name, start=m.start(), end=m.end(), words=m.group())
                for name, sign in signs.items()
                for m in sign.finditer(level)
                if not _NEGATED.search(level, 0, m.start())
            ]

    def _nearest(self, levels: Iterator[list[_Hit]]) -> tuple[bool, list[_Hit]]:
        """Return the hits of the innermost level that has any, and whether that is the line."""
        for number, hits in enumerate(levels):
            if hits:
                return number == 0, sorted(hits, key=lambda hit: hit.start)
        return False, []

    def _indications(self) -> Iterator[str]:
        line = self._levels[0]
        for name in self._names[0]:
            if _is_condition(name) and _FOR.search(line[max(0, name.start - 48) : name.start]):
                yield name.key


def _on_its_side(hits: list[_Hit], quantity: Quantity, others: Sequence[Quantity]) -> list[_Hit]:
    """Return the hits that belong to `quantity` rather than to the others of its role.

    "Adults 10 mg, children 5 mg" names them before, "10 mg in adults, 5 mg in children" behind.
    """
    same = [other for other in others if other.role is quantity.role]
    if len(hits) < 2 or len(same) < 2:
        return hits
    place, high = same.index(quantity), math.inf
    if hits[0].start < same[0].start:
        low, high = (same[place - 1].end if place else 0), quantity.start
    else:
        low = quantity.end
        if place + 1 < len(same):
            high = same[place + 1].start
    return [hit for hit in hits if low <= hit.start < high] or hits


def _keys(hits: Sequence[_Hit]) -> frozenset[str]:
    return frozenset(hit.key for hit in hits)


def _is_condition(name: Name) -> bool:
    return name.kind is NameKind.CONDITION


def _years(key: str) -> tuple[float, float]:
    """Return the years of an age's key: "age 40-49", "age 65+", "age -5", "age 41"."""
    low, dash, high = key.removeprefix(_AGE).removesuffix("+").partition("-")
    if key.endswith("+"):
        return float(low), math.inf
    return float(low or 0), float(high) if dash else float(low)
