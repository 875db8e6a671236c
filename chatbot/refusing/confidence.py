"""Evidence lines -> how sure one may be that they answer."""

from collections.abc import Sequence

from chatbot.refusing.refusal import Reason, Refusal
from chatbot.retrieval.evidence_line import EvidenceLine

_SIMILARITY_SHARE = 2 / 3


def confidence(lines: Sequence[EvidenceLine], refusal: Refusal | None = None) -> float | None:
    """Return the confidence in `lines`, best first, 0 to 1; None without lines.

    Two thirds are the highest similarity of a line to the question, one third the score of the
    best line. Of the simple blends tried on two sets of answerable and unanswerable questions
    this one told them apart best (see evals/README.md). A refusal for another reason than weak
    evidence halves it.
    """
    if not lines:
        return None
    similarity = max(line.similarity for line in lines)
    blend = _SIMILARITY_SHARE * similarity + (1 - _SIMILARITY_SHARE) * lines[0].score
    settled = refusal is not None and refusal.reason is not Reason.WEAK_EVIDENCE
    return round(blend / 2 if settled else blend, 4)
