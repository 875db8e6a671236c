"""Chunks of small made-up articles, with words in place of a model's word pieces."""

import re
from pathlib import Path

import pytest

from chatbot.articles.article import Article, BlockKind
from chatbot.articles.guideline_page import read_guideline_page
from chatbot.articles.markdown_document import read_markdown
from chatbot.indexing.chunking import MAX_PIECES, Chunk, chunk_article

PAGES = Path(__file__).parents[1] / "articles" / "pages"


def count_words(text: str) -> int:
    return len(text.split())


def chunks(article: Article) -> list[Chunk]:
    return list(chunk_article(article, count_words))


def document(body: str) -> Article:
    return read_markdown(f"# Feet\n\n{body}", "test/feet")


def words(number: int, word: str = "rest") -> str:
    return " ".join([word] * number)


@pytest.fixture(scope="module")
def ankle() -> Article:
    text = (PAGES / "ankle_sprain.txt").read_text(encoding="utf-8")
    return read_guideline_page(text, "test/ankle_sprain")


def test_a_short_section_is_one_chunk_with_its_heading(ankle: Article) -> None:
    [chunk] = [each for each in chunks(ankle) if each.section[-1:] == ("Lace-Up Brace",)]
    said = ankle.text[chunk.start : chunk.end]
    assert said.startswith("Lace-Up Brace\n")
    assert said.endswith("A grade 3 sprain may need longer")
    assert chunk.article_id == "test/ankle_sprain"


def test_embedded_text_is_title_path_and_words_without_marks(ankle: Article) -> None:
    [chunk] = [each for each in chunks(ankle) if each.section[-1:] == ("Lace-Up Brace",)]
    assert chunk.embedded.split("\n") == [
        "How should a sprained ankle be cared for?",
        "First-Line Measures > Lace-Up Brace",
        "Wear it by day for 4 weeks",
        "A grade 3 sprain may need longer",
    ]


def test_chunks_never_cross_sections(ankle: Article) -> None:
    for chunk in chunks(ankle):
        first, last = chunk.blocks
        assert {block.section for block in ankle.blocks[first : last + 1]} == {chunk.section}


def test_chunks_cover_every_block_in_reading_order(ankle: Article) -> None:
    found = chunks(ankle)
    assert [number for each in found for number in range(each.blocks[0], each.blocks[1] + 1)] == (
        list(range(len(ankle.blocks)))
    )
    for each in found:
        assert each.start == ankle.blocks[each.blocks[0]].start
        assert each.end == ankle.blocks[each.blocks[1]].end


def test_section_of_a_heading_alone_says_its_path_once() -> None:
    article = document("## Rest\n\n### Bed\n\nLie down.\n")
    alone = next(each for each in chunks(article) if each.section == ("Rest",))
    assert alone.embedded == "Feet\nRest"
    assert article.text[alone.start : alone.end] == "Rest"


def test_long_section_is_divided_between_blocks() -> None:
    article = document("## Rest\n\n" + "\n\n".join(words(60) for _ in range(6)))
    divided = [each for each in chunks(article) if each.section]
    assert [each.blocks[1] - each.blocks[0] for each in divided] == [3, 2]
    assert divided[0].end < divided[1].start
    assert article.text[divided[0].start :].startswith("Rest\n")
    assert article.text[divided[1].start :].startswith("rest ")


def test_block_that_exactly_fits_is_whole_and_one_word_more_is_not() -> None:
    room = MAX_PIECES - count_words("Feet Rest")
    assert len(chunks(document(f"## Rest\n\n{words(room)}"))) == 2
    assert len(chunks(document(f"## Rest\n\n{words(room + 1)}"))) == 3


def test_long_paragraph_is_divided_at_its_sentences() -> None:
    sentence = f"Now {words(58)} well."
    article = document("## Rest\n\n" + " ".join([sentence] * 8))
    divided = [each for each in chunks(article) if each.section]
    assert [count_words(article.text[each.start : each.end]) for each in divided] == [181, 180, 120]
    for each in divided:
        assert article.text[: each.end].endswith("well.")
        assert {each.blocks[1]} == {divided[0].blocks[1]}


