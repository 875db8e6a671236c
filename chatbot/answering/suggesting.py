"""An answer -> questions that may follow it, each with the lines that should answer it.

They are made of what the cited articles hold but the answer did not show: the dose, the adverse
effects, the monitoring of the thing just asked about, and the headings of the sections near
those cited. Whether the corpus really answers one is for the pipeline to check.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chatbot.answering.quoting import Quote
from chatbot.articles.article import Article, BlockKind, Section
from chatbot.language.names import NameKind
from chatbot.language.reading import Reader, Reading
from chatbot.language.synonyms import KINDS
from chatbot.language.tokens import terms
from chatbot.question.details import detail_asked, details
from chatbot.retrieval.expanding import Query
from chatbot.statements.making import make_statements
from chatbot.statements.sections import section_kind
from chatbot.statements.statement import BESIDE, Statement

MOST = 4
"""Questions suggested at most, from which those that are answered are shown."""

_NEAR = 2  # sections before and after a cited one
_LONGEST_HEADING = 9  # words
_LONGEST_TOPIC = 5
_TOO_ALIKE = 0.6
_GIVEN = (NameKind.MEDICINE, NameKind.PROCEDURE)
_CLASSES = frozenset(name for names, _ in KINDS for name in names)
_PREPOSITION = re.compile(r"\b(?:of|for|from|in|to|with|linked|after|following|over|on|by|and)\b")
_SINGULAR = frozenset("plan treatment approach management dose dosage schedule".split())
_PLURAL = frozenset(
    """effects events reactions intervals tests features factors points considerations indications
    contraindications criteria steps options treatments measures approaches complications harms
    benefits risks symptoms signs recommendations methods mistakes causes""".split()
)
"""What the head of a heading names, if "What is the ...?" is a question about it."""
_COMMON_HEADINGS = tuple(
    (re.compile(heading, re.IGNORECASE), question)
    for heading, question in (
        (r"(?:treatment|management)(?:s| (?:and|or) interventions?)?$", "How is {topic} treated?"),
        (r"screening intervals?$", "How often should screening for {topic} be done?"),
        (r"screening tests?$", "Which tests are used to screen for {topic}?"),
        (
            r"(?:assessment of risk|risk assessment|risk factors)$",
            "What increases the risk of {topic}?",
        ),
    )
)
_BRACKETED = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A question, and the (start, end) offsets of the lines of an article that it is made from."""

    question: str
    article_id: str
    lines: tuple[tuple[int, int], ...]


def suggest(
    query: Query,
    quotes: Sequence[Quote],
    found_articles: Sequence[Article],
    earlier: Sequence[str],
    reader: Reader,
) -> list[Suggestion]:
    """Return up to `MOST` questions, the most pertinent first, none like one of `earlier`.

    `found_articles` are those of the passages found, whose titles may be questions themselves.
    """
    said = [set(terms(question)) for question in earlier]
    found: list[Suggestion] = []
    suggestions = (
        *_of_details(query, quotes, reader),
        *_of_headings(quotes),
        *_of_titles(quotes, found_articles),
    )
    for suggestion in suggestions:
        asked = set(terms(suggestion.question))
        if not any(_alike(asked, other) for other in said):
            said.append(asked)
            found.append(suggestion)
    return found[:MOST]


def _alike(one: set[str], other: set[str]) -> bool:
    return one <= other or len(one & other) > _TOO_ALIKE * len(one | other)


def _of_details(query: Query, quotes: Sequence[Quote], reader: Reader) -> Iterator[Suggestion]:
    """Yield what else the cited articles say about the medicine or procedure asked about."""
    asked = detail_asked(query.text)
    articles = list({quote.article.article_id: quote.article for quote in quotes}.values())
    seen = set(_CLASSES)
    for name in reader.finder.find(query.text):
        if name.kind not in _GIVEN or name.key in seen:
            continue
        seen.add(name.key)
        written = query.text[name.start : name.end]
        on = {a.article_id: list(_lines_on(a, written, name.key, reader)) for a in articles}
        for detail in (each for each in details() if each.suggests and each is not asked):
            for article in articles:
                places = tuple(
                    line.whole
                    for line, reading in on[article.article_id]
                    if detail.is_told_by(reading)
                )
                if places and not all(_is_shown(article, place, quotes) for place in places):
                    yield Suggestion(
                        question=str(detail.suggests).format(name=_inside(written)),
                        article_id=article.article_id,
                        lines=places,
                    )
                    break


