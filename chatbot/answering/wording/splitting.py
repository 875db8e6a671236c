"""The pieces of a reply as they come -> its sentences, each as soon as it has ended.

A line ends a sentence, and so does a marker with the beginning of another behind it. A full stop
alone does not while the reply grows: the marker may still follow.
"""

from collections.abc import Iterable, Iterator

from chatbot.answering.wording.markers import ends_with_marker, read_markers
from chatbot.articles.sentences import sentence_spans


def split_sentences(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the sentences of the reply in their order, with their markers."""
    rest = ""
    for piece in pieces:
        rest += piece
        while (end := _first_end(rest)) is not None:
            yield from _of_line(rest[:end])
            rest = rest[end:]
    yield from _of_line(rest)


def _first_end(rest: str) -> int | None:
    line = rest.find("\n")
    if line >= 0:
        return line + 1
    return ends_with_marker(rest)


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
