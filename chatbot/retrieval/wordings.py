"""An expression of a question -> the other ways to say it that the articles searched know.

From the lexicon: names with the same key (Lasix, frusemide, furosemide), the medicines of a class,
lay words, and what clinicians write short, each in both directions. Only what the articles hold
counts: of an ambiguous short form (BV, MS, PE) the reading that most of their chunks have.
"""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from chatbot.indexing.lexical import LexicalIndex, pairs
from chatbot.language.names import wordings_of
from chatbot.language.tokens import STOP_WORDS, stem, terms, words
from chatbot.lexicon.loading import load_table

Expression = tuple[str, ...]

_WRITTEN = re.compile(r"[A-Za-z0-9]+(?:[-&/][A-Za-z0-9]+)*")


class Wordings:
    """What the lexicon adds to the words of a question, over one lexical index."""

    def __init__(self, lexical: LexicalIndex) -> None:
        self._lexical = lexical

    def others(self, expression: Expression) -> tuple[Expression, ...]:
        """Return the other ways to say `expression` that the articles know."""
        said = _lay().get(expression, ())
        listed = wordings_of(expression)
        found = (*said, *map(_expression, (*listed.names, *listed.members)), *_short_of(expression))
        return tuple(e for e in dict.fromkeys(found) if e != expression and self.holds(e))

    def holds(self, expression: Expression) -> bool:
        """Tell whether any chunk has every term of `expression`; two and more side by side."""
        return self._times(expression) > 0

    def long_forms(self, text: str, defined: Collection[str]) -> dict[str, str]:
        """Return what the short forms of `text` stand for, by the word folded.

        Those that the articles define themselves, `defined` (folded), are left out.
        """
        found: dict[str, str] = {}
        loud = text.isupper()
        for written in _WRITTEN.findall(text):
            folded = written.casefold()
            if folded in defined:
                continue
            if long := self._reading(written, folded, loud=loud):
                found[folded] = long
        return found

    def _reading(self, written: str, folded: str, *, loud: bool) -> str | None:
        """Return the long form that most chunks have; None if they have none."""
        readings = [
            long
            for long, exact in _abbreviations().get(folded, ())
            if exact is None or (written == exact and not loud)
        ]
        times = {long: self._times(tuple(terms(long))) for long in readings}
        best = max(readings, key=times.__getitem__, default=None)
        return best if best is not None and times[best] else None

    def _times(self, expression: Expression) -> int:
        """Return in how many chunks an expression may stand: 0 says that it does in none."""
        held = [term for term in expression if term not in STOP_WORDS]
        frequencies = self._lexical.frequencies
        times = min((frequencies.get(term, 0) for term in held), default=0)
        if times and len(held) > 1:
            beside = self._lexical.scores(dict.fromkeys(pairs(held), 1.0))
            return min(times, int((beside > 0).sum()))
        return times


def is_listed(expression: Expression) -> bool:
    """Tell whether the lexicon has `expression` as a name or as what people say."""
    return expression in _lay() or bool(wordings_of(expression).names)


@lru_cache(maxsize=1)
def lay_terms() -> frozenset[str]:
    """Return the stems of all that people say: "german" is right in "German measles"."""
    return frozenset(term for expression in _lay() for term in expression)


@lru_cache(maxsize=1)
def _lay() -> dict[Expression, tuple[Expression, ...]]:
    """Return for each lay word what articles say, and for that the lay words."""
    found: dict[Expression, tuple[Expression, ...]] = {}
    for row in load_table("lay_words").rows:
        word, meaning = _expression(row["word"]), _expression(row["meaning"])
        for one, other in ((word, meaning), (meaning, word)):
            found[one] = (*found.get(one, ()), other)
    return found


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, tuple[tuple[str, str | None], ...]]:
    """Return the long forms of each short form, folded, and how it must be written if it must."""
    found: dict[str, tuple[tuple[str, str | None], ...]] = {}
    for row in load_table("abbreviations").rows:
        folded = row["short"].casefold()
        is_a_word = row["capitals"] == "yes" or folded in STOP_WORDS
        found[folded] = (*found.get(folded, ()), (row["long"], row["short"] if is_a_word else None))
    return found


@lru_cache(maxsize=1)
def _short_forms() -> dict[Expression, tuple[Expression, ...]]:
    found: dict[Expression, tuple[Expression, ...]] = {}
    for row in load_table("abbreviations").rows:
        if row["capitals"] != "yes":
            long = _expression(row["long"])
            found[long] = (*found.get(long, ()), _expression(row["short"]))
    return found


def _short_of(expression: Expression) -> Iterable[Expression]:
    return _short_forms().get(expression, ())


def _expression(said: str) -> Expression:
    return tuple(stem(word) for word in words(said))
