"""An article -> marks that name no reference, and references that no mark names."""

import re
from collections.abc import Iterator

from chatbot.articles.article import Article
from chatbot.checking.problem import LineNumbers, Problem

_NAMED = 8
# Other ways to cite than by marks: "(12)", "(_1_-_3_)", "^1^", "[^1]", superscripts, "et al.",
# "(Name, 2019)". An article that mostly uses one of them is not asked for marks.
_CITES_OTHERWISE = re.compile(
    r"\(\s{0,3}_?\d{1,3}_?(?:[,\u2013-]\s?_?\d{1,3}_?){0,9}\s{0,3}\)|\^\d|<sup>"
    r"|[\u00b9\u00b2\u00b3\u2070-\u2079]|\bet al\b|\([^()\n]{2,60}\b(?:19|20)\d\d[a-z]?\)|\[@"
)


def check_references(article: Article, lines: LineNumbers) -> Iterator[Problem]:
    """Yield `unresolved_marks` and `unused_references`."""
    yield from _unresolved(article, lines)
    yield from _unused(article)


def _unresolved(article: Article, lines: LineNumbers) -> Iterator[Problem]:
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


def _unused(article: Article) -> Iterator[Problem]:
    """Compare the list with the marks; entries without a number can only be counted."""
    marks = [mark.value for block in article.blocks for mark in block.marks]
    if not article.references or _cited_otherwise(article) > len(marks):
        return
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


def _cited_otherwise(article: Article) -> int:
    """Return how often the body cites in another way than by marks."""
    start = min((block.start for block in article.blocks), default=0)
    end = max((block.end for block in article.blocks), default=0)
    return sum(1 for _ in _CITES_OTHERWISE.finditer(article.text, start, end))


def _few(values: list[str]) -> str:
    return ", ".join(values) if len(values) <= _NAMED else ", ".join(values[:_NAMED]) + ", ..."
