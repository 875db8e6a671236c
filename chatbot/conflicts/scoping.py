"""A line, its headings and its article's title -> for whom and when the line holds."""

import math
import re
from collections.abc import Iterable, Sequence

from chatbot.conflicts.claim import FindNames, Scope
from chatbot.vocabulary.names import Name, NameKind

_AGE = "age "
_PHASES = {
    "acute": r"acute(?:ly)?|attacks?|flares?(?:-ups?)?|exacerbations?|acute episodes?",
    "maintenance": r"maintenance|long[- ]term|disease[- ]modifying|relapse prevention"
    r"|prevent(?:ion|ing)? (?:of )?(?:relapses?|recurrences?)|chronic(?:ally)?|prophyla\w+",
    "loading": r"loading|induction|initial(?:ly)?(?= dos| \d)|initial doses?|starting doses?"
    r"|first dose|bolus|priming",
    "tapering": r"taper\w*|wean\w*|step(?:ped)?[- ]down|reduced? (?:to|by)|then|followed by"
    r"|thereafter|subsequent(?:ly)?|afterwards",
}
_SEVERITIES = {
    "severe": r"severe(?:ly)?|critical(?:ly)?|fulminant|life-threatening|refractory",
    "mild": r"mild(?:ly)?|uncomplicated|non-severe",
    "moderate": r"moderate(?:ly)?",
}
_FOR = re.compile(r"\b(?:for|in|treat\w*|with|of|against)\s+(?:\w+[\s-]){0,3}$", re.IGNORECASE)


def _signs(groups: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in groups.items()}


_PHASE_SIGNS, _SEVERITY_SIGNS = _signs(_PHASES), _signs(_SEVERITIES)


def scope_of(line: str, around: Sequence[str], title: str, find: FindNames) -> Scope:
    """Return the scope of `line`.

    `around` are its headings and lead-ins, outermost first. What the line itself says of a kind
    goes before what its surroundings say, and those before the title.
    """
    levels = [line, *reversed(around), title]
    names = [find(level) for level in levels]
    stated: list[str] = []

    def nearest(kind: NameKind) -> frozenset[str]:
        for level, found in zip(levels, names, strict=True):
            of_kind = [name for name in found if name.kind is kind]
            if of_kind:
                stated.extend(level[name.start : name.end] for name in of_kind)
                return frozenset(name.key for name in of_kind)
        return frozenset()

    def nearest_sign(signs: dict[str, re.Pattern[str]]) -> frozenset[str]:
        for level in levels:
            hits = {name: hit for name, sign in signs.items() if (hit := sign.search(level))}
            if hits:
                stated.extend(hit.group() for hit in hits.values())
                return frozenset(hits)
        return frozenset()

    populations = nearest(NameKind.POPULATION)
    return Scope(
        populations=frozenset(key for key in populations if not _is_age(key)),
        phases=nearest_sign(_PHASE_SIGNS),
        severities=nearest_sign(_SEVERITY_SIGNS),
        routes=nearest(NameKind.ROUTE),
        conditions=frozenset(
            n.key for found in names for n in found if n.kind is NameKind.CONDITION
        ),
        indications=_indications(line, names[0]),
        ages=tuple(sorted(map(_years, filter(_is_age, populations)))),
        stated=tuple(dict.fromkeys(words.casefold() for words in stated)),
    )


def _indications(line: str, names: Iterable[Name]) -> frozenset[str]:
    return frozenset(
        name.key
        for name in names
        if name.kind is NameKind.CONDITION
        and _FOR.search(line[max(0, name.start - 48) : name.start])
    )


def _is_age(key: str) -> bool:
    return key.startswith(_AGE)


def _years(key: str) -> tuple[float, float]:
    """Return the years of an age's key: "age 40-49", "age 65+", "age -5", "age 41"."""
    low, dash, high = key.removeprefix(_AGE).removesuffix("+").partition("-")
    if key.endswith("+"):
        return float(low), math.inf
    return float(low or 0), float(high) if dash else float(low)
