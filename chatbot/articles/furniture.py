"""An element of a page -> whether it leads about the site, or is not shown, and says nothing.

A page names its parts as it likes: a box called "menu" may hold a dose, a header the words that
the guideline was withdrawn. So names alone decide nothing: what holds prose, or words of warning,
stays.
"""

from functools import lru_cache

from chatbot.articles.elements import INLINE, LEVELS, SKIPPED, Element, words_of
from chatbot.articles.page_words import expression
from chatbot.articles.typesetting import clean

_NAVIGATION = frozenset("nav dialog".split())
_NAVIGATION_ROLES = frozenset(
    "navigation banner contentinfo search menu menubar dialog toolbar".split()
)
_MENU_NAME = expression("menu_name")
_FURNITURE_NAME = expression("furniture_name")
_CONSENT_NAME = expression("consent_name")
_CONSENT = expression("consent")
_IMPRINT = expression("imprint")
_NOTICE_NAME = expression("notice_name", before=r"(?:\S*-)?", after=r"(?:-\S*)?")
_WARNS = expression("warning", before=r"\b", after=r"\b")
_SKIP_LINK = expression("skip_link")
_SCRIPTS = expression("browser")
_UNSEEN_STYLES = ("display:none", "visibility:hidden")
_PROSE = 6  # words that are no links
_MOST_LINKED = 0.8
_FEWEST_LINKS = 3
_PAGE = 0.8  # of the words: an element around the whole page
_NOTICE = 80  # words


def warns(text: str) -> bool:
    """Tell whether `text` warns, forbids, limits, or says that the article is withdrawn."""
    return _WARNS.search(text) is not None


def is_hidden(element: Element) -> bool:
    """Tell whether an element is not shown, and no control on the page shows it.

    Folded parts and the panels of tabs are hidden until they are opened.
    """
    style = "".join(element.get("style", "").split()).lower()
    marked = element.get("hidden", "until-found") != "until-found"
    role = element.get("role")
    opens = role == "tabpanel" or (role == "region" and element.get("aria-labelledby"))
    if opens or not (marked or any(unseen in style for unseen in _UNSEEN_STYLES)):
        return False
    return element.get("id") not in _opened(element.getroottree().getroot())


@lru_cache(maxsize=1)
def _opened(page: Element) -> frozenset[str]:
    """Return the ids of the parts that controls and links of the page name."""
    named = page.xpath("//@aria-controls | //@data-target | //@data-bs-target | //@href")
    return frozenset(str(name).removeprefix("#") for name in named)


@lru_cache(maxsize=256)
def _count(element: Element) -> int:
    return len(element.text_content().split())


def is_furniture(element: Element, *, in_main: bool) -> bool:
    """Tell whether an element leads about the site and says nothing of the article."""
    tag = element.tag
    if tag in ("html", "body", "main", "article"):
        return False
    if tag == "button":
        return not _stands_in_text(element)
    if tag == "noscript":
        text = element.text_content()
        return not text.strip() or _SCRIPTS.search(text) is not None
    if tag == "a" and _SKIP_LINK.fullmatch(words_of(element)):
        return True
    names = _names(element).split()
    if any(_CONSENT_NAME.match(name) for name in names):
        return _CONSENT.search(element.text_content()) is not None
    if any(_FURNITURE_NAME.fullmatch(name) for name in names):
        return not _holds_article(element) and not warns(_own_words(element))
    if tag in ("header", "footer") or element.get("role") in ("banner", "contentinfo"):
        return not in_main and _is_of_page(element) and not _says(element)
    if (
        tag in _NAVIGATION
        or element.get("role") in _NAVIGATION_ROLES
        or any(_MENU_NAME.fullmatch(name) for name in names)
    ):
        return not _holds_article(element) and not _says(element)
    return tag not in ("nav", "p") and is_links(element, in_main=in_main)


def is_notice(element: Element) -> bool:
    """Tell whether an element is named as a notice, or is a line of its own that warns."""
    if _is_unread(element):
        return False
    if element.get("role") == "alert":
        return True
    if any(_NOTICE_NAME.fullmatch(name) for name in element.get("class", "").split()):
        return True
    is_line = element.tag not in (*INLINE, "h1", "head", "title") and all(
        each.tag in (*INLINE, "br", "sup", "sub") for each in element.iterdescendants("*")
    )
    consents = _CONSENT.search(element.text_content())
    return is_line and not consents and warns(_own_words(element))


