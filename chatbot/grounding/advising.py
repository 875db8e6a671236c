"""Whether a sentence advises more than its lines: "must be given" of "may be considered"."""

from chatbot.grounding.claim import Claim, shared, told_in
from chatbot.language.modality import ADVICE, Modality, Mode

_HALF = 0.5  # of the words of an advice that must stand in another for both to be of one thing
_ADVISED = frozenset({Mode.RECOMMENDS, Mode.FORBIDS})


def is_raised(claim: Claim) -> bool:
    """Tell whether what the lines only permit, or only report, became a recommendation."""
    return any(
        own.kind is Mode.RECOMMENDS and own.is_strong and _is_raised(claim, own)
        for own in claim.reading.modalities
    )


def _is_raised(claim: Claim, own: Modality) -> bool:
    words = told_in(claim.reading, own)
    near = [
        (shared(words, told), stated.kind, told)
        for reading in claim.stated
        for stated in reading.modalities
        if stated.kind in ADVICE or stated.kind is Mode.REPORTS
        for told in [told_in(reading, stated)]
    ]
    most = max((share for share, _, _ in near), default=0)
    if most < max(1, _HALF * len(words)):
        return False
    return not any(
        kind in _ADVISED and (share == most or shared(told, words) >= max(1, _HALF * len(told)))
        for share, kind, told in near
    )
