"""Text -> what its clauses do: recommend, permit, forbid, warn, report, suppose, look back, deny.

The rules are data (`modality.tsv`): an expression, the kind of clause it makes, and where its
scope lies. The method is ConText's (Harkema et al., J Biomed Inform 2009): a trigger reaches to the
end of its sentence, to an expression that ends scopes, or to the next trigger that advises.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from chatbot.lexicon.loading import load_table


class Mode(StrEnum):
    """What a clause does."""

    RECOMMENDS = "recommends"
    PERMITS = "permits"
    FORBIDS = "forbids"
    WARNS = "warns"
    REPORTS = "reports"
    HISTORY = "history"
    HYPOTHESIS = "hypothesis"
    NEGATED = "negated"


ADVICE = frozenset({Mode.RECOMMENDS, Mode.PERMITS, Mode.FORBIDS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Modality:
    """A trigger at `start` to `end` of a text, and its scope `scope_start` to `scope_end`.

    The scope holds the trigger. `is_strong` is told of what advises: "must", not "is usually".
    """

    kind: Mode
    start: int
    end: int
    scope_start: int
    scope_end: int
    is_strong: bool = False

    def holds(self, start: int, end: int) -> bool:
        """Tell whether a span of the text lies in the scope."""
        return self.scope_start <= start and end <= self.scope_end


_Place = tuple[frozenset[str], tuple[str, ...]]
"""Words that may stand at a place of an expression, and beginnings of such words."""


@dataclass(frozen=True, slots=True)
class _Rule:
    words: tuple["_Place", ...]
    kind: str
    is_strong: bool
    direction: str
    reach: int
    place: str


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Hit:
    """A rule at the tokens `first` to `last`, the latter exclusive."""

    rule: _Rule
    first: int
    last: int


_TOKEN = re.compile(
    r"[a-z]+(?=n['\u2019]t\b)|n['\u2019]t\b|[a-z]+(?:[-/][a-z]+)*|\d+(?:[.,]\d+)*|[^\w\s]|\n",
    re.IGNORECASE,
)
_WRITTEN_OUT = {"n't": "not", "n\u2019t": "not", "ca": "can", "wo": "will", "sha": "shall"}
_BREAKS = frozenset(".;?!\n•·|")
_BREAKS_AND_COMMA = _BREAKS | {","}
_OPENS = frozenset(".;:?!\n•·|*-–()\u25aa\u25a0\u25cb")
_JOINTS = frozenset({",", "and", "or", "but", "then", "please"})
_NO_VERB_BEFORE = frozenset({"of", "is", "was", "are", "were", "has", "should", "may", "must"})
_ANY: _Place = (frozenset({"_"}), ())  # one word or none, but no negation
_NEGATIVE = frozenset({"", "not", "no", "never", "against"})
_PREFIX = 4  # letters by which rules with an open ending are looked up


def find_modalities(text: str) -> tuple[Modality, ...]:
    """Return what the clauses of `text` do, in the order of their triggers; none overlap."""
    tokens = [
        _Token(_WRITTEN_OUT.get(word := match.group().lower(), word), match.start(), match.end())
        for match in _TOKEN.finditer(text)
    ]
    hits = list(_hits(tokens))
    found = [
        _modality(tokens, hits, place)
        for place, hit in enumerate(hits)
        if hit.rule.kind not in ("none", "ends")
    ]
    return tuple(_without_double_negation(text, found))


def _hits(tokens: Sequence[_Token]) -> Iterator[_Hit]:
    place = 0
    while place < len(tokens):
        best: _Hit | None = None
        for rule in _rules_at(tokens[place].word):
            last = _matched(rule, tokens, place)
            if (
                last
                and (best is None or last > best.last)
                and _may_stand(rule, tokens, place, last)
            ):
                best = _Hit(rule, place, last)
        if best is not None:
            yield best
        place = best.last if best is not None else place + 1


def _matched(rule: _Rule, tokens: Sequence[_Token], place: int) -> int:
    """Return where the expression ends that begins at `place`, 0 if it does not stand there."""
    for number, (words, beginnings) in enumerate(rule.words):
        word = tokens[place].word if place < len(tokens) else ""
        if word in words or (beginnings and word.startswith(beginnings)):
            place += 1
        elif words is not _ANY[0]:
            return 0
        elif word not in _NEGATIVE and not _is_at(word, rule.words[number + 1]):
            place += 1
    return place


def _is_at(word: str, place: _Place) -> bool:
    return word in place[0] or word.startswith(place[1])


def _may_stand(rule: _Rule, tokens: Sequence[_Token], first: int, last: int) -> bool:
    if not rule.place:
        return True
    before = tokens[first - 1].word if first else "\n"
    behind = tokens[last].word if last < len(tokens) else ""
    if behind in _NO_VERB_BEFORE:
        return False
    opens = before in _OPENS and rule.place == "start"
    return opens or before in _JOINTS or (before.isdigit() and first == 1)


def _modality(tokens: Sequence[_Token], hits: Sequence[_Hit], place: int) -> Modality:
    hit = hits[place]
    rule = hit.rule
    begin, end = hit.first, hit.last
    if rule.direction != "forward":
        begin = _back(tokens, hits, place)
    if rule.direction != "backward":
        end = _ahead(tokens, hits, place)
    return Modality(
        kind=Mode(rule.kind),
        start=tokens[hit.first].start,
        end=tokens[hit.last - 1].end,
        scope_start=tokens[begin].start,
        scope_end=tokens[end - 1].end,
        is_strong=rule.is_strong,
    )


def _ends_scope(hit: _Hit, other: _Hit) -> bool:
    """Tell whether `other` ends the scope of `hit`: an "ends", or advice where `hit` is advice."""
    if other.rule.kind == "ends":
        return True
    return hit.rule.kind in ADVICE and other.rule.kind in ADVICE


def _ahead(tokens: Sequence[_Token], hits: Sequence[_Hit], place: int) -> int:
    hit = hits[place]
    ends = (other.first for other in hits[place + 1 :] if _ends_scope(hit, other))
    limit = min(next(ends, len(tokens)), hit.last + (hit.rule.reach or len(tokens)), len(tokens))
    breaks = _BREAKS_AND_COMMA if hit.rule.kind == Mode.HYPOTHESIS else _BREAKS
    for number in range(hit.last, limit):
        if tokens[number].word in breaks:
            return number
    return max(limit, hit.last)


def _back(tokens: Sequence[_Token], hits: Sequence[_Hit], place: int) -> int:
    hit = hits[place]
    ends = (other.last for other in reversed(hits[:place]) if _ends_scope(hit, other))
    limit = next(ends, 0)
    if hit.rule.reach:
        limit = max(limit, hit.first - hit.rule.reach)
    for number in reversed(range(limit, hit.first)):
        if tokens[number].word in _BREAKS:
            return number + 1
    return limit


def _without_double_negation(text: str, found: Sequence[Modality]) -> Iterator[Modality]:
    """Make "should not be stopped" a recommendation, and "should avoid" one thing that forbids."""
    place = 0
    while place < len(found):
        this = found[place]
        following = found[place + 1] if place + 1 < len(found) else None
        kind = _joint_kind(text, this, following) if following is not None else None
        if following is None or kind is None:
            yield this
            place += 1
        else:
            yield replace(
                this,
                kind=kind,
                end=following.end,
                scope_start=min(this.scope_start, following.scope_start),
                scope_end=max(this.scope_end, following.scope_end),
            )
            place += 2


def _joint_kind(text: str, one: Modality, other: Modality) -> Mode | None:
    """Return what two triggers that stand together say, None if they do not."""
    if other.kind is not Mode.FORBIDS or text[one.end : other.start].strip() not in _LINKS:
        return None
    if one.kind in (Mode.RECOMMENDS, Mode.PERMITS):
        return Mode.FORBIDS
    if one.kind in (Mode.FORBIDS, Mode.NEGATED) and _DENIES.search(text, one.start, one.end):
        return Mode.RECOMMENDS
    return None


_LINKS = frozenset({"", "be", "routinely", "be routinely", "to", "that", "to be"})
_DENIES = re.compile(r"(?:\bnot|n['\u2019]t|\bnever|\bcannot)(?: be)?\Z", re.IGNORECASE)


def _rules_at(word: str) -> Sequence[_Rule]:
    whole, open_ended = _rules()
    return (*whole.get(word, ()), *open_ended.get(word[:_PREFIX], ()))


@lru_cache(maxsize=1)
def _rules() -> tuple[dict[str, list[_Rule]], dict[str, list[_Rule]]]:
    """Return the rules by their first word, and by its first letters if its ending is open."""
    whole: dict[str, list[_Rule]] = {}
    open_ended: dict[str, list[_Rule]] = {}
    for row in load_table("modality").rows:
        words = tuple(
            _ANY if place == "_" else _place(place.split("|"))
            for place in row["expression"].split()
        )
        rule = _Rule(
            words, row["kind"], row["strength"] == "strong", row["direction"],
            int(row["words"] or 0), row["place"],
        )  # fmt: skip
        for first in words[0][0]:
            whole.setdefault(first, []).append(rule)
        for first in words[0][1]:
            open_ended.setdefault(first[:_PREFIX], []).append(rule)
    return whole, open_ended


def _place(written: Sequence[str]) -> _Place:
    return (
        frozenset(each for each in written if not each.endswith("*")),
        tuple(each.removesuffix("*") for each in written if each.endswith("*")),
    )
