"""A question, its passages and lines -> a reason to refuse, or none.

Silence with a reason beats a near miss: the passage that matches best may speak of another drug
or another population, or of the drug but not of the dose.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from chatbot.indexing.embedding import Embedder
from chatbot.indexing.generation import Generation
from chatbot.language.content_words import is_common
from chatbot.language.names import NameKind
from chatbot.language.reading import Reader
from chatbot.language.tokens import words
from chatbot.question.asking import Question, take_apart
from chatbot.refusing.evidence_line import EvidenceLine, SharedReader
from chatbot.refusing.mentions import Mentions
from chatbot.refusing.other_owners import owners_asked
from chatbot.refusing.other_people import (
    forbids_dose,
    is_of_others,
    refuse_population,
    without_doses_of_others,
)
from chatbot.refusing.refusal import Reason, Refusal
from chatbot.refusing.safety.likeness import Likeness
from chatbot.refusing.safety.one_patient import refuse_one_patient
from chatbot.refusing.safety.other_matters import refuse_other_matter
from chatbot.refusing.subjects import (
    is_elsewhere,
    of_other_medicines,
    refuse_apart,
    refuse_missing,
    tell_apart_patient,
)
from chatbot.refusing.untold_details import (
    lacks_what_is_asked,
    refuse_detail,
    refuse_unknown_kind,
)
from chatbot.retrieval.expanding import Concept, Query
from chatbot.retrieval.passage import Passage
from chatbot.retrieval.ranking import LACKS_DETAIL, LATER, OF_OTHERS, RATIONALE, RankedStatement

_READ = 30  # statements, of which few are shown
_NAME_PIECES = 3
_UNIT = re.compile(r"(?:milli|micro|nano|kilo|centi)(?:gram|lit|met|mol|unit|sec)")
_OPPOSITE = re.compile(r"^(?:un|non)(?=[^\W\d_]{4})")
_ORDINARY = re.compile(r"(?:[ae]nt|ing|ed|ly|ion|ment|ness|[ai]ble|al|ous|ive|er|est|ies|ity|s)$")
"""Endings of ordinary words, of which one piece more is asked."""


class Refuser:
    """Decides, over one generation, whether a question is answered.

    `reader` knows the abbreviations of the generation, `weakest` is the confidence below which
    the lines found are not taken to answer.
    """

    def __init__(
        self, generation: Generation, embedder: Embedder, reader: Reader, weakest: float
    ) -> None:
        self._embedder = embedder
        self._weakest = weakest
        self._generation = generation
        self._finder = reader.finder
        self._mentions = Mentions(generation, self._finder)
        self._reader = SharedReader(reader, generation)

    def refuse(
        self,
        question: str,
        query: Query,
        condensed: str,
        like: Likeness,
        passages: Sequence[Passage],
        shown: Sequence[RankedStatement],
        sure: float | None,
    ) -> Refusal | None:
        """Return why `question` is not answered with what is `shown`, None if it is.

        `question` is what was typed, `condensed` the same made to stand alone, of which `like`
        is, `shown` every statement of the lists that are shown, `sure` the confidence in them.
        """
        lines = [EvidenceLine(each, self._reader) for each in shown]
        reasons = self._reasons(question, query, condensed, like, passages, lines)
        return next((reason for reason in reasons if reason), None) or self._refuse_weak(sure)

    def without_others(
        self, condensed: str, query: Query, ranked: Sequence[RankedStatement]
    ) -> list[RankedStatement]:
        """Return the first of `ranked` that may be on what is asked about.

        Left out are lines on other medicines alone, those of articles on other conditions, and
        doses for others where they are forbidden to the people asked about. Where none would be
        left, they are returned as they are.
        """
        asked = self._asked(condensed)
        owners = owners_asked(query, self._generation, self._finder)
        lines = [
            line
            for each in ranked[:_READ]
            if not (owners and owners.are_others(each))
            and not of_other_medicines(line := EvidenceLine(each, self._reader), asked, query)
            and not is_elsewhere(line, asked, query)
        ]
        kept = [
            replace(
                line.line, score=round(max(0.0, line.line.score + _loss(asked, query, line)), 4)
            )
            for line in without_doses_of_others(asked, query, lines)
        ]
        kept.sort(key=lambda each: -each.score)
        return kept or list(ranked)

    def lacks(
        self, condensed: str, query: Query, ranked: Sequence[RankedStatement]
    ) -> list[tuple[float, bool]]:
        """Return for the first of `ranked`, as many as are read, the last of `STATEMENT_TRAITS`."""
        asked = self._asked(condensed)
        return [_lacks(asked, query, EvidenceLine(each, self._reader)) for each in ranked[:_READ]]

    def _reasons(
        self,
        question: str,
        query: Query,
        condensed: str,
        like: Likeness,
        passages: Sequence[Passage],
        lines: Sequence[EvidenceLine],
    ) -> Iterator[Refusal | None]:
        """Yield the verdict of each family in the order in which they count."""
        asked = self._asked(condensed)
        nearest = max((p.similarity or 0.0 for p in passages), default=0.0)
        yield refuse_one_patient(
            question, like.one_patient, names_treatment=self._names_treatment(question)
        )
        yield refuse_other_matter(condensed, like, names=len(asked.names), similarity=nearest)
        yield refuse_missing(asked, self._mentions)
        yield self._refuse_missing_word(asked, query)
        yield refuse_population(asked, query, self._mentions, lines)
        yield refuse_apart(asked, query, lines)
        yield refuse_unknown_kind(asked, query)
        if not forbids_dose(asked, query, lines):
            yield refuse_detail(asked, query, lines)

    def _asked(self, question: str) -> Question:
        """Take `question` apart; a misspelt term names nothing that could be judged."""
        asked = take_apart(question, self._finder)
        sure = (name for name in asked.names if not self._mentions.is_misspelt(asked.words(name)))
        return tell_apart_patient(replace(asked, names=tuple(sure)), self._mentions)

    def _refuse_weak(self, sure: float | None) -> Refusal | None:
        if sure is not None and sure >= self._weakest:
            return None
        return Refusal(
            reason=Reason.WEAK_EVIDENCE,
            explanation="No line of the indexed articles answers this question clearly enough.",
        )

    def _refuse_missing_word(self, asked: Question, query: Query) -> Refusal | None:
        """Refuse for a word that is taken for a name and that no article mentions."""
        part = set(words(asked.part))
        missing = [
            concept
            for concept in query.concepts
            if part.issuperset(words(concept.words)) and self._is_missing_name(concept, asked)
        ]
        if missing:
            names = " or ".join(f"“{concept.words}”" for concept in missing)
            explanation = f"No indexed article mentions {names}."
        elif not any(c.known or is_common(c.words) for c in query.concepts):
            explanation = "The indexed articles do not deal with this question."
        else:
            return None
        return Refusal(reason=Reason.NOT_IN_CORPUS, explanation=explanation)

    def _is_missing_name(self, concept: Concept, asked: Question) -> bool:
        """Tell whether `concept` is like a name and is mentioned nowhere.

        A word is taken for a name if the embedding model's vocabulary has to cut it into several
        pieces ("ecu-li-zum-ab"), or if it is written like one.
        """
        if concept.known or not concept.words[0].isalpha() or self._names_whom(concept, asked):
            return False
        if _is_written_as_a_name(concept, asked.text):
            return True
        if not concept.words.isalpha() or _UNIT.match(concept.words):
            return False
        if self._mentions.knows(_OPPOSITE.sub("", concept.words)):
            return False
        enough = _NAME_PIECES + bool(_ORDINARY.search(concept.words))
        return self._embedder.count_pieces(concept.words) >= enough

    def _names_treatment(self, question: str) -> bool:
        treatments = (NameKind.MEDICINE, NameKind.PROCEDURE)
        return any(name.kind in treatments for name in self._finder.find(question))

    def _names_whom(self, concept: Concept, asked: Question) -> bool:
        """Tell whether the concept is part of a name, which other reasons judge."""
        named = {word for name in asked.names for word in words(asked.words(name))}
        return named.issuperset(words(concept.words))


def _lacks(asked: Question, query: Query, line: EvidenceLine) -> tuple[float, bool]:
    """Return how far a line lacks the detail asked for, and whether it is of other people."""
    return lacks_what_is_asked(asked, query, line), is_of_others(asked, line)


def _loss(asked: Question, query: Query, line: EvidenceLine) -> float:
    """Return what a line loses for that; from -.05 to -.15 each the figures are flat.

    What is sought and stands where reasons or others' views do ("Harms of screening") gets back
    what such a place costs: of 736 questions two more have their line first.
    """
    lacks_detail, of_others = _lacks(asked, query, line)
    aside = line.line.statement.kind in LATER and asked.sought and asked.detail is None
    back = RATIONALE if aside and not lacks_detail else 0.0
    return LACKS_DETAIL * lacks_detail + OF_OTHERS * of_others - back


def _is_written_as_a_name(concept: Concept, question: str) -> bool:
    """Tell whether the concept has a capital that neither a sentence nor a title explains."""
    every = re.findall(r"[^\W\d_]+", question)
    if sum(word[0].isupper() for word in every) * 2 > len(every):
        return False
    inside = re.finditer(rf"(?<=[a-z,;]\s){re.escape(concept.words)}", question, re.IGNORECASE)
    return any(match.group()[0].isupper() for match in inside)
