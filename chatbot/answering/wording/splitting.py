"""The pieces of a reply as they come -> its sentences, each as soon as it has ended.

A line ends a sentence unless it stops in its middle, and so does a marker with the beginning of
another behind it. A full stop alone does not while the reply grows: the marker may still follow.
"""

import re
from collections.abc import Iterable, Iterator

from chatbot.answering.wording.markers import ends_line, ends_with_marker, read_markers
from chatbot.articles.sentences import sentence_spans

_WRAP = re.compile(r"[ \t]*\n[ \t]*(?=[a-z]|\d(?!\d?[.)]\s))")
"""A line that goes on in the next one, which begins like no sentence and like no item of a list."""


def split_sentences(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the sentences of the reply in their order, with their markers."""
    rest = ""
    for piece in pieces:
        rest += piece
        while (end := _first_end(rest)) is not None:
            yield from _of_lines(rest[:end])
            rest = rest[end:]
    yield from _of_lines(rest)


def _first_end(rest: str) -> int | None:
    return min(filter(None, (ends_line(rest), ends_with_marker(rest))), default=None)


def _of_lines(lines: str) -> Iterator[str]:
    for line in _WRAP.sub(" ", lines).splitlines():
        yield from _of_line(line)


def _of_line(line: str) -> Iterator[str]:
    """Yield the sentences of a whole line; markers alone belong to the one before."""
    found: list[str] = []
    for start, end in sentence_spans(line, 0, len(line)):
        text = line[start:end].strip()
        if found and not any(letter.isalpha() for letter in read_markers(text).words):
            found[-1] = f"{found[-1]} {text}"
        elif text:
            found.append(text)
    yield from found
