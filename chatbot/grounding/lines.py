"""The lines that a sentence cites -> what they say, put so that each can be read alone.

A line that a page broke inside a sentence is joined to the next, and each cell of a table comes
behind the head of its column.
"""

import re
from collections.abc import Iterator, Sequence

from chatbot.language.tokens import STOP_WORDS

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
