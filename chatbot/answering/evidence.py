"""Understood -> Found -> Chosen: what matches a question, and whether that answers it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from chatbot.answering.answer import Reason
from chatbot.answering.steps import Chosen, Found, Refused, Understood
from chatbot.indexing.generation import Generation
from chatbot.language.tokens import unbroken
from chatbot.question.details import details_sought
from chatbot.refusing import Refusal, Refuser, confidence
from chatbot.retrieval.limiting import Limits
from chatbot.retrieval.ranking import PASSAGES, RankedStatement, rank_statements
from chatbot.retrieval.retrieving import Retriever
from chatbot.statements.statement import BESIDE, Statement

_FROM_ARTICLES = (Reason.NOT_IN_CORPUS, Reason.WEAK_EVIDENCE, Reason.UNSUPPORTED)
MOST = 5
"""Statements of an answer. Gold among 1, 3, 5 on NSTG: .56, .78, .86, in 30, 73, 123 words."""

MOST_WORDS = 200
"""Words of an answer, but for its first statement. Of 200 and 150: gold quoted .887 and .868 in the
mean of three guidelines; one answer in 20 has 300 words without."""

KEPT_OF_BEST = 0.84
"""Of .84, .86 and .88: gold quoted of 736 questions on three guidelines 615, 611 and 603, in 2,251,
2,065 and 1,874 statements; of .8, before this was counted from what the first lacks too, 613 in
2,400."""


SURER = 0.2
"""How much surer a follow-up must be by itself than in the open topic. Of 41 that read as if they
stood alone, .2 finds the gold line of four more, 0 of three more and loses one."""


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
        embedded = self.retriever.embed(query, understood.likeness.embedded)
        passages = self.retriever.ranked(query, embedded.vector, PASSAGES)
        kinds = {kind for sought in details_sought(query.text) for kind in sought.sections}
        more = self.retriever.in_sections(query, embedded.vector, passages, kinds) if kinds else []
        ranked = rank_statements(query, embedded, [*passages, *more], self.generation)
        return Found(understood=understood, passages=tuple(passages), ranked=tuple(ranked))

    def choose(self, found: Found) -> Chosen | Refused:
        """Choose the statements that answer, and decide whether they do.

        Of two readings of the question that in the open topic counts, unless the statements of the
        other are much surer to answer.
        """
        chosen = self._choose(found)
        if found.understood.also is None:
            return chosen
        other = self._choose(self.find(found.understood.also))
        if isinstance(chosen, Chosen) and _confidence(chosen) > _confidence(other) + SURER:
            return chosen
        return other if isinstance(other, Chosen) else chosen

    def _choose(self, found: Found) -> Chosen | Refused:
        """Choose the statements that answer one reading, and decide whether they do."""
        if not self.generation.articles:
            return _refused(found, self._refuse_all(), [], None)
        chosen = self._chosen(found)
        sure = confidence(found.understood.query, chosen)
        refusal = self.refuser.refuse(
            unbroken(found.understood.asking.question),
            found.understood.query,
            found.understood.condensed.question,
            found.understood.likeness,
            found.passages,
            shown_by(chosen, found.ranked),
            sure,
        )
        if refusal:
            return _refused(found, self._limited(refusal), chosen, sure)
        return Chosen(found=found, statements=tuple(chosen), confidence=sure)

    def _chosen(self, found: Found) -> list[RankedStatement]:
        """Return the best statements, none of them only of others than what is asked about.

        What is unknown and what others say stands beside guidance only where it is the best.
        """
        understood = found.understood
        ranked = self.refuser.without_others(
            understood.condensed.question, understood.query, found.ranked
        )
        if ranked and ranked[0].statement.kind not in BESIDE:
            ranked = [each for each in ranked if each.statement.kind not in BESIDE]
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


def _confidence(chosen: Chosen | Refused) -> float:
    return chosen.confidence or 0.0


def _refused(
    found: Found, refusal: Refusal, chosen: list[RankedStatement], sure: float | None
) -> Refused:
    """Return the refusal of what was found; for another reason than weak evidence, half as sure."""
    settled = refusal.reason is not Reason.WEAK_EVIDENCE
    return Refused(
        asking=found.understood.asking,
        condensed=found.understood.condensed,
        refusal=refusal,
        rewritten=found.understood.rewritten,
        passages=found.passages,
        ranked=found.ranked,
        chosen=tuple(chosen),
        confidence=round(sure / 2, 4) if sure is not None and settled else sure,
    )


def choose_statements(
    ranked: Sequence[RankedStatement],
    replacements: Callable[[str], Sequence[str]],
    least: float = KEPT_OF_BEST,
) -> list[RankedStatement]:
    """Return up to `MOST` of `ranked`, which comes best first, no two shown by the same words.

    Those with less than `least` of the score of the first are left out, and what would make more
    than `MOST_WORDS` in all. Statements of an article come behind those of its `replacements`, the
    ids of what supersedes it. Whether the first answers at all is for `chatbot.refusing` to say.
    """
    kept = [each for each in ranked if each.score >= least * ranked[0].score]
    chosen: list[RankedStatement] = []
    left = MOST_WORDS
    for each in _newest_first(kept, replacements):
        fits = not chosen or _count(each) <= left
        if len(chosen) < MOST and fits and not any(_overlap(each, other) for other in chosen):
            chosen.append(each)
            left -= _count(each)
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


def _count(ranked: RankedStatement) -> int:
    """Return the words that a statement is shown with."""
    return len(ranked.article.text[slice(*ranked.statement.whole)].split())


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
