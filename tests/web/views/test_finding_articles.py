"""Which articles are found, and in which order."""

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from chatbot.articles.article import ReviewStatus
from chatbot.chatbot import Chatbot
from chatbot.indexing.catalogue import Entry
from chatbot.indexing.generation import Generation
from chatbot.retrieval.limiting import Within, limited
from chatbot.settings import Settings
from chatbot.web.views.finding_articles import find_articles, stated_kinds, stated_statuses

_ENTRY = Entry(
    title="", review_status=ReviewStatus.PENDING, updated=None, kind=None, jurisdiction=None,
    superseded_by=None, rows=(0, 0),
)  # fmt: skip


def shelf(*articles: tuple[str, str, str], **abbreviations: str) -> Generation:
    """A generation of articles, each an id, a title and one heading, as far as finding looks."""
    return cast(
        Generation,
        SimpleNamespace(
            articles={each: "" for each, _, _ in articles},
            catalogue={each: replace(_ENTRY, title=title) for each, title, _ in articles},
            section_paths={each: (("Top", heading),) for each, _, heading in articles},
            abbreviations=abbreviations,
        ),
    )


def test_the_best_title_comes_first_and_equals_by_title() -> None:
    generation = shelf(
        ("a", "Storage", "Care of folders"),
        ("b", "Zebra folders care", "x"),
        ("c", "Care of folders", "x"),
        ("d", "New care of folders", "x"),
        ("e", "Care of folders for all", "x"),
        ("f", "Archive", "Care of folders"),
        ("g", "Nothing", "x"),
    )
    assert find_articles(generation, "Care of folders") == ["c", "e", "d", "f", "a"]
    assert find_articles(generation, "folders care") == ["b", "c", "e", "d", "f", "a"]
    assert find_articles(generation) == ["f", "c", "e", "d", "g", "a", "b"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("SJOGREN", ["a"]),
        ("sjögren", ["a"]),
        ("sjo", ["a"]),  # as it is typed
        ("gren", []),  # the middle of a word is no beginning
        ("care nmo", ["a"]),  # one in the heading, one in the id
        ("nmo-care", ["a"]),
        ("sjogren paper", []),  # every word must occur
        ("ex", ["b"]),
        ("xy", ["b"]),  # short for "examplin yellow"
        ("?!", ["b", "a"]),
    ],
)
def test_case_and_accents_do_not_matter_and_every_word_must_occur(
    words: str, found: list[str]
) -> None:
    generation = shelf(
        ("nmo-care/a", "Sjögren’s book", "CARE"), ("b", "Examplin Yellow paper", "x"),
        XY="examplin yellow",
    )  # fmt: skip
    assert [each.rpartition("/")[2] for each in find_articles(generation, words)] == found


def test_headings_status_and_kind_of_an_index_are_looked_at(library: Settings) -> None:
    generation = Chatbot(library).generation()
    assert find_articles(generation, "storage") == ["old", "new", "draft", "leaflet"]
    approved = ReviewStatus.APPROVED
    assert find_articles(generation, "storage", status=approved) == ["old", "leaflet"]
    assert find_articles(generation, kind="leaflet") == ["leaflet"]
    assert find_articles(generation, kind="Guideline", status=approved) == ["old"]
    assert find_articles(generation, "us") == ["old", "new"]
    assert stated_kinds(generation) == ["guideline", "Leaflet"]
    assert stated_statuses(generation) == [
        ReviewStatus.SUBMITTED, approved, ReviewStatus.PENDING
    ]  # fmt: skip


def test_what_a_setting_hides_is_not_found(library: Settings) -> None:
    generation = limited(Chatbot(library).generation(), Within(articles=("new",)))
    assert find_articles(generation, "examplimab") == ["new"]
    assert stated_kinds(generation) == ["guideline"]


def test_the_sections_of_an_article_are_those_of_its_words(library: Settings) -> None:
    generation = Chatbot(library).generation()
    assert set(generation.section_paths) == set(generation.articles)
    for article_id, paths in generation.section_paths.items():
        sections = generation.article(article_id).sections()
        assert list(paths) == list(dict.fromkeys(section.path for section in sections))
