"""What a sentence compares, puts in order or lets change -> whether its lines turn it round."""

import re

from chatbot.grounding.sentence_claim import Claim, shared
from chatbot.language.changes import find_changes
from chatbot.language.contrasts import comparisons, orders


def compares_otherwise(claim: Claim) -> bool:
    """Tell whether "A more than B" became "A less than B" or "B more than A"."""
    stated = [found for line in claim.lines for found in comparisons(line)]
    for down, left, right in comparisons(claim.sentence):
        turned = []
        for other, first, second in stated:
            same, swapped = shared(right, second), shared(right, first)
            if same == swapped:
                same, swapped = shared(left, first), shared(left, second)
            if same != swapped:
                turned.append((down == other) is not (same > swapped))
        if turned and all(turned):
            return True
    return False


_SAYS_BEFORE = re.compile(
    r"\b(?:before|prior|ahead|until|preced\w+|first|beforehand|pre\w+)\b", re.I
)
_ORDERED = re.compile(r"\b(?:before|prior to|ahead of)\b", re.IGNORECASE)


def comes_otherwise(claim: Claim) -> bool:
    """Tell whether what comes first in the sentence comes last in its lines."""
    sentence, lines = claim.sentence, claim.lines
    stated = [order for line in lines for order in orders(line)]
    for before, edge, rest in orders(sentence):
        turned = []
        for other, stated_edge, stated_rest in stated:
            near, far = shared(edge, stated_edge), shared(edge, stated_rest)
            exchanged = before == other and far > near and shared(stated_edge, rest) > near
            reversed_ = before != other and near > far and 2 * near >= len(edge)
            mirrored = before != other and far > near and shared(stated_edge, rest) > 0
            if exchanged or reversed_:
                turned.append(True)
            elif mirrored or (before == other and (near or far)):
                turned.append(False)
        if turned and all(turned):
            return True
    return (
        bool(_ORDERED.search(sentence)) and not stated and not _SAYS_BEFORE.search(" ".join(lines))
    )


def runs_backwards(claim: Claim) -> bool:
    """Tell whether "from 10 % to 14 %" became "from 14 % to 10 %"."""
    stated = {change for line in claim.lines for change in find_changes(line)}
    return any(
        (kind, high, low) in stated and (kind, low, high) not in stated
        for kind, low, high in find_changes(claim.sentence)
    )


def names_another_span(claim: Claim) -> bool:
    """Tell whether "in the last month" became "in the last year"."""
    own, said = (
        {match.casefold() for match in _SPAN.findall(text)}
        for text in (claim.sentence, "\n".join(claim.lines))
    )
    return bool(said and own - said)


_SPAN = re.compile(r"\b(?:first|last|past|previous|next)\s(day|week|month|year)\b", re.IGNORECASE)
