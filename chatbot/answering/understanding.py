"""Asking -> Understood: the question is checked and made to stand alone, or refused unsearched."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from chatbot.answering.steps import Asking, Refused, Understood
from chatbot.answering.wording.rewriting import rewrite
from chatbot.indexing.embedding import Embedder
from chatbot.language.tokens import unbroken
from chatbot.llm.calling import LanguageModel
from chatbot.question.condensing import condense, in_open_topic
from chatbot.question.turn import Condensed, Turn
from chatbot.refusing import Refusal, refuse_bare_detail, refuse_question
from chatbot.refusing.safety import likeness_of, refuse_unsafe
from chatbot.retrieval.retrieving import Retriever

_TO_CONDENSE = 0.25
"""Share of a language model's seconds; the rest is for its sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """The step over one generation. `model`, with `seconds` for an answer, rewrites follow-ups."""

    retriever: Retriever
    embedder: Embedder
    abbreviations: Mapping[str, str]
    model: LanguageModel | None
    seconds: float

    def understand(self, asking: Asking) -> Understood | Refused:
        """Check the question and make it stand alone."""
        if refusal := refuse_question(asking.question):
            return _refused(asking, refusal)
        typed = unbroken(asking.question)
        like = likeness_of(typed, self.embedder)
        refusal = refuse_unsafe(typed, like)
        if not refusal and not asking.turns:
            refusal = refuse_bare_detail(asking.question)
        if refusal:
            return _refused(asking, refusal)
        spelled = self.retriever.read(asking.question)
        condensed = condense(spelled, asking.turns)
        started = time.monotonic()
        if self.model and asking.turns:
            condensed = self._rewritten(self.model, spelled, asking.turns, condensed, started)
        understood = Understood(
            asking=asking,
            condensed=condensed,
            likeness=(
                like
                if condensed.question == typed
                else likeness_of(condensed.question, self.embedder)
            ),
            query=self.retriever.query(condensed.question),
            deadline=started + self.seconds,
            rewritten=bool(self.model and asking.turns),
        )
        return self._with_other_reading(understood, spelled)

    def _with_other_reading(self, understood: Understood, spelled: str) -> Understood:
        """Add the reading in the open topic, if the question was left as it is."""
        turns = understood.asking.turns
        if not turns or understood.condensed.question != spelled:
            return understood
        carried = in_open_topic(spelled, turns)
        if carried is None:
            return understood
        also = replace(
            understood,
            condensed=carried,
            likeness=likeness_of(carried.question, self.embedder),
            query=self.retriever.query(carried.question),
        )
        return replace(understood, also=also)

    def _rewritten(
        self,
        model: LanguageModel,
        spelled: str,
        turns: Sequence[Turn],
        condensed: Condensed,
        started: float,
    ) -> Condensed:
        """Return the question as the model puts it, if that can be trusted."""
        rewritten = rewrite(
            model,
            spelled,
            turns,
            condensed,
            self.abbreviations,
            deadline=started + _TO_CONDENSE * self.seconds,
        )
        return replace(condensed, question=rewritten or condensed.question)


def _refused(asking: Asking, refusal: Refusal) -> Refused:
    condensed = Condensed(question=asking.question)
    return Refused(asking=asking, condensed=condensed, refusal=refusal)
