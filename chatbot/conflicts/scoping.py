"""A quantity, its line, headings and title -> for whom and when it holds."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chatbot.conflicts.claim import Bands, Keys, Scope
from chatbot.conflicts.quantity import Quantity
from chatbot.language.names import NameKind
from chatbot.language.reading import AGENTS, Reading
from chatbot.language.tokens import terms, words
from chatbot.lexicon.loading import load_table

_LIMITS = tuple(
    (row["limit"], row["key"], re.compile(rf"\b(?:{row['pattern']})(?:(?<=\d)|(?!\w))", re.I))
    for row in load_table("scope_limits").rows
)
_CASE = re.compile(
    r"(?:(?:with|without|for|in|during|after|before|if|when|once|where|unless|from|under)\b"
    r"[^,:;]{3,80}[,:]|(?:patients|people|women|men) (?:who|with|whose)\b.{3,80}?"
    r"(?: (?:receive|take|get|need|have|are|is|continue|should)\b|[,:]))",
    re.IGNORECASE,
)
_KINDS = ("populations", "phases", "steps", "severities", "routes")
_LACKING = frozenset("without not cannot no never unless".split())
_DENYING = frozenset("non not no without nor after".split())
_REASONS = frozenset("for in with of against treat treats treated treating treatment".split())
_NEAR = 48  # characters before a condition that may say that it is the reason
_WORDS = 4  # of them


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    """Words of a text that limit what it says, and in what; `ages` are those of a population."""

    limit: str
    key: str
    start: int
    words: str
    ages: Bands = ()


class Surroundings:
    """A line with its headings and lead-ins (outermost first) and its article's title, as read."""

    def __init__(self, line: Reading, around: Sequence[Reading], title: Reading) -> None:
        self._levels = [line, *reversed(around), title]
        case = _CASE.match(line.text)
        self._case = words(case.group()) if case else []
        self._hits = [list(_hits(level)) for level in self._levels]
        self._named = [
            name
            for level in self._levels
            for name in level.names
            if not _is_denied(level.text, name.start)
        ]

    @property
    def names(self) -> Keys:
        """The keys of all that is named, but for populations and routes."""
        return self._keys(*AGENTS, NameKind.CONDITION)

    def scope(self, quantity: Quantity, others: Sequence[Quantity]) -> Scope:
        """Return the scope of `quantity` of the line, which states `others` too.

        What the line itself says of a kind goes before what its surroundings say, and those
        before the title. Of several words of one kind in the line, those on its side count.
        """
        own = {kind: self._nearest(kind, quantity, others) for kind in (*_KINDS, "ages")}
        keys = {kind: frozenset(hit.key for hit in own[kind]) for kind in _KINDS}
        stated = (hit.words.casefold() for hits in own.values() for hit in hits)
        return Scope(
            **keys,
            ages=tuple(sorted(band for hit in own["ages"] for band in hit.ages)),
            conditions=self._keys(NameKind.CONDITION),
            indications=frozenset(self._indications()),
            cases=self._case_terms(),
            is_negated=not _LACKING.isdisjoint(self._case),
            stated=tuple(dict.fromkeys(stated)),
        )

    def _keys(self, *kinds: NameKind) -> Keys:
        return frozenset(name.key for name in self._named if name.kind in kinds)

    def _case_terms(self) -> Keys:
        """Return the terms of the case that the line opens with, but for its medicines' names."""
        line, *_, title = self._levels
        named = [line.written(n) for n in line.names if n.kind is NameKind.MEDICINE]
        return frozenset(terms(" ".join(self._case))) - {*terms(" ".join([*named, title.text]))}

    def _nearest(
        self, limit: str, quantity: Quantity, others: Sequence[Quantity]
    ) -> Sequence[_Hit]:
        """Return the hits of one kind of the innermost level that has any."""
        for place, hits in enumerate(self._hits):
            found = [hit for hit in hits if hit.limit == limit]
            if found:
                return found if place else _on_its_side(found, quantity, others)
        return ()

    def _indications(self) -> Iterator[str]:
        line = self._levels[0]
        for name in line.names:
            before = words(line.text[max(0, name.start - _NEAR) : name.start])[-_WORDS:]
            if name.kind is NameKind.CONDITION and not _REASONS.isdisjoint(before):
                yield name.key


def _hits(reading: Reading) -> Iterator[_Hit]:
    """Yield what limits a text, in the order of its words."""
    found = [
        _Hit(limit=limit, key=key, start=match.start(), words=match.group())
        for limit, key, sign in _LIMITS
        for match in sign.finditer(reading.text)
    ]
    found += [
        _Hit(limit="routes", key=name.key, start=name.start, words=reading.written(name))
        for name in reading.names
        if name.kind is NameKind.ROUTE
    ]
    for people in reading.populations:
        said = reading.written(people)
        if people.key:
            found.append(_Hit(limit="populations", key=people.key, start=people.start, words=said))
        if people.has_ages:
            ages = ((people.low, people.high),)
            found.append(_Hit(limit="ages", key="", start=people.start, words=said, ages=ages))
    for hit in sorted(found, key=lambda hit: hit.start):
        if not _is_denied(reading.text, hit.start):
            yield hit


def _is_denied(text: str, start: int) -> bool:
    """Tell whether a "not" or "after" stands right before a place."""
    before = words(text[max(0, start - 12) : start])[-2:]
    return before == ["after", "any"] or not _DENYING.isdisjoint(before[-1:])


def _on_its_side(
    hits: Sequence[_Hit], quantity: Quantity, others: Sequence[Quantity]
) -> Sequence[_Hit]:
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
