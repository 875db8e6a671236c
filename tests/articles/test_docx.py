"""Word documents, written at run time."""

import io
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml

from chatbot.articles.article import Article
from chatbot.articles.corpus import read_article
from chatbot.articles.docx import read_docx
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


M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BOX = f"""<w:r {W} xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:AlternateContent>
<mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>Never more.</w:t></w:r>
</w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice></mc:AlternateContent></w:r>"""
POWER = f"""<m:oMath {M}><m:r><m:t>10</m:t></m:r><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup>
<m:r><m:t>9</m:t></m:r></m:sup></m:sSup><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r>
<m:t>2</m:t></m:r></m:den></m:f></m:oMath>"""


def one_paragraph(*parts: str) -> Article:
    made = docx.Document()
    made.add_heading("Title", 0)
    made.add_heading("Part", 1)
    paragraph = made.add_paragraph("Give ")
    for part in parts:
        paragraph._p.append(parse_xml(part))
    paragraph.add_run(" daily.")
    saved = io.BytesIO()
    made.save(saved)
    return read_docx(saved.getvalue(), "t", "t.docx")


def run(words: str, properties: str = "") -> str:
    return f"<w:r {W}><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>"


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (f"<w:fldSimple {W} w:instr='X'>{run('5 mg')}</w:fldSimple>", "Give 5 mg daily."),
        (POWER, "Give 10x⁹ 1/2 daily."),
        (f"<m:oMathPara {M}>{POWER}</m:oMathPara>", "Give 10x⁹ 1/2 daily."),
        (f"<w:sdt {W}><w:sdtContent>{run('5 mg')}</w:sdtContent></w:sdt>", "Give 5 mg daily."),
        (f"<w:smartTag {W} w:element='x'>{run('5 mg')}</w:smartTag>", "Give 5 mg daily."),
        (f"<w:customXml {W} w:element='x'>{run('5 mg')}</w:customXml>", "Give 5 mg daily."),
        (f"<w:moveFrom {W}>{run('5 mg')}</w:moveFrom>", "Give daily."),
        (f"<w:moveTo {W}>{run('5 mg')}</w:moveTo>", "Give 5 mg daily."),
        (run("5 mg", "<w:dstrike/>"), "Give daily."),
        (run("5 mg", '<w:strike w:val="0"/>'), "Give 5 mg daily."),
        (run("5 mg", "<w:vanish/>"), "Give daily."),
        (run("5 mg", '<w:vanish w:val="false"/>'), "Give 5 mg daily."),
        (f"<w:r {W}><w:sym w:font='Symbol' w:char='F0B3'/></w:r>", "Give ≥ daily."),
        (run("\uf0a3 5 \uf06dg"), "Give ≤ 5 µg daily."),
    ],
)
def test_every_shown_word_is_read(part: str, expected: str) -> None:
    article = one_paragraph(part)
    assert article.quote(article.blocks[2]) == expected


def test_text_boxes_follow_their_paragraph() -> None:
    article = one_paragraph(BOX)
    assert [article.quote(block) for block in article.blocks[2:]] == ["Give daily.", "Never more."]


def test_hidden_words_are_remarked() -> None:
    assert one_paragraph(run("5 mg")).remarks == ()
    [remark] = one_paragraph(run("500 mg", "<w:vanish/>")).remarks
    assert (remark.code, '"500 mg"' in remark.says) == ("hidden_text", True)


def test_heads_and_feet_that_warn_are_kept_once() -> None:
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "WITHDRAWN"
    made.sections[0].footer.paragraphs[0].text = "Trust of Nowhere"
    made.add_heading("Part", 1)
    made.add_paragraph("Rest.")
    saved = io.BytesIO()
    made.save(saved)
    article = read_docx(saved.getvalue(), "t", "t.docx")
    assert [article.quote(block) for block in article.blocks] == ["WITHDRAWN", "Part", "Rest."]
    assert article.title != "WITHDRAWN"


def test_a_document_that_would_lose_words_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatbot.articles.docx._converted", lambda *_: "<h1>Title</h1><p>Give</p>")
    with pytest.raises(ArticleError) as raised:
        one_paragraph(run("Never more"))
    assert raised.value.code == "text_lost"
