"""Text -> what a reader of it does not see, or sees struck out, and a machine reads."""

import re
from collections.abc import Iterator

from chatbot.articles.page_words import expression
from chatbot.checking.problem import Expressions, Finding

# Zero-width and direction characters, invisible operators, fillers, variation selectors of the
# second block, tag characters. The byte order mark that opens a file is none of them.
_UNSEEN = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u180e\u115f\u1160\u3164\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e01ef]+"
)
# Where they belong: between the parts of an emoji, in scripts that are joined or run leftwards.
_JOINED = re.compile(
    "[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff\u0590-\u08ff\u0900-\u0dff\ufb1d-\ufdff\ufe70-\ufefc]"
)
_SOFT_HYPHEN = re.compile("\u00ad+")
_JOINERS = "\u200c\u200d\u200e\u200f"
_NEAR = 3  # characters: a space or a bracket may stand between
# A letter that looks Latin within a word that has Latin letters. Of Greek only those that no
# name uses: TNF-\u03b1, \u03b2-blocker and \u03bcg are as they should be.
_OTHER_SCRIPT = (
    "\u0400-\u052f\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u03bf\u0561-\u0587\u13a0-\u13f4"
)
_FOREIGN = "letters that look Latin and are not, which no search finds; type the word anew"
_WORD = re.compile(rf"[^\W\d_]{{0,40}}[{_OTHER_SCRIPT}][^\W\d_]{{0,40}}")
_COMMENT = re.compile(r"<!--(?P<words>.*?)(?P<closed>-->|\Z)", re.DOTALL)
_TOOL_COMMENT = expression("tool_comment", before=r"\s*", after=r"\b[^.\n]*")
_UNSHOWN = Expressions("hidden_text")

find_struck_text = Expressions("struck_text").find
"""Yields words between two tildes each, and in elements that delete."""


def find_hidden_text(text: str) -> Iterator[Finding]:
    """Yield unseen characters, letters that look Latin and are not, comments, hidden elements."""
    yield from _characters(text)
    yield from _comments(text)
    for match in _WORD.finditer(text):
        if any(letter.isascii() for letter in match[0]):
            yield Finding(start=match.start(), end=match.end(), says=_FOREIGN)
    yield from _UNSHOWN.find(text)


def _characters(text: str) -> Iterator[Finding]:
    for match in _UNSEEN.finditer(text):
        start, end = match.span()
        opens_file = match[0] == "\ufeff" and start == 0
        joins = not match[0].strip(_JOINERS) and _JOINED.search(
            text, max(0, start - _NEAR), min(len(text), end + _NEAR)
        )
        if not opens_file and not joins:
            yield _within(text, start, end, "characters that cannot be seen; remove them")
    for match in _SOFT_HYPHEN.finditer(text):
        says = "a soft hyphen, which is not seen and keeps the word from being found; remove it"
        yield _within(text, *match.span(), says)


def _comments(text: str) -> Iterator[Finding]:
    """Yield the HTML comments with words in them; one that is never closed ends with its line."""
    says = "a comment, which readers of the page do not see and the chatbot quotes; remove it"
    for match in _COMMENT.finditer(text):
        words = match["words"] if match["closed"] else match["words"].partition("\n")[0]
        if any(c.isalpha() for c in words) and not _TOOL_COMMENT.fullmatch(words):
            end = match.start("words") + len(words) + len(match["closed"])
            yield Finding(start=match.start(), end=end, says=says)


def _within(text: str, start: int, end: int, says: str) -> Finding:
    """Return a finding that quotes the words that touch the place."""
    before = text[max(0, start - 15) : start].rpartition("\n")[2].rpartition(" ")[2]
    after = text[end : end + 15].partition("\n")[0].partition(" ")[0]
    return Finding(start=start - len(before), end=end + len(after), says=says)
