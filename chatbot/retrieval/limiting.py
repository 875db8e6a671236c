"""A generation and a limit -> the same generation, of which only some articles are searched.

The limit is kept in one place: whatever reads the limited generation (retrieval, evidence,
conflicts, suggestions, what is mentioned anywhere) sees nothing of the other articles.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from chatbot.articles.article import Article, ReviewStatus
from chatbot.conflicts.claim import FoundConflict, Stated
from chatbot.errors import UnknownArticleError
from chatbot.indexing.catalogue import Entry
from chatbot.indexing.chunking import Chunk
from chatbot.indexing.coinage import Coinage
from chatbot.indexing.dense import ExactIndex
from chatbot.indexing.generation import Generation
from chatbot.indexing.lexical import LexicalIndex, LimitedLexicalIndex
from chatbot.indexing.records import Records
from chatbot.statements.statement import Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """What to search: articles by id, articles of a kind; those that are both, if both are given.

    Nothing given means everything.
    """

    articles: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.articles or self.kinds)


EVERYTHING = Within()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many articles may be `shown`, how many the settings hide, and what was asked for.

    `titles` are those of the articles that were asked for.
    """

    within: Within = EVERYTHING
    titles: tuple[str, ...] = ()
    shown: int = 1
    hidden: int = 0

    def __bool__(self) -> bool:
        return bool(self.within or self.hidden)

    def sentences(self) -> str:
        """Return for a reader what was left out; nothing if nothing was."""
        return " ".join(filter(None, (self.searched_only(), self.hidden_by_setting())))

    def searched_only(self) -> str:
        """Return what alone was searched, if that was asked for."""
        titles = (f"“{title}”" for title in self.titles)
        named = [*titles, *(f"articles of the kind {k}" for k in self.within.kinds)]
        return f"Only this was searched: {', '.join(named)}." if named else ""

    def hidden_by_setting(self) -> str:
        """Return what the settings hide, if they hide anything."""
        if not self.hidden:
            return ""
        hidden = f"{self.hidden} article{'s' if self.hidden > 1 else ''}"
        none = "" if self.shown else "No article is approved: "
        return f"{none}{'the' if none else 'The'} setting CHATBOT_SHOW=approved hides {hidden}."


