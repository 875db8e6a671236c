"""PDFs, printed at run time."""

import zlib
from datetime import date
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image

from chatbot.articles.article import Article, BlockKind
from chatbot.articles.corpus import read_article
from chatbot.articles.pdf import _signs, read_pdf
from chatbot.errors import ArticleError
from tests.articles.documents import FILLER, printed, printer


@pytest.fixture(scope="module")
def article() -> Article:
    return read_pdf(printed(), "t", "t.pdf")


def said(article: Article) -> list[str]:
    return [article.quote(block) for block in article.blocks]


def above(article: Article, words: str) -> list[str]:
    [found] = [block for block in article.blocks if article.quote(block) == words]
    return [article.quote(article.blocks[parent]) for parent in found.parents]


def test_title_date_and_references(article: Article) -> None:
    assert (article.title, article.updated) == ("Care with Examplin", date(2025, 3, 5))
    assert [(each.number, each.year) for each in article.references] == [("1", 2020), ("2", 2021)]


def test_words_in_order(article: Article) -> None:
    assert said(article)[:14] == [
        "Care with Examplin",
        "Last updated: 5 March 2025",
        "Dosing",
        f"Give 375 mg/m² weekly.[1,2] Below 10⁹/L stop. {FILLER}",
        f"First item, which is long: {FILLER}",
        "Inner item",
        "Second item",
        "Do one.",
        "Do two.",
        "Drug | Adults | Children",
        "Examplin | 5 mg | 2 mg",
        "Placebol |  | 1 mg",
        "Children",
        f"Paragraph 0 of them. {FILLER} {FILLER}",
    ]


def test_paragraphs_across_pages_are_whole(article: Article) -> None:
    assert said(article)[13:] == [
        f"Paragraph {number} of them. {FILLER} {FILLER}" for number in range(12)
    ]


def test_sections_nesting_and_marks(article: Article) -> None:
    assert article.blocks[13].section == ("Dosing", "Children")
    assert above(article, "Inner item") == [f"First item, which is long: {FILLER}"]
    assert above(article, "Examplin | 5 mg | 2 mg") == ["Drug | Adults | Children"]
    assert [mark.value for block in article.blocks for mark in block.marks] == ["1", "2"]


def test_pages(article: Article) -> None:
    assert len(article.page_starts) > 1
    assert article.page(0) == 1
    last = article.blocks[-1]
    assert article.page(last.end) == len(article.page_starts)
    for start in article.page_starts[1:]:
        assert article.text[start - 1 : start].isspace() or article.text[start - 1] in "# -|"


def test_running_heads_and_page_numbers_are_left_out(article: Article) -> None:
    assert "Journal of Nothing" not in article.text
    assert "of 9" not in article.text


def test_a_table_over_two_pages_keeps_its_header() -> None:
    made = printer()
    made.heading("Title", 20)
    made.heading("Doses")
    rows = [(f"Drug {chr(65 + number % 26)}{number}", f"{number} mg") for number in range(60)]
    made.ruled((("Drug", "Dose"), *rows))
    article = read_pdf(bytes(made.output()), "t", "t.pdf")
    found = [block for block in article.blocks if block.kind is BlockKind.ROW]
    assert [article.quote(block) for block in found] == [
        "Drug | Dose", *(" | ".join(row) for row in rows)
    ]  # fmt: skip
    header = article.blocks.index(found[0])
    assert all(block.parents == (header,) for block in found[1:])


def test_columns_are_read_one_after_the_other() -> None:
    made = printer()
    made.heading("A title as wide as both columns of the page beneath it", 20)
    made.heading("Part")
    made.set_font("times", size=10)
    with made.text_columns(ncols=2, gutter=10, text_align="J") as columns:
        for number in range(18):
            columns.write(f"Paragraph {number} of them. {FILLER} {FILLER}\n\n")
    article = read_pdf(bytes(made.output()), "t", "t.pdf")
    words = " ".join(" ".join(said(article)).split())
    expected = " ".join(f"Paragraph {number} of them. {FILLER} {FILLER}" for number in range(18))
    assert expected in words


def test_a_table_without_rules_keeps_its_cells_apart() -> None:
    made = printer()
    made.heading("Title", 20)
    made.heading("Doses")
    made.paragraph(FILLER * 3)
    made.set_font("times", size=11)
    for row in (("Drug", "Adults", "Children"), ("Examplin", "5 mg", "2 mg"), ("", "3 mg", "1 mg")):
        for words in row:
            made.cell(45, 6, words)
        made.ln()
    article = read_pdf(bytes(made.output()), "t", "t.pdf")
    assert said(article)[-3:] == [
        "Drug | Adults | Children", "Examplin | 5 mg | 2 mg", "| 3 mg | 1 mg"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("Give the metho-", "trexate now."), "Give the methotrexate now."),
        (("Give of it 5-", "10 mg now."), "Give of it 5-10 mg now."),
        (("Give the low-", "dose of it."), "Give the low-dose of it."),
        (("It is non-", "Examplin."), "It is non-Examplin."),
        (("Give 10 mg/", "kg of it."), "Give 10 mg/kg of it."),
        (("Give at most", "10. Then stop."), "Give at most 10. Then stop."),
        (("It is below", "- 5 degrees."), "It is below - 5 degrees."),
    ],
)
def test_line_ends(lines: tuple[str, str], expected: str) -> None:
    made = printer()
    made.heading("Title", 20)
    made.heading("Part")
    made.set_font("times", size=11)
    for line in lines:
        made.cell(0, 5, line, new_x="LMARGIN", new_y="NEXT")
    assert said(read_pdf(bytes(made.output()), "t", "t.pdf"))[-1] == expected


