"""Words, a status, a kind -> the articles that a reader looks for, the best title first."""

import re
from functools import lru_cache

from chatbot.articles.article import ReviewStatus
from chatbot.indexing.generation import Generation
from chatbot.language.tokens import normalise

_WORD = re.compile(r"[^\W_]+")
_FOLDED_KEPT = 16_384
Paths = tuple[tuple[str, ...], ...]


def find_articles(
    generation: Generation,
    words: str = "",
    *,
    status: ReviewStatus | None = None,
    kind: str | None = None,
) -> list[str]:
    """Return the ids of the articles that hold all of `words`, and have the status and kind.

    They are looked for at the beginnings of the words of title, id, kind, jurisdiction and
    section headings, without regard to case and accents; an abbreviation that the articles define
    also stands for its long form. First come those whose title is the words, then begins with
    them, then holds them together, then holds the most of them; equals by title.
    """
    wanted = _fold(words).split()
    long_forms = _long_forms(generation, wanted)
    found: list[tuple[tuple[int, ...], str, str]] = []
    for article_id in generation.articles:
        entry = generation.catalogue[article_id]
        if status not in (None, entry.review_status) or not _is_of(kind, entry.kind):
            continue
        about = (entry.title, article_id, entry.kind or "", entry.jurisdiction or "")
        title = _folded(entry.title)
        everything = _everything(about, generation.section_paths[article_id]) if wanted else ""
        if all(_holds(everything, [word, *long_forms.get(word, ())]) for word in wanted):
            found.append((_rank(title, wanted, long_forms), title, article_id))
    return [article_id for _, _, article_id in sorted(found)]


def stated_kinds(generation: Generation) -> list[str]:
    """Return the kinds that the articles state, each once, in order; for a choice among them."""
    kinds = {generation.catalogue[each].kind for each in generation.articles}
    by_folded = {kind.casefold(): kind for kind in sorted(filter(None, kinds), reverse=True)}
    return [by_folded[folded] for folded in sorted(by_folded)]


def stated_statuses(generation: Generation) -> list[ReviewStatus]:
    """Return the review statuses that the articles have, each once; for a choice among them."""
    there = {generation.catalogue[each].review_status for each in generation.articles}
    return [status for status in ReviewStatus if status in there]


def _is_of(wanted: str | None, kind: str | None) -> bool:
    return not wanted or wanted.casefold() == (kind or "").casefold()


def _fold(text: str) -> str:
    """Return the words of `text`, folded, with a space before each and one at the end."""
    return f" {' '.join(_WORD.findall(normalise(text)))} "


_folded = lru_cache(maxsize=_FOLDED_KEPT)(_fold)
"""The same of what articles say; what a reader typed is not kept."""


@lru_cache(maxsize=_FOLDED_KEPT)
def _everything(about: tuple[str, ...], paths: Paths) -> str:
    headings = dict.fromkeys(heading for path in paths for heading in path)
    return " ".join(map(_folded, (*about, *headings)))


def _long_forms(generation: Generation, wanted: list[str]) -> dict[str, list[str]]:
    """Return what each of the folded words is short for, folded."""
    found: dict[str, list[str]] = {}
    for short, long in generation.abbreviations.items() if wanted else ():
        folded = _folded(short).strip()
        if folded in wanted and (words := _folded(long).strip()):
            found.setdefault(folded, []).append(words)
    return found


def _holds(text: str, alternatives: list[str]) -> bool:
    return any(f" {words}" in text for words in alternatives)


def _rank(title: str, wanted: list[str], long_forms: dict[str, list[str]]) -> tuple[int, ...]:
    """Return what articles are sorted by: the better its title, the less."""
    together = f" {' '.join(wanted)}"
    held = sum(_holds(title, [word, *long_forms.get(word, ())]) for word in wanted)
    return (
        -int(title.strip() == together.strip()),
        -int(title.startswith(together)),
        -int(together in title),
        -held,
    )
