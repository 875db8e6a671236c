"""The source panel's HTML: the article's words, escaped, the quote marked."""

from datetime import date
from functools import partial

import pytest

from chatbot.answering.answer import Audience
from chatbot.answering.audience import DOSE_LEFT_OUT
from chatbot.articles.dating import age
from chatbot.articles.guideline_page import read_guideline_page
from chatbot.articles.markdown_document import read_markdown
from chatbot.web.source_view import fingerprint, source_view

HOSTILE = """Test page: <script>x</script>?

Last updated: March 3, 2025View editorial policy

Care <img src=x>

  • Rest for <b>2</b> days apart 1
  • Cool & lift "often"

References

Research

A <i>title</i>

A journal, 2020
"""


def test_nothing_of_an_article_is_markup() -> None:
    article = read_guideline_page(HOSTILE, "a")
    block = article.blocks[1]
    for show in (source_view, partial(source_view, is_page=True)):
        html = show(article, block.start, block.end, date(2025, 6, 3))
        assert "<script" not in html
        assert "<img" not in html
        assert "<b>2</b>" not in html
        assert "<i>" not in html
        assert "<mark>Rest for &lt;b&gt;2&lt;/b&gt; days apart</mark>" in html


def test_an_unresolved_mark_is_said_to_be_one() -> None:
    article = read_guideline_page(HOSTILE, "a")
    block = article.blocks[1]
    html = source_view(article, block.start, block.end, date(2025, 6, 3))
    assert "cited by the article as [1]; its list does not say which" in html
    assert "The article's own list (1 entry)" in html


def test_offsets_outside_the_article_show_it_without_a_quote() -> None:
    article = read_guideline_page(HOSTILE, "a")
    assert "<mark>" not in source_view(article, 10**6, 10**6 + 5, date(2025, 6, 3))


def test_a_quote_is_highlighted_only_where_it_still_stands() -> None:
    article = read_guideline_page(HOSTILE, "a")
    block = article.blocks[1]
    quote = fingerprint(article.text[block.start : block.end])
    gone = "The index has been rebuilt since this answer"
    for show in (source_view, partial(source_view, is_page=True)):
        still = show(article, block.start, block.end, date(2025, 6, 3), quote)
        assert "<mark>" in still
        assert gone not in still
        moved = show(article, block.start + 1, block.end + 1, date(2025, 6, 3), quote)
        assert "<mark>" not in moved
        assert gone in moved
        assert "Cool &amp; lift" in moved


def test_age_in_words() -> None:
    today = date(2026, 11, 21)
    assert age(None, today) == "date not stated"
    assert age(date(2026, 11, 1), today).endswith("less than a month ago")
    assert age(date(2026, 10, 21), today).endswith("1 month ago")
    assert age(date(2025, 10, 30), today).endswith("12 months ago")
    assert age(date(2016, 2, 16), today).endswith("10 years ago")


def test_the_list_shows_the_dois_that_it_states() -> None:
    page = HOSTILE.replace("A journal, 2020", "A journal, 2020. doi:10.1000/x<y>z")
    html = source_view(read_guideline_page(page, "a"), 0, 1, date(2025, 6, 3))
    assert "</b>: A &lt;i&gt;title&lt;/i&gt; — A journal — 2020 — doi:10.1000/x&lt;y&gt;z<" in html
    assert "The article's own list (1 entry)" in html


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Cool it [1]", "<mark>Cool it</mark> <sup>[1]</sup>"),
        ("Cool it [1, 2-4].", "<mark>Cool it</mark> <sup>[1, 2-4]</sup>"),
        ("Cool it.[1],[2]", "<mark>Cool it.</mark><sup>[1]</sup>,<sup>[2]</sup>"),
        (
            "Cool [1, 2] it [3]",
            "<mark>Cool </mark><mark><sup>[1, 2]</sup></mark><mark> it</mark> <sup>[3]</sup>",
        ),
        ("Cool [it] well.1,2", "<mark>Cool [it] well.</mark><sup>1,2</sup>"),
    ],
)
def test_a_group_of_marks_is_raised_with_both_its_brackets(line: str, shown: str) -> None:
    listed = "\n".join(f"{n}. A study." for n in range(1, 5))
    text = f"# Feet\n\n## Rest\n\n{line}\n\n## References\n\n{listed}\n"
    article = read_markdown(text, "a")
    block = article.blocks[-1]
    for show in (source_view, partial(source_view, is_page=True)):
        html = show(article, block.start, block.end, date(2025, 6, 3))
        assert f"<p>{shown}</p>" in html


DOSED = """# Gout 5 mg

Give examplin 2½ tablets or 1 000 mg twice daily for 5 days.

## Above 10 mg

- 1-0-1, then half a tablet
"""


def test_a_patient_is_shown_no_dose_of_an_article() -> None:
    article = read_markdown(DOSED, "a")
    start = article.text.index("Give")
    end = start + len("Give examplin 2½ tablets or 1 000")
    for show in (source_view, partial(source_view, is_page=True)):
        html = show(article, start, end, date(2025, 6, 3), reader=Audience.PATIENT_OR_CARER)
        assert f"<mark>Give examplin </mark><mark>{DOSE_LEFT_OUT}</mark>" in html
        assert "for 5 days" in html
        assert not [
            dose for dose in ("2½", "tablet", "000", "1-0-1", "5 mg", "10 mg") if dose in html
        ]
        assert "1 000 mg twice daily" in show(article, 0, 0, date(2025, 6, 3))
