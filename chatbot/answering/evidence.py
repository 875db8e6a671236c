"""Understood -> Found -> Chosen: what matches a question, and whether that answers it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from chatbot.answering.answer import Reason
from chatbot.answering.steps import Chosen, Found, Refused, Understood
from chatbot.indexing.generation import Generation
from chatbot.language.tokens import unbroken
from chatbot.refusing import Refusal, Refuser
from chatbot.retrieval.limiting import Limits
from chatbot.retrieval.ranking import PASSAGES, RankedStatement, rank_statements
from chatbot.retrieval.retrieving import Retriever
from chatbot.statements.statement import Statement

_FROM_ARTICLES = (Reason.NOT_IN_CORPUS, Reason.WEAK_EVIDENCE, Reason.UNSUPPORTED)
MOST = 5
"""Statements of an answer. Gold among 1, 3, 5 on NSTG: .56, .78, .86, in 30, 73, 123 words."""

KEPT_OF_BEST = 0.75
"""Of .7, .75, .8 the highest that loses no gold line on NSTG: .86 in 106 words instead of 123."""


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


def choose_statements(
    ranked: Sequence[RankedStatement],
    replacements: Callable[[str], Sequence[str]],
    kept_of_best: float = KEPT_OF_BEST,
) -> list[RankedStatement]:
    """Return up to `MOST` of `ranked`, which comes best first, no two shown by the same words.

    Those with less than `kept_of_best` of the best score are left out. Statements of an article
    come behind those of its `replacements`, the ids of what supersedes it. Whether the best answers
    at all is for `chatbot.refusing` to say.
    """
    kept = [each for each in ranked if each.score >= kept_of_best * ranked[0].score]
    chosen: list[RankedStatement] = []
    for each in _newest_first(kept, replacements):
        if len(chosen) < MOST and not any(_overlap(each, other) for other in chosen):
            chosen.append(each)
    return chosen


def shown_by(
    chosen: Sequence[RankedStatement], ranked: Sequence[RankedStatement]
) -> list[RankedStatement]:
    """Return those of `ranked` that are shown with `chosen`: of a list its items, not the list.

    What one bullet says of a drug and the next of pregnancy is not said of it in pregnancy.
    """
    shown = [each for each in ranked if any(_overlap(each, other) for other in chosen)]
    return [
        each
        for each in shown
        if not any(_is_part(other.statement, each.statement) for other in shown)
    ]


def _is_part(one: Statement, other: Statement) -> bool:
    if one.article_id != other.article_id or (one.start, one.end) == (other.start, other.end):
        return False
    return other.start <= one.start and one.end <= other.end


def _overlap(one: RankedStatement, other: RankedStatement) -> bool:
    (start, end), (other_start, other_end) = one.statement.whole, other.statement.whole
    same = one.statement.article_id == other.statement.article_id
    return same and start < other_end and other_start < end


def _newest_first(
    ranked: Sequence[RankedStatement], replacements: Callable[[str], Sequence[str]]
) -> list[RankedStatement]:
    """Return `ranked` in their order, but each behind those of what supersedes its article."""
    of_article: dict[str, list[RankedStatement]] = {}
    for each in ranked:
        of_article.setdefault(each.statement.article_id, []).append(each)
    ordered: dict[int, RankedStatement] = {}
    for each in ranked:
        stated = each.article.superseded_by
        newer = reversed(replacements(each.statement.article_id)) if stated else ()
        first = [other for article_id in newer for other in of_article.get(article_id, ())]
        ordered |= {id(one): one for one in (*first, each) if id(one) not in ordered}
    return list(ordered.values())
