"""What one published guideline page says, and where in its file it says it."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

NUMBER = re.compile(r"\d+")
MAX_BYTES = 5_000_000
"""Of a file that is read as an article, unless the settings say otherwise."""
_TO = re.compile(r"\]?\s?[-\u2013]\s?\[?")


class ReviewStatus(StrEnum):
    """How far the human review of an article has come."""

    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    APPROVED = "approved"
    PENDING = "pending"
    UNKNOWN = "unknown"


class BlockKind(StrEnum):
    """The typographic kind of a block."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    STEP = "step"
    ROW = "row"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One inline reference mark: the digits an article prints to cite its own list.

    `start` and `end` are the offsets of the digits in the article's text.
    """

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading, paragraph, bullet, numbered step or table row.

    `start` and `end` are offsets into the article's text: the words alone, without the bullet
    sign, the step's number or the reference marks that close it. `section` is the path of
    headings above the block, outermost first; a heading's own path ends with itself. `parents`
    are indices (into `Article.blocks`) of the lines that introduce this one, outermost first:
    the bullet it is nested under, the paragraph ending in a colon before its list.
    `label` is a step's number as printed ("4.").
    """

    kind: BlockKind
    start: int
    end: int
    section: tuple[str, ...] = ()
    parents: tuple[int, ...] = ()
    label: str | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One entry of an article's own reference list.

    `number` is set only where the list itself prints one; position is never taken for it.
    `doi` is as the entry prints or links it ("10.1000/182").
    """

    kind: str | None = None
    title: str
    source: str | None = None
    year: int | None = None
    number: str | None = None
    doi: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The consecutive blocks under one heading path. `blocks` indexes `Article.blocks`."""

    path: tuple[str, ...]
    blocks: range


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What the reader of a document saw and `chatbot check` should tell: a code and a sentence.

    `start` is the offset in the article's text, where there is one.
    """

    code: str
    says: str
    start: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an article states of itself, and its maintainers of it.

    `kind` ("guideline"), `jurisdiction` ("US") and `superseded_by` (an article id, or the words
    that the article itself uses) are as the maintainers state them.
    """

    title: str
    review_status: ReviewStatus = ReviewStatus.UNKNOWN
    updated: date | None = None
    kind: str | None = None
    jurisdiction: str | None = None
    superseded_by: str | None = None

    def stated(self) -> dict[str, str | None]:
        """Return all of it but the title, in words, as it is printed and stored with chunks."""
        return {
            "review_status": self.review_status.value,
            "updated": self.updated.isoformat() if self.updated else None,
            "kind": self.kind,
            "jurisdiction": self.jurisdiction,
            "superseded_by": self.superseded_by,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(About):
    """One article: its text as offsets count it, and what was read from it.

    `page_starts` are the offsets at which the pages of a paged document begin, the first page
    first. `remarks` are for those who keep the corpus.
    """

    article_id: str
    text: str
    blocks: tuple[Block, ...]
    references: tuple[Reference, ...] = ()
    disclaimer: str | None = None
    page_starts: tuple[int, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def page(self, offset: int) -> int | None:
        """Return the number of the page, from 1, that holds `offset`; None without pages."""
        return bisect_right(self.page_starts, offset) or None

    def quote(self, block: Block) -> str:
        """Return the words of `block`, exactly as the article has them."""
        return self.text[block.start : block.end]

    def sections(self) -> Iterator[Section]:
        """Yield the runs of blocks that share a heading path, in reading order."""
        indices = range(len(self.blocks))
        for path, run in groupby(indices, key=lambda i: self.blocks[i].section):
            members = list(run)
            yield Section(path=path, blocks=range(members[0], members[-1] + 1))

    def resolve(self, mark: Mark) -> Reference | None:
        """Return the reference that `mark` names, or None where the list does not say which.

        Only a number printed in the list itself resolves a mark. The lists of real pages are
        unnumbered, shorter than their marks and in another order: counting positions would
        attribute statements to studies that never made them.
        """
        return self._numbered(mark.value)

    def cited(self, marks: Sequence[Mark]) -> dict[str, tuple[Reference | None, tuple[Mark, ...]]]:
        """Return the numbers that `marks` cite, in order: what each names, and its marks.

        "[1-3]" prints two numbers; the list decides whether there is a third, which has no mark.
        """
        found: dict[str, tuple[Reference | None, tuple[Mark, ...]]] = {}
        for before, mark in zip((None, *marks), marks, strict=False):
            for number in self._between(before, mark) if before else ():
                found.setdefault(number, (self._numbered(number), ()))
            same = found.get(mark.value, (None, ()))[1]
            found[mark.value] = (self.resolve(mark), (*same, mark))
        return found

    def _between(self, first: Mark, last: Mark) -> Iterator[str]:
        """Yield the numbers inside the range that two marks print, as far as the list has them."""
        if _TO.fullmatch(self.text, first.end, last.start):
            inside = map(str, range(int(first.value) + 1, int(last.value)))
            yield from (number for number in inside if self._numbered(number))

    def _numbered(self, number: str) -> Reference | None:
        named = [reference for reference in self.references if reference.number == number]
        return named[0] if len(named) == 1 else None


def marks_in(text: str, start: int, end: int) -> list[Mark]:
    """Return a mark for each number in `text[start:end]`."""
    return [
        Mark(value=match[0], start=match.start(), end=match.end())
        for match in NUMBER.finditer(text, start, end)
    ]
