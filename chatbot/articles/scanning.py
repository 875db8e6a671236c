"""Lines of a document's body -> pieces: headings, paragraphs, bullets, steps and table rows.

What counts as a heading differs between formats, so the caller brings that test along.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from chatbot.articles.article import BlockKind

_ITEM = re.compile(r"(?P<bullet>[•◦▪‣●○∙·*+-])(?=\s|$)|(?P<step>\d{1,2}[.)])(?=\s)")
_RULE = frozenset("|:_=*+-")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One printed line: `start` and `end` enclose its words, `indent` counts the white space."""

    start: int
    end: int
    indent: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A block before it knows its section: offsets, depth of indentation, and a heading's level.

    `level` counts from 1 for the outermost; 0 stands for "a heading of unknown level". The header
    row of a table has level 0, the heading of a group of its rows level 1.
    `introduces` tells that the piece is the header row or the caption of the table that follows,
    or another line that introduces what it stands above. `doi` is where a link in it leads to.
    """

    kind: BlockKind
    start: int = 0
    end: int = 0
    depth: int = 0
    label: str | None = None
    level: int = 0
    introduces: bool = False
    doi: str | None = None


HeadingTest = Callable[[Line, Line | None, Line | None], Piece | None]


def lines(text: str, start: int, end: int) -> Iterator[Line]:
    """Yield the lines of `text[start:end]`, blank ones too (their `words` are empty)."""
    position = start
    while position < end:
        stop = text.find("\n", position, end)
        stop = end if stop < 0 else stop
        printed = text[position:stop]
        words = printed.strip().strip("\ufeff").strip()
        left = position + (printed.index(words) if words else 0)
        yield Line(
            start=left,
            end=left + len(words),
            indent=len(printed[: left - position].expandtabs(4)),
            words=words,
        )
        position = stop + 1


def with_neighbours(every: Sequence[_T]) -> Iterator[tuple[_T | None, _T, _T | None]]:
    """Yield each with those before and after it, None at the borders."""
    yield from zip((None, *every), every, (*every[1:], None), strict=False)


def scan(text: str, start: int, end: int, heading: HeadingTest) -> list[Piece]:
    """Cut `text[start:end]` into pieces.

    `heading` receives a line with its neighbours (None at the borders) and returns a heading
    piece, or None if the line is none. An empty piece passes the line over: it is in no block.
    """
    pieces: list[Piece] = []
    open_piece = False
    for before, line, after in with_neighbours(list(lines(text, start, end))):
        if not line.words:
            open_piece = False
        elif found := heading(line, before, after):
            pieces.append(found)
            open_piece = False
        elif _is_row(line):
            rules = before and _is_rule(line) and "-" in line.words
            if before and rules and _is_row(before) and not _is_rule(before):
                pieces[-1] = replace(pieces[-1], introduces=True)
            pieces.extend(_row(text, line))
            open_piece = False
        elif item := _item(line):
            pieces.append(item)
            open_piece = True
        elif open_piece and _continues(line, pieces[-1]):
            first = line.start if pieces[-1].start == pieces[-1].end else pieces[-1].start
            pieces[-1] = replace(pieces[-1], start=first, end=line.end)
        else:
            pieces.append(
                Piece(kind=BlockKind.PARAGRAPH, start=line.start, end=line.end, depth=line.indent)
            )
            open_piece = True
    return [piece for piece in pieces if piece.start < piece.end]


def is_item(line: Line) -> bool:
    """Tell whether a line opens a bullet or a numbered step."""
    return _ITEM.match(line.words) is not None


def _item(line: Line) -> Piece | None:
    match = _ITEM.match(line.words)
    if match is None:
        return None
    rest = line.words[match.end() :]
    return Piece(
        kind=BlockKind.BULLET if match["bullet"] else BlockKind.STEP,
        start=line.end - len(rest.lstrip()),
        end=line.end,
        depth=line.indent,
        label=match["step"],
    )


def _is_row(line: Line) -> bool:
    return line.words.startswith("|") or line.words.endswith("|")


def _is_rule(line: Line) -> bool:
    return all(character in _RULE or character.isspace() for character in line.words)


def _row(text: str, line: Line) -> Iterator[Piece]:
    """Yield the row without its outer bars, nothing for a rule between rows.

    An empty first cell keeps its bar, so that every value stays in its column.
    """
    if _is_rule(line):
        return
    inner = line.words.removeprefix("|").lstrip().removesuffix("|").rstrip()
    start = text.index(inner, line.start)
    yield Piece(kind=BlockKind.ROW, start=start, end=start + len(inner), depth=line.indent)


def _continues(line: Line, piece: Piece) -> bool:
    """Tell whether `line` carries on the open `piece`: a hard-wrapped paragraph or item."""
    return piece.kind is BlockKind.PARAGRAPH or line.indent >= piece.depth
