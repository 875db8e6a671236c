"""The words before a bare number -> whether they count, compare or name it.

A number that such words bind is a value ("PEEP 5", "herpes simplex virus 2"), never a reference
mark. Quotes must not lose a figure, so words that may do either are taken to bind it.
"""

import re

from chatbot.articles.page_words import expression, patterns

_TABLE = "number_binders"
_PAST_VERBS = frozenset(patterns("past_verb", table=_TABLE))
_ACRONYMS = frozenset(patterns("acronym", table=_TABLE))
_IN_PLURAL = frozenset(patterns("in_plural", table=_TABLE))
_WORDS = frozenset(
    word
    for use in ("grammar", "verb", "numbered", "named", "measured", "graded")
    for word in patterns(use, table=_TABLE)
)
_PASSIVE = expression("passive", before=r"\b", after=r"\s\S+\Z", table=_TABLE)
_NOUN_USE = expression("noun_use", before=r"\b", after=r" use\Z", table=_TABLE)
_ENDINGS = expression("ending", after=r"\Z", table=_TABLE)
# "vitamin B 6" and "vertebra L 5" name; "hepatitis B 1" and "influenza A 1" cite.
_NAMED_BY_LETTER = expression("lettered", before=r"\b", after=r" [A-Z]\Z", table=_TABLE)
# "for 3 weeks 1" cites; "day 3" and "weeks 2" name a point in time.
_TIME_SPENT = re.compile(
    r"(?:\d|\bone|\bfew|\bseveral|\btwo|\bthree)[ \u00a0-]"
    r"(?:second|minute|hour|day|week|month|year|time)s?$"
)


def binds_a_number(before: str) -> bool:
    """Tell whether the words `before` a number bind it; `before` ends where they end."""
    printed = before.split()[-1].lstrip("(")
    word = printed.casefold()
    if _NOUN_USE.search(before):
        return False
    if word in _WORDS or word.removesuffix("s") in _IN_PLURAL:
        return _TIME_SPENT.search(before) is None
    if word in _PAST_VERBS:
        return _PASSIVE.search(before) is None
    if len(word) == 1 and "a" <= word <= "z":
        return _NAMED_BY_LETTER.search(before) is None
    return printed in _ACRONYMS or _ENDINGS.search(before) is not None
