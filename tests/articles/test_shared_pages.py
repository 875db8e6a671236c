"""The real pages and documents the project was given, where they lie beside the project."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from chatbot.articles.article import Article, BlockKind, ReviewStatus
from chatbot.articles.corpus import read_corpus
from chatbot.articles.sentences import line_spans

SHARED = Path(__file__).parents[2].parent / "shared"

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason=f"the shared pages are not beside the project ({SHARED})"
)


@pytest.fixture(scope="module")
def seeds() -> tuple[Article, ...]:
    reading = read_corpus(SHARED / "seeds")
    assert reading.problems == ()
    return reading.articles


def test_seeds_are_pending_and_dated(seeds: tuple[Article, ...]) -> None:
    assert [article.review_status for article in seeds] == [ReviewStatus.PENDING] * 2
    assert [article.updated for article in seeds] == [date(2025, 7, 16), date(2025, 10, 30)]


def test_seeds_cite_four_and_seven_numbers_that_resolve_to_nothing(
    seeds: tuple[Article, ...],
) -> None:
    marks = [[mark for block in article.blocks for mark in block.marks] for article in seeds]
    assert [{mark.value for mark in each} for each in marks] == [set("1234"), set("1234567")]
    for article, each in zip(seeds, marks, strict=True):
        assert all(article.resolve(mark) is None for mark in each)


def test_no_quote_of_the_seeds_ends_in_a_mark(seeds: tuple[Article, ...]) -> None:
    for article in seeds:
        quotes = [article.quote(block) for block in article.blocks]
        quotes += [
            article.text[start:end]
            for block in article.blocks
            for start, end in line_spans(article, block)
        ]
        for quote in quotes:
            assert not (quote[-1:].isdigit() and quote[-2:-1] in " \u00a0,"), quote


def test_no_furniture_of_the_seeds_is_in_a_block(seeds: tuple[Article, ...]) -> None:
    for article in seeds:
        quotes = {article.quote(block).casefold() for block in article.blocks}
        assert not quotes & {"submitted", "under review", "approved", "personalize", "references"}
        assert article.disclaimer


@pytest.mark.parametrize(
    ("folder", "count"), [("guidelines_uspstf", 90), ("guidelines_cdc_mmwr", 56)]
)
def test_markdown_documents_are_read_without_problems(folder: str, count: int) -> None:
    reading = read_corpus(SHARED / "data" / folder / "docs")
    assert reading.problems == ()
    assert len(reading.articles) == count
    for article in reading.articles:
        assert article.title
        assert article.updated
        assert any(section.blocks for section in article.sections())
        assert any(block.kind is not BlockKind.HEADING for block in article.blocks)
        for block in article.blocks:
            quote = article.quote(block)
            assert quote
            assert quote == quote.strip()


@pytest.mark.parametrize("folder", ["guidelines_uspstf", "guidelines_cdc_mmwr"])
def test_dates_are_those_of_the_index(folder: str) -> None:
    index = (SHARED / "data" / folder / "index.jsonl").read_text(encoding="utf-8")
    entries = [json.loads(line) for line in index.splitlines()]
    stated = {each["file"]: each.get("date") or each.get("pubDate") for each in entries}
    reading = read_corpus(SHARED / "data" / folder / "docs")
    dates = {f"{article.article_id}.md": str(article.updated) for article in reading.articles}
    assert dates == {name: stated.get(name) or found for name, found in dates.items()}


def test_glued_marks_are_marks_and_figures_stay() -> None:
    reading = read_corpus(SHARED / "data" / "guidelines_uspstf" / "docs")
    assert sum(len(block.marks) for each in reading.articles for block in each.blocks) > 5000
    glued = re.compile(r"[a-z]{3}[.,]\d{1,2}(?:,\d{1,2})*\Z")
    spoiled = [
        words
        for article in reading.articles
        for block in article.blocks
        for start, end in line_spans(article, block)
        if glued.search(words := article.text[start:end])
    ]
    assert len(spoiled) <= 1, spoiled  # an address that ends in its mark
