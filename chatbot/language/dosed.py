"""The articles' own text -> the medicines that they dose and that no list here has.

"Start examplin at 40 mg" says that examplin is a medicine. New names come faster than lists do.
"""

import re
from collections.abc import Iterable

from chatbot.language.names import find_names
from chatbot.language.tokens import STOP_WORDS

_AMOUNT = (
    r"\d[\d.,]*(?:\s?(?:-|\u2013|to)\s?\d[\d.,]*)?[\s-]?"
    r"(?:mg|mcg|\u00b5g|\u03bcg|g|IU|units?|micrograms?|milligrams?|grams?|mL)\b"
    r"(?!/(?:d?L|mL|mmol|mol|min|h\b))"  # a level or a flow
)
_DONE = (
    r"(?i:give|start|begin|increase|reduce|decrease|halve|double|take|continue|administer|add|use"
    r"|prescribe|infuse|inject|offer|raise|lower|titrate|taper|limit|stop|repeat|initiate)"
)
_TO = r"(?:(?:at|to|by|from|up to)\s+|\()?"
_GIVEN = re.compile(
    rf"\b{_DONE}(?:\s+(?:iv|oral|intravenous|subcutaneous|high-dose|low-dose|with))*\s+"
    rf"([A-Za-z][a-z]{{4,}})\s+{_TO}{_AMOUNT}",
    re.IGNORECASE,
)
_WRITTEN_AS_A_NAME = re.compile(rf"(?<=[a-z,;] )([A-Z][a-z]{{4,}})\s+{_TO}{_AMOUNT}")
_OPENING = re.compile(rf"^\W*([A-Z][a-z]{{4,}})(?::\s*|\s+{_TO}){_AMOUNT}", re.MULTILINE)
_INSIDE = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{4,}\b")
_WORD = re.compile(r"\b[a-z]{5,}\b")
_NO_NAME = re.compile(
    r"(?:ing|ed|ly)$|^(?:dos(?:e|age)s?|therap(?:y|ies)|treatments?|infusions?|tablets?|capsules?"
    r"|injections?|fluids?|water|drugs?|medicines?|medications?|amounts?|intakes?|bolus(?:es)?"
    r"|maximum|minimum|total|initial|approximately|either|doses)$",
)


def find_dosed(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the words of `texts` that are dosed like medicines and name nothing known, in order.

    A word that opens a line counts only if it is written with a capital wherever it stands.
    """
    known = list(texts)
    found = {match[1] for text in known for match in _GIVEN.finditer(text)}
    found |= {match[1] for text in known for match in _WRITTEN_AS_A_NAME.finditer(text)}
    opening = {match[1] for text in known for match in _OPENING.finditer(text)}
    if opening:
        inside = {word for text in known for word in _INSIDE.findall(text)}
        small = {word for text in known for word in _WORD.findall(text)}
        found |= {word for word in opening & inside if word.casefold() not in small}
    return tuple(sorted({word.casefold() for word in found if _may_be_a_name(word.casefold())}))


def _may_be_a_name(word: str) -> bool:
    return not (word in STOP_WORDS or _NO_NAME.search(word) or find_names(word))
