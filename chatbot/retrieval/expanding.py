"""A question -> a query: its concepts, each with the other ways in which articles say it."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from chatbot.indexing.abbreviations import abbreviated
from chatbot.indexing.generation import Generation
from chatbot.indexing.lexical import heading_term, pairs
from chatbot.language.synonyms import GROUPS, KINDS, SITUATIONS, WIDER
from chatbot.language.tokens import STOP_WORDS, stem, terms, words
from chatbot.lexicon.loading import load_table
from chatbot.retrieval.spelling import correct, spellings
from chatbot.retrieval.wordings import Expression, Wordings, is_listed, lay_terms

Groups = Sequence[Sequence[str]]
Pairings = Sequence[tuple[Sequence[str], Sequence[str]]]

_LETTERS = re.compile(r"[A-Za-z]{6,}")
_LONGEST = 5
_ALTERNATIVE_WEIGHT = 0.2
_PAIR_WEIGHT = 0.2
_HEADING_WEIGHT = 0.2
# Words that ask rather than name: they say what kind of line is wanted, not about what.
_ASKING = frozenset(map(stem, load_table("function_words").words("word", use="asking")))
_ASKING_WEIGHT = 0.25


_DECISIVE = frozenset(
    tuple(stem(word) for word in words(said)) for asked, _ in SITUATIONS for said in asked
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One thing the question speaks of.

    `words` is how the question says it, `expressions` the stems (stop words left out) of each
    way to say it, the question's own first. `weight` is high for what few chunks mention.
    `known` tells whether any indexed chunk says it in any of these ways, `listed` whether the
    synonym table has it.
    A line answers only if it speaks of a `decisive` concept: "not suitable" asks for
    alternatives, and another line on the same drug is none.
    """

    words: str
    expressions: tuple[Expression, ...]
    weight: float
    known: bool
    listed: bool = False
    decisive: bool = False

    @property
    def asks(self) -> bool:
        """Whether it says what kind of line is wanted, not about what."""
        return self.weight == _ASKING_WEIGHT

    def coverage(self, held: frozenset[str] | set[str]) -> float:
        """Return 1.0 if `held` says it in any way, else the share of the asked words it holds.

        An expression of the synonym table has no parts: "effective" is no half of "side effect".
        """
        if any(held.issuperset(expression) for expression in self.expressions):
            return 1.0
        if self.listed:
            return 0.0
        asked = self.expressions[0]
        return sum(term in held for term in asked) / len(asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is searched: the text to embed, the terms to match, the concepts to look for."""

    text: str
    terms: tuple[str, ...]
    concepts: tuple[Concept, ...]

    def lexical_weights(self) -> dict[str, float]:
        """Return the tokens to match and their weights.

        A term as asked counts 1 each time it is asked, one of another wording less; then the
        same terms in headings, and the asked ones that follow each other.
        """
        weights: dict[str, float] = {}
        for term in self.terms:
            weights[term] = weights.get(term, 0.0) + 1.0
        for concept in self.concepts:
            for expression in concept.expressions:
                for term in expression:
                    weights.setdefault(term, _ALTERNATIVE_WEIGHT)
        headings = {heading_term(t): _HEADING_WEIGHT * w for t, w in weights.items()}
        return weights | headings | dict.fromkeys(pairs(self.terms), _PAIR_WEIGHT)

    def coverage(self, held: frozenset[str] | set[str]) -> float:
        """Return the weighted share of the concepts that `held` covers, 0 to 1."""
        total = sum(concept.weight for concept in self.concepts)
        if not total:
            return 0.0
        return sum(c.weight * c.coverage(held) for c in self.concepts) / total


class Thesaurus:
    """The synonyms of the lexicon and the abbreviations of one generation.

    Another table, or other abbreviations than the generation's, can be given instead; `words` says
    whether names, lay words and short forms of the lexicon count as well.
    """

    def __init__(
        self,
        generation: Generation,
        *,
        groups: Groups = GROUPS,
        kinds: Pairings = (*KINDS, *WIDER),
        situations: Pairings = SITUATIONS,
        abbreviations: Mapping[str, str] | None = None,
        wordings: bool = True,
    ) -> None:
        self._generation = generation
        self._table = (groups, kinds, situations)
        self._abbreviations = generation.abbreviations if abbreviations is None else abbreviations
        self._wordings = Wordings(generation.lexical) if wordings else None

    @cached_property
    def _defined(self) -> frozenset[str]:
        return frozenset(map(str.casefold, self._abbreviations))

    @cached_property
    def _groups(self) -> dict[Expression, tuple[Expression, ...]]:
        found: dict[Expression, tuple[Expression, ...]] = {}
        groups, kinds, situations = self._table
        for group in groups:
            _add(found, group)
        for short, long in self._abbreviations.items():
            if short.casefold() in self._abbreviations:
                _add(found, (short, long))
        for names, members in kinds:
            narrower = tuple(_expression(said) for said in members)
            for said in names:
                found[_expression(said)] = (*found.get(_expression(said), ()), *narrower)
        for asked, answered in situations:
            answers = tuple(_expression(words_) for words_ in answered)
            for words_ in asked:
                found[_expression(words_)] = (_expression(words_), *answers)
        return found

    def others(self, expression: Expression) -> tuple[Expression, ...] | None:
        """Return every way to say `expression`, itself first; None if no table has it."""
        group = self._groups.get(expression, ())
        also = self._wordings.others(expression) if self._wordings else ()
        if not group and not also:
            return None
        return tuple(dict.fromkeys((expression, *group, *also)))

    @cached_property
    def _spellings(self) -> dict[str, str]:
        listed = (word for group in self._table[0] for said in group for word in words(said))
        return spellings([*listed, *self._generation.lexical.words])

    def spelled(self, question: str) -> str:
        """Return `question` with each word that no article knows as it is surely meant.

        One with a capital inside ("RotaTeq") is a name, and written as it is meant.
        """

        def meant(match: re.Match[str]) -> str:
            word = match.group()
            term = stem(word.casefold())
            is_name = word[1:] not in (word[1:].lower(), word[1:].upper()) or is_listed((term,))
            if is_name or term in self._known or word.casefold() in STOP_WORDS:
                return word
            return correct(word.casefold(), self._spellings) or word

        return _LETTERS.sub(meant, question)

    @cached_property
    def _known(self) -> set[str]:
        groups, _, described = self._table
        listed = {stem(word) for group in groups for said in group for word in words(said)}
        situations = {
            stem(word)
            for asked, answers in described
            for said in (*asked, *answers)
            for word in words(said)
        }
        frequencies = self._generation.lexical.frequencies
        return listed | situations | lay_terms() | _ASKING | frequencies.keys()

    def expand(self, question: str) -> Query:
        """Return the query for a stand-alone `question`."""
        long_forms = abbreviated(question, self._abbreviations)
        if self._wordings:
            long_forms = self._wordings.long_forms(question, self._defined) | long_forms
        return Query(
            text=_spelled_out(question, long_forms),
            terms=tuple(terms(question)),
            concepts=tuple(self._concepts(words(question), long_forms)),
        )

    def _concepts(self, asked: list[str], long_forms: Mapping[str, str]) -> Iterable[Concept]:
        stems = [stem(word) for word in asked]
        position = 0
        while position < len(asked):
            length, expressions = self._longest(stems, position)
            said = " ".join(asked[position : position + length])
            if said in long_forms:
                here = _expression(said)
                expressions = _joined(expressions or (here,), _expression(long_forms[said]))
            if length > 1 or said in long_forms or said not in STOP_WORDS:
                yield self._concept(said, expressions or _wordings(said))
            position += length

    def _longest(
        self, stems: list[str], position: int
    ) -> tuple[int, tuple[Expression, ...] | None]:
        """Return the longest expression of the thesaurus that starts at `position`."""
        for length in range(min(_LONGEST, len(stems) - position), 0, -1):
            others = self.others(tuple(stems[position : position + length]))
            if others is not None:
                return length, others
        return 1, None

    def _concept(self, said: str, expressions: tuple[Expression, ...]) -> Concept:
        frequencies = self._generation.lexical.frequencies
        total = self._generation.searched
        expressions = tuple(filter(None, map(_without_stop_words, expressions))) or ((said,),)
        most = max(min(frequencies.get(term, 0) for term in e) for e in expressions)
        weight = math.log(1 + (total - most + 0.5) / (most + 0.5)) + 0.5
        if len(expressions) == 1 and expressions[0] and expressions[0][0] in _ASKING:
            weight = _ASKING_WEIGHT
        return Concept(
            words=said,
            expressions=expressions,
            weight=round(weight, 6),
            known=most > 0,
            listed=len(expressions) > 1 and self._is_listed(said),
            decisive=_expression(said) in _DECISIVE,
        )

    def _is_listed(self, said: str) -> bool:
        return self.others(_expression(said)) is not None


def _expression(said: str) -> Expression:
    """Return the stems of `said`, stop words kept: only "by mouth" is looked up as such."""
    return tuple(stem(word) for word in words(said))


def _spelled_out(question: str, long_forms: Mapping[str, str]) -> str:
    """Return the question with the long forms of its abbreviations, for the dense index."""
    added = [long for long in long_forms.values() if long not in question.casefold()]
    return f"{question} ({', '.join(dict.fromkeys(added))})" if added else question


def _joined(expressions: tuple[Expression, ...], other: Expression) -> tuple[Expression, ...]:
    return expressions if other in expressions else (*expressions, other)


def _wordings(said: str) -> tuple[Expression, ...]:
    """Return a word as it is, and a compound also in its parts: "high-dose", "high dose"."""
    whole, *parts = terms(said) or [said]
    return ((whole,), tuple(parts)) if parts else ((whole,),)


def _without_stop_words(expression: Expression) -> Expression:
    return tuple(term for term in expression if term not in STOP_WORDS)


def _add(found: dict[Expression, tuple[Expression, ...]], group: Iterable[str]) -> None:
    """Enter a group; an expression that is already there joins its groups."""
    members = [expression for said in group if (expression := _expression(said))]
    merged = list(dict.fromkeys(members))
    for member in members:
        merged.extend(e for e in found.get(member, ()) if e not in merged)
    for member in merged:
        found[member] = tuple(merged)
