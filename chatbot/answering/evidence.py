"""Understood -> Found -> Chosen: what matches a question, and whether that answers it."""

from dataclasses import dataclass, replace

from chatbot.answering.answer import Reason
from chatbot.answering.choosing import choose_statements, shown_by
from chatbot.answering.steps import Chosen, Found, Refused, Understood
from chatbot.indexing.generation import Generation
from chatbot.language.tokens import unbroken
from chatbot.refusing import Refusal, Refuser
from chatbot.retrieval.limiting import Limits
from chatbot.retrieval.ranking import PASSAGES, RankedStatement, rank_statements
from chatbot.retrieval.retrieving import Retriever

_FROM_ARTICLES = (Reason.NOT_IN_CORPUS, Reason.WEAK_EVIDENCE, Reason.UNSUPPORTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The steps over one generation. `limits` say what of it is searched, for the reader."""

    generation: Generation
    retriever: Retriever
    refuser: Refuser
    limits: Limits

    def find(self, understood: Understood) -> Found:
        """Find the passages that match, and rank their statements."""
        query = understood.query
        vector = self.retriever.embed(query)
        passages = self.retriever.ranked(query, vector, PASSAGES)
        ranked = rank_statements(query, vector, passages, self.generation)
        return Found(understood=understood, passages=tuple(passages), ranked=tuple(ranked))

    def choose(self, found: Found) -> Chosen | Refused:
        """Choose the statements that answer, and decide whether they do."""
        if not self.generation.articles:
            return _refused(found, self._refuse_all(), [])
        chosen = self._chosen(found)
        refusal = self.refuser.refuse(
            unbroken(found.understood.asking.question),
            found.understood.query,
            found.understood.condensed.question,
            found.passages,
            chosen,
            shown_by(chosen, found.ranked),
        )
        if refusal:
            return _refused(found, self._limited(refusal), chosen)
        return Chosen(found=found, statements=tuple(chosen))

    def _chosen(self, found: Found) -> list[RankedStatement]:
        """Return the best statements, none of them only of other medicines than asked about."""
        understood = found.understood
        ranked = self.refuser.without_other_medicines(
            understood.condensed.question, understood.query, found.ranked
        )
        return choose_statements(ranked, self.generation.replacements)

    def _refuse_all(self) -> Refusal:
        """Return the refusal where the settings hide every article."""
        return Refusal(reason=Reason.NOT_IN_CORPUS, explanation=self.limits.hidden_by_setting())

    def _limited(self, refusal: Refusal) -> Refusal:
        """Return a refusal that speaks of the articles searched, and says which those are."""
        if not self.limits or refusal.reason not in _FROM_ARTICLES:
            return refusal
        about = refusal.explanation.replace("indexed article", "searched article")
        return replace(refusal, explanation=f"{about} {self.limits.sentences()}")


def _refused(found: Found, refusal: Refusal, chosen: list[RankedStatement]) -> Refused:
    return Refused(
        asking=found.understood.asking,
        condensed=found.understood.condensed,
        refusal=refusal,
        rewritten=found.understood.rewritten,
        passages=found.passages,
        ranked=found.ranked,
        chosen=tuple(chosen),
    )
