"""Text -> its clauses, with the negations in them in the open.

"Avoid X", "X is not recommended" and "X is contraindicated" are brought to one form with an open
"not". Bounds such as "no more than" say none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from chatbot.language.content_words import Word, content_words, stems_of, telling_words
from chatbot.language.tokens import plain
from chatbot.lexicon.loading import load_table

_NEGATIVE = tuple(
    (re.compile(rf"\b(?:{row['pattern']})\b", re.IGNORECASE), row["form"])
    for row in load_table("negations").rows
)
_SHORT_FORM = re.compile(r"\s\([\w/-]+\)")
_BRACKETED = re.compile(r"\s?\(([^()]*)\)")
SENTENCE_END = re.compile(r"[;\n]|\.(?=\s|$)")
NOT = re.compile(r"\bnot\b", re.IGNORECASE)
_CLAUSE_END = re.compile(
    r"[;:()\n]|\.(?=\s|$)|\s-\s"
    r"|,?\s\b(?:but|if|when|whenever|where|whereas|while|although|though|because|since|who|which"
    r"|however|so that|until|despite|even|provided|as long as|in case)\b"
    r"|,?\s(?:and|or)\s(?=(?:should|is|are|was|were|may|might|can|could|do|does|must|not|has|have|had|there|it"
    r"|requires?|needs?|causes?|increases?|reduces?|leads?|prevents?|improves?|worsens?"
    r"|they|then|that)\b)"
    r"|,\s(?=(?:[\w-]+ ){1,6}?(?:recommends?|suggests?|advises?|concludes?|states?)\b)",
    re.IGNORECASE,
)
_LIST_COMMA = re.compile(
    r",\s|\s(?:and|or)\s(?=\w+ (?:has|have|had|is|are|was|were|does)\b|(?:not )?\w+ing\b)"
)
_DOING = re.compile(r"(?:(?:and|or) )?(?:not )?\w{2,}ing\b", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|should|may|must|can|could|might|do|does|did|will|would"
    r"|to|recommends?|suggests?|concludes?|gets?|remains?|comes?|brings?|shows?|gives?|needs?|requires?)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def with_open_negations(text: str) -> str:
    """Return `text` with every negation as a "not" of its own."""
    said = plain(text)
    for sign, form in _NEGATIVE:
        said = sign.sub(form, said)
    return said


@lru_cache(maxsize=4096)
def parts_of(text: str) -> tuple[str, ...]:
    """Return the clauses of `text` with open negations; a list without verbs stays in one."""
    said = _SHORT_FORM.sub("", with_open_negations(text))
    whole = [_BRACKETED.sub(" ", said), *_BRACKETED.findall(said)]
    found = [
        clause for each in whole for part in _CLAUSE_END.split(each) for clause in _at_commas(part)
    ]
    return tuple(part for part in found if part.strip())


def _at_commas(part: str) -> list[str]:
    """Cut where verbs stand on both sides of a comma, or where an item of a list does something."""
    first, *others = _LIST_COMMA.split(part)
    found = [first]
    for other in others:
        if _DOING.match(other) or (_VERB.search(other) and _VERB.search(found[-1])):
            found.append(other)
        else:
            found[-1] = f"{found[-1]}, {other}"
    return found


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


_THAN = re.compile(
    r"\b(?P<sign>more|less|fewer|higher|lower|greater|smaller|better|worse|longer|shorter|older"
    r"|younger|earlier|later|further|superior|inferior|poorer)\b(?P<what>(?: \w+){0,4}?) than\b"
    r"(?! (?:about |the )?[\d.]|\s(?:a|one|two|three|four|five|six|seven|eight|nine|ten)\b)",
    re.IGNORECASE,
)
_CUT = re.compile(r"[,:(]|\b(?:since|because|as|but|while|although|and)\b", re.IGNORECASE)
_DOWNWARDS = load_table("wording").words("word", use="downward")


def without_comparisons(text: str) -> str:
    """Return the text without the words that compare, but for "than"."""
    return _THAN.sub(lambda match: f" {match['what']} than", text)


Order = tuple[bool, tuple[Word, ...], tuple[Word, ...]]
"""Which way a word points, and the content words on both sides of it."""


def comparisons(text: str) -> Iterator[Order]:
    """Yield for each "more ... than" whether it points down, what follows it, and what precedes."""
    for part in SENTENCE_END.split(text):
        for match in _THAN.finditer(part):
            down = match["sign"].casefold() in _DOWNWARDS
            left = f"{part[: match.start()]} {match['what']}"
            near = _CUT.split(left)[-1]
            right = _CUT.split(part[match.end() :])[0]
            yield down, compared_words(right), compared_words(near) or compared_words(left)


_ORDER = re.compile(
    r"\b(?:(?P<before>before|prior to|ahead of|followed by|then|precedes|preceding)|after"
    r"|following(?! (?:are|is|\w+ (?:are|is)))|later than"
    r"|(?<!at )once(?! (?:a|per|every|in|or|daily|weekly|monthly|yearly)\b))\b",
    re.IGNORECASE,
)


def orders(text: str) -> Iterator[Order]:
    """Yield for each "before" (True) or "after" (False) what stands behind it, and all the rest."""
    for part in SENTENCE_END.split(text):
        for match in _ORDER.finditer(part):
            edge, comma, beyond = part[match.end() :].partition(",")
            rest = compared_words(f"{part[: match.start()]}{comma}{beyond}")
            if rest and (near := compared_words(edge)):
                yield match["before"] is not None, near, rest


def compared_words(text: str) -> tuple[Word, ...]:
    """Return the content words of `text` and its numbers."""
    words = [word for word in content_words(text) if not word.is_plain or word.stem in _COURSE]
    numbers = [
        Word(
            stem=match.group(), start=match.start(), end=match.end(), written=match.group(),
            is_plain=False, is_strict=True,
        )
        for match in _DIGITS.finditer(text)
    ]  # fmt: skip
    return (*words, *numbers)


_COURSE = stems_of("course")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
