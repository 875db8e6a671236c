"""The claims of all articles -> the conflicts between them.

Two claims conflict if they speak of one subject in articles on one topic, or name one condition as
their reason, for scopes that do not exclude each other, and their quantities cannot both be true.
An article that elsewhere agrees with the other side gives alternatives and is no side of one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from chatbot.articles.article import Article
from chatbot.conflicts.claim import Bands, Claim, FoundConflict, Keys, Scope, Side
from chatbot.conflicts.claiming import article_claims
from chatbot.conflicts.quantity import Quantity, Role, disagree
from chatbot.conflicts.topics import Topics
from chatbot.language.dosed import find_dosed
from chatbot.language.reading import Reader

_NARROW_STEPS = frozenset({"loading", "second", "third", "tapering"})
_LIGHT = frozenset({"light"})
_FIRST_STEPS = frozenset({"loading", "starting"})
_NARROW_POPULATIONS = frozenset(
    """children infants newborns adolescents pregnancy breastfeeding postpartum dialysis
    immunocompromised""".split()
) | {"renal impairment", "hepatic impairment"}
"""Patients who are treated otherwise: a line that names them says nothing of all the others."""

_GENERAL_AGENTS = frozenset(
    """vaccine vaccination immunization screening surgery test testing antibiotic antimicrobial
    biopsy transfusion imaging radiation immunoglobulin insulin""".split()
)
"""Names of so many things that two lines seldom mean the same one."""

_ADULTS = frozenset({"adults"})
_ADULT_AGES = ((18.0, 150.0),)
_SAME_OUTCOME = 0.6
_SAME_LINE = 0.5
_OF_BOTH = 0.25
_OF_ANYTHING = frozenset({Role.INTERVAL, Role.DURATION})
"""Roles that a line under a medicine's heading may also state of a test or a visit."""

_FEWEST_SHARED = 3
Likeness = tuple[bool, int, float]
_UNLIKE: Likeness = (False, -1, -1.0)
_BY_LINES = frozenset({Role.WITHIN, Role.AFTER, Role.LEVEL, Role.AGE})
"""Roles in which a medicine has many quantities, told apart by the words of their lines."""


def find_conflicts(
    articles: Sequence[Article], abbreviations: Mapping[str, str]
) -> tuple[list[Claim], list[FoundConflict]]:
    """Return the claims of `articles`, and the conflicts between them by their first sides."""
    reader = Reader(abbreviations, find_dosed(article.text for article in articles))
    claims = [claim for article in articles for claim in article_claims(article, reader)]
    topics = Topics(articles, abbreviations, reader.finder.find)
    return claims, conflicts_among(claims, topics)


def conflicts_among(claims: Iterable[Claim], topics: Topics) -> list[FoundConflict]:
    """Return the conflicts between `claims`, in the order of their first sides."""
    by_article: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_article[claim.article_id].append(claim)
    pairs = [
        pair
        for one, other in _may_meet(by_article, topics)
        for pair in _pairs(by_article[one], by_article[other], topics)
    ]
    found = [_conflict(sides, pairs) for sides in _components(pairs)]
    return sorted(found, key=lambda c: (c.sides[0].article_id, c.sides[0].start, c.subject))


def _may_meet(by_article: Mapping[str, Sequence[Claim]], topics: Topics) -> list[tuple[str, str]]:
    """Return the pairs of articles on one topic, or with lines that name one reason."""
    holders: dict[object, set[str]] = defaultdict(set)
    for article_id, claims in by_article.items():
        for key in topics.keys(article_id).union(*(topics.reasons(claim) for claim in claims)):
            holders[key].add(article_id)
    return sorted({pair for ids in holders.values() for pair in combinations(sorted(ids), 2)})


def _pairs(
    one_claims: Sequence[Claim], other_claims: Sequence[Claim], topics: Topics
) -> Iterator[tuple[Claim, Claim]]:
    """Yield the pairs of claims of two articles that conflict.

    A claim that agrees with another one of the other article is no side: the articles then
    give alternatives. A limit agrees with every value inside it, so that saves neither.
    """
    comparable = list(_compared(one_claims, other_claims, topics))
    agreeing = _most_alike(
        (one, other, likeness)
        for one, other, likeness, is_apart in comparable
        if not is_apart and _state_the_same(one.quantity, other.quantity)
    )
    apart = [
        (one, other, likeness)
        for one, other, likeness, is_apart in comparable
        if is_apart and max(agreeing[id(one)], agreeing[id(other)]) < likeness
    ]
    nearest = _most_alike(apart)
    told = {
        (_said_by(one), one.scope, _said_by(other), other.scope): (one, other)
        for one, other, likeness in apart
        if likeness >= min(nearest[id(one)], nearest[id(other)])
    }
    first_said, second_said = _by_what_is_said(one_claims), _by_what_is_said(other_claims)
    for one, other in told.values():
        yield from _echoes(one, other, first_said[_said_by(one)], second_said[_said_by(other)])


