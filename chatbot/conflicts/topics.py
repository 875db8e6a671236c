"""Articles -> whether two of their lines are on one topic.

The dose of a medicine in one disease says nothing against its dose in another. What an article
is about is read from its title, and a line may name another reason of its own.
"""

from collections.abc import Iterable, Mapping

from chatbot.articles.article import Article
from chatbot.conflicts.claim import Claim, FindNames, Keys
from chatbot.vocabulary.names import NameKind
from chatbot.vocabulary.tokens import terms, words

_SHARED_TITLE = 0.5
_GENERAL = frozenset(
    terms(
        """treatment treated treat treatments therapy management manage managed acute chronic
        screening screen prevention preventive prevent primary secondary care intervention
        interventions counseling behavioral medication medications adults adult children child
        adolescents older women men pregnant persons people patients pregnancy young guideline
        guidelines recommendation recommendations statement update overview use using used risk
        assessment reduce disease disorder disorders syndrome infection condition conditions
        including general years aged ages first line options approach dose dosing diagnosis
        practices advisory committee united states report vaccine vaccines
        vaccination immunization schedule"""
    )
)


class Topics:
    """What each article is about, with the abbreviations that the articles define."""

    def __init__(
        self, articles: Iterable[Article], abbreviations: Mapping[str, str], find: FindNames
    ) -> None:
        long_forms = {short.casefold(): long for short, long in abbreviations.items()}
        self._terms: dict[str, Keys] = {}
        self._conditions: dict[str, tuple[Keys, ...]] = {}
        for article in articles:
            title = _spelled_out(article.title, long_forms)
            self._terms[article.article_id] = frozenset(terms(title)) - _GENERAL
            self._conditions[article.article_id] = tuple(
                frozenset(terms(name.key))
                for name in find(title)
                if name.kind is NameKind.CONDITION
            )

    def are_one(self, one: Claim, other: Claim) -> bool:
        """Tell whether two claims of different articles are on one topic."""
        if not (self._fits(one, other) and self._fits(other, one)):
            return False
        first, second = self._conditions[one.article_id], self._conditions[other.article_id]
        if first and second:
            return _meet(first, second)
        shared = self._terms[one.article_id] & self._terms[other.article_id]
        fewest = min(len(self._terms[c.article_id]) for c in (one, other))
        if fewest and first == second == ():
            return len(shared) >= _SHARED_TITLE * fewest
        return not fewest or _meet(_keys(one.scope.conditions), _keys(other.scope.conditions))

    def _fits(self, claim: Claim, other: Claim) -> bool:
        """Tell whether the reason that a claim's line names, if any, is one of the other's."""
        if not claim.scope.indications or not other.scope.conditions:
            return True
        of_other = (*_keys(other.scope.conditions), self._terms[other.article_id])
        return _meet(_keys(claim.scope.indications), of_other)


def _spelled_out(title: str, long_forms: Mapping[str, str]) -> str:
    added = [long_forms[word] for word in words(title) if word in long_forms]
    return " ".join((title, *added))


def _keys(names: Iterable[str]) -> tuple[Keys, ...]:
    return tuple(frozenset(terms(name)) for name in sorted(names))


def _meet(one: Iterable[Keys], other: Iterable[Keys]) -> bool:
    """Tell whether a name of one is a name of the other, or a narrower or wider one."""
    others = tuple(other)
    return any(a and b and (a <= b or b <= a) for a in one for b in others)
