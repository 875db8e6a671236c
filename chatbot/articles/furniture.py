"""An element of a page -> whether it leads about the site, or is not shown, and says nothing.

A page names its parts as it likes: a box called "menu" may hold a dose, a header the words that
the guideline was withdrawn. So names alone decide nothing: what holds prose, or words of warning,
stays.
"""

import re
from functools import lru_cache
from typing import Any

from chatbot.articles.typesetting import clean

Element = Any  # of lxml, which has no types

HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
INLINE = frozenset(
    """a abbr acronym b bdi bdo big button cite code data dfn em font i img ins kbd label mark meter
    output picture progress q ruby rb samp small span strong time tt u var wbr math""".split()
)
SKIPPED = frozenset(
    """script style template svg canvas iframe object embed video audio map select input
    textarea datalist head s del strike rp rt""".split()
)
_NAVIGATION = frozenset("nav dialog".split())
_NAVIGATION_ROLES = frozenset(
    "navigation banner contentinfo search menu menubar dialog toolbar".split()
)
_MENU_NAME = re.compile(
    r"(?:site|page|global|main)-?(?:nav|header|footer)"
    r"|(?:main-?|top-?|side-?)?nav(?:bar|igation|-?menu)?|menu|toc|table-of-contents"
    r"|related-?(?:links|posts|articles|content)",
    re.IGNORECASE,
)
_FURNITURE_NAME = re.compile(
    r"breadcrumbs?|skip-?(?:link|nav|to)\S*|share\S*|social\S*|pagination|pager|advert\S*|ads?",
    re.IGNORECASE,
)
_CONSENT_NAME = re.compile(r"cookie|consent|gdpr|newsletter|subscribe", re.IGNORECASE)
_CONSENT = re.compile(
    r"cookie|privacy|newsletter|subscri|sign up|personal (?:data|information)|mailing list",
    re.IGNORECASE,
)
_IMPRINT = re.compile(
    r"\u00a9|copyright|all rights reserved|registered (?:charity|office|in)", re.IGNORECASE
)
_NOTICE_NAME = re.compile(
    r"(?:\S*-)?(?:alert|warning|caution|notice|withdrawn|superseded|retired|obsolete)(?:-\S*)?",
    re.IGNORECASE,
)
_WARNS = re.compile(
    r"\b(?:do not|don['\u2019]t|must not|should not|never|avoid|contra-?indicat\w*|maximum|exceed"
    r"|withdrawn|superseded|obsolete|out of date|no longer|warning|caution|emergency|danger\w*"
    r"|fatal|overdose|recalled|stop (?:taking|using|giving)|not for (?:use|children|adults))\b",
    re.IGNORECASE,
)
_SKIP_LINK = re.compile(r"skip to\b.{0,40}|back to top|jump to\b.{0,40}", re.IGNORECASE)
_SCRIPTS = re.compile(r"java ?script|browser", re.IGNORECASE)
_UNSEEN_STYLE = re.compile(r"display:none|visibility:hidden")
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
    style = re.sub(r"\s", "", element.get("style", "")).lower()
    marked = element.get("hidden") is not None and element.get("hidden") != "until-found"
    if not marked and not _UNSEEN_STYLE.search(style):
        return False
    if element.get("role") == "tabpanel" or (
        element.get("role") == "region" and element.get("aria-labelledby")
    ):
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
    if tag == "a" and _SKIP_LINK.fullmatch(_words(element)):
        return True
    names = names_of(element).split()
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
    if _CONSENT_NAME.search(names_of(element)) or element.tag in SKIPPED or is_hidden(element):
        return False
    if element.get("role") == "alert":
        return True
    if any(_NOTICE_NAME.fullmatch(name) for name in element.get("class", "").split()):
        return True
    is_line = element.tag not in ("h1", "head", "title") and all(
        each.tag in INLINE or each.tag in ("br", "sup", "sub") or not isinstance(each.tag, str)
        for each in element.iterdescendants()
    )
    return (
        is_line
        and element.tag not in INLINE
        and warns(_own_words(element))
        and not _CONSENT.search(element.text_content())
    )


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


def names_of(element: Element) -> str:
    """Return what an element is called."""
    return f"{element.get('class', '')} {element.get('id', '')}"


def is_about_consent(element: Element) -> bool:
    """Tell whether an element is called after cookies, consent or newsletters."""
    return _CONSENT_NAME.search(names_of(element)) is not None


def _words(element: Element) -> str:
    return " ".join(clean(element.text_content()).split())


def _own_words(element: Element) -> str:
    """Return the words outside of links; all words where there are few links."""
    links = list(element.iter("a"))
    if len(links) < _FEWEST_LINKS:
        return _words(element)
    return " ".join(clean(" ".join(element.xpath(".//text()[not(ancestor::a)]"))).split())


def _says(element: Element) -> bool:
    """Tell whether an element holds prose of its own, or words of warning."""
    own = _own_words(element)
    if warns(own):
        return not _CONSENT.search(own)
    unlinked = " ".join(element.xpath(".//text()[not(ancestor::a or ancestor::button)]"))
    count = len(unlinked.split())
    if element.tag in ("header", "footer"):
        return any(
            len(each.text_content().split()) > _PROSE and not is_links(each, in_main=False)
            for each in element.iter("p")
        ) and not (_IMPRINT.search(unlinked) or _CONSENT.search(unlinked))
    return count >= _PROSE and 2 * count >= len(element.text_content().split())


def _holds_article(element: Element) -> bool:
    return next(element.iter("main", "article", "h2", "table"), None) is not None


def _is_of_page(element: Element) -> bool:
    """Tell whether a header or footer is the page's, not a section's."""
    above = list(element.iterancestors())
    if any(each.tag not in ("div", "form", "body", "html") for each in above):
        return False
    body = next((each for each in above if each.tag == "body"), None)
    if body is None:
        return True
    return all(_count(each) >= _PAGE * _count(body) for each in above if each.tag == "div")


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
    if block.tag in HEADINGS or block.tag in ("summary", "dt", "th", "caption", "legend"):
        return True
    if block.get("role") == "heading" or warns(button.text_content()):
        return True
    within = INLINE - {"a", "button"}
    beside = [block.text, *(each.tail for each in block)]
    for each in block.iterchildren():
        beside += [each.text_content()] if each.tag in within and button not in each.iter() else []
    return any(text and any(c.isalnum() for c in text) for text in beside)