def _compared(
    one_claims: Sequence[Claim], other_claims: Sequence[Claim], topics: Topics
) -> Iterator[tuple[Claim, Claim, Likeness, bool]]:
    """Yield the pairs that speak of one thing: how alike they are, and whether they disagree."""
    on_one_topic = topics.are_one(one_claims[0].article_id, other_claims[0].article_id)
    for one in one_claims:
        for other in other_claims:
            if one.quantity.role is not other.quantity.role:
                continue
            if not (on_one_topic or topics.have_one_reason(one, other)):
                continue
            is_apart = disagree(one.quantity, other.quantity)
            if is_apart is not None and _speak_of_one_thing(one, other) and topics.fit(one, other):
                yield one, other, _likeness(one, other), is_apart


def _most_alike(pairs: Iterable[tuple[Claim, Claim, Likeness]]) -> dict[int, Likeness]:
    """Return for each claim, by its identity, how alike it is at most to one of the others."""
    found: dict[int, Likeness] = defaultdict(lambda: _UNLIKE)
    for one, other, likeness in pairs:
        for claim in (one, other):
            found[id(claim)] = max(found[id(claim)], likeness)
    return found


def _echoes(
    one: Claim, other: Claim, one_claims: Sequence[Claim], other_claims: Sequence[Claim]
) -> Iterator[tuple[Claim, Claim]]:
    """Yield a conflict, and again with every line in which an article repeats its side."""
    firsts = [c for c in one_claims if c is one or not _exclude(c.scope, one.scope)]
    seconds = [c for c in other_claims if c is other or not _exclude(c.scope, other.scope)]
    for first in firsts:
        for second in seconds:
            if not _exclude(first.scope, second.scope):
                yield first, second


def _by_what_is_said(claims: Iterable[Claim]) -> dict[tuple[object, ...], list[Claim]]:
    found: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        found[_said_by(claim)].append(claim)
    return found


def _said_by(claim: Claim) -> tuple[object, ...]:
    quantity = claim.quantity
    return (
        claim.subject, claim.outcome, quantity.role, quantity.unit, quantity.low, quantity.high
    )  # fmt: skip


def _state_the_same(one: Quantity, other: Quantity) -> bool:
    """Tell whether both state values, or both limits, or one the limit that the other states.

    That a value lies within a limit says nothing against another limit.
    """
    return one.is_limit is other.is_limit or any(
        value.low == value.high == limit.high for value, limit in ((one, other), (other, one))
    )


def _likeness(one: Claim, other: Claim) -> Likeness:
    """Return how many limits of their scopes two lines share, then how far their words agree."""
    kinds = ("populations", "phases", "steps", "severities", "routes", "indications", "ages")
    shared = sum(
        bool(set(getattr(one.scope, kind)) & set(getattr(other.scope, kind))) for kind in kinds
    )
    alike = one.quantity.is_limit is other.quantity.is_limit
    return alike, shared, round(_shared(one.terms, other.terms), 1)


def _speak_of_one_thing(one: Claim, other: Claim) -> bool:
    if (one.outcome or other.outcome) and _shared(one.outcome, other.outcome) < _SAME_OUTCOME:
        return False
    if _exclude(one.scope, other.scope) or _of_other_ages(one, other):
        return False
    if one.quantity.role is Role.SHARE:
        if one.quantity.is_limit and other.quantity.is_limit:
            return False  # thresholds
    elif not _GENERAL_AGENTS.isdisjoint((one.subject, other.subject)):
        return False
    if one.quantity.role in _BY_LINES:
        return are_alike(one, other)
    if one.subject and one.subject == other.subject:
        return one.quantity.role not in _OF_ANYTHING or (one.is_named and other.is_named)
    if one.is_named and other.is_named:
        return False
    return one.quantity.role is not Role.DOSE and are_alike(one, other)


