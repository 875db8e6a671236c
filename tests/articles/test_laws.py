"""Laws that hold for any text whatever: reading and chunking are total, offsets are honest."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from chatbot.articles.article import Article, BlockKind
from chatbot.articles.guideline_page import read_guideline_page
from chatbot.articles.markdown import read_markdown

LAW = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])

PRINTED = (
    "Is this a made-up page?",
    "Medical Advisory BoardNobody read it",
    "Content is pending human review",
    "Article Review Status",
    "Submitted",
    "Under Review",
    "Approved",
    "Last updated: July 16, 2025View editorial policy",
    "Last reviewed: 31 February 2024",
    "Personalize",
    "Which best describes you? Nobody.",
    "First-Line Measures",
    "Skin Trouble (12.5% of wearers) 3",
    "Monitoring",
    "References",
    "Guideline",
    "A title of four words",
    "2. Numbered title of a made-up study",
    "Journal of Nothing, 2020",
    "Professional Medical Disclaimer",
    "Have a follow-up question?",
    "  • Raise the foot 1",
    "    • Above the hip 1, 2",
    "\t- Tabbed",
    "•",
    "  1. Fit the brace",
    "12) Go home",
    "The following helps 2. Options include:",
    "Lives longer.1,2 Still, e.g. i.v. fluids [3] were given vs. none.4-6",
    "[4](https://example.org)",
    "[1]",
    " 7",
    "---",
    "title: A made-up title",
    "date: 2025-13-45",
    "date: 2024-03-05",
    "review_status: approved",
    "? [a, b]",
    "x: !!bool maybe",
    "tags: [[[[",
    "# Title",
    "## Section ##",
    "###",
    "## References",
    "## Disclaimer",
    "| Brace | 28 |",
    "|\u00a0Cast\u00a0|",
    "|---|---|",
    "||",
    "\ufeff  Marked at the front",
    "Wide\u3000[2]",
    "Returns\r",
    "\x0bOdd\x0c",
    "",
    "   ",
)

page_like = st.lists(st.sampled_from(PRINTED) | st.text(max_size=20), max_size=40).map("\n".join)
any_text = page_like | st.text(max_size=200)
readers = pytest.mark.parametrize("read", [read_guideline_page, read_markdown])


def check_offsets(article: Article) -> None:
    """Assert what holds for the blocks of every article."""
    text = article.text
    for index, block in enumerate(article.blocks):
        quote = article.quote(block)
        assert 0 <= block.start < block.end <= len(text)
        assert text[block.start : block.end] == quote
        assert quote == quote.strip()
        assert all(0 <= parent < index for parent in block.parents)
        assert list(block.parents) == sorted(set(block.parents))
        assert (block.label is not None) == (block.kind is BlockKind.STEP)
        following = article.blocks[index + 1].start if index + 1 < len(article.blocks) else None
        for mark in block.marks:
            assert block.start <= mark.start < mark.end
            assert mark.end <= (len(text) if following is None else following)
            assert text[mark.start : mark.end] == mark.value
            assert int(mark.value) > 0
    for before, after in pairwise(article.blocks):
        assert before.end <= after.start


@readers
@LAW
@given(text=any_text)
@example(text="")
@example(text="Only a title")
@example(text="Only a title\nApproved")
@example(text="---\ndate: 2025-13-45\n---\n# Title\n\nWords.")
@example(text="---\nx: !!bool maybe\n---\n# Title\n\nWords.")
@example(text=f"---\nx: {'[' * 3000}\n---\n# Title\n\nWords.")
@example(text="# Title\n\n\ufeff  Words behind a byte order mark\n\n|\u00a0cell\u00a0|")
@example(text="# Title\n\nWide\u3000[2]\n\n## References\n\n1. One\n2. Two")
def test_reading_is_total_and_its_offsets_are_honest(read: object, text: str) -> None:
    assert callable(read)
    article = read(text, "made/up")
    assert isinstance(article, Article)
    assert article.text == text
    assert article.article_id == "made/up"
    assert "\n" not in article.title
    check_offsets(article)
