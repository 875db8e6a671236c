"""Documents written at run time: what Word and a PDF printer would make, in made-up words."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import docx
from docx.text.paragraph import Paragraph
from fpdf import FPDF
from fpdf.enums import Align

FILLER = (
    "Examplin is a made-up drug that these words speak of at some length so that the lines of "
    "the page are filled and wrapped in the way that running text is."
)


@dataclass(frozen=True, slots=True)
class Raised:
    """Words above the line."""

    text: str


def word_document(*, strict_title: bool = True) -> bytes:
    """A document with every kind of part."""
    made = docx.Document()
    made.core_properties.title = "Title of the properties"
    if strict_title:
        made.add_paragraph("Care with Examplin", style="Title")
    made.add_paragraph("Last updated: 5 March 2025")
    made.add_heading("Dosing", 1)
    paragraph = made.add_paragraph("Give 375 mg/m")
    _superscript(paragraph, "2")
    paragraph.add_run(" weekly.")
    _superscript(paragraph, "1,2")
    paragraph.add_run(" Below 10")
    _superscript(paragraph, "9")
    paragraph.add_run("/L stop. Not ")
    paragraph.add_run("50 ").font.strike = True
    paragraph.add_run("60 mg, 5\u201110 mg.")
    made.add_heading("Children", 2)
    made.add_paragraph("First", style="List Bullet")
    made.add_paragraph("Second", style="List Bullet")
    made.add_paragraph("Do one", style="List Number")
    made.add_paragraph("Do two", style="List Number")
    table = made.add_table(rows=3, cols=3)
    rows = (("Drug", "Adults", "Children"), ("Examplin", "5 mg", "2 mg"), ("", "3 mg", "1 mg"))
    for number, row in enumerate(rows):
        for column, words in enumerate(row):
            table.cell(number, column).text = words
    table.cell(1, 0).merge(table.cell(2, 0))
    made.add_heading("References", 1)
    made.add_paragraph("[1] Roe R. One. 2020.")
    made.add_paragraph("[2] Doe. Two. 2021.")
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


def _superscript(paragraph: Paragraph, words: str) -> None:
    paragraph.add_run(words).font.superscript = True


class Printer(FPDF):
    """A PDF with a running head and foot."""

    def header(self) -> None:
        """Print the running head."""
        self.set_font("helvetica", size=8)
        self.text(20, 12, "Journal of Nothing")

    def footer(self) -> None:
        """Print the page's number."""
        self.set_font("helvetica", size=8)
        self.text(100, 290, f"Page {self.page_no()} of 9")

    def heading(self, words: str, size: float = 14) -> None:
        """Print a heading."""
        self.ln(4)
        self.set_font("helvetica", "B", size)
        self.multi_cell(0, size * 0.45, words, new_x="LMARGIN", new_y="NEXT")
        self.ln(1)

    def paragraph(self, *parts: str | Raised, indent: float = 0) -> None:
        """Print a paragraph with raised words."""
        self.set_font("times", size=11)
        self.set_x(self.l_margin + indent)
        for part in parts:
            self.char_vpos = "SUP" if isinstance(part, Raised) else "LINE"
            self.write(5, part.text if isinstance(part, Raised) else part)
        self.char_vpos = "LINE"
        self.ln(8)

    def listed(self, sign: str, words: str, indent: float = 0) -> None:
        """Print a list item with its words set off from its sign."""
        self.set_font("times", size=11)
        self.set_x(self.l_margin + indent)
        self.cell(6, 5, sign)
        self.multi_cell(0, 5, words, align=Align.L, new_x="LMARGIN", new_y="NEXT")
        self.ln(1)

    def ruled(self, rows: Sequence[Sequence[str]]) -> None:
        """Print a table with rules."""
        self.set_font("times", size=11)
        with self.table() as table:
            for row in rows:
                cells = table.row()
                for words in row:
                    cells.cell(words)
        self.ln(4)


def printer() -> Printer:
    """An empty document with one page."""
    made = Printer()
    made.set_margins(20, 20)
    made.add_page()
    return made


def printed(paragraphs: int = 12) -> bytes:
    """A document of several pages with every kind of part."""
    made = printer()
    made.heading("Care with Examplin", 20)
    made.paragraph("Last updated: 5 March 2025")
    made.heading("Dosing")
    made.paragraph(
        "Give 375 mg/m", Raised("2"), " weekly.", Raised("1,2"), " Below 10", Raised("9"),
        "/L stop. ", FILLER,
    )  # fmt: skip
    made.listed("\x95", "First item, which is long: " + FILLER)
    made.listed("-", "Inner item", indent=8)
    made.listed("\x95", "Second item")
    made.listed("1.", "Do one.")
    made.listed("2.", "Do two.")
    made.ruled(
        (("Drug", "Adults", "Children"), ("Examplin", "5 mg", "2 mg"), ("Placebol", "", "1 mg"))
    )
    made.heading("Children", 12)
    for number in range(paragraphs):
        made.paragraph(f"Paragraph {number} of them. {FILLER} {FILLER}")
    made.heading("References")
    made.listed("1.", "Roe R. One. 2020.")
    made.listed("2.", "Doe. Two. 2021.")
    return bytes(made.output())
