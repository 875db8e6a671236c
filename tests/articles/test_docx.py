"""Word documents, written at run time."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from chatbot.articles.article import Article
from chatbot.articles.docx import read_docx
from chatbot.articles.reading import read_article
from chatbot.errors import ArticleError
from tests.articles.documents import word_document


@pytest.fixture(scope="module")
def article() -> Article:
    return read_docx(word_document(), "t", "t.docx")


def repacked(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """Return a document with `old` replaced in one of its parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(made, "w") as copy:
        for each in packed.namelist():
            data = packed.read(each)
            if each == name:
                assert old in data
                data = data.replace(old, new)
            copy.writestr(each, data)
    return made.getvalue()


def test_words_in_order(article: Article) -> None:
    assert [article.quote(block) for block in article.blocks] == [
        "Care with Examplin",
        "Last updated: 5 March 2025",
        "Dosing",
        "Give 375 mg/m² weekly.[1,2] Below 10⁹/L stop. Not 60 mg, 5-10 mg.",
        "Children",
        "First",
        "Second",
        "Do one",
        "Do two",
        "Drug | Adults | Children",
        "Examplin | 5 mg | 2 mg",
        "Examplin | 3 mg | 1 mg",
    ]


def test_title_date_sections_and_references(article: Article) -> None:
    assert (article.title, article.updated) == ("Care with Examplin", date(2025, 3, 5))
    assert article.blocks[5].section == ("Dosing", "Children")
    assert [block.label for block in article.blocks if block.label] == ["1.", "2."]
    marks = [mark for block in article.blocks for mark in block.marks]
    assert [each.year for mark in marks if (each := article.resolve(mark))] == [2020, 2021]


def test_rows_stand_below_their_header(article: Article) -> None:
    assert article.blocks[-1].parents == (len(article.blocks) - 3,)


def test_title_of_the_properties_serves_where_none_is_printed() -> None:
    article = read_docx(word_document(strict_title=False), "t", "t.docx")
    assert article.title in ("Title of the properties", "Dosing")


def test_the_day_of_saving_is_no_date_of_the_guideline() -> None:
    content = repacked(
        word_document(), "word/document.xml", b"Last updated: 5 March 2025", b"Made up"
    )
    assert read_docx(content, "t", "t.docx").updated is None


def test_words_raised_by_position_are_no_digits_of_a_number() -> None:
    content = repacked(
        word_document(),
        "word/document.xml",
        b'<w:vertAlign w:val="superscript"/>',
        b'<w:position w:val="8"/>',
    )
    assert "10⁹/L" in read_docx(content, "t", "t.docx").text


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "encrypted"),
        (b"not a zip", "broken"),
        (word_document()[:4000], "broken"),
        (repacked(word_document(), "word/document.xml", b"<w:body>", b"<w:bo"), "broken"),
    ],
)
def test_bad_documents_are_stated(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "t.docx"
    path.write_bytes(content)
    with pytest.raises(ArticleError) as raised:
        read_article(path, tmp_path)
    assert raised.value.code == code
    assert "\n" not in str(raised.value)


def test_a_document_that_unpacks_to_too_much_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"0" * 201_000_000)
    with pytest.raises(ArticleError) as raised:
        read_docx(made.getvalue(), "t", "t.docx")
    assert raised.value.code == "too_large"
