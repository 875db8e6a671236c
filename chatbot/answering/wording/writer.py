"""A request -> the sentences of a language model, each with what the gate found in it."""

import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence

from chatbot.answering.answer import DraftSentence
from chatbot.answering.delimiting import visible
from chatbot.answering.wording.markers import (
    MarkedSentence,
    ends_line,
    ends_with_marker,
    read_markers,
)
from chatbot.answering.wording.request import Line, Request
from chatbot.articles.sentences import sentence_spans
from chatbot.grounding.gate import check_sentence
from chatbot.grounding.verdict import Fault
from chatbot.language.figure import Kind
from chatbot.language.figures import find_figures
from chatbot.llm.calling import LanguageModel

_LONGEST = 4_000  # characters of a reply
_MOST = 12  # sentences that are read of it
_FEWEST_WORDS = 3  # of a sentence; less is a heading, a sign of a list, or NONE
_LOST = "\N{REPLACEMENT CHARACTER}"
_MARKUP = re.compile(r"[\\`{}|]|~~|]\(|!\[|</?[A-Za-z!]|//|\bwww\.|\w@\w|^\s*(?:#|>(?!\s*\d))")
"""What running words never hold: links, images, elements, addresses, code."""
_BEHIND_MARKER = re.compile(r"[\]】]\s*(?=[^\W\d_]|%)")
_WRAP = re.compile(r"[ \t]*\n[ \t]*(?=[a-z]|\d(?!\d?[.)]\s))")
"""A line that goes on in the next one, which begins like no sentence and like no item of a list."""
_REACH = 40  # characters of a unit and what may belong to it


def write(
    model: LanguageModel,
    request: Request,
    abbreviations: Mapping[str, str],
    *,
    deadline: float,
) -> Iterator[DraftSentence]:
    """Yield what the model wrote, sentence by sentence, each as soon as it is checked.

    Raises:
        LanguageModelError: there is no whole reply by `deadline`, of `time.monotonic`.

    """
    seconds = max(0.0, deadline - time.monotonic())
    pieces = model.stream(request.system, request.text, seconds=seconds, longest=_LONGEST)
    for number, written in enumerate(_sentences(pieces)):
        if number < _MOST:  # what follows is still read: a reply must come to its end
            yield _checked(written, request, abbreviations)


def _sentences(pieces: Iterator[str]) -> Iterator[str]:
    """Yield the sentences to check, each once: small models say the same over and over."""
    said: set[str] = set()
    for sentence in split_sentences(pieces):
        words = read_markers(sentence).words
        is_heading = words.startswith("#") or words.endswith(":")
        if sentence not in said and not is_heading and len(words.split()) >= _FEWEST_WORDS:
            yield sentence
        said.add(sentence)


def _checked(written: str, request: Request, abbreviations: Mapping[str, str]) -> DraftSentence:
    seen = visible(written)
    marked = read_markers(seen)
    reasons = _faults(marked, request, abbreviations)
    if _MARKUP.search(marked.words) or _marks_a_figure(seen):
        reasons = tuple(dict.fromkeys((*reasons, Fault.COVERAGE)))
    return DraftSentence(
        text=marked.words,
        citations=tuple(n for n in marked.numbers if n in request.lines),
        supported=not reasons,
        reasons=tuple(reason.value for reason in reasons),
    )


def _marks_a_figure(written: str) -> bool:
    """Tell whether what looks like a marker is read as a figure: "[2] mg"."""
    for marker in _BEHIND_MARKER.finditer(written):
        figures = find_figures(f"1 {written[marker.end() : marker.end() + _REACH]}")
        if figures and figures[0].start == 0 and figures[0].kind is not Kind.COUNT:
            return True
    return False


def _faults(
    marked: MarkedSentence, request: Request, abbreviations: Mapping[str, str]
) -> tuple[Fault, ...]:
    if not marked.is_clean or any(number not in request.lines for number in marked.numbers):
        return (Fault.UNRESOLVED_CITATION,)
    if not marked.numbers:
        return (Fault.NO_CITATION,)
    if _LOST in marked.words:
        return (Fault.COVERAGE,)  # a character is lost, maybe of a dose
    lines = [request.lines[number] for number in marked.numbers]
    return check_sentence(
        marked.words,
        list(dict.fromkeys(text for line in lines for text in line.texts)),
        question=request.question,
        context="\n".join(_contexts(lines)),
        abbreviations=abbreviations,
    ).reasons


def _contexts(lines: Sequence[Line]) -> list[str]:
    return list(dict.fromkeys(line.context for line in lines))


def split_sentences(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the sentences of a reply, each with its markers and as soon as it has ended.

    A line ends a sentence unless it stops in its middle, and so does a marker with the beginning of
    another behind it. A full stop alone does not while the reply grows: the marker may follow.
    """
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