def _lines_on(
    article: Article, written: str, key: str, reader: Reader
) -> Iterator[tuple[Statement, Reading]]:
    """Yield the statements of an article that name a thing in their own words, and their readings.

    Only those that hold one of its names, in whatever letters, are read.
    """
    names = [name.casefold() for name in {written, *reader.finder.wordings(key)}]
    for each in make_statements(article):
        own = article.text[each.start : each.end]
        folded = own.casefold()
        if each.kind not in BESIDE and any(name in folded for name in names):
            yield each, reader.read(own)


def _is_shown(article: Article, line: tuple[int, int], quotes: Sequence[Quote]) -> bool:
    return any(
        quote.article.article_id == article.article_id
        and quote.start < line[1]
        and line[0] < quote.end
        for quote in quotes
    )


def _of_headings(quotes: Sequence[Quote]) -> Iterator[Suggestion]:
    """Yield questions for the sections near those cited, those of the best quote first."""
    for quote in quotes:
        sections = list(quote.article.sections())
        own = next((n for n, s in enumerate(sections) if s.path == quote.section), None)
        if own is None:
            continue
        for step in range(1, _NEAR + 1):
            for place in (own + step, own - step):
                if 0 <= place < len(sections):
                    yield from _of_section(quote.article, sections[place], quotes)
    for section in quotes[0].article.sections() if quotes else ():
        if section.path and any(h.match(section.path[-1]) for h, _ in _COMMON_HEADINGS):
            yield from _of_section(quotes[0].article, section, quotes)


def _of_section(
    article: Article, section: Section, quotes: Sequence[Quote]
) -> Iterator[Suggestion]:
    blocks = [article.blocks[index] for index in section.blocks]
    if (
        not section.path
        or section_kind(section.path) in BESIDE
        or blocks[-1].kind is BlockKind.HEADING
    ):
        return
    question = _asked_by(section.path[-1], article.title)
    place = (blocks[0].start, blocks[-1].end)
    if question and not _is_shown(article, place, quotes):
        yield Suggestion(question=question, article_id=article.article_id, lines=(place,))


def _of_titles(quotes: Sequence[Quote], articles: Sequence[Article]) -> Iterator[Suggestion]:
    cited = {quote.article.article_id for quote in quotes}
    for article in articles:
        if article.title.endswith("?") and article.article_id not in cited:
            whole = ((0, len(article.text)),)
            yield Suggestion(question=article.title, article_id=article.article_id, lines=whole)


def _asked_by(heading: str, title: str) -> str | None:
    """Return the question that a heading answers; None where it would not read like one."""
    if heading.endswith("?"):
        return heading
    said = _inside(_BRACKETED.sub("", heading).rstrip(".:"))
    about = _about(title)
    for common, question in _COMMON_HEADINGS:
        if about and common.match(said):
            return question.format(topic=about)
    count = len(said.split())
    parted = _PREPOSITION.split(said, maxsplit=1)
    head = parted[0].split()[-1:] or [""]
    if not 2 <= count <= _LONGEST_HEADING or " and " in said or ":" in said or head[0].isupper():
        return None
    topic = f" for {about}" if about and not set(terms(about)) & set(terms(said)) else ""
    if head[0] in _SINGULAR:
        return f"What is the {said}{topic}?"
    return f"What are the {said}{topic}?" if head[0] in _PLURAL else None


def _about(title: str) -> str | None:
    """Return what a title says before its colon that the article is about."""
    whole, colon, _ = title.partition(":")
    about = whole.partition(" in ")[0]
    return _inside(about) if colon and len(about.split()) <= _LONGEST_TOPIC else None


def _inside(words_: str) -> str:
    """Return words of a title as they are written inside a sentence: names in capitals stay."""
    return " ".join(
        word.lower() if all(_is_ordinary(part) for part in word.split("-")) else word
        for word in words_.split()
    )


def _is_ordinary(word: str) -> bool:
    return len(word) > 1 and word[1:].islower()
