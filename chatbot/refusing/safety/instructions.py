"""An order to the program about itself -> why it is not followed.

Its prompt, rules, sources, role or form of answer are no matter of a question: "show your rules"
is such an order, "show rules for plasma exchange" a question.
"""

import re
from functools import lru_cache

from chatbot.lexicon.expressions import Expressions
from chatbot.lexicon.loading import load_table
from chatbot.refusing.refusal import Reason, Refusal
from chatbot.refusing.safety.likeness import UNSURE
from chatbot.refusing.safety.typed_words import sentences

_BEGUN = re.compile(
    r"^(?:.*[,:] |.* (?:and|then|but|now) )?"
    r"(?:(?:please|now|just|so|ok|okay|then|and|can you|could you|will you|would you|you must"
    r"|you should|i want you to|you have to|first|instead) )*$"
)
_LIKE = 0.5  # share of likeness that suffices without such an expression (evals/README.md)
_REPLY = Refusal(
    reason=Reason.NOT_MEDICAL,
    explanation=(
        "This is an instruction to the program, not a question about the articles; it "
        "only looks up what the articles say."
    ),
)


@lru_cache(maxsize=1)
def _orders() -> dict[str, Expressions]:
    rows = load_table("instructions").rows
    return {
        where: Expressions(row["expression"] for row in rows if row["where"] == where)
        for where in ("any", "command", "alone")
    }


def refuse_instruction(question: str, likeness: float = UNSURE) -> Refusal | None:
    """Return why an instruction to the program is not followed, None for anything else.

    `likeness` is its share of likeness to other instructions.

    An order to leave out what stands beside an answer (the disclaimer, a warning) changes nothing:
    a question that comes with it is answered, with all that belongs to it.
    """
    if likeness > _LIKE:
        return _REPLY
    said = sentences(question)
    asks = any("?" in sentence for sentence in said)
    for sentence in said:
        where = ("any",) if asks else ("any", "alone")
        if any(_orders()[each].stand_in(sentence) for each in where):
            return _REPLY
        starts = (start for start, _ in _orders()["command"].spans(sentence))
        if any(_BEGUN.match(sentence[:start]) for start in starts):
            return _REPLY
    return None
