"""Units extracted from a document -> an Article over the text that they make.

Formats other than plain text have no text of their own in which offsets could count, so it is
made here, once, in a form that people can read: Markdown's signs for headings, lists and table
rows around the words. It is not parsed again: every unit knows its place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from chatbot.articles.article import Article, BlockKind, Mark, Remark
from chatbot.articles.back_matter import part
from chatbot.articles.dating import stated_date
from chatbot.articles.outlining import outline
from chatbot.articles.scanning import Piece
from chatbot.articles.typesetting import NO_WORDS, Words, joined, shifted

_DEEPEST = 6
_UNRULED = (
    "a table without ruling lines, whose cells were told by the gaps between words; compare it "
    "with the document, or draw its lines"
)
_LISTED = (BlockKind.BULLET, BlockKind.STEP, BlockKind.ROW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Piece):
    """One heading, paragraph, list item or table row of a document, with its words.

    `depth` is how many list items enclose it. `breaks` are the offsets in the words at which a
    new page begins. `opens_unruled` marks the first row of a table whose cells are not sure.
    """

    words: Words = NO_WORDS
    breaks: tuple[int, ...] = ()
    opens_unruled: bool = False


def compose(
    units: Sequence[Unit],
    article_id: str,
    *,
    title: str | None = None,
    updated: date | None = None,
    beside: Sequence[Unit] = (),
    notices: Sequence[Unit] = (),
    paged: bool = False,
) -> Article:
    """Make the article of `units`, in reading order; `notices` stand before them.

    `title` and `updated` hold where neither a heading of the first level nor a line of the
    document, or one of the units `beside` it, states them. `paged` tells whether `Unit.breaks`
    count pages.
    """
    own = [unit for unit in units if unit.words.text.strip()]
    filled = [*notices, *own]
    heading = next((u for u in filled if u.kind is BlockKind.HEADING and u.level == 1), None)
    text, placed, marks = _text(filled, heading)
    parts = part(text, placed)
    page_starts = [unit.start + offset for unit in placed for offset in unit.breaks]
    printed = _lines(filled)
    below = _lines(filled[filled.index(heading) + 1 :]) if heading else printed
    first = heading.words.text if heading else title or next(iter(_lines(own)), "")
    return Article(
        article_id=article_id,
        text=text,
        title=" ".join(first.split()),
        blocks=outline(text, parts.body, len(parts.references), marks),
        updated=stated_date(printed, below, [*printed, *_lines(beside)]) or updated,
        references=parts.references,
        disclaimer=parts.disclaimer,
        page_starts=(0, *page_starts) if paged else (),
        remarks=tuple(
            Remark(code="uncertain_table", says=_UNRULED, start=unit.start)
            for unit in placed
            if unit.opens_unruled
        ),
    )


def _lines(units: Sequence[Unit]) -> list[str]:
    return [line for unit in units for line in unit.words.text.split("\n")]


def _text(units: Sequence[Unit], title: Unit | None) -> tuple[str, list[Unit], list[Mark]]:
    """Return the text, the units with their places in it, and the marks set in it."""
    text = ""
    placed: list[Unit] = []
    marks: list[Mark] = []
    for before, unit in zip((None, *units), units, strict=False):
        text += _gap(before, unit) + _sign(unit)
        start = len(text)
        in_one_line = unit.kind in (BlockKind.HEADING, BlockKind.ROW)
        text += unit.words.text.replace("\n", " ") if in_one_line else unit.words.text
        level = 0 if unit is title else unit.level
        placed.append(replace(unit, start=start, end=len(text), level=level))
        text += " |" if unit.kind is BlockKind.ROW else ""
        marks += shifted(unit.words.marks, start)
    return f"{text}\n" if text else "", placed, marks


def _gap(before: Unit | None, unit: Unit) -> str:
    if before is None:
        return ""
    together = before.kind is unit.kind or (before.kind in _LISTED[:2] and unit.kind in _LISTED[:2])
    return "\n" if together and unit.kind in _LISTED else "\n\n"


def _sign(unit: Unit) -> str:
    indent = "  " * unit.depth
    match unit.kind:
        case BlockKind.HEADING:
            return "#" * min(max(unit.level, 1), _DEEPEST) + " "
        case BlockKind.BULLET:
            return f"{indent}- "
        case BlockKind.STEP:
            return f"{indent}{unit.label} "
        case BlockKind.ROW:
            return "| "
        case _:
            return indent


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table; a cell over several columns or rows stands in each of them."""

    words: Words = NO_WORDS
    is_header: bool = False


Grid = Sequence[Sequence[Cell]]


def table_units(grid: Grid, *, depth: int = 0, goes_on: bool = False) -> Iterator[Unit]:
    """Yield the rows of a table, the header first: what stands in a row needs its column's name.

    Several header rows become one; a cell over all columns heads the rows below it. A table
    without header cells has its first row for header, if that states no figure. One that
    `goes_on` from the page before has its header there.
    """
    rows = [row for row in grid if any(cell.words.text.strip() for cell in row)]
    headers = 0 if goes_on else _header_rows(rows)
    if headers:
        columns = [_stacked(column) for column in zip(*rows[:headers], strict=True)]
        yield _row(columns, depth, introduces=True)
    body = [_unspanned(row) for row in rows[headers:]]
    for number, cells in enumerate(body):
        groups = len(cells) == 1 and number + 1 < len(body) and len(body[number + 1]) > 1
        yield _row([cell.words for cell in cells], depth, introduces=groups, level=int(groups))


def _header_rows(rows: Grid) -> int:
    count = 0
    for row in rows[:-1]:
        if not all(cell.is_header or not cell.words.text.strip() for cell in row):
            break
        count += 1
    named = any(cell.is_header for row in rows for cell in row)
    if count or named or len(rows) < 2 or _has_figure(rows[0]) or len(_unspanned(rows[0])) == 1:
        return count
    merged = any(one is other for one, other in pairwise(rows[0]))
    return 2 if merged and len(rows) > 2 and not _has_figure(rows[1]) else 1


def _has_figure(row: Sequence[Cell]) -> bool:
    return any(character.isdigit() for cell in row for character in cell.words.text)


def _stacked(column: Sequence[Cell]) -> Words:
    """Return the header cells above one column as one, none of them twice."""
    distinct = list(dict.fromkeys(cell.words for cell in column if cell.words.text.strip()))
    return joined(distinct, " ")


def _unspanned(row: Sequence[Cell]) -> list[Cell]:
    """Return the row, or its one cell if that spans all columns."""
    return [row[0]] if all(cell is row[0] for cell in row) else list(row)


def _row(cells: Sequence[Words], depth: int, *, introduces: bool, level: int = 0) -> Unit:
    words = joined(cells, " | ")
    lead = len(words.text) - len(words.text.lstrip())
    trimmed = Words(text=words.text.strip(), marks=shifted(words.marks, -lead))
    return Unit(kind=BlockKind.ROW, words=trimmed, level=level, depth=depth, introduces=introduces)
