"""Pieces -> blocks: each gets its section, the lines that introduce it and its marks."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

from chatbot.articles.article import Block, BlockKind, Mark
from chatbot.articles.reference_marks import find_marks
from chatbot.articles.scanning import Piece

_AFTER_A_MARK = " \t\n\u00a0.,;]"
_BEFORE_A_MARK = re.compile(r"(?:(?<=[\d\]])\s?[-\u2013]\s?\[?|(?<![\s,\[])[\s,\[]+)\Z")

_ANNOUNCES = re.compile(
    r"\bthe following(?: [^\W\d_]+){0,2}\.$|\b(?:as follows|(?:shown|listed|given) below)\.$",
    re.IGNORECASE,
)


def outline(
    text: str, pieces: list[Piece], references: int, typeset: Sequence[Mark] = ()
) -> tuple[Block, ...]:
    """Build the blocks of an article from its `pieces`, in reading order.

    `references` counts the entries of its list; `typeset` are the marks that the document itself
    sets apart as superscripts. Only without any are marks looked for in the words.
    """
    marks = typeset
    if not any(_inside(piece, typeset) for piece in pieces):
        marks = find_marks(text, ((piece.start, piece.end) for piece in pieces), references)
    headings: list[tuple[int, str]] = []  # above the present place, with their levels
    lists = _Lists()
    blocks: list[Block] = []
    for index, piece in enumerate(pieces):
        own = _inside(piece, marks)
        end = trim_marks(text, piece.start, piece.end, own)
        words = text[piece.start : end]
        if piece.kind is BlockKind.HEADING:
            headings = [above for above in headings if above[0] < piece.level]
            headings.append((piece.level, _unmarked(words)))
        is_lead_in = piece.kind is not BlockKind.ROW and (words.endswith(":") or announces(words))
        introduces = piece.introduces or is_lead_in
        blocks.append(
            Block(
                kind=piece.kind,
                start=piece.start,
                end=end,
                section=tuple(heading for level, heading in headings if level > 0),
                parents=lists.place(index, piece, introduces=introduces),
                label=piece.label,
                marks=own,
            )
        )
    return tuple(blocks)


def announces(words: str) -> bool:
    """Tell whether words end by saying that something follows: "Consider the following."."""
    return _ANNOUNCES.search(words) is not None


def _unmarked(heading: str) -> str:
    """Return the words of a heading without the marks of bold print."""
    return " ".join(heading.replace("**", "").replace("__", "").split())


def _inside(piece: Piece, marks: Sequence[Mark]) -> tuple[Mark, ...]:
    first = bisect_left(marks, piece.start, key=attrgetter("start"))
    return tuple(marks[first : bisect_left(marks, piece.end, key=attrgetter("start"))])


def trim_marks(text: str, start: int, end: int, marks: tuple[Mark, ...]) -> int:
    """Return where the words of `text[start:end]` end, before the marks that close them."""
    for mark in reversed(marks):
        if mark.end > end:
            continue
        if text[mark.end : end].strip(_AFTER_A_MARK):
            break
        words = _BEFORE_A_MARK.sub("", text[start : mark.start])
        if not words:
            break
        end = start + len(words)
    return end


class _Lists:
    """The list items, the lead-in and the header row above the present place."""

    def __init__(self) -> None:
        self._items: list[tuple[int, int]] = []
        self._lead_in: int | None = None
        self._headers: list[tuple[int, int]] = []  # of a table: the header, then the group of rows

    def place(self, index: int, piece: Piece, *, introduces: bool) -> tuple[int, ...]:
        """Return the parents of piece number `index` and take it in."""
        if piece.kind is not BlockKind.ROW and self._headers:
            self._headers.clear()
            self._lead_in = None
        if piece.kind is BlockKind.HEADING:
            self._items.clear()
            self._lead_in = None
            return ()
        self._items = [item for item in self._items if item[0] < piece.depth]
        if piece.kind is BlockKind.PARAGRAPH and not self._items:
            self._lead_in = index if introduces else None
            return ()
        above = [] if self._lead_in is None else [self._lead_in]
        above += [item for _, item in self._items]
        if piece.kind is BlockKind.ROW:
            if introduces:
                self._headers = [header for header in self._headers if header[0] < piece.level]
            above += [header for _, header in self._headers]
            if introduces:
                self._headers.append((piece.level, index))
        elif piece.kind is not BlockKind.PARAGRAPH:
            self._items.append((piece.depth, index))
        return tuple(above)
