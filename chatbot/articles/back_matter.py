"""Pieces of a document -> its body, its reference list and its disclaimer."""

from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.articles.article import BlockKind, Reference
from chatbot.articles.page_words import expression
from chatbot.articles.reference_list import is_numbered, listed_reference
from chatbot.articles.scanning import Piece

_REFERENCES = expression("reference_list", before=r"(?:\d{1,2}\.?\s+)?")
_DISCLAIMER = expression("disclaimer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The pieces of the body, the reference list and the words of the disclaimer."""

    body: list[Piece]
    references: tuple[Reference, ...]
    disclaimer: str | None


def part(text: str, pieces: Sequence[Piece]) -> Parts:
    """Take the references and the disclaimer, each under a heading of its own, out of the body.

    An entry is a list item or a paragraph that prints its number.
    """
    body: list[Piece] = []
    entries: list[Piece] = []
    disclaimer: list[str] = []
    inside, part_level = "body", 0
    for piece in pieces:
        words = text[piece.start : piece.end]
        if piece.kind is BlockKind.HEADING:
            opened = _opened(words.strip().rstrip(":"))
            if opened:
                inside, part_level = opened, piece.level
                continue
            if piece.level <= part_level:
                inside = "body"
        if inside == "references" and _is_entry(piece, words):
            entries.append(piece)
        elif inside == "disclaimer" and piece.kind is not BlockKind.HEADING:
            disclaimer.append(words)
        elif inside == "body":
            body.append(piece)
    return Parts(
        body=body,
        references=tuple(
            listed_reference(
                text[piece.start : piece.end],
                piece.label.rstrip(".)") if piece.label else None,
                piece.doi,
            )
            for piece in entries
        ),
        disclaimer=" ".join(" ".join(disclaimer).split()) or None,
    )


def _opened(heading: str) -> str | None:
    """Return the part that a heading opens, None for one of the body."""
    if _REFERENCES.fullmatch(heading):
        return "references"
    return "disclaimer" if _DISCLAIMER.fullmatch(heading) else None


def _is_entry(piece: Piece, words: str) -> bool:
    if piece.kind is BlockKind.PARAGRAPH:
        return is_numbered(words)
    return piece.kind in (BlockKind.BULLET, BlockKind.STEP)
