"""A sentence as a model wrote it -> its words, and the numbers of the lines that it rests on.

Tolerant of how models mark ([1], [1, 2], 【1】, [[1]], [^1], [line 1], a last (1)); what a number
refers to is for others to say.
"""

import re
from dataclasses import dataclass

_WORD = r"(?:lines?|sources?|references?|refs?\.?|L)\s*:?\s*"
_BEFORE = rf"(?:\^|#|{_WORD})?"
_NUMBERS = rf"\d{{1,3}}(?:\s*(?:,|;|and|&|-|–)\s*(?:{_WORD})?\d{{1,3}})*"
_MARKER = re.compile(
    rf"\\?\[\[?\s*{_BEFORE}(?P<square>{_NUMBERS})\s*\]?\\?\](?!\()"
    rf"|[【［]\s*{_BEFORE}(?P<wide>{_NUMBERS})(?:†[^】]*)?\s*[】］]",
    re.IGNORECASE,
)
_LAST = re.compile(rf"(?:\(\s*{_BEFORE}{_NUMBERS}\s*\)\s*)+(?=[.!?]?\s*$)", re.IGNORECASE)
_LEFT = re.compile(r"\]\(|://|\bwww\.|[\[【［][^\]】］]{0,9}\d{1,9}\s*\\?[\]】］]")
_SPAN = re.compile(r"(\d{1,3})\s*[-–]\s*(\d{1,3})")
_LONGEST_SPAN = 20
_LIST_SIGN = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)](?=\s)|\(\d{1,2}\))\s+")
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_SPACES = re.compile(r"\s+")
_BEFORE_STOP = re.compile(r"\s+([.,;:!?])")

_BETWEEN = r"\s*+(?:(?:[,;&]|and)\s*+)?"
_GONE = "\0"  # where a marker stood; no reply holds this character
_ROW = re.compile(rf"{_GONE}(?:{_BETWEEN}{_GONE})*")
_AROUND = re.compile(rf"\(\s*(?:see|from)?\s*(?:{_WORD})?{_GONE}\s*\)|`{_GONE}`", re.IGNORECASE)
_FIRST = re.compile(rf"^\s*{_GONE}[\s:.,;)-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedSentence:
    """A sentence without its markers, and the numbers they hold, each once, as they stand."""

    words: str
    numbers: tuple[int, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left that looks like a marker or a link."""
        return _LEFT.search(self.words) is None


def read_markers(written: str) -> MarkedSentence:
    """Return the words and the numbers of one sentence."""
    bare = _LIST_SIGN.sub("", written)
    found = list(_MARKER.finditer(bare))
    numbers = [n for m in found for n in _numbers(m["square"] or m["wide"])]
    words = _without_markers(bare)
    if not found and (last := _LAST.search(words)):
        numbers = _numbers(last[0])
        words = words[: last.start()] + words[last.end() :]
    words = _BEFORE_STOP.sub(r"\1", _SPACES.sub(" ", _EMPHASIS.sub("", words))).strip()
    return MarkedSentence(words=words, numbers=tuple(dict.fromkeys(numbers)))


def ends_with_marker(written: str) -> int | None:
    """Return where the first sentence of `written` ends for certain, None if none does yet.

    That is behind its markers, where a full stop is on either side of them and another sentence
    has begun.
    """
    end = _ENDED.search(written)
    return end.end() if end else None


def ends_line(written: str) -> int | None:
    """Return where the first line of `written` that ends a sentence ends, None if none does yet.

    A line that stops in the middle of a sentence goes on in the next one.
    """
    end = _LINE.search(written)
    return end.end() if end else None


_ANY_MARKER = re.sub(r"\?P<\w+>", "?:", _MARKER.pattern)
_ANY_ROW = rf"(?:{_ANY_MARKER})(?:{_BETWEEN}(?:{_ANY_MARKER}))*+"
_OPENING, _CLOSING = r"[(*_`]{0,4}", r"[\"”’)*_`]{0,4}"
_ENDED = re.compile(
    rf"(?:[.!?]{_CLOSING}\s*{_OPENING}(?:{_ANY_ROW}){_CLOSING}|(?:{_ANY_ROW}){_CLOSING}[.!?]{_CLOSING})"
    r"\s+(?=[\"“(*_]*[A-Z0-9])"
)
_LINE = re.compile(rf"(?:[.!?:]|{_ANY_MARKER}|\({_NUMBERS}\)){_CLOSING}[ \t]*\n|\n[ \t]*\n")


def _without_markers(written: str) -> str:
    """Return the words with a blank for each row of markers and for what stood around it."""
    words = _AROUND.sub(_GONE, _ROW.sub(_GONE, _MARKER.sub(_GONE, written)))
    return _FIRST.sub("", words).replace(_GONE, " ")


def _numbers(written: str) -> list[int]:
    """Return the numbers, those of a short span written out."""
    for low, high in _SPAN.findall(written):
        if 0 < int(high) - int(low) <= _LONGEST_SPAN:
            return [*range(int(low), int(high) + 1), *_numbers(_SPAN.sub("", written, count=1))]
    return [int(number) for number in re.findall(r"\d{1,3}", written)]
