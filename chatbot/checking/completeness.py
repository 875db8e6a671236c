"""An article -> what it lacks: title, date, status, words below a heading, resolved references."""

import re
from collections.abc import Iterator
from datetime import date

from chatbot.articles.article import Article, Block, BlockKind, ReviewStatus
from chatbot.checking.problem import Finding, LineNumbers, Problem

_DAYS_A_YEAR = 365.25
_COMMENT = re.compile(r"<!--[^<>]*-->")
_NAMED = 8
# Other ways to cite than by marks: "(12)", "(_1_-_3_)", "^1^", "[^1]", superscripts, "et al.",
# "(Name, 2019)". An article that mostly uses one of them is not asked for marks.
_CITES_OTHERWISE = re.compile(
    r"\(\s{0,3}_?\d{1,3}_?(?:[,\u2013-]\s?_?\d{1,3}_?){0,9}\s{0,3}\)|\^\d|<sup>"
    r"|[\u00b9\u00b2\u00b3\u2070-\u2079]|\bet al\b|\([^()\n]{2,60}\b(?:19|20)\d\d[a-z]?\)|\[@"
)


def check_metadata(article: Article, *, today: date, max_age_years: float) -> Iterator[Problem]:
    """Yield `no_title`, `no_date` or `old`, and `pending_review` or `unknown_status`."""
    if not article.title:
        yield Problem(code="no_title", message="no title was found; put it first", line=1)
    if article.updated is None:
        yield Problem(code="no_date", message='no date of last update; add "Last updated: ..."')
    elif (years := (today - article.updated).days / _DAYS_A_YEAR) > max_age_years:
        yield Problem(
            code="old",
            message=(
                f"last updated {article.updated.isoformat()}, {years:.1f} years ago; bring it up "
                "to date, or remove it"
            ),
        )
    if article.review_status is ReviewStatus.PENDING:
        yield Problem(code="pending_review", message="the article awaits human review")
    if article.review_status is ReviewStatus.UNKNOWN:
        yield Problem(code="unknown_status", message="the article does not state its review status")


def find_empty_sections(article: Article) -> Iterator[Finding]:
    """Yield the headings that neither text nor a heading below them follows.

    On a guideline page a heading right above another is its parent, since levels are not
    printed, so that only the last heading of a page can be found empty.
    """
    filled = [
        block
        for block in article.blocks
        if block.kind is BlockKind.HEADING
        or any(character.isalnum() for character in _COMMENT.sub("", article.quote(block)))
    ]
    for block, after in zip(filled, [*filled[1:], None], strict=True):
        if block.kind is BlockKind.HEADING and block.section and not _holds(block, after):
            yield Finding(
                start=block.start,
                end=block.end,
                says="nothing stands below this heading; add the text, or remove it",
            )


def _holds(heading: Block, after: Block | None) -> bool:
    """Tell whether the block `after` a heading belongs to its section."""
    if after is None:
        return False
    if after.kind is not BlockKind.HEADING:
        return True
    depth = len(heading.section)
    return len(after.section) > depth and after.section[:depth] == heading.section


def check_references(article: Article, lines: LineNumbers) -> Iterator[Problem]:
    """Yield `unresolved_marks` and `unused_references`."""
    marks = [mark for block in article.blocks for mark in block.marks]
    unresolved = [mark for mark in marks if article.resolve(mark) is None]
    if unresolved:
        values = sorted({mark.value for mark in unresolved}, key=int)
        entries = len(article.references)
        why = (
            f"name no entry of the reference list ({entries} entries); number its entries"
            if entries
            else "name nothing, since there is no reference list; add one with numbered entries"
        )
        yield Problem(
            code="unresolved_marks",
            message=f"{len(unresolved)} reference marks ({_few(values)}) {why}",
            line=lines.of(unresolved[0].start),
        )
    start = min((block.start for block in article.blocks), default=0)
    end = max((block.end for block in article.blocks), default=0)
    cited_otherwise = sum(1 for _ in _CITES_OTHERWISE.finditer(article.text, start, end))
    if article.references and cited_otherwise <= len(marks):
        yield from _unused(article)


def _unused(article: Article) -> Iterator[Problem]:
    """Compare the list with the marks; entries without a number can only be counted."""
    cited = {number for block in article.blocks for number in article.cited(block.marks)}
    numbers = [reference.number for reference in article.references if reference.number]
    unused = [number for number in numbers if number not in cited]
    total = len(article.references)
    left = total - len(numbers) - len(cited - set(numbers))
    if not cited:
        message = f"no mark in the text names any of the {total} references"
    elif unused:
        message = f"no mark names {len(unused)} of the references ({_few(unused)})"
    elif left > 0:
        message = f"of {total} references the marks name at most {total - left}"
    else:
        return
    yield Problem(code="unused_references", message=f"{message}; cite or remove what is not used")


def _few(values: list[str]) -> str:
    return ", ".join(values) if len(values) <= _NAMED else ", ".join(values[:_NAMED]) + ", ..."
