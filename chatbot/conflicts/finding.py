"""The claims of all articles -> the conflicts between them.

Two claims conflict if they speak of one subject in articles on one topic, for scopes that do
not exclude each other, and their quantities cannot both be true. An article that elsewhere
agrees with the other side gives alternatives and is no side of a conflict.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations

from chatbot.articles.article import Article
from chatbot.conflicts.claim import Claim, Keys, Scope
from chatbot.conflicts.claiming import article_claims
from chatbot.conflicts.conflict import FoundConflict, Side
from chatbot.conflicts.topics import Topics
from chatbot.quantities.comparing import disagree
from chatbot.quantities.quantity import Role
from chatbot.vocabulary.names import NameFinder

VERSION = 1
"""Raise it with any change that finds other conflicts: an index is then brought up to date."""

_TEXTS_KEPT = 4096
_NARROW_PHASES = frozenset({"loading", "tapering"})
_GENERAL_POPULATIONS = frozenset({"adults", "men", "women"})
_GENERAL_AGENTS = frozenset(
    """vaccine vaccination immunization screening surgery test testing antibiotic antimicrobial
    biopsy transfusion imaging""".split()
)
"""Names of so many things that only lines in the same words speak of the same one."""

_SAME_OUTCOME = 0.6
_SAME_LINE = 0.3
_NEEDS_LIKE_LINES = frozenset({Role.WITHIN, Role.AFTER, Role.LEVEL, Role.AGE})


def find_conflicts(
    articles: Sequence[Article], abbreviations: Mapping[str, str]
) -> list[FoundConflict]:
    """Return the conflicts between `articles`, in the order of their first sides."""
    find = lru_cache(maxsize=_TEXTS_KEPT)(NameFinder(abbreviations).find)
    claims = [claim for article in articles for claim in article_claims(article, find)]
    return conflicts_among(claims, Topics(articles, abbreviations, find))


def conflicts_among(claims: Iterable[Claim], topics: Topics) -> list[FoundConflict]:
    """Return the conflicts between `claims`, in the order of their first sides."""
    groups: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[_group(claim)].append(claim)
    found = [
        _conflict(sides)
        for group in groups.values()
        for sides in _components(_pairs(group, topics))
    ]
    return sorted(found, key=lambda c: (c.sides[0].article_id, c.sides[0].start, c.subject))


def _group(claim: Claim) -> tuple[str, ...]:
    quantity = claim.quantity
    unit = "" if quantity.role is Role.DOSE else quantity.unit
    return (quantity.role.value, claim.subject, unit)


def _pairs(group: Sequence[Claim], topics: Topics) -> Iterator[tuple[Claim, Claim]]:
    """Yield the pairs of claims that conflict."""
    by_article: dict[str, list[Claim]] = defaultdict(list)
    for claim in group:
        by_article[claim.article_id].append(claim)
    for one_claims, other_claims in combinations(by_article.values(), 2):
        comparable = [
            (one, other)
            for one in one_claims
            for other in other_claims
            if _speak_of_one_thing(one, other) and topics.are_one(one, other)
        ]
        agreeing = {
            id(claim)
            for one, other in comparable
            if disagree(one.quantity, other.quantity) is False
            for claim in (one, other)
        }
        for one, other in comparable:
            if disagree(one.quantity, other.quantity) and not {id(one), id(other)} & agreeing:
                yield one, other


def _speak_of_one_thing(one: Claim, other: Claim) -> bool:
    if (one.outcome or other.outcome) and _jaccard(one.outcome, other.outcome) < _SAME_OUTCOME:
        return False
    needs_like_lines = one.quantity.role in _NEEDS_LIKE_LINES or one.subject in _GENERAL_AGENTS
    if needs_like_lines and _jaccard(one.terms, other.terms) < _SAME_LINE:
        return False
    return not _exclude(one.scope, other.scope)


def _exclude(one: Scope, other: Scope) -> bool:
    """Tell whether the text says that the two hold for different patients or times."""
    return (
        _differ(one.routes, other.routes)
        or _differ(one.severities, other.severities)
        or _differ(one.phases, other.phases)
        or _only_one_has(one.phases & _NARROW_PHASES, other.phases & _NARROW_PHASES)
        or _differ(one.populations, other.populations)
        or _only_one_has(
            one.populations - _GENERAL_POPULATIONS, other.populations - _GENERAL_POPULATIONS
        )
        or (bool(one.ages) and bool(other.ages) and not _ages_meet(one, other))
    )


def _differ(one: Keys, other: Keys) -> bool:
    return bool(one) and bool(other) and not one & other


def _only_one_has(one: Keys, other: Keys) -> bool:
    return bool(one) is not bool(other)


def _ages_meet(one: Scope, other: Scope) -> bool:
    return any(a[0] <= b[1] and b[0] <= a[1] for a in one.ages for b in other.ages)


def _jaccard(one: Keys, other: Keys) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _components(pairs: Iterable[tuple[Claim, Claim]]) -> list[list[Claim]]:
    """Join pairs that share a claim, directly or over others."""
    groups: list[dict[int, Claim]] = []
    for one, other in pairs:
        joined = {id(one): one, id(other): other}
        apart = []
        for group in groups:
            if group.keys() & joined.keys():
                joined = group | joined
            else:
                apart.append(group)
        groups = [*apart, joined]
    return [list(group.values()) for group in groups]


def _conflict(claims: Sequence[Claim]) -> FoundConflict:
    ordered = sorted(claims, key=lambda c: (c.article_id, c.start, c.quantity.start))
    return FoundConflict(subject=_subject(ordered[0]), sides=tuple(map(_side, ordered)))


def _subject(claim: Claim) -> str:
    return f"{claim.about}: {claim.quantity.role.value}"


def _side(claim: Claim) -> Side:
    return Side(
        article_id=claim.article_id,
        start=claim.start,
        end=claim.end,
        value=(claim.quantity.start, claim.quantity.end),
        scope=claim.scope.stated,
    )
