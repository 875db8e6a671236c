"""A Markdown document, with or without front matter -> an Article.

Offsets count in the file as it is, so blocks are found in the source lines; inline markup such
as `**bold**` stays part of the words.
"""

import re
from datetime import date

import yaml

from chatbot.articles.article import Article, BlockKind, ReviewStatus
from chatbot.articles.dating import find_date
from chatbot.articles.outlining import outline
from chatbot.articles.references import listed_reference
from chatbot.articles.scanning import Line, Piece, is_item, lines, scan

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_SIGNS = re.compile(r"#{1,6}(?=\s|\Z)")
_RULE = re.compile(r"([-*_])(?:\s*\1){2,}")
_UNDERLINE = re.compile(r"={2,}|-{2,}")
_DATED = re.compile(
    r"\b(?:last\s+)?(?:updated|reviewed|revised|published|date)\b\s*:?(?P<words>.{0,40})",
    re.IGNORECASE,
)
_DATED_LINES = 12
_REFERENCES = re.compile(r"(?:references|bibliography|literature cited)", re.IGNORECASE)
_DISCLAIMER = re.compile(r"(?:professional\s+)?(?:medical\s+)?disclaimer", re.IGNORECASE)
_NO_VALUE = ("", "~", "null")
_DATE_KEYS = ("updated", "last_updated", "last_reviewed", "modified", "date", "published")


def read_markdown(text: str, article_id: str) -> Article:
    """Read a document. Total: any text gives an Article, if perhaps one without blocks."""
    matter, start = _front_matter(text)
    pieces = scan(text, start, len(text), _Headings())
    title_piece = next(
        (piece for piece in pieces if piece.kind is BlockKind.HEADING and piece.level == 1), None
    )
    title = " ".join(matter.get("title", "").split()) or (
        " ".join(text[title_piece.start : title_piece.end].split()) if title_piece else ""
    )
    pieces = [_as_title(piece) if piece is title_piece else piece for piece in pieces]
    kept, printed, disclaimer = _without_back_matter(text, pieces)
    references = tuple(
        listed_reference(
            text[piece.start : piece.end], piece.label.rstrip(".)") if piece.label else None
        )
        for piece in printed
    )
    return Article(
        article_id=article_id,
        text=text,
        title=title or _first_words(text, start),
        blocks=outline(text, kept, len(references)),
        review_status=_status(matter),
        updated=_updated(matter, text, start),
        references=references,
        disclaimer=disclaimer,
        kind=_stated(matter, "kind"),
        jurisdiction=_stated(matter, "jurisdiction"),
        superseded_by=_stated(matter, "superseded_by"),
    )


class _Headings:
    """The heading test of Markdown.

    `#` signs with their words on the same or the next line, or words underlined with `===` or
    `---`. Underlines and rules are passed over.
    """

    def __init__(self) -> None:
        self._pending = 0
        self._heading_end = -1  # start of the line that ended the last heading

    def __call__(self, line: Line, before: Line | None, after: Line | None) -> Piece | None:
        pending, self._pending = self._pending, 0
        if line.indent < 4:
            if signs := _SIGNS.match(line.words):
                return self._atx(line, len(signs[0]))
            if line.start == self._heading_end or _RULE.fullmatch(line.words):
                return _nothing(line)
            if not pending and after and self._is_underlined(line, before, after):
                self._heading_end = after.start
                return _heading(line.start, line.end, 1 if after.words[0] == "=" else 2)
        return _heading(line.start, line.end, pending) if pending else None

    def _atx(self, line: Line, signs: int) -> Piece:
        """Return the heading on a line with `#` signs; without words, they are on the next line."""
        words = line.words[signs:].strip()
        unclosed = words.rstrip("#")
        if unclosed != words and (not unclosed or unclosed[-1].isspace()):
            words = unclosed.rstrip()
        if not words:
            self._pending = signs
            return _nothing(line)
        self._heading_end = line.start
        start = line.end - len(line.words[signs:].lstrip())
        return _heading(start, start + len(words), signs)

    def _is_underlined(self, line: Line, before: Line | None, after: Line) -> bool:
        """Tell whether `line` is a heading by the line below it; a rule may close a sentence."""
        opens = before is None or not before.words or before.start == self._heading_end
        return (
            opens
            and after.indent < 4
            and _UNDERLINE.fullmatch(after.words) is not None
            and not is_item(line)
            and not line.words.startswith("|")
            and not line.words.endswith((".", ":", ";", "|"))
        )


def _nothing(line: Line) -> Piece:
    """Return the empty piece, by which a line is passed over."""
    return _heading(line.end, line.end, 0)


def _heading(start: int, end: int, level: int) -> Piece:
    return Piece(kind=BlockKind.HEADING, start=start, end=end, level=level)


def _as_title(piece: Piece) -> Piece:
    """Return the title's heading at level 0, which no section path contains."""
    return Piece(kind=piece.kind, start=piece.start, end=piece.end, level=0)


def _front_matter(text: str) -> tuple[dict[str, str], int]:
    """Return the front matter's plain entries as they are written, and where the body starts.

    The values stay words: a date that no calendar has, or a tag, must not cost the title.
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, 0
    try:
        loaded = yaml.load(match[1], Loader=yaml.BaseLoader)  # noqa: S506 - makes only strings
    except (yaml.YAMLError, RecursionError):
        return {}, 0
    if not isinstance(loaded, dict):
        return {}, 0
    plain = {key: value for key, value in loaded.items() if isinstance(value, str)}
    return {key: value for key, value in plain.items() if value not in _NO_VALUE}, match.end()


def _without_back_matter(
    text: str, pieces: list[Piece]
) -> tuple[list[Piece], list[Piece], str | None]:
    """Part the pieces into body and reference entries, and take out the disclaimer."""
    body: list[Piece] = []
    entries: list[Piece] = []
    disclaimer: list[str] = []
    part, part_level = "body", 0
    for piece in pieces:
        if piece.kind is BlockKind.HEADING:
            words = text[piece.start : piece.end].strip().rstrip(":")
            if _REFERENCES.fullmatch(words):
                part, part_level = "references", piece.level
                continue
            if _DISCLAIMER.fullmatch(words):
                part, part_level = "disclaimer", piece.level
                continue
            if piece.level <= part_level:
                part = "body"
        if part == "references" and piece.kind in (BlockKind.BULLET, BlockKind.STEP):
            entries.append(piece)
        elif part == "disclaimer" and piece.kind is not BlockKind.HEADING:
            disclaimer.append(text[piece.start : piece.end])
        elif part == "body":
            body.append(piece)
    return body, entries, " ".join(" ".join(disclaimer).split()) or None


def _first_words(text: str, start: int) -> str:
    return next((line.words for line in lines(text, start, len(text)) if line.words), "")


def _stated(matter: dict[str, str], key: str) -> str | None:
    return " ".join(matter.get(key, "").split()) or None


def _status(matter: dict[str, str]) -> ReviewStatus:
    stated = (matter.get("review_status") or matter.get("status") or "").strip().casefold()
    try:
        return ReviewStatus(stated.replace(" ", "_").replace("-", "_"))
    except ValueError:
        return ReviewStatus.UNKNOWN


def _updated(matter: dict[str, str], text: str, start: int) -> date | None:
    """Return the date of the front matter, else of the first lines that say what they date."""
    for key in _DATE_KEYS:
        if found := find_date(matter.get(key, "")):
            return found
    head = [line for line in lines(text, start, len(text)) if line.words][:_DATED_LINES]
    stated = (match["words"] for line in head for match in _DATED.finditer(line.words))
    return next((found for words in stated if (found := find_date(words))), None)
