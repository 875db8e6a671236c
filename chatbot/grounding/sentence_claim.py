"""A sentence and the lines it cites, read once: what every check works on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from chatbot.language.content_words import Word, is_said, telling_words
from chatbot.language.modality import Modality
from chatbot.language.reading import Reader, Reading


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

    @property
    def lent(self) -> tuple[str, ...]:
        """All texts that may lend names to the sentence."""
        return (*self.lines, self.context, self.question)

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


def with_lead_ins(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines, each behind the last line before it that ends with a colon."""
    lead_in = ""
    for line in lines:
        said = line.strip()
        yield f"{lead_in} {said}" if lead_in else said
        if said.endswith(":"):
            lead_in = said


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
