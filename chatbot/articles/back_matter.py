"""Pieces of a document -> its body, its reference list and its disclaimer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from chatbot.articles.article import BlockKind, Reference
from chatbot.articles.page_words import expression
from chatbot.articles.reference_list import YEAR, is_numbered, listed_reference
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

    An entry is a list item or a paragraph that prints its number. What follows the last run of
    entries is body again: footnotes with advice may stand behind the references of a schedule.
    """
    body: list[Piece] = []
    references: list[Reference] = []
    disclaimer: list[str] = []
    for kind, heading, held in _parts(text, pieces):
        if kind == "references":
            ends = _end_of_list(text, held)
            references += [_reference(text, each) for each in held[:ends] if _is_entry(text, each)]
            body += _as_sections(held[ends:], heading)
        elif kind == "disclaimer":
            without = (each for each in held if each.kind is not BlockKind.HEADING)
            disclaimer += [text[each.start : each.end] for each in without]
        else:
            body += held
    return Parts(
        body=body,
        references=tuple(references),
        disclaimer=" ".join(" ".join(disclaimer).split()) or None,
    )


def _parts(text: str, pieces: Sequence[Piece]) -> Iterator[tuple[str, Piece | None, list[Piece]]]:
    """Yield what each part is, the heading that opens it, and the pieces below that."""
    kind, opening, held = "body", None, list[Piece]()
    for piece in pieces:
        if piece.kind is BlockKind.HEADING:
            opened = _opened(text[piece.start : piece.end].strip().rstrip(":"))
            closes = opening is not None and piece.level <= opening.level
            if opened or closes:
                yield kind, opening, held
                kind, opening, held = opened or "body", piece if opened else None, []
            if opened:
                continue
        held.append(piece)
    yield kind, opening, held


def _opened(heading: str) -> str | None:
    """Return the part that a heading opens, None for one of the body."""
    if _REFERENCES.fullmatch(heading):
        return "references"
    return "disclaimer" if _DISCLAIMER.fullmatch(heading) else None


def _is_entry(text: str, piece: Piece) -> bool:
    is_item = piece.kind in (BlockKind.BULLET, BlockKind.STEP)
    is_paragraph = piece.kind is BlockKind.PARAGRAPH
    return is_item or (is_paragraph and is_numbered(text[piece.start : piece.end]))


def _end_of_list(text: str, pieces: Sequence[Piece]) -> int:
    """Return how many of the pieces below the heading of a list belong to it.

    After the first run of entries another one does if most tell when or where they were published,
    and so does a paragraph that tells it. If nothing but paragraphs follows, all belong to it.
    """
    ends = place = 0
    has_entries = False
    for are_entries, run in groupby(pieces, lambda each: _is_entry(text, each)):
        held = list(run)
        dated = [n for n, each in enumerate(held, 1) if _is_dated(text, each)]
        if are_entries and has_entries and 2 * len(dated) <= len(held):
            break
        if are_entries:
            ends, has_entries = place + len(held), True
        elif dated and ends == place:
            ends += dated[-1]
        place += len(held)
    paragraphs = all(each.kind is BlockKind.PARAGRAPH for each in pieces[ends:])
    return len(pieces) if paragraphs else ends


def _is_dated(text: str, piece: Piece) -> bool:
    words = text[piece.start : piece.end]
    return bool(piece.doi or YEAR.search(words) or "://" in words or "](" in words)


def _reference(text: str, piece: Piece) -> Reference:
    number = piece.label.rstrip(".)") if piece.label else None
    return listed_reference(text[piece.start : piece.end], number, piece.doi)


def _as_sections(pieces: Sequence[Piece], list_heading: Piece | None) -> list[Piece]:
    """Return `pieces` with their outermost headings at the level of the list's."""
    levels = [each.level for each in pieces if each.kind is BlockKind.HEADING]
    higher = min(levels) - list_heading.level if levels and list_heading else 0
    return [
        replace(each, level=each.level - higher) if each.kind is BlockKind.HEADING else each
        for each in pieces
    ]
