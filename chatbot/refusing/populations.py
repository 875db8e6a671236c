"""Whom and which route a question asks about -> whether the lines found cover it."""

import re
from collections.abc import Sequence

from chatbot.language.names import Name, NameKind
from chatbot.refusing.asking import Asked
from chatbot.refusing.mentions import Mentions
from chatbot.refusing.refusal import Reason, Refusal
from chatbot.refusing.subjects import deals_with
from chatbot.refusing.told import Told
from chatbot.retrieval.expanding import Query

_TREATMENTS = (NameKind.MEDICINE, NameKind.PROCEDURE)
_ADULT = 18.0
_OLD = 60.0
_YOUNG = frozenset({"children", "infants", "newborns", "adolescents"})
_COVERED_BY = {
    "children": {"children", "infants", "newborns", "adolescents"},
    "infants": {"infants", "newborns", "children"},
    "newborns": {"newborns", "infants"},
    "adolescents": {"adolescents", "children"},
    "elderly": {"elderly"},
    "pregnancy": {"pregnancy"},
    "breastfeeding": {"breastfeeding"},
    "postpartum": {"postpartum"},
    "women of childbearing age": {"women of childbearing age", "pregnancy"},
    "renal impairment": {"renal impairment", "chronic kidney disease", "dialysis"},
    "hepatic impairment": {"hepatic impairment", "cirrhosis"},
    "immunocompromised": {"immunocompromised"},
}
"""Populations that differ so much that a line on others does not answer for them."""

_ONLY_IF_ASKED = frozenset({"elderly", "immunocompromised", "postpartum"})
"""Those that a vignette may mention in passing."""

_USUAL_ROUTES = frozenset({"intravenous", "oral"})
_ASKS_DOSE = re.compile(
    r"\b(?:dos(?:e|es|age|ages|ing|ed)|how much|how many mg|mg)\b", re.IGNORECASE
)
_DOSE = re.compile(r"\d[\s-]?(?:mg|mcg|µg|μg|g|IU|units?|mL)\b", re.IGNORECASE)
_AGE = re.compile(r"age (?P<low>[\d.]+)?(?:(?P<open>\+)|-(?P<high>[\d.]+))?")


def refuse_population(
    asked: Asked, query: Query, mentions: Mentions, told: Sequence[Told]
) -> Refusal | None:
    """Return the refusal if the population or route asked about is not covered.

    It is covered by a line that speaks of it and of a treatment asked about, and, where a dose
    is asked for, states one: that of other patients would be the worst of answers.
    """
    treatments = [name for name in asked.names if name.kind in _TREATMENTS]
    on_subject = [
        line
        for line in told
        if not treatments or any(deals_with(line, name, asked, query) for name in treatments)
    ] or told
    asks_dose = _ASKS_DOSE.search(asked.part) is not None
    if asks_dose:
        on_subject = [line for line in on_subject if _DOSE.search(line.own)] or on_subject
    for name in asked.names:
        if not _matters(name, asked):
            continue
        if any(_covers(line, name, near=asks_dose) for line in on_subject):
            continue
        words = asked.words(name)
        known = mentions.holds(name.key, words) or name.key.startswith("age ")
        if not known:
            return Refusal(
                reason=Reason.NOT_IN_CORPUS,
                explanation=f"No indexed article mentions “{words}”.",
            )
        return Refusal(
            reason=Reason.UNSUPPORTED,
            explanation=f"No line found on this covers “{words}”.",
        )
    return None


def _matters(name: Name, asked: Asked) -> bool:
    if name.kind is NameKind.ROUTE:
        return name.key not in _USUAL_ROUTES and name not in asked.told
    if name.kind is not NameKind.POPULATION:
        return False
    if name.key.startswith("age "):
        low, high = _bounds(name.key)
        exact = low == high
        return high < _ADULT if exact else name not in asked.told or high < _ADULT
    return name.key in _COVERED_BY and not (name.key in _ONLY_IF_ASKED and name in asked.told)


def _covers(line: Told, name: Name, *, near: bool) -> bool:
    keys = line.near_keys | line.reader.keys(line.line.article.title) if near else line.wide_keys
    ages = [_bounds(key) for key in keys if key.startswith("age ")]
    if not name.key.startswith("age "):
        low, high = _span(name.key)
        stated = any(a <= high and low <= b for a, b in ages) if high > low else False
        return stated or bool(_COVERED_BY.get(name.key, {name.key}) & keys)
    low, high = _bounds(name.key)
    if any(a <= high and low <= b for a, b in ages):
        return True
    return bool((high < _ADULT and keys & _YOUNG) or (low >= _OLD and "elderly" in keys))


def _span(key: str) -> tuple[float, float]:
    """Return the ages that a word means; (0, 0) if it means none."""
    spans = {"children": (1.0, 12.0), "infants": (0.1, 0.9), "adolescents": (12.0, 17.0)}
    return {**spans, "elderly": (65.0, 100.0)}.get(key, (0.0, 0.0))


def _bounds(key: str) -> tuple[float, float]:
    match = _AGE.fullmatch(key)
    assert match is not None
    low = float(match["low"] or 0)
    if match["high"]:
        return low, float(match["high"])
    return low, 150.0 if match["open"] else low