def are_alike(one: Claim, other: Claim) -> bool:
    """Tell whether two lines say the same but for their figures."""
    shared, both = one.terms & other.terms, one.terms | other.terms
    fewest = _FEWEST_SHARED - (one.quantity.role is Role.LEVEL)  # what is measured is shared too
    return (
        len(shared) >= fewest
        and _shared(one.terms, other.terms) >= _SAME_LINE
        and len(shared) >= _OF_BOTH * len(both)
    )


def _exclude(one: Scope, other: Scope) -> bool:
    """Tell whether the text says that the two hold for different patients or times."""
    differing = ("routes", "severities", "phases", "steps")
    return (
        any(_differ(getattr(one, kind), getattr(other, kind)) for kind in differing)
        or _differ(one.populations - _ADULTS, other.populations - _ADULTS)
        or _only_one_is_narrow(one.populations, other.populations)
        or _of_other_cases(one, other)
        or _only_one_has(one.steps, other.steps, _NARROW_STEPS)
        or _only_one_has(one.severities, other.severities, _LIGHT)
        or _begins_and_goes_on(one, other)
        or _begins_and_goes_on(other, one)
    )


def _of_other_cases(one: Scope, other: Scope) -> bool:
    """Tell whether the lines open with cases that have no word in common, or one that lacks it."""
    if not (one.cases and other.cases):
        return False
    return not one.cases & other.cases or one.is_negated is not other.is_negated


def _only_one_is_narrow(one: Keys, other: Keys) -> bool:
    """Tell whether one side names only patients who are treated otherwise, the other not."""
    narrow = [bool(named) and named <= _NARROW_POPULATIONS for named in (one, other)]
    return not one & other and narrow[0] is not narrow[1]


def _begins_and_goes_on(one: Scope, other: Scope) -> bool:
    """Tell whether one is a first dose and the other one of long-term treatment."""
    return bool(one.steps & _FIRST_STEPS) and "maintenance" in other.phases


def _of_other_ages(one: Claim, other: Claim) -> bool:
    if one.quantity.role is Role.AGE or not (one.scope.ages or other.scope.ages):
        return False
    bands, others = _ages(one.scope), _ages(other.scope)
    return bool(bands and others) and not _meet(bands, others)


def _differ(one: Keys, other: Keys) -> bool:
    return bool(one) and bool(other) and not one & other


def _only_one_has(one: Keys, other: Keys, narrow: Keys) -> bool:
    """Tell whether one side alone is limited to something `narrow`, and nothing is shared."""
    return not one & other and bool(one & narrow) is not bool(other & narrow)


def _ages(scope: Scope) -> Bands:
    """Return the ages of a scope; those of adults if it names no other than them."""
    return scope.ages or (_ADULT_AGES if scope.populations and scope.populations <= _ADULTS else ())


def _meet(bands: Bands, others: Bands) -> bool:
    return any(a[0] <= b[1] and b[0] <= a[1] for a in bands for b in others)


def _shared(one: Keys, other: Keys) -> float:
    """Return the share of the smaller set that the other holds."""
    fewest = min(len(one), len(other))
    return len(one & other) / fewest if fewest else 0.0


def _components(pairs: Iterable[tuple[Claim, Claim]]) -> list[list[Claim]]:
    """Join pairs that share a claim, directly or over others."""
    group_of: dict[int, dict[int, Claim]] = {}
    for one, other in pairs:
        first = group_of.setdefault(id(one), {id(one): one})
        second = group_of.setdefault(id(other), {id(other): other})
        if first is not second:
            first.update(second)
            group_of.update(dict.fromkeys(second, first))
    return [list(group.values()) for group in {id(g): g for g in group_of.values()}.values()]


def _conflict(claims: Sequence[Claim], pairs: Iterable[tuple[Claim, Claim]]) -> FoundConflict:
    ordered = sorted(claims, key=lambda c: (c.article_id, c.start, c.quantity.start))
    places = {id(claim): place for place, claim in enumerate(ordered)}
    exclusive = {
        (min(places[id(one)], places[id(other)]), max(places[id(one)], places[id(other)]))
        for one, other in pairs
        if id(one) in places
    }
    return FoundConflict(
        subject=f"{ordered[0].about}: {ordered[0].quantity.role.value}",
        sides=tuple(map(_side, ordered)),
        pairs=tuple(sorted(exclusive)),
    )


def _side(claim: Claim) -> Side:
    return Side(
        article_id=claim.article_id,
        start=claim.start,
        end=claim.end,
        value=(claim.quantity.start, claim.quantity.end),
        scope=claim.scope.stated,
    )
