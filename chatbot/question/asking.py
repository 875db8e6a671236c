"""A question -> what is asked, apart from the case that it describes.

A vignette tells of age, history and other illnesses before it asks. What it asks must be covered
by the articles, what it tells need not be.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from chatbot.language.names import Name, NameFinder, NameKind
from chatbot.question.details import Detail, detail_asked, details_sought

_SENTENCE = re.compile(
    r"(?<=[.?!;:])\s+|\n+|\s[-\u2013\u2014]\s|(?<=,)\s+(?=(?:what|which|how|when)\b)", re.IGNORECASE
)
_ASKS = re.compile(
    r"\b(?:what|which|who|whom|when|where|why|how|whether|should|shall|can|could|may|does|do|did"
    r"|is|are|was|were|will|would|has|have|name|list)\b",
    re.IGNORECASE,
)
_WANTS_TO_KNOW = re.compile(r"\b(?:want|wants|wish|asks?|asking|wonder\w*|need)\b", re.IGNORECASE)
_ABOUT = re.compile(r"\(about [^()]*\)\s*\??\s*$")
_BEFORE = re.compile(r"\b(?:in|for|an?|the)\b|[^\w\s'’-]|(?<!\w)-|-(?!\w)", re.IGNORECASE)
"""What may stand beside a condition that a question opens with."""
_ENOUGH = 3  # words


THINGS = (NameKind.MEDICINE, NameKind.CONDITION, NameKind.PROCEDURE)


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question taken apart: `text` is the whole, `part` what asks, `names` all it names.

    `described` are the names that only describe the case, or that an earlier question brought in.
    What follows from these is worked out once: each of some thirty lines is compared with it.
    """

    text: str
    part: str
    names: tuple[Name, ...]
    described: tuple[Name, ...]

    @cached_property
    def detail(self) -> Detail | None:
        """The detail that the part that asks asks for, if it asks for one."""
        return detail_asked(self.part)

    @cached_property
    def sought(self) -> tuple[Detail, ...]:
        """The details that answer it best, though it is not refused for them."""
        return details_sought(self.part)

    @cached_property
    def wanted(self) -> tuple[Name, ...]:
        """The names in the part that asks."""
        return tuple(name for name in self.names if name not in self.described)

    @property
    def is_for_a_dose(self) -> bool:
        """Whether the part that asks asks for a dose: that of other patients would be the worst."""
        return self.detail is not None and self.detail.is_a_dose

    def things(self) -> list[Name]:
        """Return the medicines, conditions and procedures in the part that asks."""
        return [name for name in self.wanted if name.kind in THINGS]

    @property
    def conditions(self) -> list[Name]:
        """The conditions in the part that asks; if it names none, the one that stands before it.

        "Gout - steroid dose?" does so; what a case tells of its patient is no condition of these.
        """
        named = [name for name in self.names if name.kind is NameKind.CONDITION]
        before = _BEFORE.sub("", self.text.removesuffix(self.part)).strip()
        return [name for name in named if name in self.wanted] or [
            name for name in named if self.words(name) == before
        ]

    def words(self, name: Name) -> str:
        """Return a name as the question writes it."""
        return self.text[name.start : name.end]


def take_apart(question: str, finder: NameFinder) -> Question:
    """Return what `question` asks and names."""
    start, end = _asking_part(question)
    names = tuple(finder.find(question))
    described = tuple(name for name in names if not start <= name.start < end)
    return Question(text=question, part=question[start:end], names=names, described=described)


def _asking_part(question: str) -> tuple[int, int]:
    """Return where the part of `question` that asks begins and ends: its last sentence that does.

    A question of one sentence asks with all of it.
    """
    about = _ABOUT.search(question)
    end = about.start() if about else len(question)
    parts = _spans(question[:end])
    asking = [span for span in parts if _asks(question[span[0] : span[1]])]
    return asking[-1] if asking else (0, end)


def _spans(text: str) -> list[tuple[int, int]]:
    cuts = [0]
    for match in _SENTENCE.finditer(text):
        cuts += [match.start(), match.end()]
    cuts.append(len(text))
    return [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=True) if text[a:b].strip()]


def _asks(sentence: str) -> bool:
    words = sentence.split()
    if len(words) < _ENOUGH:
        return False
    opening = " ".join(words[:3])
    return (
        sentence.rstrip().endswith("?")
        or bool(_ASKS.match(opening))
        or bool(_WANTS_TO_KNOW.search(sentence))
    )