def test_long_sentence_is_divided_between_words() -> None:
    article = document("## Rest\n\n" + words(1000))
    divided = [each for each in chunks(article) if each.section]
    said = [article.text[each.start : each.end] for each in divided]
    assert len(said) > 4
    assert re.findall(r"\w+", " ".join(said)) == ["Rest", *["rest"] * 1000]


def test_endless_word_is_cut_rather_than_left_out() -> None:
    article = document("## Rest\n\n" + "x" * 5000)
    divided = [each for each in chunk_article(article, len) if each.section]
    assert "".join(article.text[each.start : each.end] for each in divided).endswith("x" * 5000)
    assert sum(article.text[each.start : each.end].count("x") for each in divided) == 5000
    assert all(len(each.embedded) <= MAX_PIECES + 2 for each in divided)


def test_chunk_that_opens_within_a_list_says_what_introduces_it() -> None:
    bullets = "\n".join(f"- {words(50, word)}" for word in "abcdef")
    article = document(f"## Rest\n\nThe following helps:\n\n{bullets}\n")
    first, second = (each for each in chunks(article) if each.section)
    assert first.embedded.count("The following helps:") == 1
    assert second.embedded.split("\n")[:3] == ["Feet", "Rest", "The following helps:"]
    assert not article.text[second.start : second.end].startswith("The")


def test_very_long_lead_in_leaves_room_for_the_chunk_s_own_words() -> None:
    bullets = "\n".join(f"- {words(100, word)}" for word in "abc")
    article = document(f"## Rest\n\n{words(190)} as follows:\n\n{bullets}\n")
    divided = [each for each in chunks(article) if each.section]
    for each in divided:
        assert count_words(each.embedded) <= MAX_PIECES
    embedded = " ".join(each.embedded for each in divided).split()
    assert {word: embedded.count(word) for word in "abc"} == dict.fromkeys("abc", 100)
    assert sum("as follows:" in each.embedded for each in divided) == len(divided)


def test_long_bullet_below_a_lead_in_fits_with_it() -> None:
    article = document(f"## Rest\n\n{words(50)} as follows:\n\n- {words(200, 'sleep')}\n")
    for each in chunks(article):
        assert count_words(each.embedded) <= MAX_PIECES


def test_very_long_title_and_path_are_shortened_from_their_start() -> None:
    article = read_markdown(f"# {words(500, 'feet')}\n\n## Rest\n\nLie down.\n", "test")
    [*_, chunk] = chunks(article)
    assert count_words(chunk.embedded) <= 102
    assert chunk.embedded.endswith("Rest\nLie down.")


def test_table_rows_are_chunked_with_their_section() -> None:
    article = document("## Rest\n\n| Bed | 3 |\n|---|---|\n| Sofa | 5 |\n")
    [*_, chunk] = chunks(article)
    assert chunk.embedded == "Feet\nRest\nBed | 3\nSofa | 5"
    assert article.blocks[chunk.blocks[1]].kind is BlockKind.ROW


def test_ids_come_from_the_content() -> None:
    one, same = document("## Rest\n\nLie.\n"), document("## Rest\n\nLie.\n")
    other = document("## Rest\n\nSit.\n")
    elsewhere = read_markdown(one.text, "test/elsewhere")
    assert chunks(one) == chunks(same)
    assert (
        len({each.chunk_id for each in chunks(one)} & {each.chunk_id for each in chunks(other)})
        == 1
    )
    assert not {each.chunk_id for each in chunks(one)} & {
        each.chunk_id for each in chunks(elsewhere)
    }


def test_article_without_blocks_has_no_chunks() -> None:
    assert chunks(Article(article_id="t", text="", title="", blocks=())) == []


@pytest.mark.parametrize("pieces", [0, 1, 10_000])
def test_any_counter_ends(pieces: int) -> None:
    article = document("## Rest\n\nLie down. Sit up.\n")
    found = list(chunk_article(article, lambda text: pieces))
    assert found[-1].end == article.blocks[-1].end