class LimitedGeneration(Generation):
    """A generation of which only the articles `only` are searched, quoted and named.

    Chunks keep their rows. What supersedes an article is known of all articles.
    """

    def __init__(self, whole: Generation, only: Iterable[str]) -> None:
        super().__init__(whole.folder)
        self._whole = whole
        self._only = frozenset(only)

    @property
    def articles(self) -> dict[str, str]:
        """The ids of the articles that may be shown, in order, with the digests of their texts."""
        every = self.manifest.articles
        return {article_id: every[article_id] for article_id in every if article_id in self._only}

    def article(self, article_id: str) -> Article:
        """Return one of the articles that may be shown.

        Raises:
            UnknownArticleError: there is no such article, or it may not be shown.

        """
        if article_id not in self._only:
            raise UnknownArticleError(
                f'no article that is searched has the id "{article_id}"; it may be hidden by '
                "CHATBOT_SHOW"
            )
        return self._whole.article(article_id)

    @property
    def searched(self) -> int:
        """The number of chunks that are searched."""
        return int(self._rows_searched.size)

    @cached_property
    def _rows_searched(self) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        spans = [np.arange(*self.catalogue[article_id].rows) for article_id in self.articles]
        return np.concatenate([np.empty(0, dtype=np.int64), *spans])

    @cached_property
    def dense(self) -> ExactIndex:
        """Exact search of the rows that are searched."""
        return ExactIndex(self.vectors, self._rows_searched)

    @cached_property
    def lexical(self) -> LexicalIndex:
        """The lexical index, in which the other rows hold nothing."""
        return LimitedLexicalIndex(self._whole.lexical, self._rows_searched)

    @cached_property
    def conflicts(self) -> tuple[FoundConflict, ...]:
        """Where the articles that are searched contradict each other."""
        limited = (_with_sides_of(conflict, self._only) for conflict in self._whole.conflicts)
        return tuple(conflict for conflict in limited if conflict.pairs)

    @property
    def chunks(self) -> Records[Chunk]:
        """The chunks of all articles, by row."""
        return self._whole.chunks

    @property
    def statements(self) -> Records[Statement]:
        """The statements of all articles, by the rows of their chunks."""
        return self._whole.statements

    @cached_property
    def readings(self) -> None:
        """Nothing: the articles left out would decide what is a medicine."""

    @property
    def vectors(self) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
        """The stored vectors of all articles, shape (chunks, dimension), mapped from disk."""
        return self._whole.vectors

    @property
    def catalogue(self) -> dict[str, Entry]:
        """What each article states of itself, by id, of all articles."""
        return self._whole.catalogue

    @property
    def section_paths(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        """The headings above each section of all articles, by article id."""
        return self._whole.section_paths

    @property
    def coinages(self) -> dict[str, Coinage]:
        """What each article abbreviates and doses, of all articles."""
        return self._whole.coinages

    @property
    def figures(self) -> dict[str, tuple[Stated, ...]]:
        """What the lines of each article state figures of, in reading order."""
        return self._whole.figures


def searched(
    generation: Generation, within: Within = EVERYTHING, *, approved_only: bool = False
) -> tuple[Generation, Limits]:
    """Return what of `generation` is searched, itself if all of it is, and the limits of that.

    Raises:
        UnknownArticleError: see `limited`.

    """
    shown = [
        article_id
        for article_id, entry in generation.catalogue.items()
        if not approved_only or entry.review_status is ReviewStatus.APPROVED
    ]
    named = [each for each in within.articles if each in generation.catalogue]
    limits = Limits(
        within=within,
        titles=tuple(generation.catalogue[each].title for each in named),
        shown=len(shown),
        hidden=len(generation.articles) - len(shown),
    )
    visible = _limited(generation, shown)
    return (limited(visible, within) if shown else visible), limits


def hides_any(generation: Generation) -> bool:
    """Tell whether some articles of what was built are left out of `generation`."""
    return len(generation.articles) < len(generation.manifest.articles)


def limited(generation: Generation, within: Within) -> Generation:
    """Return `generation` with nothing but the articles that `within` names.

    Raises:
        UnknownArticleError: one that is named is not there, no article is of a kind that is
            named, or no article is of both.

    """
    if not within:
        return generation
    known = list(generation.articles)
    kinds = {article_id: generation.catalogue[article_id].kind or "" for article_id in known}
    for article_id in within.articles:
        if article_id not in known:
            raise _unknown(
                f'no article that may be shown has the id "{article_id}"', article_id, known
            )
    wanted = {kind.casefold() for kind in within.kinds}
    for kind in within.kinds:
        if kind.casefold() not in map(str.casefold, kinds.values()):
            stated = sorted({kind for kind in kinds.values() if kind})
            raise _unknown(f'no article that may be shown is of the kind "{kind}"', kind, stated)
    chosen = [
        article_id
        for article_id in known
        if (not within.articles or article_id in within.articles)
        and (not wanted or kinds[article_id].casefold() in wanted)
    ]
    if not chosen:
        raise UnknownArticleError(
            f"none of the articles {', '.join(within.articles)} is of the kind "
            f"{' or '.join(within.kinds)}; leave one of the limits out"
        )
    return _limited(generation, chosen)


def _limited(generation: Generation, only: list[str]) -> Generation:
    return (
        generation if len(only) == len(generation.articles) else LimitedGeneration(generation, only)
    )


def _unknown(problem: str, given: str, known: list[str]) -> UnknownArticleError:
    near = difflib.get_close_matches(given, known, n=3, cutoff=0.5) or known[:3]
    hint = f"near it: {', '.join(near)}" if near else "none states one"
    return UnknownArticleError(f"{problem}; {hint}")


def _with_sides_of(conflict: FoundConflict, only: frozenset[str]) -> FoundConflict:
    """Return a conflict without the sides of other articles."""
    kept = [place for place, side in enumerate(conflict.sides) if side.article_id in only]
    moved = {place: number for number, place in enumerate(kept)}
    return replace(
        conflict,
        sides=tuple(conflict.sides[place] for place in kept),
        pairs=tuple((moved[a], moved[b]) for a, b in conflict.pairs if a in moved and b in moved),
    )
