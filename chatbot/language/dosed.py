"""The articles' own text -> the medicines that they dose and that no list here has.

"Start examplin at 40 mg" says that examplin is a medicine. New names come faster than lists do.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from chatbot.language.figure import Kind
from chatbot.language.figures import find_figures
from chatbot.language.names import find_names
from chatbot.language.tokens import STOP_WORDS

_BACK = 80  # characters before an amount that may say what it is of
_DONE = (
    r"(?i:give|start|begin|increase|reduce|decrease|halve|double|take|continue|administer|add|use"
    r"|prescribe|infuse|inject|offer|raise|lower|titrate|taper|limit|stop|repeat|initiate)"
)
_TO = r"(?:(?:at|to|by|from|up to)\s+|\()?"
_GIVEN = re.compile(
    rf"\b{_DONE}(?:\s+(?:iv|oral|intravenous|subcutaneous|high-dose|low-dose|with))*\s+"
    rf"([A-Za-z][a-z]{{4,}})\s+{_TO}\Z",
    re.IGNORECASE,
)
_WRITTEN_AS_A_NAME = re.compile(rf"(?<=[a-z,;] )([A-Z][a-z]{{4,}})\s+{_TO}\Z")
_OPENING = re.compile(rf"^\W*([A-Z][a-z]{{4,}})(?::\s*|\s+{_TO})\Z", re.MULTILINE)
_INSIDE = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{4,}\b")
_WORD = re.compile(r"\b[a-z]{5,}\b")
_NO_NAME = re.compile(
    r"(?:ing|ed|ly)$|^(?:dos(?:e|age)s?|therap(?:y|ies)|treatments?|infusions?|tablets?|capsules?"
    r"|injections?|fluids?|water|drugs?|medicines?|medications?|amounts?|intakes?|bolus(?:es)?"
    r"|maximum|minimum|total|initial|approximately|either|doses)$",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dosed:
    """What one text doses like medicines, each in order.

    `named` are dosed in its sentences, `opening` where they open a line. Of what opens lines, in
    this text or another, `capital` are written with a capital within sentences, `small` in small
    letters.
    """

    named: tuple[str, ...]
    opening: tuple[str, ...]
    capital: tuple[str, ...]
    small: tuple[str, ...]


def opening_words(text: str) -> set[str]:
    """Return the words that are dosed where they open a line of `text`."""
    return {match[1] for words in _before_amounts(text) for match in _OPENING.finditer(words)}


def read_dosed(text: str, opening: Collection[str]) -> Dosed:
    """Return what `text` doses; `opening` are the words that open lines in all texts."""
    folded = {word.casefold() for word in opening}
    before = list(_before_amounts(text))
    forms = (_GIVEN, _WRITTEN_AS_A_NAME)
    found = {match[1] for form in forms for words in before for match in form.finditer(words)}
    return Dosed(
        named=tuple(sorted(found)),
        opening=tuple(sorted({m[1] for words in before for m in _OPENING.finditer(words)})),
        capital=tuple(sorted({word for word in _INSIDE.findall(text) if word in opening})),
        small=tuple(sorted({word for word in _WORD.findall(text) if word in folded})),
    )


def dosed_words(read: Iterable[Dosed]) -> tuple[str, ...]:
    """Return the words that texts dose like medicines and that name nothing known, in order.

    A word that opens a line counts only if it is written with a capital wherever it stands.
    """
    known = list(read)
    opening = {word for text in known for word in text.opening}
    capital = {word for text in known for word in text.capital}
    small = {word for text in known for word in text.small}
    found = {word for text in known for word in text.named}
    found |= {word for word in opening & capital if word.casefold() not in small}
    return tuple(sorted({word.casefold() for word in found if _may_be_a_name(word.casefold())}))


def find_dosed(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the words of `texts` that are dosed like medicines and name nothing known."""
    known = list(texts)
    opening = {word for text in known for word in opening_words(text)}
    return dosed_words(read_dosed(text, opening) for text in known)


def _before_amounts(text: str) -> Iterator[str]:
    """Yield the words before each amount that is given at once, not by the hour."""
    for figure in find_figures(text):
        if figure.kind is Kind.AMOUNT and figure.is_dose and "hour" not in figure.unit:
            yield text[max(0, figure.start - _BACK) : figure.start]


def _may_be_a_name(word: str) -> bool:
    return not (word in STOP_WORDS or _NO_NAME.search(word) or find_names(word))
