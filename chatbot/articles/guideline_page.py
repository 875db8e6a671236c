"""The text of a guideline page, as its site prints it -> an Article.

The page is a question as title, notices, a block of review stages, a date, a box asking who is
reading, then headed sections with bullets and steps, an unnumbered list of references, a
disclaimer and a banner. Headings are bare lines; their levels are not printed.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from chatbot.articles.article import Article, BlockKind, ReviewStatus
from chatbot.articles.dating import find_date
from chatbot.articles.outlining import outline
from chatbot.articles.page_words import expression, patterns
from chatbot.articles.reference_list import typed_references
from chatbot.articles.scanning import Line, Piece, is_item, lines, scan, with_neighbours

_STAGES = {
    "submitted": ReviewStatus.SUBMITTED,
    "under review": ReviewStatus.UNDER_REVIEW,
    "approved": ReviewStatus.APPROVED,
}
_REVIEW_PENDING = expression("review_pending")
_UPDATED = expression("last_update")
_FURNITURE = expression("page_furniture")
_AUDIENCE = expression("audience")
_NOTICE = expression("page_notice")
_NOTICE_LINES = 7
_REFERENCES = expression("page_references", after=":?")
_DISCLAIMER = expression("disclaimer", after=":?")
_FOLLOW_UP = expression("banner")
_PREAMBLE_LINES = 60

# Headings that open a section of their own wherever they stand. The printed page does not tell
# a sub-section from the next section; these words do.
_OPENS_A_SECTION = expression("section_opener", before=r"\b", after=r"\b")
_RANK = expression("rank", before=r"\b", after=r"\b")
_HEADING_WORDS = 16
_DEEPEST = 6
_SENTENCE_END = (".", ":", ";", ",", "!")
_CLOSING_MARKS = "0123456789, \u00a0\u2013-[]"
# A sentence may lack its full stop; a verb tells it from a heading. Small letters only: "May".
_FINITE_VERB = expression(
    "finite_verb",
    before=r"(?<=[ \u00a0])(?<!\bto )",
    after=r"(?![\w-])|\ADo not\b",
    is_cased=True,
)
_QUESTION = expression("question_opener", before=r".*\?|", after=r"\b[^,]*")
_SMALL_IN_TITLES = frozenset(patterns("small_in_titles"))

Span = tuple[int, int]


def read_guideline_page(text: str, article_id: str) -> Article:
    """Read a page. Total: any text gives an Article, if perhaps one without blocks."""
    printed = list(lines(text, 0, len(text)))
    filled = [line for line in printed if line.words]
    if not filled:
        return Article(article_id=article_id, text=text, title="", blocks=())
    title, rest = filled[0], filled[1:]
    dates = (find_date(line.words) for line in rest if _UPDATED.fullmatch(line.words))
    preamble = _preamble(rest, _lines_above_body(printed[printed.index(title) + 1 :]))
    body, listed, disclaimed = _parts(text, rest[len(preamble) :])
    references = typed_references([words for words in _printed(text, listed) if words])
    pieces = _levelled(text, scan(text, *body, _heading_or_date), title.words)
    return Article(
        article_id=article_id,
        text=text,
        title=title.words,
        review_status=_review_status(preamble),
        updated=next(filter(None, dates), None),
        blocks=outline(text, pieces, len(references)),
        references=references,
        disclaimer=" ".join(" ".join(_printed(text, disclaimed)).split()) or None,
    )


def _preamble(filled: list[Line], above_body: int) -> list[Line]:
    """Return the notices and page furniture between the title and the body.

    A landmark ends them only among the first `above_body` lines: a date may also close a page.
    """
    head = filled[: min(above_body, _PREAMBLE_LINES)]
    for landmark in (_AUDIENCE, _UPDATED):
        for number, line in enumerate(head):
            if landmark.fullmatch(line.words):
                return head[: number + 1] + _leading_furniture(filled[number + 1 :], notices=0)
    return _leading_furniture(filled, notices=_NOTICE_LINES)


def _lines_above_body(printed: list[Line]) -> int:
    """Return how many filled lines stand above the first that only a body can have.

    That is a bullet, a step, or the text below a heading. What stands above a notice in the
    first few lines is itself a notice, even if it looks like a heading.
    """
    filled = [each for each in with_neighbours(printed) if each[1].words]
    opening = [line for _, line, _ in filled[:_NOTICE_LINES]]
    noticed = max((count for count, line in enumerate(opening) if _is_notice(line)), default=-1)
    headed = False
    for count, (before, line, after) in enumerate(filled):
        if is_item(line):
            return count
        if _is_furniture(line) or count <= noticed:
            headed = False
        elif _is_heading(line, before, after):
            headed = True
        elif headed:
            return count
    return len(filled)


def _leading_furniture(filled: list[Line], *, notices: int) -> list[Line]:
    """Return the page furniture that opens `filled`, notices only in its first few lines."""
    for number, line in enumerate(filled):
        if not (number < notices and _is_notice(line)) and not _is_furniture(line):
            return filled[:number]
    return filled


def _is_notice(line: Line) -> bool:
    return bool(_NOTICE.search(line.words) or _REVIEW_PENDING.search(line.words))


def _is_furniture(line: Line) -> bool:
    return bool(_FURNITURE.fullmatch(line.words) or _UPDATED.fullmatch(line.words))


def _review_status(preamble: list[Line]) -> ReviewStatus:
    """Read the status from the notices; the block of stages lists all three whichever applies."""
    if any(_REVIEW_PENDING.search(line.words) for line in preamble):
        return ReviewStatus.PENDING
    stages = {_STAGES[words] for line in preamble if (words := line.words.casefold()) in _STAGES}
    return stages.pop() if len(stages) == 1 else ReviewStatus.UNKNOWN


def _parts(text: str, rest: list[Line]) -> tuple[Span, Span, Span]:
    """Return the offsets of the body, of the references and of the disclaimer."""
    end = len(text)
    banner = _last(rest, _FOLLOW_UP, end)
    disclaimer = _last(rest, _DISCLAIMER, banner.start if banner else end)
    before = disclaimer or banner
    references = _last(rest, _REFERENCES, before.start if before else end)
    body_start = text.rfind("\n", 0, rest[0].start) + 1 if rest else end
    body_end = min(line.start if line else end for line in (references, disclaimer, banner))
    return (
        (body_start, max(body_start, body_end)),
        (references.end, before.start if before else end) if references else (end, end),
        (disclaimer.end, banner.start if banner else end) if disclaimer else (end, end),
    )


def _last(filled: list[Line], landmark: re.Pattern[str], before: int) -> Line | None:
    found = (line for line in reversed(filled) if line.start < before)
    return next((line for line in found if landmark.fullmatch(line.words)), None)


def _printed(text: str, part: Span) -> Iterator[str]:
    """Yield the lines of a part without the date of the page."""
    for line in lines(text, *part):
        if not _UPDATED.fullmatch(line.words):
            yield line.words


def _heading_or_date(line: Line, before: Line | None, after: Line | None) -> Piece | None:
    """Return the heading on `line`; the date of the page is passed over with an empty piece."""
    is_date = _UPDATED.fullmatch(line.words) is not None
    if not is_date and not _is_heading(line, before, after):
        return None
    end = line.start if is_date else line.end
    return Piece(kind=BlockKind.HEADING, start=line.start, end=end)


def _is_heading(line: Line, before: Line | None, after: Line | None) -> bool:
    """Take a short bare line that stands alone, or directly above a list, for a heading."""
    words = line.words
    stands_alone = (before is None or not before.words) and (
        after is None or not after.words or is_item(after)
    )
    return (
        stands_alone
        and not line.indent
        and not is_item(line)
        and len(words.split()) <= _HEADING_WORDS
        and not words.rstrip(_CLOSING_MARKS).endswith(_SENTENCE_END)
        and any(character.isalpha() for character in words)
        and not words[0].islower()
        and not _is_sentence(words)
    )


def _is_sentence(words: str) -> bool:
    """Tell whether words without a full stop state something: a verb, but no title or question."""
    if _FINITE_VERB.search(words) is None or _QUESTION.fullmatch(words.rstrip(_CLOSING_MARKS)):
        return False
    return any(
        word[0].islower() and word not in _SMALL_IN_TITLES
        for word in re.findall(r"[^\W\d_][\w'’-]*", _FINITE_VERB.sub("", words))
    )


def _levelled(text: str, pieces: list[Piece], title: str) -> list[Piece]:
    """Give every heading its level, from 1 to `_DEEPEST`.

    A heading directly above another is its parent. Below a parent, a heading with content of
    its own is taken for one more child, unless its words open a section (`_OPENS_A_SECTION`) or
    set it beside the parent ("Second-Line ..." after "First-Line ..."). The heading that
    repeats the title is nobody's parent.
    """
    levelled: list[Piece] = []
    parent: str | None = None
    run, is_first = 0, True
    for _, piece, after in with_neighbours(pieces):
        if piece.kind is not BlockKind.HEADING:
            levelled.append(piece)
            run = 0
            continue
        words = text[piece.start : piece.end]
        is_above = after is not None and after.kind is BlockKind.HEADING
        if is_first and _repeats(title, words):
            level, is_above = 1, False
        elif run:
            level = min(run + 1, _DEEPEST)
        elif is_above or parent is None or _stands_beside(words, parent):
            level, parent = 1, words if is_above else None
        else:
            level = 2
        levelled.append(replace(piece, level=level))
        run, is_first = level if is_above else 0, False
    return levelled


def _stands_beside(words: str, parent: str) -> bool:
    ranked = _RANK.search(words) and _RANK.search(parent)
    return bool(ranked or _OPENS_A_SECTION.search(words))


def _repeats(title: str, heading: str) -> bool:
    """Tell whether at least half of the heading's longer words stand in the title too."""
    asked = {word.casefold() for word in re.findall(r"\w{4,}", title)}
    named = [word.casefold() for word in re.findall(r"\w{4,}", heading)]
    return bool(named) and sum(word in asked for word in named) * 2 >= len(named)
