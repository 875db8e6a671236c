"""Articles -> whether two of them, and two of their lines, are on one topic.

The dose of a medicine in one disease says nothing against its dose in another.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from chatbot.articles.article import Article
from chatbot.conflicts.claim import Claim, Keys
from chatbot.language.names import Name, NameKind
from chatbot.language.synonyms import FAMILIES
from chatbot.language.tokens import listed_terms, terms, words

_SHARED_TITLE = 0.5
_SAME_NAMES = 0.4
_SAME_CONDITIONS = 0.6
_GENERAL = listed_terms("of any topic")
_ANY_CONDITION = frozenset(("infection", "pain", "disease", "bleeding", "falls"))
_FAMILIES = tuple(tuple(frozenset(terms(name)) for name in family) for family in FAMILIES)


class Topics:
    """What each article is about, with the abbreviations that the articles define."""

    def __init__(
        self,
        articles: Iterable[Article],
        claims: Iterable[Claim],
        abbreviations: Mapping[str, str],
        find: Callable[[str], Sequence[Name]],
    ) -> None:
        long_forms = {short.casefold(): long for short, long in abbreviations.items()}
        self._terms: dict[str, Keys] = {}
        self._conditions: dict[str, tuple[Keys, ...]] = {}
        self._named: dict[str, Counter[str]] = defaultdict(Counter)
        self._suffered: dict[str, Counter[str]] = defaultdict(Counter)
        for article in articles:
            title = _spelled_out(article.title, long_forms)
            self._terms[article.article_id] = frozenset(terms(title)) - _GENERAL
            self._conditions[article.article_id] = tuple(
                frozenset(terms(name.key))
                for name in find(title)
                if name.kind is NameKind.CONDITION and name.key not in _ANY_CONDITION
            )
        for claim in claims:
            self._named[claim.article_id].update(claim.names)
            self._suffered[claim.article_id].update(claim.scope.conditions)

    def title_terms(self, article_id: str) -> Keys:
        """Return the terms of a title that say what the article is about."""
        return self._terms[article_id]

    def are_one(self, one: str, other: str) -> bool:
        """Tell whether two articles are on one topic: by their titles, or by what they name."""
        first, second = self._conditions[one], self._conditions[other]
        if first and second and _meet(first, second):
            return True
        shared = self._terms[one] & self._terms[other]
        fewest = min(len(self._terms[one]), len(self._terms[other]))
        if fewest and not (first and second) and len(shared) >= _SHARED_TITLE * fewest:
            return True
        if first and second:
            suffered = _cosine(self._suffered[one], self._suffered[other])
            return _of_one_family(first, second) or suffered >= _SAME_CONDITIONS
        return _cosine(self._named[one], self._named[other]) >= _SAME_NAMES

    def share_a_case(self, one: Claim, other: Claim, *, alike: bool) -> bool:
        """Tell whether lines of articles on different topics speak of one thing in one disease.

        If one of the articles names no disease, the same medicine or procedure is enough, or
        that the lines are `alike`.
        """
        if not alike and (not one.subject or one.subject != other.subject):
            return False
        first, second = (_keys(c.scope.conditions - _ANY_CONDITION) for c in (one, other))
        titles = (self._conditions[claim.article_id] for claim in (one, other))
        return _meet(first, second) or (not all(titles) and not (first and second))

    def fit(self, one: Claim, other: Claim) -> bool:
        """Tell whether the reasons that two lines name, if any, are the same."""
        return self._fits(one, other) and self._fits(other, one)

    def _fits(self, claim: Claim, other: Claim) -> bool:
        reasons = _keys(claim.scope.indications)
        if not reasons or not other.scope.conditions:
            return True
        if other.scope.indications:
            return _meet(reasons, _keys(other.scope.indications))
        of_other = (*_keys(other.scope.conditions), self._terms[other.article_id])
        return _meet(reasons, of_other) or _of_one_family(reasons, of_other)


def _spelled_out(title: str, long_forms: Mapping[str, str]) -> str:
    added = [long_forms[word] for word in words(title) if word in long_forms]
    return " ".join((title, *added))


def _keys(names: Iterable[str]) -> tuple[Keys, ...]:
    return tuple(frozenset(terms(name)) for name in sorted(names))


def _meet(one: Sequence[Keys], other: Sequence[Keys]) -> bool:
    """Tell whether a name of one is a name of the other, or a narrower or wider one."""
    return any(a and b and (a <= b or b <= a) for a in one for b in other)


def _of_one_family(one: Sequence[Keys], other: Sequence[Keys]) -> bool:
    return any(
        any(name in family for name in one) and any(name in family for name in other)
        for family in _FAMILIES
    )


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    product = sum(count * other[name] for name, count in one.items())
    if not product:
        return 0.0
    norms = (math.sqrt(sum(n * n for n in c.values())) for c in (one, other))
    return product / math.prod(norms)
