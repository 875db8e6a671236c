"""Articles -> whether two of them are on one topic, or two of their lines name one reason.

The dose of a medicine in one disease says nothing against its dose in another.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from chatbot.articles.article import Article
from chatbot.conflicts.claim import Claim, Keys
from chatbot.language.names import Name, NameKind
from chatbot.language.tokens import listed_terms, terms

_GENERAL = listed_terms("of any topic")
_OTHER_THAN = re.compile(r"\b(?:other than|except|excluding|without)\b", re.IGNORECASE)
_BEHIND = re.compile(
    r" (?:with|due to|caused by|after|type|stage|grade)\b[^:,;(]*| [A-Z0-9]\b|, [^\W\d]+\Z"
)
_ANY_CONDITION = frozenset(("infection", "pain", "disease", "bleeding", "falls"))


class Topics:
    """What each article is about, with the abbreviations that the articles define."""

    def __init__(
        self,
        articles: Iterable[Article],
        abbreviations: Mapping[str, str],
        find: Callable[[str], Sequence[Name]],
    ) -> None:
        long_forms = {short.casefold(): long for short, long in abbreviations.items()}
        self._terms: dict[str, Keys] = {}
        self._conditions: dict[str, frozenset[Keys]] = {}
        for article in articles:
            title = _spelled_out(_OTHER_THAN.split(article.title)[0], long_forms)
            own = {term for term in terms(title) if not term.isdigit()}
            self._terms[article.article_id] = frozenset(own) - _GENERAL
            self._conditions[article.article_id] = frozenset(
                frozenset(terms(name.key)) | _case(title, name)
                for name in find(title)
                if name.kind is NameKind.CONDITION and name.key not in _ANY_CONDITION
            )

    def keys(self, article_id: str) -> frozenset[Keys]:
        """Return what two articles must have one of in common to be on one topic."""
        return self._conditions[article_id] | {self._terms[article_id]}

    def reasons(self, claim: Claim) -> frozenset[Keys]:
        """Return the conditions that a line itself names as its reason."""
        return _reasons(claim.scope.indications)

    def are_one(self, one: str, other: str) -> bool:
        """Tell whether two articles are on one topic by their titles.

        They name one condition, with the same words before it ("allergic conjunctivitis" is not
        the infective one); where one of them names none that is known, their terms are the same.
        """
        first, second = self._conditions[one], self._conditions[other]
        if first and second:
            return not first.isdisjoint(second)
        return bool(self._terms[one]) and self._terms[one] == self._terms[other]

    def have_one_reason(self, one: Claim, other: Claim) -> bool:
        """Tell whether two lines themselves name one condition as their reason."""
        return not self.reasons(one).isdisjoint(self.reasons(other))

    def fit(self, one: Claim, other: Claim) -> bool:
        """Tell whether the reasons that two lines name, if any, are the same."""
        return self._fits(one, other) and self._fits(other, one)

    def _fits(self, claim: Claim, other: Claim) -> bool:
        reasons = _keys(claim.scope.indications)
        if not reasons or not other.scope.conditions:
            return True
        if other.scope.indications:
            return _meet(reasons, _keys(other.scope.indications))
        return _meet(reasons, (*_keys(other.scope.conditions), self._terms[other.article_id]))


def _case(title: str, name: Name) -> Keys:
    """Return the terms beside a name that say which case of it is meant.

    They are the words right before it, but for years and names of societies, and right behind it
    "with ..." and the like, or one word after a comma ("Malaria, severe").
    """
    found: set[str] = set()
    for word in reversed(re.split(r"[ -]", title[: name.start].rstrip(" "))):
        own = frozenset(terms(word))
        if not own or own & _GENERAL or not word[-1:].isalnum():
            break
        if not (word.isdigit() or (word.isupper() and not title.isupper())):
            found |= own
    behind = _BEHIND.match(title[name.end :])
    return frozenset(found.union(terms(behind.group()) if behind else ()))


def _spelled_out(title: str, long_forms: Mapping[str, str]) -> str:
    short = (word for word in re.findall(r"\w+", title) if not word.islower())
    added = [long_forms[word] for each in short if (word := each.casefold()) in long_forms]
    return " ".join((title, *added))


@lru_cache(maxsize=4096)
def _reasons(indications: Keys) -> frozenset[Keys]:
    return frozenset(_keys(indications - _ANY_CONDITION))


def _keys(names: Iterable[str]) -> tuple[Keys, ...]:
    return tuple(frozenset(terms(name)) for name in sorted(names))


def _meet(one: Sequence[Keys], other: Sequence[Keys]) -> bool:
    """Tell whether a name of one is a name of the other, or a narrower or wider one."""
    return any(a and b and (a <= b or b <= a) for a in one for b in other)
