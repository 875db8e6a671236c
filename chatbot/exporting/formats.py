"""Records -> the bytes of a file in one of the formats, its media type and its name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from chatbot.exporting.evidence_pack import evidence_pack
from chatbot.exporting.markdown import markdown
from chatbot.exporting.printable import printable
from chatbot.exporting.record import Record
from chatbot.exporting.ris import ris
from chatbot.exporting.sources import FindArticle, Material, gather


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    write: Callable[[Material, datetime], str]
    media_type: str
    suffix: str


_FORMATS = {
    Format.MARKDOWN: _Written(
        write=markdown, media_type="text/markdown; charset=utf-8", suffix=".md"
    ),
    Format.HTML: _Written(write=printable, media_type="text/html; charset=utf-8", suffix=".html"),
    Format.RIS: _Written(
        write=ris, media_type="application/x-research-info-systems; charset=utf-8", suffix=".ris"
    ),
    Format.JSON: _Written(write=evidence_pack, media_type="application/json", suffix=".json"),
}


def export(
    records: Sequence[Record], format: Format, articles: FindArticle, now: datetime
) -> Exported:
    """Return the records as a file; its name holds the time, in UTC, and nothing of a question.

    Raises:
        GenerationError: the articles cannot be read.

    """
    written = _FORMATS[format]
    now = now.astimezone(UTC)
    return Exported(
        content=written.write(gather(records, articles), now).encode("utf-8", "replace"),
        media_type=written.media_type,
        file_name=f"guideline-chatbot-{now:%Y-%m-%d-%H%M}{written.suffix}",
    )
