"""A table of the lexicon -> its rows, each checked.

A table is a file `NAME.tsv` of this folder. It opens with comments that state the licence of its
words and the sources they come from, then come the names of the columns and the rows:

    # licence: Apache-2.0
    # source own: written for this project
    # source inn: stems of the WHO's international nonproprietary names (Stem Book, 2018)
    ending<TAB>kind<TAB>source
    mab<TAB>medicine<TAB>inn

With a single source the last column may be left out. An empty cell is allowed except in the first
column. Other comment lines are for readers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from chatbot.errors import LexiconError

Row = Mapping[str, str]

_LICENCE = "# licence:"
_SOURCE = "# source "


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A checked table: `sources` by their short names, `rows` by the names of the columns.

    Every row has the key "source", a short name of `sources`.
    """

    name: str
    licence: str
    sources: Mapping[str, str]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def words(self, column: str, **such: str) -> frozenset[str]:
        """Return what stands in `column`, of the rows in which the columns are as `such` says."""
        return frozenset(
            row[column]
            for row in self.rows
            if row[column] and all(row[key] == value for key, value in such.items())
        )


@lru_cache(maxsize=64)
def load_table(name: str) -> Table:
    """Return the table `name` of this package.

    Raises `LexiconError` if there is none, or it is not as a table should be.
    """
    try:
        text = files("chatbot.lexicon").joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise LexiconError(f'the lexicon has no table "{name}"') from error
    return parse_table(name, text)


def parse_table(name: str, text: str) -> Table:
    """Return the table in `text`.

    Raises `LexiconError` if it states no licence or source, a row has other columns than the
    heading, lacks its first cell, repeats another, or names a source that is not stated.
    """
    lines = text.splitlines()
    licence = next((x.removeprefix(_LICENCE).strip() for x in lines if x.startswith(_LICENCE)), "")
    stated = (line.removeprefix(_SOURCE) for line in lines if line.startswith(_SOURCE))
    sources = {short.strip(): long.strip() for short, _, long in (s.partition(":") for s in stated)}
    if not licence or not sources or not all(sources.values()):
        raise LexiconError(f"{name}.tsv: state the licence and at least one source in its comments")
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line and line[0] != "#"]
    if not numbered:
        raise LexiconError(f"{name}.tsv: the names of the columns are missing")
    columns = tuple(numbered[0][1].split("\t"))
    rows = tuple(_rows(name, columns, sources, numbered[1:]))
    return Table(name=name, licence=licence, sources=sources, columns=columns, rows=rows)


def _rows(
    name: str, columns: tuple[str, ...], sources: Mapping[str, str], lines: list[tuple[int, str]]
) -> Iterator[Row]:
    seen: dict[str, int] = {}
    has_source = "source" in columns
    only = next(iter(sources))
    for number, line in lines:
        cells = line.split("\t")
        if len(cells) != len(columns):
            raise LexiconError(_at(name, number, f"{len(cells)} cells instead of {len(columns)}"))
        if not cells[0]:
            raise LexiconError(_at(name, number, "the first cell is empty"))
        if line in seen:
            raise LexiconError(_at(name, number, f"the row stands in line {seen[line]} already"))
        seen[line] = number
        row = dict(zip(columns, cells, strict=True))
        if not has_source:
            if len(sources) > 1:
                raise LexiconError(
                    _at(name, number, f"of {len(sources)} sources, which? add a column source")
                )
            row["source"] = only
        if row["source"] not in sources:
            raise LexiconError(_at(name, number, f'the source "{row["source"]}" is not stated'))
        yield row


def _at(name: str, number: int, problem: str) -> str:
    return f"{name}.tsv, line {number}: {problem}"
