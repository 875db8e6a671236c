"""All articles -> the paragraphs that stand in two places (`duplicate_paragraph`)."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import blake2b

from chatbot.articles.article import Article, BlockKind
from chatbot.checking.problem import Finding, LineNumbers

FEWEST_WORDS = 12
"""Shorter lines are alike by nature: "Check blood pressure at each visit"."""

_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.BULLET, BlockKind.STEP})
_WORD = re.compile(r"\w+")


def find_duplicates(
    articles: Sequence[Article], lines: Mapping[str, LineNumbers]
) -> dict[str, list[Finding]]:
    """Return, by article id, the paragraphs, bullets and steps that have the words of another.

    Case, punctuation and spacing do not count. Each names the first of its other places.
    """
    places: defaultdict[bytes, list[tuple[str, int, int]]] = defaultdict(list)
    for article in articles:
        for block in article.blocks:
            words = _WORD.findall(article.quote(block).casefold()) if block.kind in _KINDS else ()
            if len(words) >= FEWEST_WORDS:
                key = blake2b(" ".join(words).encode(), digest_size=16).digest()
                places[key].append((article.article_id, block.start, block.end))
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for alike in places.values():
        for number, (article_id, start, end) in enumerate(alike if len(alike) > 1 else ()):
            other_id, other_start, _ = alike[0 if number else 1]
            more = f" and {len(alike) - 2} more places" if len(alike) > 2 else ""
            where = "this article" if other_id == article_id else other_id
            says = f"the same words as in {where}, line {lines[other_id].of(other_start)}{more}"
            found[article_id].append(Finding(start=start, end=end, says=says))
    return found
