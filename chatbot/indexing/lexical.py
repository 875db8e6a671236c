"""The lexical index (BM25): the only door to bm25s.

Scores follow the Lucene variant of BM25 (Kamphuis et al. 2020, "Which BM25 do you mean?") with
k1 = 1.2 and b = 0.75, over stemmed tokens of `chatbot.language.tokens`. The index of chunks
holds two more kinds of tokens: pairs of neighbouring terms, after the ordered pairs of Metzler
and Croft (SIGIR 2005, "A Markov random field model for term dependencies"), and the terms of the
headings as a field of their own.
"""

import hashlib
import json
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import pairwise, repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chatbot.errors import DamagedGenerationError
from chatbot.language.tokens import terms, words

_NOTHING = "\0"
"""Stands for a text without words, which bm25s cannot index; no query holds it."""

_HEADING = "#"
_BETWEEN = " "

_SPELLINGS = "words.json"
_FREQUENCIES = "document_frequencies.json"
_TOKENS = "tokens.npy"
_COLUMNS = "columns.npy"
_SCORES = "scores.npy"
_ROWS = "rows.npy"
_BEGINS = "begins.npy"
_COUNTED = "rows.json"


def pairs(found: Sequence[str]) -> list[str]:
    """Return a token for each term and the next; no term holds a space."""
    return [_BETWEEN.join(pair) for pair in pairwise(found)]


def heading_term(term: str) -> str:
    """Return the token of a term that stands in a heading; no term begins like it."""
    return _HEADING + term


def is_heading_term(token: str) -> bool:
    """Tell whether `token` stands for a term in a heading."""
    return token.startswith(_HEADING)


def write_lexical(
    folder: Path, texts: Iterable[str], headings: Iterable[str] | None = None, rows_digest: str = ""
) -> None:
    """Build the index of `texts` in a new `folder`; row numbers are positions in `texts`.

    With `headings`, one for each text, it also holds the pairs and the headings' terms; without,
    it is plain BM25. `rows_digest` identifies the rows (see `LexicalIndex.rows_digest`).
    """
    import bm25s

    columns: dict[str, int] = {}
    frequencies: Counter[str] = Counter()
    spelled: set[str] = set()
    rows = []
    for text, heading in zip(texts, repeat(None) if headings is None else headings, strict=False):
        found = terms(text)
        frequencies.update(set(found))
        spelled.update(word for word in words(text) if word.isalpha())
        tokens = list(found)
        if heading is not None:
            tokens += [*pairs(found), *map(heading_term, terms(heading))]
        rows.append(
            array("i", [columns.setdefault(each, len(columns)) for each in tokens or [_NOTHING]])
        )
    retriever = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    retriever.index((rows, columns), show_progress=False)
    folder.mkdir(parents=True)
    hashes = _hashed(columns)  # sorted, with the column of each: found without loading the tokens
    order = np.argsort(hashes)
    np.save(folder / _TOKENS, hashes[order])
    np.save(folder / _COLUMNS, np.fromiter(columns.values(), dtype=np.int32)[order])
    for name, part in ((_SCORES, "data"), (_ROWS, "indices"), (_BEGINS, "indptr")):
        np.save(folder / name, retriever.scores[part])
    counted = {"rows": len(rows), "digest": rows_digest}
    (folder / _COUNTED).write_text(json.dumps(counted), encoding="utf-8")
    (folder / _SPELLINGS).write_text(json.dumps(sorted(spelled)), encoding="utf-8")
    counts = json.dumps(dict(sorted(frequencies.items())))
    (folder / _FREQUENCIES).write_text(counts, encoding="utf-8")


def _hashed(tokens: Iterable[str]) -> NDArray[np.uint64]:
    """Return 64 bits a token: among a million, two are the same with a chance of 1 in 10^7."""
    digests = b"".join(
        hashlib.blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for token in tokens
    )
    return np.frombuffer(digests, dtype="<u8")


