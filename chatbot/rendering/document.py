"""What is said with an answer, before any format: a tree of frozen nodes.

    Document                  what a person takes away
      Exchange                one question with its answer, its sources, its disclaimer
        Block                 a refusal, a conflict, the statements of a section, ...
          Line                an item of a list, maybe with a line below it
            Inline            Words, Quote, Marker, Provenance
        Reference             an entry of the list of sources
      Source                  a cited article

Every string is plain words, for the reader of the answer: each walk escapes them for its format.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chatbot.answering.answer import Citation
from chatbot.articles.article import Reference as ListedReference
from chatbot.rendering.record import Record


class Weight(StrEnum):
    """How words are set."""

    PLAIN = "plain"
    STRONG = "strong"
    EMPHASIS = "emphasis"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Plain words."""

    text: str
    weight: Weight = Weight.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The quote of a citation, in quotation marks."""

    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """The marker `[n]` of a citation."""

    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What supersedes an article, its review status, date and kind, in brackets."""

    citation: Citation


Inline = Words | Quote | Marker | Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An item of a list, and the line that stands below it."""

    parts: tuple[Inline, ...]
    below: "Line | None" = None


class Kind(StrEnum):
    """What a block is."""

    REFUSAL = "refusal"
    NOTICE = "notice"
    CONFLICT = "conflict"
    SENTENCES = "sentences"
    QUOTES = "quotes"
    PASSAGE = "passage"
    BESIDE = "beside"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading, the words that follow it, and the lines below; each may be empty.

    A refusal is why there is no answer; a notice, a remark on the answer; a conflict, one line a
    side with its quote below; sentences, those of a language model, and quotes, the heading over
    what they rest on; a passage, statements of one section; beside, lines not to be missed, each
    beginning with its quote; nearest, what a refused question came closest to.
    """

    kind: Kind
    heading: str = ""
    words: tuple[Inline, ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclaimer:
    """What stands at the end; `notice` is on the review of what is quoted, or empty."""

    notice: str
    words: str


class Standing(StrEnum):
    """Whether a quote stands, letter by letter, where its citation says."""

    VERIFIED = "verified"
    MOVED = "moved"
    GONE = "gone"


class Place(StrEnum):
    """Where in an answer a citation is: the name of the field that holds it."""

    QUOTED = "citations"
    BESIDE = "also_in_section"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An entry of a list of sources: a citation, and what came of looking for its quote.

    `present_status` is the review status of the article that was looked at, None if it has gone.
    `quotes` says that the answer does not show the quote, so that it stands here; `notes` are what
    is said of it.
    """

    citation: Citation
    place: Place
    standing: Standing
    present_status: str | None
    quotes: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A question and its answer, with the sources of that.

    `understood` is what a follow-up was understood as, `listed` what the list of sources is called;
    both may be empty. `record` is what all of this was made from, without doses if they are to be
    left out.
    """

    question: str
    understood: str
    blocks: tuple[Block, ...]
    listed: str
    references: tuple[Reference, ...]
    disclaimer: Disclaimer
    made_by: str
    record: Record
    doses_left_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A cited article.

    `citation` is the first of it and says what was known of the article then. `digest`, the SHA-256
    of its text, and its `references` are None where it has gone. `answers` and `generations` are
    the ids of the answers that cite it, and of what they were made from. `quoted` is false if it
    was only among the nearest passages of questions that were not answered.
    """

    citation: Citation
    present_status: str | None
    digest: str | None
    references: tuple[ListedReference, ...] | None
    answers: tuple[str, ...]
    generations: tuple[str, ...]
    quoted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An answer or a conversation to take away, and each cited article once, both in order.

    `disclaimer` holds those of the answers, each once; `now` is when all of it was looked up.
    """

    exchanges: tuple[Exchange, ...]
    sources: tuple[Source, ...]
    disclaimer: Disclaimer
    now: datetime

    @property
    def title(self) -> str:
        """What it is headed."""
        several = len(self.exchanges) > 1
        return f"Guideline chatbot: {'a conversation' if several else 'an answer'}"

    @property
    def exported(self) -> str:
        """When it was made."""
        return f"Exported {self.now:%Y-%m-%d %H:%M} UTC"
