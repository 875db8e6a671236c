"""The lexical index (BM25): the only door to bm25s.

Scores follow the Lucene variant of BM25 (Kamphuis et al. 2020, "Which BM25 do you mean?") with
k1 = 1.2 and b = 0.75, over stemmed tokens of `chatbot.vocabulary.tokens`.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from chatbot.errors import DamagedGenerationError
from chatbot.vocabulary.tokens import terms, words

_NOTHING = "\0"
"""Stands for a text without words, which bm25s cannot index; no query holds it."""

_SPELLINGS = "words.json"
_FREQUENCIES = "document_frequencies.json"


def write_lexical(folder: Path, texts: Sequence[str]) -> None:
    """Build the index of `texts` in a new `folder`; row numbers are positions in `texts`."""
    import bm25s

    tokens = [terms(text) or [_NOTHING] for text in texts]
    retriever = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    retriever.index(tokens, show_progress=False)
    folder.mkdir(parents=True)
    retriever.save(str(folder))
    frequencies = Counter(term for document in tokens for term in set(document))
    spelled = Counter(word for text in texts for word in words(text) if word.isalpha())
    (folder / _SPELLINGS).write_text(json.dumps(sorted(spelled)), encoding="utf-8")
    (folder / _FREQUENCIES).write_text(
        json.dumps(dict(sorted(frequencies.items()))), encoding="utf-8"
    )


class LexicalIndex:
    """Chunks by BM25, and in how many chunks a term occurs.

    Raises:
        DamagedGenerationError: the files cannot be read.

    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _retriever(self) -> Any:
        import bm25s

        try:
            return bm25s.BM25.load(str(self._folder), mmap=True)
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise self._damaged(error) from error

    @cached_property
    def frequencies(self) -> dict[str, int]:
        """Number of chunks that hold each term of the corpus."""
        try:
            content = (self._folder / _FREQUENCIES).read_text(encoding="utf-8")
            found: dict[str, int] = json.loads(content)
        except (OSError, ValueError) as error:
            raise self._damaged(error) from error
        return found

    @cached_property
    def words(self) -> list[str]:
        """Every word of letters that the corpus holds, sorted."""
        try:
            content = (self._folder / _SPELLINGS).read_text(encoding="utf-8")
            found: list[str] = json.loads(content)
        except (OSError, ValueError) as error:
            raise self._damaged(error) from error
        return found

    def __len__(self) -> int:
        return int(self._retriever.scores["num_docs"])

    def search(self, query: Mapping[str, float], k: int) -> list[tuple[int, float]]:
        """Return up to `k` (row, score > 0) for weighted terms, best first, ties by row."""
        by_weight: dict[float, list[str]] = {}
        for term, weight in query.items():
            if term in self.frequencies:
                by_weight.setdefault(weight, []).append(term)
        if not by_weight:
            return []
        scores = sum(
            weight * np.asarray(self._retriever.get_scores(known), dtype=np.float64)
            for weight, known in sorted(by_weight.items())
        )
        scores = np.asarray(scores)
        k = min(k, scores.size)
        top = np.argpartition(-scores, k - 1)[:k]
        hits = [(int(row), float(scores[row])) for row in top if scores[row] > 0]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def _damaged(self, error: Exception) -> DamagedGenerationError:
        return DamagedGenerationError(
            f"{self._folder}: the lexical index cannot be read ({error}); run: chatbot index"
        )
