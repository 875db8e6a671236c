"""What was found -> how sure one may be that it answers."""

import math
from collections.abc import Sequence

from chatbot.lexicon.weights import load_weights
from chatbot.retrieval.expanding import Query
from chatbot.retrieval.ranking import RankedStatement

CONFIDENCE_TRAITS = ("score", "similarity", "unknown", "bias")
"""The best statement's score, the highest similarity, and the share of the question that no
article mentions. `chatbot eval fit` fits what they weigh by logistic regression of answerable
against other questions, each kind weighing the same. The AUROC is .88, .86, .97 and .96 on
four corpora left out (evals/README.md)."""
_WEIGHTS = load_weights("answer", CONFIDENCE_TRAITS)


def confidence(query: Query, chosen: Sequence[RankedStatement]) -> float | None:
    """Return the confidence in `chosen`, best first, 0 to 1; None without any.

    It is the share of answerable questions among those like this one, were there as many others.
    """
    if not chosen:
        return None
    similarity = max(each.similarity for each in chosen)
    traits = (chosen[0].score, similarity, unknown_share(query), 1.0)
    odds = sum(weight * trait for weight, trait in zip(_WEIGHTS, traits, strict=True))
    return round(1 / (1 + math.exp(-odds)), 4)


def unknown_share(query: Query) -> float:
    """Return the weighted share of what the question names that no article mentions, 0 to 1."""
    named = [concept for concept in query.concepts if not concept.asks]
    whole = sum(concept.weight for concept in named)
    return sum(concept.weight for concept in named if not concept.known) / whole if whole else 0.0
