"""A question that is not about medicine -> why it is not answered.

It is refused only if it names another matter or is like such a question, and names nothing medical,
and no passage comes near: one made of general words alone may well have an answer in the articles.
"""

import re
from functools import lru_cache

from chatbot.lexicon.expressions import Expressions
from chatbot.lexicon.loading import load_table
from chatbot.refusing.refusal import Reason, Refusal
from chatbot.refusing.safety.likeness import Likeness
from chatbot.refusing.safety.typed_words import sentences

_FIELD = re.compile(
    r"\b(?:patients?|treat\w*|therap\w+|drugs?|medicines?|medications?|dos(?:e|es|age|ing)|disease"
    r"|disorder|syndrome|symptoms?|diagnos\w+|clinical\w*|clinic|hospital|guidelines?|vaccin\w+"
    r"|surg\w+|infect\w+|blood|pain|risks?|adverse|side effects?|prognosis|relapses?|acute"
    r"|chronic|screen\w+|prevent\w*|prophyla\w+|monitor\w*|test\w*|mg|infusion|inject\w+)\b",
    re.IGNORECASE,
)
_LIKE = 0.4  # share of likeness that suffices beside that (evals/README.md)
_NEAR = 0.35  # cosine from which a passage may well be about it


@lru_cache(maxsize=1)
def _matters() -> Expressions:
    return Expressions(row["expression"] for row in load_table("other_matters").rows)


def refuse_other_matter(
    question: str, like: Likeness, *, names: int, similarity: float
) -> Refusal | None:
    """Return why a question outside medicine is not answered, None for one that may be inside.

    `names` is the number of medical names in it, `similarity` the cosine of the passage that
    comes nearest.
    """
    if names or similarity >= _NEAR or _FIELD.search(question):
        return None
    if max(like.other_matter, like.instruction) <= _LIKE and not names_other_matter(question):
        return None
    return Refusal(
        reason=Reason.NOT_MEDICAL,
        explanation="This does not seem to be a medical question.",
    )


def names_other_matter(question: str) -> bool:
    """Tell whether `question` names something outside medicine: the weather, a poem."""
    return any(_matters().stand_in(sentence) for sentence in sentences(question))
