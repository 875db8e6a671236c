"""A sentence and the lines it cites, read once: what every check works on."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TypeVar

from chatbot.indexing.abbreviations import abbreviated
from chatbot.language.clauses import NOT, REACH, parts_of
from chatbot.language.content_words import Word, is_said, telling_words
from chatbot.language.modality import Modality
from chatbot.language.reading import Reader, Reading
from chatbot.language.tokens import STOP_WORDS

_T = TypeVar("_T")


@dataclass(frozen=True)
class Claim:
    """A `sentence` and the `lines` it cites, both without marks of references.

    `question` and `context` (the headings above the lines) may name what it speaks of, but neither
    supports a figure, a negation or a direction.
    """

    sentence: str
    lines: Sequence[str]
    question: str = ""
    context: str = ""
    abbreviations: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def lent(self) -> str:
        """All that may lend names to the sentence, with what its abbreviations stand for."""
        text = "\n".join((*self.lines, self.context, self.question))
        return "\n".join([text, *abbreviated(text, self.abbreviations).values()])

    @cached_property
    def known(self) -> frozenset[str]:
        """The keys of the names that the sentence may use."""
        return frozenset(name.key for name in self.read(self.lent).names)

    @cached_property
    def reading(self) -> Reading:
        """The reading of the sentence."""
        return self.read(self.sentence)

    @cached_property
    def stated(self) -> tuple[Reading, ...]:
        """The readings of the lines, each behind what introduces it ("Avoid:")."""
        return tuple(map(self.read, with_lead_ins(self.lines)))

    def read(self, text: str) -> Reading:
        """Return the reading of a text, the abbreviations known."""
        return _reader(tuple(sorted(self.abbreviations.items()))).read(text)


@lru_cache(maxsize=64)
def _reader(abbreviations: tuple[tuple[str, str], ...]) -> Reader:
    return Reader(dict(abbreviations))


_CONDITION = re.compile(r"(?:if|when|where|once|unless|in case|should)\b", re.IGNORECASE)


def with_lead_ins(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines, each behind the words that introduce it: "Avoid:" or "Contraindications"."""
    lead_in = ""
    for line in lines:
        said = line.strip()
        yield f"{lead_in} {said}" if lead_in else said
        if said.endswith(":"):
            lead_in = "" if _CONDITION.match(said) else said.removesuffix(":")
        elif not said.endswith((".", ";")) and any(map(NOT.search, parts_of(said))):
            lead_in = said if len(said.split()) <= REACH else lead_in


def told_in(reading: Reading, modality: Modality) -> tuple[Word, ...]:
    """Return the content words in the scope of a modality, but for its trigger."""
    text = reading.text
    before, behind = text[modality.scope_start : modality.start], text[modality.end :]
    behind = behind[: max(0, modality.scope_end - modality.end)]
    return telling_words(f"{before} {behind}")


def shared(words: Sequence[Word], others: Sequence[Word]) -> int:
    """Return how many of `words` the others say."""
    said = frozenset(word.stem for word in others)
    return sum(is_said(word, said) for word in words)


_HALF = 0.5  # of the words of one text that must stand in another for both to be of one thing


def are_of_one(words: Sequence[Word], others: Sequence[Word]) -> bool:
    """Tell whether so many of `words` are said by the others that both are of one thing."""
    return shared(words, others) >= max(1, _HALF * len(words))


def nearest(words: Sequence[Word], stated: Iterable[tuple[Sequence[Word], _T]]) -> list[_T]:
    """Return what is told in the words that share most with `words`, if they are of one thing."""
    shares = [(shared(words, others), others, each) for others, each in stated]
    most = max((share for share, _, _ in shares), default=0)
    return [e for share, others, e in shares if share == most and are_of_one(words, others)]


_LEAST_COLUMNS = 2
_MARK = re.compile(
    r"(?<=[a-z]{4})[.,;]?\d{1,3}(?:[-–,]\d{1,3})*(?!\w|[.,-]\d|%)|(?<=[a-z)%][.,;])\d{1,3}(?:[-–,]\d{1,3})*(?=\s|$)"
)


def readable(lines: Sequence[str]) -> list[str]:
    """Return `lines` with broken ones joined, rows of tables taken apart, and without marks."""
    return [without_marks(line) for line in _without_tables(_joined(lines))]


def without_marks(text: str) -> str:
    """Return `text` without marks of references that are stuck to a word: "trials.3"."""
    return _MARK.sub("", text)


def _joined(lines: Sequence[str]) -> list[str]:
    found: list[str] = []
    for line in lines:
        last = found[-1].rstrip() if found else ""
        if last.endswith("-") and not last.endswith(" -"):
            found[-1] = f"{last}{line.strip()}"
        elif last and (last.split()[-1].casefold() in STOP_WORDS or last.endswith(",")):
            found[-1] = f"{last} {line.strip()}"
        else:
            found.append(line)
    return found


def _without_tables(lines: Sequence[str]) -> Iterator[str]:
    """Yield each cell as a line, introduced by the first cell of its row and the column's head.

    The first row is the head of those after it that have as many cells.
    """
    head: list[str] = []
    for line in lines:
        cells = _cells(line)
        if len(cells) < _LEAST_COLUMNS:
            head = []
            yield line
        elif len(cells) != len(head):
            head = cells
            yield line
        else:
            yield line
            for name, cell in zip(head[1:], cells[1:], strict=True):
                yield f"{cells[0]}, {name}:"
                yield cell


def _cells(line: str) -> list[str]:
    return [cell.strip(" _*") for cell in line.strip().strip("|").split("|")]
