"""A sentence as a model wrote it -> its words, and the numbers of the lines that it rests on.

Tolerant of how models mark ([1], [1, 2], 【1】, [[1]], [^1], [line 1], a last (1)); what a number
refers to is for others to say.
"""

import re
from dataclasses import dataclass

_NUMBERS = r"\d{1,3}(?:\s*(?:,|;|and|&|-|–)\s*(?:lines?\s*)?\d{1,3})*"
_BEFORE = r"(?:\^|#|(?:lines?|sources?|refs?\.?|L)\s*)?"
_MARKER = re.compile(
    rf"\[\[?\s*{_BEFORE}(?P<square>{_NUMBERS})\s*\]?\](?!\()"
    rf"|【\s*{_BEFORE}(?P<lenticular>{_NUMBERS})(?:†[^】]*)?\s*】",
    re.IGNORECASE,
)
_LAST = re.compile(rf"\(\s*{_BEFORE}(?P<numbers>{_NUMBERS})\s*\)(?=\s*[.!?]?\s*$)", re.IGNORECASE)
_SPAN = re.compile(r"(\d{1,3})\s*[-–]\s*(\d{1,3})")
_LONGEST_SPAN = 20
_LIST_SIGN = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)](?=\s))\s+")
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_SPACES = re.compile(r"\s+")
_BEFORE_STOP = re.compile(r"\s+([.,;:!?])")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedSentence:
    """A sentence without its markers, and the numbers they hold, each once, as they stand."""

    words: str
    numbers: tuple[int, ...]


def read_markers(written: str) -> MarkedSentence:
    """Return the words and the numbers of one sentence."""
    bare = _LIST_SIGN.sub("", written)
    found = list(_MARKER.finditer(bare))
    numbers = [n for m in found for n in _numbers(m["square"] or m["lenticular"])]
    words = _MARKER.sub(" ", bare)
    if not found and (last := _LAST.search(words)):
        numbers = _numbers(last["numbers"])
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


_ANY_MARKER = re.sub(r"\?P<\w+>", "?:", _MARKER.pattern)
_ENDED = re.compile(
    rf"(?:[.!?]\s*(?:(?:{_ANY_MARKER})\s*)+|(?:(?:{_ANY_MARKER})\s*)+[.!?])\s+(?=[A-Z])"
)


def _numbers(written: str) -> list[int]:
    """Return the numbers, those of a short span written out."""
    for low, high in _SPAN.findall(written):
        if 0 < int(high) - int(low) <= _LONGEST_SPAN:
            return [*range(int(low), int(high) + 1), *_numbers(_SPAN.sub("", written, count=1))]
    return [int(number) for number in re.findall(r"\d{1,3}", written)]
