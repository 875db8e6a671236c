"""A PDF -> an Article. The only door to pdfplumber, which reads with pdfminer.six.

Both are free of copyleft. Pictures are not read: a document that was scanned has no words.
"""

import io
import logging
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from chatbot.articles.article import Article, Remark
from chatbot.articles.composed_text import Cell, compose
from chatbot.articles.layout import units_of_pages
from chatbot.articles.page_words import expression
from chatbot.articles.printed import (
    UNKNOWN_GLYPH,
    PrintedPage,
    PrintedTable,
    PrintedWord,
    lines_of,
)
from chatbot.articles.typesetting import Run, clean, in_symbol_font, typeset
from chatbot.articles.unreadable import DAMAGE, unreadable

_MOST_PAGES = 500
_MOST_UNPACKED = 300_000_000  # bytes
_MOST_LETTERS = 60_000  # on one page
_MOST_LINES = 20_000  # drawn on one page; beyond them no table is looked for
_UNREADABLE = 0.02  # of the letters
_OUTLINED = 50  # curves on a page without letters: they are its letters
_PICTURES = 0.3  # of the pages

_STEPS = (-1, 0, 1)  # of half a point
_STREAM = re.compile(rb"stream\r?\n")
_BOLD = ("bold", "black", "heavy", "demi")
_PICTURE_FONTS = ("dingbat", "wingding", "webding")
# One letter alone in the private use may be a bullet of another font; these are signs of Symbol.
_SURE_SIGNS = frozenset("\uf06d\uf0b3\uf0a3\uf0b1\uf0b0\uf0b4\uf0b7")
_THIN = 2.0  # points
_NO_TITLE = expression("program_title")

Page = Any  # of pdfplumber, which has no types


