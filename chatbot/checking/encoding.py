"""Text -> characters that were lost or read in the wrong encoding (`encoding_damage`)."""

import html
import re
from collections.abc import Iterator

from chatbot.checking.problem import Expressions, Finding

_BYTE = {byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0xC0)}
# What a byte from 80 to BF reads as in Windows-1252, or in Latin-1 where that has nothing.
_TRAIL = "".join({*(c for c in _BYTE.values() if c != "\ufffd"), *map(chr, range(0x80, 0xC0))})
_LATER = f"[{re.escape(_TRAIL)}]"
# UTF-8 read as Windows-1252: the first bytes of Latin, Greek and Cyrillic letters, of signs
# and dashes, of ligatures and a byte order mark, and of symbols beyond them. As Mac Roman: signs.
_MISREAD = re.compile(
    rf"(?:[\u00c2\u00c3\u00ce\u00cf\u00d0\u00d1]{_LATER}|\u00e2{_LATER}{{2}}|\u00ef[\u00ac\u00bb]{_LATER}"
    rf"|\u00f0{_LATER}{{3}})+"
)
_DAMAGE = Expressions("encoding_damage", LATER=_LATER)
# A question mark that stands for a sign: "5?10 mg", "aged ?65 years", "m?", "don?t", "5 ?g".
_QUESTION = re.compile(
    r"\d\?\d|(?<=[^\W\d_])(?<=[a-z])\?[a-z](?=[a-z])|(?<=[a-z])\?[st](?![\w=])"
    r"|(?<=\s)\?\s?\d|(?<=\()\?\d|\b[A-Za-z]{1,5}/(?:m|mm|cm)\?|\d ?\?(?:g|mol|L)\b"
    r"|\d ?\?[CF]\b"
)
_ENTITY = re.compile(r"&(?:amp;)?(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31}\d{0,2});")
_ADDRESS = re.compile(r"(?:https?:|www\.|mailto:)\S+|\]\([^\s()]+|\?[\w.-]{1,60}=\S*")

_MEANT = "read in another encoding than it was written in; it was meant to be"
_BESIDE = 12  # characters quoted beside the damage


def find_encoding_damage(text: str) -> Iterator[Finding]:
    """Yield misread and lost characters, question marks in their place, and HTML entities."""
    for match in _MISREAD.finditer(text):
        start, end = match.span()
        yield _around(text, start, end, f"{_MEANT} {_meant(match[0])!r}")
    for found in _DAMAGE.find(text):
        yield _around(text, found.start, found.end, found.says)
    for match in _ENTITY.finditer(text):
        if (meant := html.unescape(html.unescape(match[0]))) != match[0]:
            says = f"an HTML entity; write the character itself ({meant!r})"
            yield _around(text, *match.span(), says)
    unaddressed = _ADDRESS.sub(lambda address: "\0" * len(address[0]), text)
    for match in _QUESTION.finditer(unaddressed):
        says = "a question mark in the place of a lost character"
        yield _around(text, *match.span(), says)


def _meant(misread: str) -> str:
    """Return what the characters were before they were misread, themselves if that is lost."""
    content = b"".join(bytes([ord(c)]) if ord(c) < 0x100 else c.encode("cp1252") for c in misread)
    return content.decode("utf-8", "replace")


def _around(text: str, start: int, end: int, says: str) -> Finding:
    """Return a finding that quotes the words on both sides too, within the line."""
    before = text[max(0, start - _BESIDE) : start].rpartition("\n")[2]
    after = text[end : end + _BESIDE].partition("\n")[0]
    return Finding(start=start - len(before), end=end + len(after), says=says)
