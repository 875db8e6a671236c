"""A Word document -> an Article. The only door to mammoth.

Mammoth turns the document into HTML with its styles as headings, lists and tables; deleted and
struck-out words are left out. The date of the file's properties is when somebody saved it, not
the guideline's, and is not taken.
"""

import html
import io
import re
import zipfile
import zlib
from xml.parsers.expat import ExpatError
from xml.sax import SAXException

from chatbot.articles.article import Article, BlockKind
from chatbot.articles.composing import Unit, compose
from chatbot.articles.html import html_units
from chatbot.articles.typesetting import Words
from chatbot.errors import ArticleError

_MOST_UNPACKED = 200_000_000  # bytes
_ENCRYPTED = b"\xd0\xcf\x11\xe0"  # the container of protected documents, and of old ones
_PROPERTIES = "docProps/core.xml"
_TITLE = re.compile(r"<dc:title>([^<]*)</dc:title>")
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
"""
_POSITION = re.compile(rb'<w:position w:val="(-)?[1-9]\d{0,2}"/>')
_STYLE_SHEET = "word/styles.xml"
_STYLE = re.compile(r'<w:style [^>]*w:type="character".*?</w:style>', re.DOTALL)
_STYLE_NAME = re.compile(r'<w:name w:val="([^"]+)"')
_STYLE_ALIGNED = re.compile(r'<w:vertAlign w:val="(super|sub)script"')
_NOTES = re.compile(r'<ol><li id="(?:foot|end)note-')
_BACK_LINK = re.compile(r'<a href="#(?:foot|end)note-ref-[^"]*">[^<]*</a>')
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
# What the library raises at documents that are damaged in one way or another.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, ExpatError, SAXException, LookupError, ValueError, TypeError,
    AttributeError, RuntimeError, EOFError, OSError, AssertionError,
)  # fmt: skip


def read_docx(content: bytes, article_id: str, shown: str) -> Article:
    """Read a document; `shown` is its path for messages.

    Raises:
        ArticleError: it is protected, too large when unpacked, or no Word document.

    """
    if content.startswith(_ENCRYPTED):
        raise ArticleError(
            shown,
            "encrypted",
            "it is protected by a password, or of an older Word",
            "save it again as .docx without a password",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(member.file_size for member in packed.infolist())
            if unpacked > _MOST_UNPACKED:
                raise _too_large(shown, unpacked)
            title = _title(packed)
            converted = _converted(_with_raised_words(packed), _STYLES + _raising_styles(packed))
    except _DAMAGE as error:
        raise ArticleError(
            shown, "broken", "this is not a whole Word document", "save it again as .docx"
        ) from error
    notes = _NOTES.search(converted)
    body = converted[: notes.start()] if notes else converted
    units = html_units(body, shown)
    if notes:
        units += _notes(html_units(_BACK_LINK.sub("", converted[notes.start() :]), shown))
    return compose(units, article_id, title=title)


def _with_raised_words(packed: zipfile.ZipFile) -> io.BytesIO:
    """Return the document with raised words as superscripts: 10 to the 9th must not read 109."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as copy:
        for member in packed.infolist():
            data = packed.read(member)
            if member.filename.startswith("word/") and member.filename.endswith(".xml"):
                data = _POSITION.sub(_aligned, data)
            copy.writestr(member.filename, data)
    made.seek(0)
    return made


def _aligned(found: re.Match[bytes]) -> bytes:
    where = b"subscript" if found[1] else b"superscript"
    return b'<w:vertAlign w:val="' + where + b'"/>'


def _raising_styles(packed: zipfile.ZipFile) -> str:
    """Return what makes superscripts of the words whose style raises them."""
    if _STYLE_SHEET not in packed.namelist():
        return ""
    sheet = packed.read(_STYLE_SHEET).decode("utf-8", "replace")
    found = (
        (_STYLE_NAME.search(style), _STYLE_ALIGNED.search(style)) for style in _STYLE.findall(sheet)
    )
    return "".join(
        f"r[style-name='{html.unescape(name[1])}'] => {'sup' if aligned[1] == 'super' else 'sub'}\n"
        for name, aligned in found
        if name and aligned and "'" not in html.unescape(name[1])
    )


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
    found = _TITLE.search(packed.read(_PROPERTIES).decode("utf-8", "replace"))
    return " ".join(html.unescape(found[1]).split()) or None if found else None


def _notes(units: list[Unit]) -> list[Unit]:
    """Return the notes under a heading: references if most name a year, else a part of the body."""
    dated = sum(_YEAR.search(unit.words.text) is not None for unit in units)
    words = Words(text="References" if 2 * dated > len(units) else "Notes")
    return [Unit(kind=BlockKind.HEADING, words=words, level=2), *units]


def _too_large(shown: str, unpacked: int) -> ArticleError:
    return ArticleError(
        shown,
        "too_large",
        f"unpacked it has {unpacked / 1e6:.0f} MB, more than {_MOST_UNPACKED / 1e6:.0f} MB",
        "leave out its pictures, or split it",
    )
