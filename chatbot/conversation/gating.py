"""A question and the turns before it -> whether the question depends on them.

A gate without a model: it looks for what a reader would miss in the question taken alone: a
pronoun without its noun, an opening that carries on ("and if ..."), a question with no subject.
"""

import re

from chatbot.vocabulary.tokens import STOP_WORDS, words

_CARRIES_ON = re.compile(
    r"^\W*(?:and|but|or|so|then|also|what about|how about|what if|what else|anything else|any other"
    r"|else|more|why|why not|for how long|how so|in that case|if so|if not|same)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:its|they|them|their|theirs|he|she|his|her|him|the same|the former|the latter|the other"
    r"|the others|either|neither|both of them|it(?!\s+(?:safe|possible|necessary|recommended"
    r"|advisable|true|useful|better|worth|known|important|take|help)\b))\b",
    re.IGNORECASE,
)
# "these" points back alone or before a word that names nothing, not in "those with diabetes".
_DEMONSTRATIVE = re.compile(
    r"\b(?:this|these|those|such)\b(?:\s*(?:[?.!,]|$)|\s+(?:is|are|was|were|be|does|do|drugs?"
    r"|doses?|treatments?|therap\w+|cases?|medications?|options?|regimens?|approach\w*|tests?"
    r"|patients?|symptoms?|happens?|works?|fails?|a)\b)",
    re.IGNORECASE,
)
# "that" points back unless it opens a clause ("patients that relapse", "shown that ...").
_THAT = re.compile(
    r"(?:^|\b(?:if|is|was|does|did|of|for|to|with|after|before|about|on|do|in|than|like)\s+)that\b"
    r"|\bthat\s*(?:[?.!,]|$)|\bthat\s+(?:is|was|does|isn't|doesn't|be|work\w*|fail\w*|drug|dose"
    r"|treatment|therapy|case|one|patient|regimen|approach|test)\b",
    re.IGNORECASE,
)
# Words that ask for something of a thing without naming the thing.
_NEEDS_A_SUBJECT = frozenset(
    """dose dosage dosing doses duration long often much many side effects effect adverse events
    event frequency monitoring monitor first-line second-line alternatives alternative options
    option response improvement respond works work worse evidence recommended next step steps
    done do route course interval start started stop stopped else other happens help risk risks
    contraindications contraindication interactions safe safety suitable available severe mild
    common most days day weeks week hours months three two used use given give long-term treatment
    maintenance therapy treat not no there what when how which repeat repeated""".split()
)


def depends_on_context(question: str) -> bool:
    """Tell whether `question` cannot be understood without the turns before it."""
    if any(sign.search(question) for sign in (_CARRIES_ON, _PRONOUN, _DEMONSTRATIVE, _THAT)):
        return True
    return not names_a_subject(question)


def names_a_subject(text: str) -> bool:
    """Tell whether `text` names what it is about, rather than only what is asked of it."""
    return any(
        word not in STOP_WORDS and word not in _NEEDS_A_SUBJECT and not word[0].isdigit()
        for word in words(text)
    )
