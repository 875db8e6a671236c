"""Laws that hold for any text whatever: reading and chunking are total, offsets are honest."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from chatbot.articles.article import Article, BlockKind
from chatbot.articles.dating import find_date
from chatbot.articles.guideline_page import read_guideline_page
from chatbot.articles.markdown_document import read_markdown
from chatbot.articles.reference_list import typed_references
from chatbot.articles.reference_marks import find_marks
from chatbot.articles.sentences import line_spans, sentence_spans
from chatbot.indexing.chunking import MAX_PIECES, chunk_article

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
    "=====",
    "* * *",
    "Made-up words are here",
    "Hb >7 1, 2",
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
Reader = Callable[[str, str], Article]
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
def test_reading_is_total_and_its_offsets_are_honest(read: Reader, text: str) -> None:
    article = read(text, "made/up")
    assert article.text == text
    assert article.article_id == "made/up"
    assert "\n" not in article.title
    assert article.title == article.title.strip()
    check_offsets(article)


@readers
@LAW
@given(text=any_text)
def test_reading_twice_gives_the_same(read: Reader, text: str) -> None:
    assert read(text, "t") == read(text, "t")


@readers
@LAW
@given(text=any_text)
def test_sections_part_the_blocks(read: Reader, text: str) -> None:
    article = read(text, "t")
    sections = list(article.sections())
    assert [i for section in sections for i in section.blocks] == list(range(len(article.blocks)))
    assert all(before.path != after.path for before, after in pairwise(sections))


@readers
@LAW
@given(text=any_text)
def test_evidence_lines_lie_in_order_inside_their_block(read: Reader, text: str) -> None:
    article = read(text, "t")
    for block in article.blocks:
        spans = line_spans(article, block)
        assert spans
        assert all(block.start <= start < end <= block.end for start, end in spans)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))


@LAW
@given(text=any_text, data=st.data())
def test_sentences_part_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    spans = sentence_spans(text, start, end)
    assert all(start <= left < right <= end for left, right in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    covered = {place for left, right in spans for place in range(left, right)}
    assert all(text[i].isspace() for i in range(start, end) if i not in covered)


@LAW
@given(text=any_text, references=st.integers(0, 30))
def test_marks_are_ordered_digits_of_the_text(text: str, references: int) -> None:
    marks = find_marks(text, [(0, len(text))], references)
    assert all(text[mark.start : mark.end] == mark.value for mark in marks)
    assert all(mark.value.isdecimal() for mark in marks)
    assert all(before.end <= after.start for before, after in pairwise(marks))


@LAW
@given(text=any_text)
def test_a_longer_list_never_hides_a_mark(text: str) -> None:
    spans = [(0, len(text))]
    assert set(find_marks(text, spans, 2)) <= set(find_marks(text, spans, 9))


@LAW
@given(printed=st.lists(st.sampled_from([line for line in PRINTED if line.strip()])))
def test_reference_lists_are_total(printed: list[str]) -> None:
    references = typed_references(printed)
    assert len(references) <= len(printed)
    assert bool(references) == bool(printed)


@LAW
@given(words=st.text() | st.from_regex(r"\d{4}-\d{2}-\d{2}|[A-Z][a-z]+ \d{1,2}, \d{4}"))
def test_dating_is_total(words: str) -> None:
    found = find_date(words)
    assert found is None or str(int(found.year)) in "".join(
        str(int(c)) if c.isdecimal() else c for c in words
    )


@readers
@LAW
@given(text=any_text, pieces_a_letter=st.sampled_from([0.0, 0.2, 1.0, 50.0]))
def test_chunks_cover_every_block(read: Reader, text: str, pieces_a_letter: float) -> None:
    def count(words: str) -> int:
        return round(len(words) * pieces_a_letter)

    article = read(text, "t")
    chunks = list(chunk_article(article, count))
    for chunk in chunks:
        assert 0 <= chunk.start < chunk.end <= len(text)
        assert chunk.blocks[0] <= chunk.blocks[1]
        assert chunk.section == article.blocks[chunk.blocks[0]].section
    for index, block in enumerate(article.blocks):
        if block.kind is BlockKind.HEADING:
            continue
        covered = {
            place
            for chunk in chunks
            if chunk.blocks[0] <= index <= chunk.blocks[1]
            for place in range(chunk.start, chunk.end)
        }
        assert all(
            place in covered or text[place].isspace() for place in range(block.start, block.end)
        )
    assert len({chunk.chunk_id for chunk in chunks}) == len(chunks)
    if pieces_a_letter <= 1:
        slack = 3 if pieces_a_letter else 0  # the line ends that join the parts, and rounding
        for chunk in chunks:
            parts = chunk.embedded.count("\n") + 1
            assert count(chunk.embedded) <= MAX_PIECES + slack * parts
