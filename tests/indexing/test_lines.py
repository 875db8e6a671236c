"""Lines: what can be quoted as evidence, and where it stands in what was embedded."""

from chatbot.articles.guideline_page import read_guideline_page
from chatbot.indexing.chunking import chunk_article
from chatbot.indexing.lines import chunk_lines, embedded_span

PAGE = """Test page: how is an ankle cared for?

Last updated: March 3, 2025View editorial policy

Ankle Care in Short

Rest comes first. It usually helps within 3 days.

Warning Signs (seen in 5%)

  • Numb toes
  • Cold foot

Exercises

Begin once walking is free of pain. Good ones are:

  • Circles with the foot
  • Standing on one leg

Closing Words

  1. Be patient
    • most ankles heal
"""


def lines() -> list[tuple[str, str]]:
    article = read_guideline_page(PAGE, "a")
    return [
        (article.text[line.start : line.told], article.text[line.start : line.end])
        for chunk in chunk_article(article, lambda text: len(text.split()))
        for line in chunk_lines(article, chunk)
    ]


def test_sentences_items_and_lists_are_lines() -> None:
    found = dict(lines())
    assert found["Rest comes first."] == "Rest comes first."
    assert found["It usually helps within 3 days."] == "It usually helps within 3 days."
    assert found["Numb toes"] == "Numb toes"


def test_a_heading_is_a_line_with_its_short_list() -> None:
    heading = "Warning Signs (seen in 5%)"
    assert dict(lines())[heading] == f"{heading}\n\n  • Numb toes\n  • Cold foot"


def test_a_lead_in_is_taken_with_its_list_and_judged_by_its_own_words() -> None:
    found = dict(lines())
    assert found["Good ones are:"].endswith("Standing on one leg")
    assert "Circles with the foot" in found["Good ones are:"]
    assert "Exercises" not in found  # a paragraph stands below it, not a list alone


def test_a_line_is_found_in_the_embedded_text() -> None:
    article = read_guideline_page(PAGE, "a")
    for chunk in chunk_article(article, lambda text: len(text.split())):
        for line in chunk_lines(article, chunk):
            start, end = embedded_span(chunk, line)
            words = article.text[line.start : line.told]
            is_heading = article.blocks[line.block].kind == "heading"
            assert chunk.embedded[start:end] == ("" if is_heading else words)
