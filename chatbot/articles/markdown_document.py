"""A Markdown document, with or without front matter -> an Article.

Offsets count in the file as it is, so blocks are found in the source lines; inline markup such
as `**bold**` stays part of the words.
"""

import re
from dataclasses import replace

from chatbot.articles.article import Article, BlockKind
from chatbot.articles.back_matter import part
from chatbot.articles.dating import stated_date
from chatbot.articles.front_matter import Stated, described, front_matter
from chatbot.articles.outlining import outline
from chatbot.articles.scanning import Line, Piece, is_item, lines, scan

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)


def read_markdown(text: str, article_id: str) -> Article:
    """Read a document. Total: any text gives an Article, if perhaps one without blocks."""
    stated, start = _front_matter(text)
    pieces = scan(text, start, len(text), _Headings())
    title_piece = next(
        (piece for piece in pieces if piece.kind is BlockKind.HEADING and piece.level == 1), None
    )
    title = " ".join(text[title_piece.start : title_piece.end].split()) if title_piece else ""
    # No section path contains the title's heading, which is at level 0.
    pieces = [replace(piece, level=0) if piece is title_piece else piece for piece in pieces]
    parts = part(text, pieces)
    printed = _words(text, start)
    below = _words(text, title_piece.end if title_piece else start)
    article = Article(
        article_id=article_id,
        text=text,
        title=title or next(iter(printed), ""),
        blocks=outline(text, parts.body, len(parts.references)),
        updated=stated_date(printed, below, printed),
        references=parts.references,
        disclaimer=parts.disclaimer,
    )
    return described(article, stated)


def _words(text: str, start: int) -> list[str]:
    return [line.words for line in lines(text, start, len(text)) if line.words]


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
            if signs := _signs(line.words):
                return self._atx(line, signs)
            if line.start == self._heading_end or _is_rule(line.words):
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
            and len(after.words) > 1
            and set(after.words) in ({"="}, {"-"})
            and not is_item(line)
            and not line.words.startswith("|")
            and not line.words.endswith((".", ":", ";", "|"))
        )


def _signs(words: str) -> int:
    """Return how many `#` signs open a heading, 0 if `words` are none."""
    signs = len(words) - len(words.lstrip("#"))
    return signs if signs <= 6 and (signs == len(words) or words[signs].isspace()) else 0


def _is_rule(words: str) -> bool:
    signs = "".join(words.split())
    return len(signs) > 2 and set(signs) in ({"-"}, {"*"}, {"_"})


def _nothing(line: Line) -> Piece:
    """Return the empty piece, by which a line is passed over."""
    return _heading(line.end, line.end, 0)


def _heading(start: int, end: int, level: int) -> Piece:
    return Piece(kind=BlockKind.HEADING, start=start, end=end, level=level)


def _front_matter(text: str) -> tuple[Stated, int]:
    """Return what the front matter states, and where the body starts."""
    match = _FRONT_MATTER.match(text)
    stated = front_matter(match[1]) if match else None
    return (stated, match.end()) if match and stated is not None else ({}, 0)
