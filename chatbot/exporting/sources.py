"""Records and the indexed articles -> what was quoted, from which articles, and whether it stands.

Quotes are compared as the articles have them; what is returned is for the reader of each answer.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from chatbot.answering.answer import Citation
from chatbot.answering.writing import review_notice
from chatbot.articles.article import Article, Reference
from chatbot.exporting.record import Record
from chatbot.exporting.withholding import all_without_doses, for_its_reader, sees_doses

FindArticle = Callable[[str, str], Article | None]
"""The name of a generation and the id of an article -> the article, None where it has gone."""


class Standing(StrEnum):
    """Whether a quote stands, letter by letter, where its citation says."""

    VERIFIED = "verified"
    MOVED = "moved"
    GONE = "gone"


class Place(StrEnum):
    """Where in an answer a citation is: the name of the field that holds it."""

    QUOTED = "citations"
    BESIDE = "also_in_section"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A citation, its place in the answer, and what came of looking for its quote.

    `present_status` is the review status of the article that was looked at, None if it has gone.
    """

    citation: Citation
    place: Place
    standing: Standing
    present_status: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """A record as its reader may take it away, and its citations in the order of the answer."""

    record: Record
    citations: tuple[Checked, ...]
    doses_left_out: bool

    @property
    def notice(self) -> str:
        """The notice on the review of what is quoted; empty if all of it is approved."""
        return review_notice(_statuses(self.citations))


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A cited article.

    `citation` is the first of it and says what was known of the article then. `digest`, the SHA-256
    of its text, and its `references` are None where it has gone. `answers` and `generations` are
    the ids of the answers that cite it, and of what they were made from. `quoted` is false if it
    was only among the nearest passages of questions that were not answered.
    """

    citation: Citation
    present_status: str | None
    digest: str | None
    references: tuple[Reference, ...] | None
    answers: tuple[str, ...]
    generations: tuple[str, ...]
    quoted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What an export is made from: the records, and each cited article once, both in order."""

    records: tuple[Sourced, ...]
    sources: tuple[Source, ...]

    @property
    def notice(self) -> str:
        """The notice on the review of all that is quoted; empty if all of it is approved."""
        return review_notice(s for sourced in self.records for s in _statuses(sourced.citations))

    @property
    def disclaimer(self) -> str:
        """The disclaimers of the answers, each once."""
        return " ".join(dict.fromkeys(each.record.answer.disclaimer for each in self.records))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    article: Article
    digest: str


_Find = Callable[[str, str], _Found | None]
_Use = tuple[Sourced, Checked]


def lesser_status(citation: Citation, present_status: str | None) -> str:
    """Return a citation's review status as it was or as it is, whichever is further from approved.

    What was pending when it was quoted, or is now, is pending.
    """
    both = (present_status or citation.review_status, citation.review_status)
    return "pending" if "pending" in both else next((s for s in both if s != "approved"), both[0])


def gather(records: Sequence[Record], find_article: FindArticle) -> Material:
    """Return the records with their citations checked, and the articles that they cite.

    An article whose text, date or review status changed between two answers comes once for each.
    """

    @cache
    def find(generation: str, article_id: str) -> _Found | None:
        article = find_article(generation, article_id)
        if article is None:
            return None
        return _Found(article=article, digest=hashlib.sha256(article.text.encode()).hexdigest())

    sourced = tuple(_sourced(record, find) for record in records)
    return Material(records=sourced, sources=tuple(_sources(sourced, find)))


def _sourced(record: Record, find: _Find) -> Sourced:
    """Look for the quotes of a record as it is; return it as its reader may take it away."""
    shown = for_its_reader(record)
    checked = []
    for place in Place:
        whole: tuple[Citation, ...] = getattr(record.answer, place.value)
        for citation, as_shown in zip(whole, getattr(shown.answer, place.value), strict=True):
            found = find(record.answer.manifest.generation, citation.article_id)
            checked.append(
                Checked(
                    citation=as_shown,
                    place=place,
                    standing=_standing(citation, found),
                    present_status=found.article.review_status.value if found else None,
                )
            )
    return Sourced(
        record=shown, citations=tuple(checked), doses_left_out=not sees_doses(record.answer)
    )


def _standing(citation: Citation, found: _Found | None) -> Standing:
    if found is None:
        return Standing.GONE
    stands = found.article.text[citation.start : citation.end] == citation.quote
    return Standing.VERIFIED if stands else Standing.MOVED


def _sources(records: Sequence[Sourced], find: _Find) -> Iterator[Source]:
    uses: dict[tuple[object, ...], list[_Use]] = {}
    for sourced in records:
        for checked in sourced.citations:
            cited = checked.citation
            found = find(sourced.record.answer.manifest.generation, cited.article_id)
            edition = (cited.article_id, cited.review_status, cited.updated, found and found.digest)
            uses.setdefault(edition, []).append((sourced, checked))
    for same in uses.values():
        manifest = same[0][0].record.answer.manifest
        yield _source(same, find(manifest.generation, same[0][1].citation.article_id))


def _source(uses: Sequence[_Use], found: _Found | None) -> Source:
    manifests = [sourced.record.answer.manifest for sourced, _ in uses]
    source = Source(
        citation=uses[0][1].citation,
        present_status=uses[0][1].present_status,
        digest=found.digest if found else None,
        references=found.article.references if found else None,
        answers=tuple(dict.fromkeys(manifest.answer_id for manifest in manifests)),
        generations=tuple(dict.fromkeys(manifest.generation for manifest in manifests)),
        quoted=any(checked.place is not Place.NEAREST for _, checked in uses),
    )
    if any(sourced.doses_left_out for sourced, _ in uses):
        return replace(
            source,
            citation=all_without_doses(source.citation),
            references=all_without_doses(source.references),
        )
    return source


def _statuses(citations: Sequence[Checked]) -> Iterator[str]:
    for checked in citations:
        yield lesser_status(checked.citation, checked.present_status)
