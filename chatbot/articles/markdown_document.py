"""A Markdown document, with or without front matter -> an Article.

Offsets count in the file as it is, so blocks are found in the source lines; inline markup such
as `**bold**` stays part of the words.
"""

import re
from dataclasses import replace

from chatbot.articles.article import Article, BlockKind
from chatbot.articles.back_matter import part
from chatbot.articles.dating import stated_date
from chatbot.articles.front_matter import front_matter
from chatbot.articles.outlining import outline
from chatbot.articles.page_words import expression
from chatbot.articles.reference_list import is_numbered
from chatbot.articles.scanning import Line, Piece, is_item, lines, scan
from chatbot.language.figure import Kind
from chatbot.language.figures import find_figures
from chatbot.language.modality import Modality, Mode, find_modalities
from chatbot.language.names import NameKind, find_names

_DEEPEST = 6  # signs of a heading
_LONGEST_HEADING = 20  # words of a line in bold; more are a paragraph
_SPEAKS = expression("bold_speech", after=r"\b")
_SPEAKING = frozenset((Mode.RECOMMENDS, Mode.PERMITS, Mode.FORBIDS, Mode.WARNS))
_ASKS = re.compile(r"(?:who|whom|when|what|which|how|why|where|can|is|are|does)\b", re.IGNORECASE)
_DOSES = re.compile(r"/|:|\b(?:give|take|maximum|max|up to|once|dose of)\b", re.IGNORECASE)
_NOUN = re.compile(r"(?:[^s]s|ions?|ance|ing)\Z")
_OF_A_NOUN = re.compile(
    r"\w+ed (?!(?:in|for|if|with|during|only|when|to|by|at|on)\b)"
    r"|(?:use|need|offer) (?:in|of|for)\b",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(r"\b(?:to|(?:who|whom|which|that|if)(?: \w+){0,2}) ?\Z", re.IGNORECASE)
_EMPHASISED = re.compile(r"(\*\*|__).+?\1|(?<!\w)([*_])[^*_]+\2(?!\w)")
_LETTER = re.compile(r"[^\W\d_]")
_LEVELS = re.compile(r"(?:\d{1,2}\.){2,}\s|\d{1,2}[a-z]\.\s")
_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)


def read_markdown(text: str, article_id: str) -> Article:
    """Read a document. Total: any text gives an Article, if perhaps one without blocks."""
    match = _FRONT_MATTER.match(text)
    stated = front_matter(match[1]) if match else None
    start = match.end() if match and stated is not None else 0
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
    return replace(article, **(stated or {}))


def _words(text: str, start: int) -> list[str]:
    return [line.words for line in lines(text, start, len(text)) if line.words]


class _Headings:
    """The heading test of Markdown.

    `#` signs with their words on the same or the next line, words underlined with `===` or `---`,
    or a line by itself all in bold, which stands below every other heading. Underlines and rules
    are passed over.
    """

    def __init__(self) -> None:
        self._pending = 0
        self._heading_end = -1  # start of the line that ended the last heading
        self._has_numbered = False  # whether a line in bold had a number

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
            if not pending and _is_bold(line, before, after):
                return _heading(line.start + 2, line.end - 2, self._bold_level(line.words[2:-2]))
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

    def _bold_level(self, words: str) -> int:
        """Return the level of a line in bold: numbers, then what ends in a colon, then the rest."""
        numbered = is_numbered(words)
        self._has_numbered |= numbered
        if words.endswith(":"):
            return _DEEPEST + 2
        return _DEEPEST + 1 if numbered or not self._has_numbered else _DEEPEST + 3

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


def _is_bold(line: Line, before: Line | None, after: Line | None) -> bool:
    """Tell whether a line by itself, all in bold, heads what follows; what speaks does not."""
    mark, inner = line.words[:2], line.words[2:-2]
    alone = not (before and before.words) and not (after and after.words)
    if not alone or mark not in ("**", "__") or not line.words.endswith(mark):
        return False
    if _LETTER.search(_EMPHASISED.sub("", line.words)) or not any(map(str.isalpha, inner)):
        return False
    is_short = len(inner.split()) <= _LONGEST_HEADING and not inner.endswith((".", ",", ";"))
    return (is_numbered(inner) or is_short) and not _speaks(inner)


def _speaks(words: str) -> bool:
    """Tell whether a line states a dose, or advises: "Refer urgently", not "Drugs to avoid".

    A number of several levels tells a heading.
    """
    if _LEVELS.match(words):
        return False
    kinds = {figure.kind for figure in find_figures(words)}
    if Kind.AMOUNT in kinds and (_DOSES.search(words) or kinds & {Kind.RATE, Kind.TIME}):
        return True
    if _ASKS.match(words):
        return False
    return bool(_SPEAKS.match(words)) or any(
        _advises(words, told) for told in find_modalities(words)
    )


def _advises(words: str, told: Modality) -> bool:
    """Tell whether a sign of advice is a verb, and of the line itself: no noun, no "who ..."."""
    trigger, before = words[told.start : told.end], words[: told.start]
    opens = not _LETTER.search(before)
    if told.kind is Mode.NEGATED:
        return opens and any(name.kind is NameKind.MEDICINE for name in find_names(words))
    if told.kind not in _SPEAKING or _NOUN.search(trigger) or _OF_OTHERS.search(before):
        return False
    if _OF_A_NOUN.match(words, told.start):
        return False
    return opens or " " in trigger


def _nothing(line: Line) -> Piece:
    """Return the empty piece, by which a line is passed over."""
    return _heading(line.end, line.end, 0)


def _heading(start: int, end: int, level: int) -> Piece:
    return Piece(kind=BlockKind.HEADING, start=start, end=end, level=level)
