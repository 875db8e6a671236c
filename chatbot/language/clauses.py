"""Text -> its clauses, with the negations in them in the open.

"Avoid X", "X is not recommended" and "X is contraindicated" are brought to one form with an open
"not". Bounds such as "no more than" say none.
"""

import re
from functools import lru_cache

from chatbot.language.tokens import plain
from chatbot.lexicon.loading import load_table

_NO_NEGATION = re.compile(
    r"\b(?:no|not)(?: \w+)? (?:more|greater|higher|longer|older|later|less|fewer|lower|shorter"
    r"|younger|earlier|sooner)(?: \w+)? than(?= (?:a |an |the )?(?:\d|few|couple|one|two|three"
    r"|four|five|six|seven|eight|nine|ten|twelve))|\bnot only\b|\bno matter\b|\bor not\b"
    r"|\b(?:not|without)(?: \w+){0,2} exceed\w*\b|\bif not\b(?= already)|\bno\.\s?(?=\d)"
    r"|\bnot(?: \w+){0,4} (?:until\b|before(?= \d))",
    re.IGNORECASE,
)
_NEGATIVE = tuple(
    (re.compile(rf"\b(?:{row['pattern']})\b", re.IGNORECASE), row["form"])
    for row in load_table("negations").rows
)
_REPLY = re.compile(r"^\s*(?:no|yes)\b[,:.;]", re.IGNORECASE)
_AT_ONCE = re.compile(
    r"\bwithout (?:any )?delay\b|\b(?:should|must|do) not (?:be )?delay(?:ed)?\b", re.I
)
_SHORT_FORM = re.compile(r"\s\([\w/-]+\)")
_BRACKETED = re.compile(r"\s?\(([^()]*)\)")
_N_T = re.compile(r"n't\b")
SENTENCE_END = re.compile(r"[;\n]|\.(?=\s|$)")
NOT = re.compile(r"\bnot\b", re.IGNORECASE)
_BREAK = re.compile(
    r"[;:()\n]|\.(?=\s|$)|\s-\s"
    r"|,?\s\b(?:but|if|when|whenever|where|whereas|while|although|though|because|since|who|which"
    r"|however|so that|until|despite|even|provided|as long as|in case)\b"
    r"|,?\s(?:and|or)\s(?=(?:should|is|are|was|were|may|might|can|could|do|does|must|not|has|have|had|there|it"
    r"|requires?|needs?|causes?|increases?|reduces?|leads?|prevents?|improves?|worsens?"
    r"|they|then|that)\b)"
    r"|,\s(?=(?:[\w-]+ ){1,6}?(?:recommends?|suggests?|advises?|concludes?|states?)\b)",
    re.IGNORECASE,
)
_COMMA = re.compile(
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
    said = _N_T.sub(" not", plain(text))
    said = _NO_NEGATION.sub(" ", _AT_ONCE.sub("promptly", _REPLY.sub("", said)))
    for sign, form in _NEGATIVE:
        said = sign.sub(form, said)
    return said


@lru_cache(maxsize=4096)
def parts_of(text: str) -> tuple[str, ...]:
    """Return the clauses of `text` with open negations; a list without verbs stays in one."""
    said = _SHORT_FORM.sub("", with_open_negations(text))
    whole = [_BRACKETED.sub(" ", said), *_BRACKETED.findall(said)]
    found = [clause for each in whole for part in _BREAK.split(each) for clause in _at_commas(part)]
    return tuple(part for part in found if part.strip())


def _at_commas(part: str) -> list[str]:
    """Cut where verbs stand on both sides of a comma, or where an item of a list does something."""
    first, *others = _COMMA.split(part)
    found = [first]
    for other in others:
        if _DOING.match(other) or (_VERB.search(other) and _VERB.search(found[-1])):
            found.append(other)
        else:
            found[-1] = f"{found[-1]}, {other}"
    return found
