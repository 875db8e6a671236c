"""An HTML page -> an Article. The only door to trafilatura.

Trafilatura parses the page and finds the title and the date in its metadata. Its own extraction
is not used for the words: it leaves out call-outs, definition lists and merged table cells, and
a left-out warning is worse than a stray link. The page is walked instead, and only what is
plainly navigation is passed over.
"""

import codecs
import logging
import re
from dataclasses import replace
from datetime import date

from chatbot.articles.article import Article, BlockKind, Remark
from chatbot.articles.composed_text import Unit, compose
from chatbot.articles.dating import find_date
from chatbot.articles.elements import Element, words_of
from chatbot.articles.typesetting import Words
from chatbot.articles.unreadable import refuse_losses, shortened, unreadable
from chatbot.articles.walking import Walk, notices_outside, shown_words, units_of

_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?([\w:.-]+)""", re.IGNORECASE
)
_CHARSET_WITHIN = 4096
# What browsers do: these names stand for the Windows code page.
_AS_WINDOWS = {"iso8859-1": "cp1252", "ascii": "cp1252"}
_MOST_OF_A_PAGE = 0.4


def read_html(content: bytes, article_id: str, shown: str) -> Article:
    """Read a page; `shown` is its path for messages.

    Raises `ArticleError` if its bytes are not of the character set it states, or it is no HTML.
    """
    tree = _parsed(_decoded(content, shown), shown)
    body = next(iter(tree.iter("body")), tree)
    main = _main(body)
    title, updated = _metadata(tree)
    walk = Walk(main)
    units = [*notices_outside(body, walk.seen), *walk.units]
    refuse_losses(shown_words(main), [unit.words.text for unit in units], shown)
    article = compose(
        _titled(units, body),
        article_id,
        title=title,
        updated=updated,
        beside=units_of(body, drops=False),
    )
    return replace(article, remarks=hidden_remarks(" ".join(walk.hidden)))


def hidden_remarks(words: str) -> tuple[Remark, ...]:
    """Return the remark that a document has `words` which no reader of it sees."""
    if not any(character.isalnum() for character in words):
        return ()
    says = "words that are not shown, and so were not read; remove them or show them"
    return (Remark(code="hidden_text", says=f'"{shortened(words)}": {says}'),)


def html_units(html: str, shown: str) -> list[Unit]:
    """Return the units of HTML that a converter made: all of it is content.

    Raises `ArticleError` if it is no HTML.
    """
    tree = _parsed(f"<html><body><main>{html}</main></body></html>", shown)
    return units_of(tree, drops=False)


def _parsed(html: str, shown: str) -> Element:
    from lxml import etree
    from trafilatura import load_html

    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what is wrong is stated here
    try:
        is_marked = any(sign in html[:50].casefold() for sign in ("html", "<?xml"))
        tree = load_html(html if is_marked else f"<!doctype html>\n{html}")
    except (etree.LxmlError, ValueError, AssertionError):
        tree = None
    if tree is None or "\0" in html:
        raise unreadable("no_html", shown)
    return tree


def _decoded(content: bytes, shown: str) -> str:
    """Return the page's text, from the character set of its mark or statement, else UTF-8."""
    marked = next((charset for bom, charset in _BOMS.items() if content.startswith(bom)), None)
    stated = _CHARSET.search(content[:_CHARSET_WITHIN])
    name = marked or (stated[1].decode("ascii") if stated else "utf-8")
    try:
        charset = codecs.lookup(name).name
        if charset.startswith("utf-16") and not marked:
            charset = "utf-8"  # the statement itself could not be read otherwise
        return content.decode(_AS_WINDOWS.get(charset, charset))
    except (LookupError, UnicodeError) as error:
        raise unreadable("html_charset", shown, charset=name) from error


def _metadata(tree: Element) -> tuple[str | None, date | None]:
    """Return the title and the date of the page's metadata."""
    from trafilatura.metadata import extract_metadata

    known = extract_metadata(tree, date_config={"extensive_search": False, "original_date": False})
    title = next((words_of(each) for each in tree.iter("title")), "") or known.title
    return title or None, find_date(known.date or "")


def _main(body: Element) -> Element:
    """Return the one main or article element, if it holds much of the page; else the body."""
    enough = _MOST_OF_A_PAGE * _size(body)
    for path in (".//main|.//*[@role='main']", ".//article"):
        found = body.xpath(path)
        outermost = [each for each in found if not any(up in found for up in each.iterancestors())]
        if len(outermost) == 1 and _size(outermost[0]) >= enough:
            return outermost[0]
    return body


def _size(element: Element) -> int:
    return len(words_of(element).split())


def _titled(units: list[Unit], body: Element) -> list[Unit]:
    """Return `units` below the first heading of the page, where that stands outside of them."""
    heading = next(body.iter("h1"), None)
    if heading is None or any(unit.kind is BlockKind.HEADING and unit.level == 1 for unit in units):
        return units
    title = Unit(kind=BlockKind.HEADING, words=Words(text=words_of(heading)), level=1)
    return [title, *units]
