"""Chosen statements -> how sure one may be that they answer."""

from collections.abc import Sequence

from chatbot.refusing.refusal import Reason, Refusal
from chatbot.retrieval.ranking import RankedStatement

_SIMILARITY_SHARE = 2 / 3


def confidence(chosen: Sequence[RankedStatement], refusal: Refusal | None = None) -> float | None:
    """Return the confidence in `chosen`, best first, 0 to 1; None without any.

    Two thirds are the highest similarity of a statement to the question, one third the score of
    the best. Of the simple blends tried on two sets of answerable and unanswerable questions
    this one told them apart best (see evals/README.md). A refusal for another reason than weak
    evidence halves it.
    """
    if not chosen:
        return None
    similarity = max(each.similarity for each in chosen)
    blend = _SIMILARITY_SHARE * similarity + (1 - _SIMILARITY_SHARE) * chosen[0].score
    settled = refusal is not None and refusal.reason is not Reason.WEAK_EVIDENCE
    return round(blend / 2 if settled else blend, 4)
