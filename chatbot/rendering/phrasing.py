"""What is known of an article or a quote -> the plain words for it, the same in every format."""

import re
from collections.abc import Iterable
from datetime import date

from chatbot.answering.answer import Citation
from chatbot.answering.delimiting import visible
from chatbot.articles.dating import age
from chatbot.articles.superseding import superseded_words

STATUS_WORDS = {
    "pending": "pending human review",
    "submitted": "submitted, not yet reviewed",
    "under_review": "under review",
    "approved": "approved",
    "unknown": "review status not stated",
}
PENDING_NOTICE = "The articles cited here are pending human review."
PARTLY_PENDING_NOTICE = "Some of the articles cited here are pending human review."
UNREVIEWED_NOTICE = "Not every article cited here is stated to have been reviewed."
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_RULE_OF_A_TABLE = re.compile(r"(?=.*-)(?=.*\|)[ \t|:-]+")
_OPENING_BAR = re.compile(r"\A\s*\|[ \t]*")
_CLOSING_BAR = re.compile(r"(?<!\s)\s*\|\s*\Z")


def review_notice(statuses: Iterable[str]) -> str:
    """Return the notice on the review of what is quoted; nothing if all of it is approved.

    `statuses` are those of the citations, one each.
    """
    found = set(statuses)
    if "pending" in found:
        return PENDING_NOTICE if found == {"pending"} else PARTLY_PENDING_NOTICE
    return UNREVIEWED_NOTICE if found - {"approved"} else ""


def superseded_note(citation: Citation) -> str:
    """Return what supersedes the article, in words; nothing if it states nothing."""
    if not citation.superseded_by:
        return ""
    titles = [replacement.article_title for replacement in citation.replacements]
    return superseded_words(citation.superseded_by, titles)


def kind_words(jurisdiction: str | None, kind: str | None) -> list[str]:
    """Return "US guideline", or what of it is stated, as one item; none if neither is."""
    stated = " ".join(filter(None, (jurisdiction, kind)))
    return [stated] if stated else []


def provenance(citation: Citation, today: date | None = None) -> tuple[str, str, str]:
    """Return what supersedes an article, its review status, its date and kind, in words.

    With `today`, the date comes with its age.
    """
    updated = date.fromisoformat(citation.updated) if citation.updated else None
    stated = [age(updated, today), *kind_words(citation.jurisdiction, citation.kind)]
    return superseded_note(citation), STATUS_WORDS[citation.review_status], " · ".join(stated)


def place(citation: Citation) -> str:
    """Return where a citation stands: section and article."""
    return " › ".join((*citation.section, citation.article_title)[-3:])


def shown_quote(citation: Citation) -> str:
    """Return the quote, its reference marks raised, so that none passes for a figure.

    Of tables, the bars around the rows and the rules between them are left out. The bars between
    cells stay: any other sign there could be read as part of a figure.
    """
    words = citation.quote
    for start, end in citation.places():
        words = f"{words[:start]}{words[start:end].translate(_RAISED)}{words[end:]}"
    printed = words.split("\n")
    rows = [_CLOSING_BAR.sub("", line) for line in printed[:-1]] + printed[-1:]
    rows[1:] = [_OPENING_BAR.sub("", line) for line in rows[1:]]
    kept = zip(rows, printed, strict=True)
    return "\n".join(row for row, line in kept if not _RULE_OF_A_TABLE.fullmatch(line))


def one_line(words: str) -> str:
    """Return `words` on one line, by any of the line ends there are, with nothing unseen in it."""
    return visible(" ".join(words.split()))


def sentence(words: str) -> str:
    """Return `words` with a capital at the beginning and a full stop at the end."""
    return f"{words[:1].upper()}{words[1:]}".rstrip(".") + "."
