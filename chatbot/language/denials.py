"""A clause with open negations -> what it denies, and what it affirms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chatbot.language.clauses import NOT
from chatbot.language.content_words import Word, content_words, stems_of, telling_words

REACH = 4
"""Words behind a "not" that it may deny."""

_SKIPPED = stems_of("skipped")
_ANY = re.compile(r"\s*any\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """A "not": the content words of its clause, and among them those right behind it.

    `denied` are those in its reach; where it is `general` ("is not given"), it denies what the
    whole clause is about. `focus` is the stem of the word right behind it.
    """

    focus: str
    denied: tuple[Word, ...]
    clause: tuple[Word, ...]
    general: bool


def denials_in(part: str) -> Iterator[Denial]:
    """Yield the denials of a clause with open negations."""
    clause = telling_words(part)
    for behind in NOT.split(part)[1:]:
        near = [word for word in content_words(behind) if word.stem not in _SKIPPED][:REACH]
        thing = _ANY.match(behind) is not None
        denied = tuple(
            word for n, word in enumerate(near) if not word.is_plain or (thing and not n)
        )
        yield Denial(
            focus=near[0].stem if near else "",
            denied=denied,
            clause=clause,
            general=not thing and (not near or near[0].is_plain),
        )


def affirmed_in(part: str) -> tuple[Word, ...]:
    """Return the content words of a clause that no "not" denies."""
    before, *behind = NOT.split(part)
    if behind and any(denial.general for denial in denials_in(part)):
        return ()
    beyond = (word for text in behind for word in content_words(text)[REACH:])
    return tuple(word for word in (*telling_words(before), *beyond) if not word.is_plain)
