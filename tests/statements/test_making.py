"""Statements are whole, short, and carry what they stand under."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.articles.article import Article
from chatbot.articles.corpus import read_corpus
from chatbot.articles.guideline_page import read_guideline_page
from chatbot.articles.markdown_document import read_markdown
from chatbot.statements.making import MOST_WORDS, make_statements
from chatbot.statements.statement import Statement

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
"""


def page(text: str) -> Article:
    return read_markdown(f"# Page\n\n{text}\n", "page")


def stated(article: Article) -> dict[str, Statement]:
    return {article.text[each.start : each.end]: each for each in make_statements(article)}


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (
            "If nothing is known of the strain of\n\nB. anthracis\n\n, begin the drug.",
            "If nothing is known of the strain of\n\nB. anthracis\n\n, begin the drug.",
        ),
        (
            "Use the mixture of 1.2 MU of one drug with the other. Then rest.",
            "Use the mixture of 1.2 MU of one drug with the other.",
        ),
        (
            "Drugs of this class harm the kidney. This does not hold for aspirin.",
            "Drugs of this class harm the kidney. This does not hold for aspirin.",
        ),
        (
            "- Adults: check the knee. Those with a rash are not checked. See below.\n- Others.",
            "Adults: check the knee. Those with a rash are not checked. See below.",
        ),
        (
            "- Check the knee for:\n  - runners\n  - skiers\n- Check the hip.",
            "Check the knee for:\n  - runners\n  - skiers",
        ),
        ("One sentence here. Another sentence here.", "Another sentence here."),
        ("One paragraph here.\n\nAnother one here.", "Another one here."),
    ],
)
def test_a_statement_is_a_whole_sentence_or_item(text: str, whole: str) -> None:
    assert whole in stated(page(text))


def test_a_heading_with_a_figure_stands_with_its_short_list() -> None:
    found = stated(read_guideline_page(PAGE, "a"))
    assert "Warning Signs (seen in 5%)\n\n  • Numb toes\n  • Cold foot" in found


def test_neither_headings_nor_lead_ins_nor_bare_words_are_statements() -> None:
    found = stated(read_guideline_page(PAGE, "a"))
    assert not {"Exercises", "Good ones are:", "Warning Signs (seen in 5%)", "Numb toes"} & set(
        found
    )


def test_an_item_has_its_lead_in_and_is_shown_with_its_short_list() -> None:
    article = read_guideline_page(PAGE, "a")
    item = stated(article)["Circles with the foot"]
    assert [article.text[a:b] for a, b in item.lead_ins] == ["Good ones are:"]
    assert article.text[slice(*item.whole)].startswith("Good ones are:")
    assert item.scoped.endswith("Exercises: Good ones are: Circles with the foot")


def test_an_item_of_a_long_list_is_shown_alone() -> None:
    items = "\n".join(f"- Item {n} has as many words as this, ten of them" for n in range(9))
    article = page(f"Give one of these:\n\n{items}")
    item = stated(article)["Item 3 has as many words as this, ten of them"]
    assert item.whole == (item.start, item.end)
    assert item.lead_ins


def test_what_follows_child_belongs_below_it() -> None:
    dose = "5 mg at night, and again after a week"
    items = "\n".join(f"  - {who} {dose}" for who in ("Adult:", "Child:\n  - over 2 years:"))
    article = page(f"- Examplin\n{items}\n  - over 6 years: {dose}")
    child = stated(article)[f"over 6 years: {dose}"]
    assert child.scoped == f"Page: Examplin Child: over 6 years: {dose}"


def test_the_lines_for_each_group_stand_below_the_name_of_the_medicine() -> None:
    items = ("Examplin", "Adult: 900 mg daily", "Child:", "2 - 6 years: 250 mg daily")
    more = ("Or:", "Placebol cream 2%", "Adult: 40 mg daily", "Keep the skin dry and clean")
    article = page("\n".join(f"- {each}" for each in (*items, *more)))
    scoped = {words: each.scoped.partition(": ")[2] for words, each in stated(article).items()}
    assert scoped["Adult: 900 mg daily"] == "Examplin Adult: 900 mg daily"
    assert scoped["2 - 6 years: 250 mg daily"] == "Examplin Child: 2 - 6 years: 250 mg daily"
    assert scoped["Adult: 40 mg daily"] == "Placebol cream 2% Adult: 40 mg daily"
    assert scoped["Keep the skin dry and clean"] == "Keep the skin dry and clean"


def test_a_row_has_the_header_of_its_table() -> None:
    rows = "\n".join(
        f"| {n} to {n + 1} years | {n * 5} mg once a day, at night |" for n in range(9)
    )
    found = make_statements(page(f"| Age | Dose of examplin |\n|---|---|\n{rows}"))
    row = next(
        each for each in found if "3 to 4 years" in each.scoped and "4 to 5" not in each.scoped
    )
    assert "Age | Dose of examplin" in row.scoped


def test_a_paragraph_after_an_open_line_stands_with_it(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# A\n\nSome surgery is available, including:\n\nknees\nhips and shoulders\n",
        encoding="utf-8",
    )
    (article,) = read_corpus(tmp_path).articles
    assert list(stated(article)) == [
        "Some surgery is available, including:\n\nknees\nhips and shoulders"
    ]


@given(
    st.lists(
        st.sampled_from(
            [
                "# Head 5", "## Dose", "A sentence here. And it goes on: so", "Open line here:",
                "- item one is here", "  - inner item, 5 mg", "1. a step to take", "word",
                "| a | b |\n|---|---|\n| 1 mg | two |", " ".join("x" * 120), "- Child:",
            ]
        ),
        max_size=14,
    )
)  # fmt: skip
def test_statements_of_any_page_keep_the_laws(lines: list[str]) -> None:
    article = read_markdown("\n\n".join(["# Page", "Words to begin with.", *lines]), "page")
    for each in make_statements(article):
        assert 0 <= each.whole[0] <= each.start < each.end <= each.whole[1] <= len(article.text)
        words = article.text[each.start : each.end]
        assert words.strip() == words
        assert each.scoped.startswith(article.title)
        assert each.scoped.endswith(words)
        assert len(words.split()) <= MOST_WORDS or "x x x" in words
        assert all(end <= each.end for _, end in each.lead_ins)