class LexicalIndex:
    """Chunks by BM25, and in how many chunks a term occurs.

    Raises `DamagedGenerationError` if the files cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _mapped(self, name: str) -> NDArray[Any]:
        with self._reading():
            array: NDArray[Any] = np.load(self.folder / name, mmap_mode="r")
        return array

    @cached_property
    def _matrix(self) -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.int64]]:
        """What each token adds to the scores of which chunks, and where a token's begin."""
        data, rows, begins = (self._mapped(name) for name in (_SCORES, _ROWS, _BEGINS))
        return data, rows, begins

    @cached_property
    def _vocabulary(self) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
        return self._mapped(_TOKENS), self._mapped(_COLUMNS)

    @cached_property
    def frequencies(self) -> dict[str, int]:
        """Number of chunks that hold each term of the corpus."""
        with self._reading():
            found: dict[str, int] = json.loads((self.folder / _FREQUENCIES).read_bytes())
        return found

    @cached_property
    def words(self) -> list[str]:
        """Every word of letters that the corpus holds, sorted."""
        with self._reading():
            found: list[str] = json.loads((self.folder / _SPELLINGS).read_bytes())
        return found

    @cached_property
    def _counted(self) -> dict[str, Any]:
        with self._reading():
            found: dict[str, Any] = json.loads((self.folder / _COUNTED).read_bytes())
        return found

    @property
    def rows_digest(self) -> str:
        """What the builder said identifies the rows."""
        return str(self._counted["digest"])

    def __len__(self) -> int:
        return int(self._counted["rows"])

    def scores(self, query: Mapping[str, float]) -> NDArray[np.float64]:
        """Return the score of every row for weighted tokens, 0 where none occurs."""
        data, rows, all_begins = self._matrix
        found = np.zeros(len(self), dtype=np.float64)
        tokens, columns = self._vocabulary
        hashes = _hashed(query)
        places = np.minimum(np.searchsorted(tokens, hashes), max(0, len(tokens) - 1))
        for hashed, place, weight in zip(hashes, places, query.values(), strict=True):
            if tokens[place] != hashed:
                continue
            begin, end = all_begins[columns[place] : columns[place] + 2]
            found[rows[begin:end]] += weight * data[begin:end]
        return found

    def search(self, query: Mapping[str, float], k: int) -> list[tuple[int, float]]:
        """Return up to `k` (row, score > 0) for weighted tokens, best first, ties by row."""
        scores = self.scores(query)
        k = min(k, scores.size)
        top = np.argpartition(-scores, k - 1)[:k]
        hits = [(int(row), float(scores[row])) for row in top if scores[row] > 0]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def frequencies_in(self, rows: NDArray[np.int64]) -> dict[str, int]:
        """Return the number of chunks among `rows` that hold each term they hold."""
        _, all_rows, begins = self._matrix
        chosen = np.zeros(len(self), dtype=np.int32)
        chosen[rows] = 1
        met = np.concatenate(([0], np.cumsum(chosen[all_rows], dtype=np.int32)))
        every = list(self.frequencies)
        tokens, columns = self._vocabulary
        places = columns[np.searchsorted(tokens, _hashed(every))]
        counts = met[begins[places + 1]] - met[begins[places]]
        return {term: int(count) for term, count in zip(every, counts, strict=True) if count}

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise DamagedGenerationError(
                f"{self.folder}: the lexical index cannot be read ({error}); run: chatbot index"
            ) from error


class LimitedLexicalIndex(LexicalIndex):
    """The same index, in which only `rows` hold anything; scores weigh terms as in the whole."""

    def __init__(self, whole: LexicalIndex, rows: NDArray[np.int64]) -> None:
        super().__init__(whole.folder)
        self._whole = whole
        self._rows = rows

    @cached_property
    def frequencies(self) -> dict[str, int]:
        """Number of chunks among the rows that hold each term."""
        return self._whole.frequencies_in(self._rows)

    @cached_property
    def words(self) -> list[str]:
        """Every word of letters that the rows hold, sorted; by its stem, so a form may be more."""
        held = self.frequencies
        return [word for word in self._whole.words if all(term in held for term in terms(word))]

    def __len__(self) -> int:
        return len(self._whole)

    def scores(self, query: Mapping[str, float]) -> NDArray[np.float64]:
        """Return the score of every row for weighted tokens, 0 outside the rows."""
        found = np.zeros(len(self), dtype=np.float64)
        found[self._rows] = self._whole.scores(query)[self._rows]
        return found