def around(notice: Element) -> Element:
    """Return the box around a notice, where it holds little else, else the notice."""
    held = notice
    above = held.getparent()
    while (
        above is not None
        and above.tag in ("div", "section", "aside", "p", "details")
        and next(above.iter("main", "article", "nav", "h1", "header", "footer"), None) is None
        and _count(above) <= _NOTICE
        and not is_links(above, in_main=False)
    ):
        held, above = above, above.getparent()
    return held


def is_passed(element: Element) -> bool:
    """Tell whether no notice is looked for in an element."""
    return _is_unread(element) or is_links(element, in_main=False)


def _is_unread(element: Element) -> bool:
    asks = _CONSENT_NAME.search(_names(element)) is not None
    return asks or element.tag in SKIPPED or is_hidden(element)


def _names(element: Element) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def is_left_out(element: Element, *, in_main: bool, drops: bool) -> bool:
    """Tell whether an element is not read; with `drops`, furniture is not."""
    return (
        element.tag in SKIPPED
        or "line-through" in element.get("style", "")
        or is_hidden(element)
        or (drops and is_furniture(element, in_main=in_main))
    )


def _own_words(element: Element) -> str:
    """Return the words outside of links; all words where there are few links."""
    links = list(element.iter("a"))
    if len(links) < _FEWEST_LINKS:
        return words_of(element)
    return " ".join(clean(" ".join(element.xpath(".//text()[not(ancestor::a)]"))).split())


def _says(element: Element) -> bool:
    """Tell whether an element holds prose of its own, or words of warning."""
    own = _own_words(element)
    if warns(own):
        return not _CONSENT.search(own)
    unlinked = " ".join(element.xpath(".//text()[not(ancestor::a or ancestor::button)]"))
    if element.tag not in ("header", "footer"):
        count = len(unlinked.split())
        return count >= _PROSE and 2 * count >= len(element.text_content().split())
    is_imprint = _IMPRINT.search(unlinked) or _CONSENT.search(unlinked)
    return not is_imprint and any(
        len(each.text_content().split()) > _PROSE and not is_links(each, in_main=False)
        for each in element.iter("p")
    )


def _holds_article(element: Element) -> bool:
    return next(element.iter("main", "article", "h2", "table"), None) is not None


def _is_of_page(element: Element) -> bool:
    """Tell whether a header or footer is the page's, not a section's."""
    above = list(element.iterancestors())
    if any(each.tag not in ("div", "form", "body", "html") for each in above):
        return False
    whole = next((_PAGE * _count(each) for each in above if each.tag == "body"), 0)
    return all(_count(each) >= whole for each in above if each.tag == "div")


def is_links(element: Element, *, in_main: bool) -> bool:
    """Tell whether an element is a list of links; in the article, of links inside the page."""
    if element.tag not in ("ul", "ol", "div", "section", "aside", "nav", "p"):
        return False
    links = list(element.iter("a"))
    if len(links) < _FEWEST_LINKS:
        return False
    if in_main and not all(link.get("href", "").startswith("#") for link in links):
        return False
    linked = sum(len(link.text_content().split()) for link in links)
    return linked >= _MOST_LINKED * len(element.text_content().split())


def _stands_in_text(button: Element) -> bool:
    """Tell whether a button is a part of a heading or of a sentence, not a control beside it."""
    block = button.getparent()
    while block is not None and block.tag in INLINE:
        block = block.getparent()
    if block is None:
        return False
    heads = block.tag in LEVELS or block.tag in ("summary", "dt", "th", "caption", "legend")
    if heads or block.get("role") == "heading" or warns(button.text_content()):
        return True
    beside = [block.text, *(each.tail for each in block)]
    for each in block.iterchildren(*(INLINE - {"a", "button"})):
        beside += [each.text_content()] if button not in each.iter() else []
    return any(text and any(c.isalnum() for c in text) for text in beside)
