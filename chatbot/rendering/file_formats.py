"""Records -> the bytes of a file in one of the formats, its media type and its name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chatbot.rendering.as_evidence import as_evidence
from chatbot.rendering.as_markdown import as_markdown
from chatbot.rendering.as_print import as_print
from chatbot.rendering.as_ris import as_ris
from chatbot.rendering.document import Document
from chatbot.rendering.record import Record
from chatbot.rendering.sourcing import FindArticle, document_of


class Format(StrEnum):
    """What answers can be exported as."""

    MARKDOWN = "markdown"
    HTML = "html"
    RIS = "ris"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A file to hand out."""

    content: bytes
    media_type: str
    file_name: str


_FORMATS: dict[Format, tuple[Callable[[Document], str], str, str]] = {
    Format.MARKDOWN: (as_markdown, "text/markdown; charset=utf-8", "md"),
    Format.HTML: (as_print, "text/html; charset=utf-8", "html"),
    Format.RIS: (as_ris, "application/x-research-info-systems; charset=utf-8", "ris"),
    Format.JSON: (as_evidence, "application/json", "json"),
}


def export(
    records: Sequence[Record], format: Format, articles: FindArticle, now: datetime
) -> Exported:
    """Return the records as a file; its name holds the time, in UTC, and nothing of a question.

    Raises `GenerationError` if the articles cannot be read.
    """
    write, media_type, suffix = _FORMATS[format]
    document = document_of(records, articles, now)
    return Exported(
        content=write(document).encode("utf-8", "replace"),
        media_type=media_type,
        file_name=f"guideline-chatbot-{document.now:%Y-%m-%d-%H%M}.{suffix}",
    )