def _protected() -> bytes:
    made = printer()
    made.set_encryption(owner_password="a", user_password="b")
    made.paragraph("Words")
    return bytes(made.output())


def _empty() -> bytes:
    made = FPDF()
    made.add_page()
    return bytes(made.output())


def _bomb() -> bytes:
    packed = zlib.compress(b"0" * 301_000_000)
    return b"%PDF-1.4\n1 0 obj\n<</Filter /FlateDecode>>\nstream\n" + packed + b"\nendstream\n"


def _many_pages() -> bytes:
    made = FPDF()
    for _ in range(501):
        made.add_page()
    return bytes(made.output())


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (_protected, "encrypted"),
        (_empty, "no_text"),
        (_bomb, "too_large"),
        (_many_pages, "too_large"),
        (lambda: printed()[:3000], "broken"),
        (lambda: b"%PDF-1.7 and nothing else", "broken"),
    ],
)
def test_bad_documents_are_stated(tmp_path: Path, make: object, code: str) -> None:
    assert callable(make)
    path = tmp_path / "t.pdf"
    path.write_bytes(make())
    with pytest.raises(ArticleError) as raised:
        read_article(path, tmp_path)
    assert raised.value.code == code
    assert "\n" not in str(raised.value)


def test_a_page_with_only_running_heads_is_no_failure() -> None:
    made = printer()
    made.heading("Dosing")
    made.paragraph("Give 5 mg.")
    made.add_page()
    made.add_page()
    made.paragraph("Never more.")
    assert said(read_pdf(bytes(made.output()), "t", "t.pdf"))[-1] == "Never more."


def of(made: FPDF) -> Article:
    return read_pdf(bytes(made.output()), "t", "t.pdf")


def test_struck_letters_are_left_out_and_underlined_ones_are_not() -> None:
    made = printer()
    made.heading("Dosing")
    made.set_font("times", size=11)
    made.write(6, "Give ")
    for style, words in (("S", "500 mg"), ("", "50 mg "), ("U", "daily")):
        made.set_font("times", style, size=11)
        made.write(6, words)
    assert said(of(made))[-1] == "Give 50 mg daily"


def test_running_feet_that_warn_are_kept_once() -> None:
    class Warned(FPDF):
        def footer(self) -> None:
            self.set_y(-15)
            self.set_font("helvetica", size=8)
            self.cell(0, 8, f"Do not use it. Withdrawn. Page {self.page_no()}")

    made = Warned()
    for part in ("One", "Two", "Three"):
        made.add_page()
        made.set_font("helvetica", "B", 14)
        made.cell(0, 10, part, new_x="LMARGIN", new_y="NEXT")
        made.set_font("helvetica", size=11)
        made.multi_cell(0, 6, f"{part}. {FILLER}")
    article = of(made)
    assert said(article)[0] == "Do not use it. Withdrawn. Page 1"
    assert article.text.count("Withdrawn") == 1
    assert article.title == "One"


@pytest.mark.parametrize("is_ruled", [True, False])
def test_a_table_without_rules_is_remarked_and_one_with_rules_is_not(is_ruled: bool) -> None:
    rows = (("Weight", "Dose"), ("5 kg", "10 mg"), ("6 kg", "20 mg"))
    made = printer()
    made.heading("Dosing")
    made.set_font("times", size=11)
    if is_ruled:
        made.ruled(rows)
    for row in () if is_ruled else rows:
        for cell in row:
            made.cell(60, 6, cell)
        made.ln(6)
    article = of(made)
    places = [(remark.code, remark.start) for remark in article.remarks]
    expected = [("uncertain_table", article.text.index("Weight | Dose"))]
    assert places == ([] if is_ruled else expected)


@pytest.mark.parametrize("has_picture", [True, False])
def test_blank_pages_are_fine_and_pictures_are_named(has_picture: bool) -> None:
    made = FPDF()
    for part in ("One", "Two", "Three"):
        made.add_page()
        made.set_font("helvetica", "B", 14)
        made.cell(0, 10, part, new_x="LMARGIN", new_y="NEXT")
        made.set_font("helvetica", size=11)
        made.multi_cell(0, 6, f"{part}. {FILLER}")
    made.add_page()
    if has_picture:
        made.image(Image.new("RGB", (20, 20)), x=10, y=10, w=100)
    else:
        made.add_page()
    remarks = of(made).remarks
    assert [remark.code for remark in remarks] == ["unread_page"] * has_picture
    assert all("(4)" in remark.says for remark in remarks)


@pytest.mark.parametrize(
    ("text", "font", "expected"),
    [
        ("\uf0b3", "Arial", "≥"),
        ("5\uf06dg", "Arial", "5µg"),
        ("\uf076", "Wingdings", "\uf076"),
        ("\uf02d", "Arial", "\uf02d"),
        ("\uf061", "ABC+Symbol", "α"),
        ("\uf8ff", "Symbol", "\uf8ff"),
    ],
)
def test_private_signs_of_symbol_are_what_they_print(text: str, font: str, expected: str) -> None:
    assert _signs(text, font) == expected
