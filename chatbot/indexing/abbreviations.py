"""The articles' own text -> the abbreviations they define: "plasma exchange (PLEX)".

After Schwartz and Hearst (PSB 2003), "A simple algorithm for identifying abbreviation
definitions in biomedical text": the letters of the short form must occur in order in the words
before the bracket, its first letter opening a word.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

_BRACKET = re.compile(r"\(([A-Z][A-Za-z0-9-]{1,9})(?:[;,][^)]*)?\)")
_ROMAN = re.compile(r"[IVX]+[a-c]?")
_WORD = re.compile(r"[^\s()]+")


def find_abbreviations(texts: Iterable[str]) -> dict[str, str]:
    """Return the long form of each short form defined in `texts`, the most frequent one."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for match in _BRACKET.finditer(text):
            short = match[1]
            if sum(character.isupper() for character in short) < 2 or _ROMAN.fullmatch(short):
                continue
            line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
            long = _long_form(short, line)
            if long:
                found[short][long.casefold()] += 1
    return {short: _usual(forms) for short, forms in sorted(found.items())}


def _usual(forms: Counter[str]) -> str:
    return min(forms, key=lambda form: (-forms[form], len(form), form))


def _long_form(short: str, before: str) -> str | None:
    """Return the shortest run of words before the bracket that spells `short`, or None."""
    words = list(_WORD.finditer(before))[-min(len(short) + 5, len(short) * 2) :]
    if not words:
        return None
    text = before[words[0].start() :].rstrip()
    position = len(text) - 1
    letters = [character for character in short.casefold() if character.isalnum()]
    for number, letter in reversed(list(enumerate(letters))):
        while position >= 0 and not (
            text[position].casefold() == letter
            and (number > 0 or position == 0 or not text[position - 1].isalnum())
        ):
            position -= 1
        if position < 0:
            return None
        position -= 1
    long = text[position + 1 :]
    return long if len(long) > len(short) and long.casefold() != short.casefold() else None