def read_pdf(content: bytes, article_id: str, shown: str) -> Article:
    """Read a document; `shown` is its path for messages.

    Raises `ArticleError` if it is protected, too large, damaged, or its words cannot be read.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # damage is stated here
    _refuse_bombs(content, shown)
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            pages = list(_pages(document, shown))
            title = _title(document.metadata)
    except (
        PdfminerException,
        MalformedPDFException,
        PSException,
        OSError,
        zlib.error,
        *DAMAGE,
    ) as error:
        causes = (error, error.__cause__, error.__context__, *error.args)
        if any(isinstance(each, (PDFPasswordIncorrect, PDFEncryptionError)) for each in causes):
            raise unreadable("pdf_protected", shown) from error
        raise unreadable("pdf_damaged", shown) from error
    _refuse_unread(pages, shown)
    units, notices = units_of_pages(pages)
    article = compose(units, article_id, title=title, notices=notices, paged=True)
    return replace(article, remarks=(*_unread(pages), *article.remarks))


def _unread(pages: Sequence[PrintedPage]) -> Iterator[Remark]:
    """Yield the remark that some pages are pictures, whose words nobody read."""
    if numbers := ", ".join(str(page.number) for page in pages if _is_picture(page)):
        says = f"pages that are pictures without text ({numbers}) were not read"
        yield Remark(code="unread_page", says=f"{says}; put them through text recognition")


def _is_picture(page: PrintedPage) -> bool:
    return page.has_pictures and not page.words and not page.tables


def _refuse_bombs(content: bytes, shown: str) -> None:
    """Raise an error if the compressed parts of the file unpack to more than can be meant."""
    unpacked, view = 0, memoryview(content)
    for start in _STREAM.finditer(content):
        unpacker = zlib.decompressobj()
        try:
            unpacked += len(unpacker.decompress(view[start.end() :], _MOST_UNPACKED - unpacked + 1))
        except zlib.error:
            continue
        if unpacked > _MOST_UNPACKED:
            raise unreadable("pdf_unpacked", shown, limit=_MOST_UNPACKED / 1e6)


def _pages(document: Any, shown: str) -> Iterator[PrintedPage]:
    if len(document.pages) > _MOST_PAGES:
        raise unreadable("pdf_pages", shown, count=len(document.pages), limit=_MOST_PAGES)
    for number, page in enumerate(document.pages, start=1):
        if (count := len(page.chars)) > _MOST_LETTERS:
            raise unreadable("pdf_letters", shown, page=number, count=count, limit=_MOST_LETTERS)
        yield _page(page, number)
        page.close()


def _page(page: Page, number: int) -> PrintedPage:
    upright = 2 * sum(bool(char["upright"]) for char in page.chars) >= len(page.chars)
    doubles = _doubles(page.chars)
    struck = _struck(page)
    for letter in page.chars:
        letter["struck"] = id(letter) in struck
    page = page.filter(
        lambda each: id(each) not in doubles and (not upright or each.get("upright", True))
    )
    words = list(_words(page))
    words += _drawn_bullets(page, words)
    tables = list(_tables(page, words, number))
    held = {id(word) for _, inside in tables for word in inside}
    return PrintedPage(
        number=number,
        height=float(page.height),
        words=tuple(word for word in words if id(word) not in held),
        tables=tuple(table for table, _ in tables),
        has_pictures=bool(page.images) or len(page.curves) > _OUTLINED,
    )


def _doubles(letters: Sequence[dict[str, Any]]) -> set[int]:
    """Return the `id`s of letters printed again at almost the same place, to look bold.

    The library's own search for them takes time that grows with the square of the letters.
    """
    seen: set[tuple[str, int, int]] = set()
    found: set[int] = set()
    for letter in letters:
        x, y = round(2 * letter["x0"]), round(2 * letter["top"])
        around = {(letter["text"], x + right, y + down) for right in _STEPS for down in _STEPS}
        if seen & around:
            found.add(id(letter))
        seen.add((letter["text"], x, y))
    return found


def _struck(page: Page) -> set[int]:
    """Return the `id`s of letters that a line is drawn through: they are deleted."""
    strokes = [each for each in (*page.lines, *page.rects) if each["height"] <= _THIN]
    if len(strokes) > _MOST_LINES:
        return set()
    rows: dict[int, list[dict[str, Any]]] = {}
    for letter in page.chars:
        rows.setdefault(round((letter["top"] + letter["bottom"]) / 2), []).append(letter)
    found: set[int] = set()
    for stroke in strokes:
        y = (stroke["top"] + stroke["bottom"]) / 2
        near = (each for row in range(round(y) - 5, round(y) + 6) for each in rows.get(row, ()))
        held = [letter for letter in near if _goes_through(stroke, y, letter)]
        if not held or not any(letter["text"].strip() for letter in held):
            continue
        size = held[0]["size"]
        left, right = min(each["x0"] for each in held), max(each["x1"] for each in held)
        if stroke["x0"] > left - size and stroke["x1"] < right + size:
            found.update(map(id, held))
    return found


def _goes_through(stroke: dict[str, Any], y: float, letter: dict[str, Any]) -> bool:
    middle, high = (letter["x0"] + letter["x1"]) / 2, letter["bottom"] - letter["top"]
    down = (y - letter["top"]) / (high or 1)
    return bool(stroke["x0"] <= middle <= stroke["x1"] and 0.4 <= down <= 0.75)


def _signs(text: str, font: str) -> str:
    """Return `text` with the signs of the font Symbol; bullets of other fonts stay."""
    is_other = len(text) == 1 and not _is_named(font, ("symbol",))
    if (is_other or _is_named(font, _PICTURE_FONTS)) and text not in _SURE_SIGNS:
        return text
    return in_symbol_font(text)


def _is_named(font: str, parts: Sequence[str]) -> bool:
    return any(part in font.casefold() for part in parts)


def _words(page: Page) -> Iterator[PrintedWord]:
    extra = ["fontname", "size", "struck"]
    for word in page.extract_words(x_tolerance_ratio=0.15, extra_attrs=extra):
        font, printed = word["fontname"], word["text"]
        text = _signs(clean(printed).strip(), font) or ("\u00ad" if "\u00ad" in printed else "")
        if text:
            yield PrintedWord(
                text=text,
                x0=float(word["x0"]),
                x1=float(word["x1"]),
                top=float(word["top"]),
                bottom=float(word["bottom"]),
                size=float(word["size"]) or 1.0,
                is_bold=_is_named(font, _BOLD),
                is_symbol=_is_named(font, ("symbol", *_PICTURE_FONTS)),
                is_struck=word["struck"],
            )


def _drawn_bullets(page: Page, words: Sequence[PrintedWord]) -> Iterator[PrintedWord]:
    """Yield the signs of bullets that are drawn: small and square, with words beside them."""
    shapes = [*page.curves, *page.rects]
    if len(shapes) > _MOST_LINES:
        return
    for shape in shapes:
        wide, high = float(shape["width"]), float(shape["height"])
        if not (1.5 <= wide <= 7 and 0.8 <= wide / (high or 1) <= 1.25):
            continue
        x1, middle = float(shape["x1"]), (float(shape["top"]) + float(shape["bottom"])) / 2
        level = [word for word in words if word.top < middle < word.bottom]
        right = min((w for w in level if w.x0 > x1), key=lambda word: word.x0, default=None)
        near_left = any(x1 - 40 < word.x1 <= x1 for word in level)
        if right and not near_left and right.x0 - x1 < 2.5 * right.size:
            sign = replace(right, text="\u2022", x0=x1 - wide, x1=x1)
            yield replace(sign, is_symbol=False, is_struck=False)


def _tables(
    page: Page, words: Sequence[PrintedWord], number: int
) -> Iterator[tuple[PrintedTable, list[PrintedWord]]]:
    """Yield the ruled tables of at least two columns, each with the words inside it."""
    if len(page.edges) > _MOST_LINES or not page.edges:
        return
    for table in page.find_tables():
        x0, top, x1, bottom = table.bbox
        rows = [row.cells for row in table.rows]
        inside = [word for word in words if _is_inside(word, table.bbox)]
        if len(rows) > 1 and max(map(len, rows)) > 1 and inside:
            grid = _grid(rows, inside, number)
            yield PrintedTable(x0=x0, x1=x1, top=top, bottom=bottom, grid=grid), inside


Box = tuple[float, float, float, float]


def _is_inside(word: PrintedWord, box: Box) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _grid(
    rows: Sequence[Sequence[Box | None]], words: Sequence[PrintedWord], number: int
) -> tuple[tuple[Cell, ...], ...]:
    """Return the cells; one that is merged with others stands in each of their places."""
    boxes = [box for row in rows for box in row if box]
    cells = {box: _cell(box, words, number) for box in boxes}
    columns = zip(*rows, strict=True)
    lefts = [min((box[0] for box in column if box), default=0.0) for column in columns]
    grid: list[tuple[Cell, ...]] = []
    for row in rows:
        y = max((box[1] for box in row if box), default=-1.0) + 1
        merged = [
            box or next((b for b in boxes if b[0] <= left + 1 < b[2] and b[1] < y < b[3]), None)
            for box, left in zip(row, lefts, strict=True)
        ]
        grid.append(tuple(cells[box] if box else Cell() for box in merged))
    return tuple(grid)


def _cell(box: Box, words: Sequence[PrintedWord], number: int) -> Cell:
    lines = lines_of([word for word in words if _is_inside(word, box)], number)
    runs = [run for line in lines for run in (Run(text=" "), *line.runs())]
    return Cell(words=typeset(runs[1:]))


def _title(metadata: dict[str, Any]) -> str | None:
    stated = metadata.get("Title")
    title = " ".join(clean(stated).split()) if isinstance(stated, str) else ""
    return title if title and not _NO_TITLE.fullmatch(title) else None


def _refuse_unread(pages: Sequence[PrintedPage], shown: str) -> None:
    """Raise an error if pages are pictures, or their letters cannot be told."""
    grids = [table.grid for page in pages for table in page.tables]
    letters = "".join(word.text for page in pages for word in page.words)
    letters += "".join(cell.words.text for grid in grids for row in grid for cell in row)
    without = sum(map(_is_picture, pages))
    if without > _PICTURES * len(pages) or (without and not letters):
        raise unreadable("pdf_pictures", shown, count=without, pages=len(pages))
    if not letters:
        raise unreadable("pdf_empty", shown)
    if len(UNKNOWN_GLYPH.findall(letters)) > _UNREADABLE * len(letters):
        raise unreadable("pdf_glyphs", shown)
