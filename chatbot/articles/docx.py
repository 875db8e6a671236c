"""A Word document -> an Article. The only door to mammoth.

Mammoth turns the document into HTML with its styles as headings, lists and tables; deleted and
struck-out words are left out. The date of the file's properties is when somebody saved it, not
the guideline's, and is not taken.
"""

import io
import re
import zipfile
import zlib
from dataclasses import replace
from html import unescape
from xml.parsers.expat import ExpatError
from xml.sax import SAXException

from chatbot.articles.article import Article, BlockKind
from chatbot.articles.composed_text import Unit, compose
from chatbot.articles.furniture import warns
from chatbot.articles.html import hidden_remarks, html_units
from chatbot.articles.reference_list import YEAR
from chatbot.articles.typesetting import Words, clean
from chatbot.articles.unreadable import DAMAGE, refuse_losses, unreadable
from chatbot.articles.word_parts import Part, made_ready, paragraphs, raising_styles, styles_with

_MOST_UNPACKED = 200_000_000  # bytes
_ENCRYPTED = b"\xd0\xcf\x11\xe0"  # the container of protected documents, and of old ones
_PROPERTIES = "docProps/core.xml"
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
"""
_BODY = "word/document.xml"
_WORDS = frozenset(f"word/{name}.xml" for name in ("document", "footnotes", "endnotes"))
_STYLE_SHEET = "word/styles.xml"
_NOTES = re.compile(r'<ol><li id="(?:foot|end)note-')
_BACK_LINK = re.compile(r'<a href="#(?:foot|end)note-ref-[^"]*">[^<]*</a>')
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, ExpatError, SAXException, OSError, SyntaxError, *DAMAGE,
)  # fmt: skip


def read_docx(content: bytes, article_id: str, shown: str) -> Article:
    """Read a document; `shown` is its path for messages.

    Raises `ArticleError` if it is protected, too large when unpacked, or no Word document.
    """
    if content.startswith(_ENCRYPTED):
        raise unreadable("docx_protected", shown)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(member.file_size for member in packed.infolist())
            if size > _MOST_UNPACKED:
                limit = _MOST_UNPACKED / 1e6
                raise unreadable("docx_unpacked", shown, size=size / 1e6, limit=limit)
            title = _title(packed)
            sheet = packed.read(_STYLE_SHEET) if _STYLE_SHEET in packed.namelist() else b"<none/>"
            parts = _parts(packed, sheet)
            raising = (f"r[style-name='{name}'] => {tag}\n" for name, tag in raising_styles(sheet))
            converted = _converted(_with_parts(packed, parts), _STYLES + "".join(raising))
    except _DAMAGE as error:
        raise unreadable("docx_damaged", shown) from error
    notes = _NOTES.search(converted)
    body = converted[: notes.start()] if notes else converted
    units = html_units(body, shown)
    if notes:
        units += _notes(html_units(_BACK_LINK.sub("", converted[notes.start() :]), shown))
    refuse_losses(parts[_BODY].shown, [unit.words.text for unit in units], shown)
    article = compose(units, article_id, title=title, notices=_running_notices(parts))
    return replace(article, remarks=hidden_remarks(" ".join(p.hidden for p in parts.values())))


def _parts(packed: zipfile.ZipFile, sheet: bytes) -> dict[str, Part]:
    """Return the parts that hold words, by their names, ready for the converter."""
    hiding, striking = styles_with(sheet, "vanish"), styles_with(sheet, "strike", "dstrike")
    found = {
        name: made_ready(packed.read(name), hiding=hiding, striking=striking)
        for name in packed.namelist()
        if name in _WORDS or _is_running(name)
    }
    if _BODY not in found:
        raise LookupError(_BODY)
    return found


def _is_running(name: str) -> bool:
    """Tell whether a part of this name is the head or the foot of pages."""
    part = name.removesuffix(".xml").rstrip("0123456789")
    return name.endswith(".xml") and part in ("word/header", "word/footer")


def _running_notices(parts: dict[str, Part]) -> list[Unit]:
    """Return the lines of the page's head and foot that warn, each of them once."""
    running = [part.content for name, part in parts.items() if _is_running(name)]
    lines = dict.fromkeys(line for content in running for line in paragraphs(content))
    return [
        Unit(kind=BlockKind.PARAGRAPH, words=Words(text=clean(line)))
        for line in lines
        if warns(line)
    ]


def _with_parts(packed: zipfile.ZipFile, parts: dict[str, Part]) -> io.BytesIO:
    """Return the document with `parts` in the place of its own."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as copy:
        for name in packed.namelist():
            copy.writestr(name, parts[name].content if name in parts else packed.read(name))
    made.seek(0)
    return made


def _converted(document: io.BytesIO, styles: str) -> str:
    import mammoth

    result = mammoth.convert_to_html(
        document,
        style_map=styles,
        include_embedded_style_map=False,
        convert_image=lambda image: [],
    )
    return str(result.value)


def _title(packed: zipfile.ZipFile) -> str | None:
    if _PROPERTIES not in packed.namelist():
        return None
    stated = packed.read(_PROPERTIES).decode("utf-8", "replace").partition("<dc:title>")[2]
    title, closing, _ = stated.partition("</dc:title>")
    return " ".join(unescape(title).split()) or None if closing else None


def _notes(units: list[Unit]) -> list[Unit]:
    """Return the notes under a heading: references if most name a year, else a part of the body."""
    dated = sum(bool(YEAR.search(unit.words.text)) for unit in units)
    words = Words(text="References" if 2 * dated > len(units) else "Notes")
    return [Unit(kind=BlockKind.HEADING, words=words, level=2), *units]
