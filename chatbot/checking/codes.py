"""The codes of `chatbot check`: what each finds and why, and how much it matters."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem matters. Only a note passes `--strict`."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One kind of problem. `finds` says what it is, and where not plain why it matters."""

    severity: Severity
    finds: str


def _error(finds: str) -> Code:
    return Code(severity=Severity.ERROR, finds=finds)


def _warning(finds: str) -> Code:
    return Code(severity=Severity.WARNING, finds=finds)


CODES = {
    "bad_name": _error("a file name that is not UTF-8"),
    "bad_sidecar": _error("a sidecar with a key or a value that is not known"),
    "binary": _error("a file that is not text"),
    "broken": _error("a file that is not the format its name says, or a damaged one"),
    "duplicate_id": _error("files that differ only in their suffix, so share one id"),
    "empty": _error("a file without a word"),
    "encrypted": _error("a file that is protected by a password"),
    "no_html": _error("an HTML file without markup"),
    "no_sections": _error("no heading with text below it"),
    "no_text": _error("a PDF of pictures, or without text on many pages"),
    "not_utf8": _error("a file in another encoding than UTF-8"),
    "sidecar_alone": _error("a sidecar without the article that it is about"),
    "text_lost": _error("a document of which words would be left out, as it is set"),
    "too_large": _error("a file over `CHATBOT_MAX_ARTICLE_BYTES`"),
    "unreadable": _error("a file that may not be read"),
    "unsupported": _error("a document of a kind that is not read, as .doc, .rtf or .odt"),
    "encoding_damage": _error(
        "characters that were lost or misread (`5â€“10 mg`, `m?`, `&nbsp;`): a lost sign may be"
        " a lost ≥ or µ"
    ),
    "hidden_text": _error(
        "what a reader does not see and a machine reads: zero-width and direction characters,"
        " soft hyphens in words, letters of another script that look Latin, HTML comments,"
        " hidden elements"
    ),
    "machine_instructions": _error(
        "text that addresses a language model (`ignore all previous instructions`), which could"
        " turn one against its user"
    ),
    "struck_text": _error("words that Markdown strikes out (`~~50~~`), which would be quoted"),
    "unread_page": _error("a page of a PDF that is a picture without text"),
    "suspicious_number": _error(
        "a quantity that is probably mistyped: a range that runs downwards (`10-5 mg`), a"
        " decimal comma, a letter for a digit (`O.5 mg`), a unit that is nearly one (`5 mgg`)"
    ),
    "changed_since_review": _warning("an article that was edited after it was decided on"),
    "review_without_article": _warning("a decision in `reviews.jsonl` on an id that is not there"),
    "unknown_replacement": _warning("`superseded_by` names no article of this folder"),
    "superseded_in_a_circle": _error("articles that supersede each other in a circle"),
    "no_title": _warning("no title"),
    "no_date": _warning("no date of last update"),
    "old": _warning("a last update longer ago than `--max-age` years (3 by default)"),
    "pending_review": _warning("a human review that is still to come"),
    "unknown_status": _warning("no review status"),
    "uncertain_table": _warning(
        "a table of a PDF without ruling lines, whose cells were told by the gaps between words"
    ),
    "unresolved_marks": _warning("reference marks that no numbered entry of the list answers to"),
    "unused_references": _warning("entries of the reference list that no mark names"),
    "empty_section": _warning("a heading with no text in it or below it"),
    "duplicate_paragraph": _warning(
        "a paragraph of 12 or more words that stands elsewhere in the same words: one of the two"
        " will be forgotten at the next change"
    ),
    "error_prone_number": Code(
        severity=Severity.NOTE,
        finds="right, but easily misread: `1.0 mg` as 10, `.5 mg` as 5, `µg` as mg, `U` as 0",
    ),
}


def severity_of(code: str) -> Severity:
    """Return how much `code` matters; a file that cannot be read for a new reason is an error."""
    return CODES[code].severity if code in CODES else Severity.ERROR


def unknown_codes(named: Collection[str]) -> list[str]:
    """Return those of `named` that are no code, in order."""
    return sorted(set(named) - set(CODES))
