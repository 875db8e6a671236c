"""Words of a page -> its lines and tables in reading order: columns, and tables without rules.

A page says only where its letters stand: columns and cells are told by the gaps between words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median_low

from chatbot.articles.composed_text import Cell
from chatbot.articles.printed import (
    PrintedLine,
    PrintedPage,
    PrintedTable,
    PrintedWord,
    lines_of,
    opens_bullet,
    step_of,
)  # fmt: skip
from chatbot.articles.typesetting import Run, typeset

_GUTTER = 9.0  # points between columns, at least
_FEWEST_LINES = 4  # of a column
_FEWEST_WORDS = 3  # of most lines of a column
_FILLED = 0.55  # of the width of a column, most lines

_CELLS_APART = 1.2  # of the size: words of two cells of a table without rules
_NUMBERED = re.compile(r"\[\d{1,3}\]|\d{1,2}(?:\.\d{1,2})+\.?")

Item = PrintedLine | PrintedTable
Box = PrintedWord | PrintedTable


def items_of(page: PrintedPage) -> list[Item]:
    """Return the lines and tables of a page in reading order, column by column."""
    return list(_in_columns([*page.words, *page.tables], page.number))


def _in_columns(boxes: Sequence[Box], page: int) -> Iterator[Item]:
    if not boxes:
        return
    left, right = min(box.x0 for box in boxes), max(box.x1 for box in boxes)
    gutter = _gutter(boxes, left, right, page)
    if gutter is None:
        yield from _in_rows(boxes, page, left, right)
        return
    for full, band in _bands(boxes, gutter):
        if full:
            yield from _in_rows(band, page, left, right)
        else:
            for is_left in (True, False):
                part = [box for box in band if ((box.x0 + box.x1) / 2 < gutter) is is_left]
                yield from _in_columns(part, page)


def _in_rows(boxes: Sequence[Box], page: int, left: float, right: float) -> Iterator[Item]:
    words = [box for box in boxes if isinstance(box, PrintedWord)]
    lines = [replace(line, left=left, right=right) for line in lines_of(words, page)]
    ruled = [box for box in boxes if isinstance(box, PrintedTable)]
    yield from sorted([*_with_tables(lines), *ruled], key=lambda item: item.top)


def _with_tables(lines: Sequence[PrintedLine]) -> Iterator[Item]:
    """Yield the lines; those that stand in columns of short words as tables without rules."""
    run: list[PrintedLine] = []
    for line in [*lines, None]:
        if line and (_has_gap(line) or (run and _stands_in(line, run))):
            run.append(line)
            continue
        yield from _table_of(run)
        run = []
        if line:
            yield line


def _table_of(run: Sequence[PrintedLine]) -> Iterator[Item]:
    """Yield a run of lines as a table, if their words stand in columns."""
    last = max((n for n, line in enumerate(run) if _has_gap(line)), default=-1)
    rows, rest = run[: last + 1], run[last + 1 :]
    cells = [_cells(line) for line in rows]
    columns = _columns([cell for row in cells for cell in row])
    if not rows or len(columns) < 2 or (len(rows) == 1 and not _is_row_alone(rows[0])):
        yield from run
        return
    distances = [below.top - line.top for line, below in pairwise(rows)]
    printed: list[list[list[Run]]] = []
    for number, row in enumerate(cells):
        wrapped = number > 0 and distances[number - 1] < 0.75 * max(distances)
        if not wrapped:
            printed.append([[] for _ in columns])
        for cell in row:
            column = sum(x1 < cell.x0 for _, x1 in columns[:-1])
            held = printed[-1][column]
            held += [Run(text=" "), *cell.runs()] if held else cell.runs()
    yield PrintedTable(
        x0=min(line.x0 for line in rows),
        x1=max(line.x1 for line in rows),
        top=rows[0].top,
        bottom=rows[-1].bottom,
        grid=tuple(tuple(Cell(words=typeset(runs)) for runs in row) for row in printed),
        is_ruled=False,
    )
    yield from rest


def _is_row_alone(line: PrintedLine) -> bool:
    """Tell whether one line with gaps is a row: text that is spread to fill its column is none."""
    return not line.is_bold and line.x1 < line.right - 0.05 * (line.right - line.left)


def _gaps(line: PrintedLine) -> list[int]:
    """Return the numbers of the words that stand far behind the word before them."""
    first = 2 if _NUMBERED.fullmatch(line.words[0].text) else 1
    return [
        number
        for number in range(first, len(line.words))
        if line.words[number].x0 - line.words[number - 1].x1 > _CELLS_APART * line.size
    ]


def _has_gap(line: PrintedLine) -> bool:
    return not opens_bullet(line) and step_of(line) is None and bool(_gaps(line))


def _stands_in(line: PrintedLine, run: Sequence[PrintedLine]) -> bool:
    """Tell whether a line without a gap is but one cell between the rows of `run`."""
    columns = _columns([cell for each in run for cell in _cells(each)])
    within = [x0 - 2 <= line.x0 and line.x1 <= x1 + 2 for x0, x1 in columns]
    return any(within) and line.top - run[-1].top < 2.5 * line.size and not line.is_bold


def _cells(line: PrintedLine) -> list[PrintedLine]:
    """Cut a line at its gaps."""
    cuts = [0, *_gaps(line), len(line.words)]
    parts = [line.words[start:end] for start, end in pairwise(cuts)]
    return [
        replace(line, words=part, x0=part[0].x0, x1=max(word.x1 for word in part)) for part in parts
    ]


def _columns(cells: Sequence[PrintedLine]) -> list[tuple[float, float]]:
    """Return from where to where the columns reach that `cells` stand in."""
    return _united([(cell.x0, cell.x1) for cell in cells], touching=False)


def _united(spans: Sequence[tuple[float, float]], *, touching: bool) -> list[tuple[float, float]]:
    """Return `spans` in order, those that overlap, or with `touching` meet, in one."""
    united: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if united and (start < united[-1][1] or (touching and start == united[-1][1])):
            united[-1] = (united[-1][0], max(united[-1][1], end))
        else:
            united.append((start, end))
    return united


def _crosses(box: Box, x: float) -> bool:
    return box.x0 < x + _GUTTER / 2 and box.x1 > x - _GUTTER / 2


def _gutter(boxes: Sequence[Box], left: float, right: float, page: int) -> float | None:
    """Return where a gutter between two columns of running text stands, None without one.

    The cells of a table without rules also stand in columns, but most of their lines are short.
    """
    width = right - left
    places = [left + width * share / 100 for share in range(25, 76)]
    crossings = [sum(_crosses(box, x) for box in boxes) for x in places]
    fewest = min(crossings)
    best = [x for x, count in zip(places, crossings, strict=True) if count == fewest]
    x = best[len(best) // 2]
    beside = [box for full, band in _bands(boxes, x) if not full for box in band]
    words = [box for box in beside if isinstance(box, PrintedWord)]
    sides = [word for word in words if word.x1 <= x], [word for word in words if word.x0 >= x]
    return x if all(_is_running_text(side, page) for side in sides) else None


def _is_running_text(words: Sequence[PrintedWord], page: int) -> bool:
    lines = lines_of(words, page)
    if len(lines) < _FEWEST_LINES:
        return False
    width = max(line.x1 for line in lines) - min(line.x0 for line in lines)
    filled = median_low([(line.x1 - line.x0) / width if width else 0.0 for line in lines])
    return filled >= _FILLED and median_low([len(line.words) for line in lines]) >= _FEWEST_WORDS


def _bands(boxes: Sequence[Box], gutter: float) -> list[tuple[bool, list[Box]]]:
    """Cut the page from top to bottom: bands as wide as the page, and bands of two columns."""
    across = [(box.top, box.bottom) for box in boxes if _crosses(box, gutter)]
    spans = _united(across, touching=True)
    bands: dict[tuple[int, bool], list[Box]] = {}
    for box in boxes:
        middle = (box.top + box.bottom) / 2
        above = sum(bottom < middle for _, bottom in spans)
        full = above < len(spans) and spans[above][0] <= middle
        bands.setdefault((above, full), []).append(box)
    return [(full, bands[above, full]) for above, full in sorted(bands)]
