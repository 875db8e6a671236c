"""Whether a sentence only gives the question back, or talks to its reader."""

import re

from chatbot.grounding.sentence_claim import Claim, shared
from chatbot.language.content_words import telling_words

_MOSTLY = 0.8  # of the words of a sentence that are the question's
_TO_SOMEBODY = re.compile(
    r"\b(?:I|I'm|me|my|myself|you|your|yours|ignore|disregard|assistant|as an AI|language model"
    r"|the question|asked|the answer|above|answering)\b",
    re.IGNORECASE,
)


def is_echo(claim: Claim) -> bool:
    """Tell whether a sentence asks, or says what the question says and the lines do not."""
    if claim.sentence.rstrip().endswith("?"):
        return True
    words = telling_words(claim.sentence)
    if not claim.question or not words:
        return False
    asked = telling_words(claim.question)
    stated = [word for line in claim.lines for word in telling_words(line)]
    from_question = shared(words, asked)
    return from_question >= _MOSTLY * len(words) and shared(words, stated) < len(words)


def addresses_somebody(claim: Claim) -> bool:
    """Tell whether it speaks as somebody or to somebody, which its lines do not."""
    said = "\n".join(claim.lines).casefold()
    return any(
        not re.search(rf"\b{re.escape(match.group().casefold())}\b", said)
        for match in _TO_SOMEBODY.finditer(claim.sentence)
    )
