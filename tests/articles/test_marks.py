"""Inline reference marks told apart from values, one sentence a case."""

import pytest

from chatbot.articles.article import Article, Mark
from chatbot.articles.guideline_page import read_guideline_page
from chatbot.articles.marks import find_marks
from chatbot.articles.outlining import trim_marks
from chatbot.articles.sentences import line_spans


def marks_in(text: str, references: int = 7) -> list[Mark]:
    return find_marks(text, [(0, len(text))], references)


def values(text: str, references: int = 7) -> list[str]:
    return [mark.value for mark in marks_in(text, references)]


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("The foot is cooled before treatment 1", "1"),
        ("Rarely there are antibodies 1, 2", "1 2"),
        ("Rarely there are antibodies 5, 4", "5 4"),
        ("One eye in three sees better than 20/25 1", "1"),
        ("Two doses of 1000 mg × 2 weeks apart 1", "1"),
        ("Relapse follows dose reduction 1. Options include:", "1"),
        ("Relapse follows dose reduction 1, and later too", "1"),
        ("A plaster cast is worn for 3 weeks 1", "1"),
        ("A plaster cast is worn for two weeks 1", "1"),
        ("The brace costs 10 mg/kg 1", "1"),
        ("Skin trouble (12.5% of wearers) 3", "3"),
        ("It was called “a sprain” 2", "2"),
        ("Blisters are seen in 9% 4", "4"),
        ("The brace was preferred. 1", "1"),
        ("Braces suit 79.2% of patients 1, 2", "1 2"),
        ("Tape it twice daily\u00a01", "1"),
    ],
)
def test_bare_digits_that_close_a_line_or_clause_are_marks(text: str, cited: str) -> None:
    assert values(text) == cited.split()


@pytest.mark.parametrize(
    "text",
    [
        "Visual acuity was 20/25",
        "Braces fit from age 5",
        "It was a sprain of grade 3",
        "The wrap comes off on day 3",
        "Walk again within 2",
        "Heart failure of NYHA class 2",
        "Do not operate with platelets below 50",
        "Warfarin to a target INR 2",
        "The cast itched in patient 3",
        "The clinic has stood since January 1, 2000",
        "Give the tablets on days 1, 3",
        "Seen again in weeks 2, 6",
        "It scored ≥ 3",
        "Take one tablet × 3",
        "Wear it for 4 to 6",
        "Vitamin B 12",
        "As shown in table 2",
        "Diabetes type 2, and gout",
        "Glasgow GCS 3",
        "Cirrhosis of Child-Pugh 7",
        "A tumour of Gleason 6",
        "With HAS-BLED 3",
        "Its pH 7",
        "An interval of 5",
        "Swelling: 3",
        "3",
    ],
)
def test_values_are_no_marks(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Braces lengthen their lifespan.1,2 Despite this, they wear out.", ["1", "2"]),
        ("Casts itch,3 as everyone knows.", ["3"]),
        ("The trials agree (all of them).4-6", ["4", "6"]),
        ("A brace steadies the joint [3].", ["3"]),
        ("A brace steadies the joint.[2,5] It is light.", ["2", "5"]),
    ],
)
def test_digits_attached_to_punctuation_or_in_brackets_are_marks(
    text: str, cited: list[str]
) -> None:
    assert values(text) == cited


@pytest.mark.parametrize(
    "text",
    [
        "The plan is [4](http://example.org) here.",
        "See fig.2 for the wrap.",
        "It weighs 5.5 kg.",
        "A cast of 1,5 kg is heavy.",
        "At [here] nothing is cited.",
    ],
)
def test_links_figures_and_decimals_are_no_marks(text: str) -> None:
    assert values(text) == []


def test_offsets_are_those_of_the_digits() -> None:
    text = "Rarely there are antibodies 1, 12"
    first, second = marks_in(text, references=12)
    assert (text[first.start : first.end], text[second.start : second.end]) == ("1", "12")


def test_only_the_given_spans_are_searched() -> None:
    text = "Cool the foot 1\nRaise the foot 2"
    assert [mark.value for mark in find_marks(text, [(16, len(text))], 2)] == ["2"]


def test_number_beyond_the_list_is_a_value() -> None:
    assert values("Cool to the fridge's setting 7", references=3) == []


def test_one_incredible_number_spoils_its_group() -> None:
    assert values("The code of the door 1, 99", references=3) == []


def test_list_shorter_than_its_marks_still_counts_them() -> None:
    text = "Cool it well 1\nRaise it well 2\nWrap it well 3"
    spans = [(0, 14), (15, 30), (31, len(text))]
    assert [mark.value for mark in find_marks(text, spans, 1)] == ["1", "2", "3"]


def test_without_a_list_a_lone_number_is_a_value() -> None:
    assert values("Cool it well 1", references=0) == []


def test_zero_is_no_mark() -> None:
    assert values("Nothing was left 0") == []


def test_of_bare_and_attached_digits_the_rarer_are_values() -> None:
    text = "It lasts.1,2 It fits.3 It itches.4 It costs few dollars 5"
    assert values(text) == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Cool it well 1", "Cool it well"),
        ("Cool it well 1, 2", "Cool it well"),
        ("Cool it well 1.", "Cool it well"),
        ("Cool it well.1,2", "Cool it well."),
        ("Cool it well [3].", "Cool it well"),
        ("Cool it well\u2003[3]", "Cool it well"),
        ("Cool it well 1, and long", "Cool it well 1, and long"),
        ("[1]", "[1]"),
        ("Cool it for 20/25", "Cool it for 20/25"),
    ],
)
def test_words_end_before_the_marks_that_close_them(text: str, words: str) -> None:
    assert text[: trim_marks(text, 0, len(text), tuple(marks_in(text)))] == words


def test_mark_inside_a_paragraph_closes_its_sentence() -> None:
    article = _page("Swelling returns after dose reduction 1. Options include:")
    [block] = [each for each in article.blocks if each.marks]
    lines = [article.text[start:end] for start, end in line_spans(article, block)]
    assert lines == ["Swelling returns after dose reduction", "Options include:"]


def test_no_evidence_line_ends_in_its_mark() -> None:
    article = _page(
        "Braces help.1,2 Casts itch.3 Both cost something.\n\n  • Cool it.1\n  • Raise it [2]"
    )
    lines = [
        article.text[start:end]
        for each in article.blocks
        for start, end in line_spans(article, each)
    ]
    assert lines == [
        "Rest", "Braces help.", "Casts itch.", "Both cost something.", "Cool it.", "Raise it",
    ]  # fmt: skip


def _page(body: str) -> Article:
    listed = "\n\n".join(f"Research\n\nA made-up study number {n}" for n in "abc")
    head = "What about rest?\n\nLast updated: May 2, 2025\n\nRest"
    return read_guideline_page(f"{head}\n\n{body}\n\nReferences\n\n{listed}", "test")
