"""The shown Markdown: nothing of an article or a question becomes markup."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from chatbot.answering.answer import CitedReference, Replacement, Statement
from chatbot.rendering.answer_blocks import sentences
from chatbot.rendering.as_markdown import answer_text, blocks_text, escape_all
from chatbot.rendering.phrasing import shown_quote
from tests.rendering.answers import cited, refusal_of, text_of


def shown(quote: str) -> str:
    statement = Statement(text=quote, citations=(1,), verbatim=True)
    return text_of([statement], [cited(quote)])


HOSTILE = [
    "<script>alert(1)</script> 5 mg",
    "![x](http://192.0.2.1/leak.png)",
    "[click](http://192.0.2.1)",
    "`code` **bold** _em_ &lt;b&gt;",
    "first\n# heading\n1. one\n> quote\n| a | b |\n---\n===",
    "a | b\n:--|--:\nc | d",
    "~5-~10 mg, ~~not~~ more",
]


def test_hostile_quotes_stay_words() -> None:
    for quote in HOSTILE:
        html = MarkdownIt("default").render(shown(quote))
        body = html.split("<hr", 1)[0]
        for tag in (
            "<script",
            "<img",
            "<a ",
            "<code",
            "<h1",
            "<table",
            "<blockquote",
            "<ol",
            "<s>",
        ):
            assert tag not in body, (quote, html)


def test_an_address_stays_words() -> None:
    text = shown("See https://a.invalid, WWW.a.invalid, a.b@c.invalid and 1:2.")
    assert r"https\://a.invalid, WWW\.a.invalid, a.b\@c.invalid and 1:2." in text


def test_what_nobody_sees_is_not_shown() -> None:
    assert "“12 mg daily”" in shown("\u202e12\u202c m\u200bg\u00ad\u2066 \U000e0041dai\ufe0fly")


def test_a_sentence_opens_no_block() -> None:
    for words in ("# a b", "> a b", "2. a b", "- a b", "| a | b"):
        sentence = Statement(text=words, citations=(1,), verbatim=False)
        html = MarkdownIt("default").render(blocks_text([sentences([sentence], [cited("x")])]))
        assert html.count("<li>") == 1
        assert not set(re.findall(r"<(\w+)", html)) - {"ul", "li"}, html


def test_values_are_not_escaped_apart() -> None:
    assert "(>2 weeks), <5 mg/kg, 375 mg/m² × 4" in shown("(>2 weeks), <5 mg/kg, 375 mg/m² × 4")


def test_marks_inside_a_quote_are_raised() -> None:
    quote = "first line 1\n    • second line"
    reference = CitedReference(mark="1", resolved=False, places=((11, 12),))
    statement = Statement(text=quote, citations=(1,), verbatim=True)
    text = text_of([statement], [cited(quote, references=(reference,))])
    assert "first line ¹" in text


def test_a_group_of_marks_keeps_both_its_brackets() -> None:
    quote = "first [1, 2-4] line"
    places = {"1": (7, 8), "2": (10, 11), "4": (12, 13)}
    references = tuple(
        CitedReference(mark=mark, resolved=False, places=(place,)) for mark, place in places.items()
    )
    statement = Statement(text=quote, citations=(1,), verbatim=True)
    text = text_of([statement], [cited(quote, references=references)])
    assert r"“first \[¹, ²-⁴\] line” [1]" in text


@pytest.mark.parametrize(
    ("quote", "rows"),
    [
        ("A | B |\n|---|:-:|\n| c | 5 mg |\n| d | 1", ["A | B", "c | 5 mg", "d | 1"]),
        ("Feet\n\n| A | B |\n|---|---|\n| c |  |\n| | 2", ["Feet", "A | B", "c |", "| 2"]),
        ("A | B |\n| c |  | 2 |\n| d | 1", ["A | B", "c |  | 2", "d | 1"]),
        ("A|B|\n|-|-|\n|c|-5|", ["A|B", "c|-5|"]),
        ("A | B\n--|--\n1 | 2", ["A | B", "1 | 2"]),
        ("c | 5 mg", ["c | 5 mg"]),
        ("| 30", ["| 30"]),
        ("c | -\nd", ["c | -", "d"]),
    ],
)
def test_rows_are_shown_one_a_line_without_the_rules(quote: str, rows: list[str]) -> None:
    assert [line for line in shown_quote(cited(quote)).split("\n") if line] == rows


def test_rows_are_one_a_line_in_any_markdown() -> None:
    text = shown("Feet\n\n| A | B |\n|---|---|\n| c | 5 mg |\n| d | 1 mg")
    for html in (MarkdownIt("commonmark").render(text), MarkdownIt("default").render(text)):
        assert "<li>“Feet<br />\nA | B<br />\nc | 5 mg<br />\nd | 1 mg” [1]</li>" in html.replace(
            "<br>", "<br />"
        )


def test_a_mark_before_the_quote_raises_nothing_in_it() -> None:
    reference = CitedReference(mark="1", resolved=False, places=((6, 7), (24, 25)))
    cut = cited("give 15 mg", start=10, end=20, references=(reference,))
    statement = Statement(text=cut.quote, citations=(1,), verbatim=True)
    assert "“give 15 mg”" in text_of([statement], [cut])


def test_the_notice_follows_the_review_status() -> None:
    statement = Statement(text="x", citations=(1,), verbatim=True)
    for status, words in (
        ("pending", "pending human review"),
        ("unknown", "Not every article cited here is stated to have been reviewed"),
    ):
        assert words in text_of([statement], [cited("x", review_status=status)])
    assert "review" not in text_of([statement], [cited("x")]).rsplit("---", 1)[1]


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=40))
def test_an_escaped_question_is_shown_as_typed(words: str) -> None:
    html = MarkdownIt("commonmark").renderInline(escape_all(words))
    plain = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    assert plain.replace("&amp;", "&") == words


OLD: dict[str, Any] = {
    "superseded_by": "new",
    "replacements": (Replacement(article_id="new", article_title="N"),),
}


def test_repeats_and_lines_beside_say_that_they_are_superseded() -> None:
    statement = Statement(text="x", citations=(1, 2), verbatim=True, repeats=(2,))
    first, repeat = cited("x"), cited("x", 2, article_id="old", article_title="O", **OLD)
    beside = cited("y", 3, article_id="old", article_title="O", **OLD)
    text = text_of([statement], [first, repeat], also_in_section=(beside,))
    assert "[2] (the same: Section › O, **superseded by “N”**)" in text
    assert "- “y” (Section › O, **superseded by “N”**)" in text


@pytest.mark.parametrize("quoted", [True, False])
def test_nearest_lines_say_that_they_are_superseded(quoted: bool) -> None:
    text = answer_text(refusal_of([cited("x", **OLD)], nearest_quoted=quoted))
    assert "Section › A title, **superseded by “N”**" in text


@pytest.mark.parametrize("section", ["1. Dose", "# Dose", "- Dose"])
def test_a_heading_of_the_nearest_passages_opens_no_block(section: str) -> None:
    text = answer_text(refusal_of([cited("x", section=(section,))]))
    html = MarkdownIt("commonmark").render(text)
    assert f"<li>{section} › A title [1]</li>" in html


def test_the_source_line_names_kind_and_jurisdiction() -> None:
    statement = Statement(text="x", citations=(1,), verbatim=True)
    kinds: tuple[tuple[dict[str, Any], str], ...] = (
        ({"kind": "guideline", "jurisdiction": "US"}, " · US guideline"),
        ({"kind": "*k*"}, r" · \*k\*"),
        ({}, ""),
    )
    for kind, stated in kinds:
        text = text_of([statement], [cited("x", **kind)])
        assert f"(approved · last updated 2025-01-01{stated})" in text
