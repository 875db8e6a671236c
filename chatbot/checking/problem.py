"""What a check finds, how it is told, and the codes of `chatbot check`: how much each matters."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from chatbot.lexicon.loading import load_table

_MOST_TOLD_SINGLY = 5
_LINES_NAMED = 5
_QUOTED = 60
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


class Severity(StrEnum):
    """How much a problem matters. Only a note passes `--strict`."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


CODES = {row["code"]: row for row in load_table("check_codes").rows}
"""The kinds of problems: how much each matters (`severity`) and what it is (`finds`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One problem: a stable code, a sentence, and the line it stands on where there is one."""

    code: str
    message: str
    line: int | None = None

    @property
    def severity(self) -> Severity:
        """How much it matters; a file that cannot be read for a new reason is an error."""
        return Severity(CODES[self.code]["severity"]) if self.code in CODES else Severity.ERROR


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedArticle:
    """One file that should be an article, and what is wrong with it.

    `is_read` tells whether it could be read as an article.
    """

    article_id: str
    problems: tuple[Problem, ...]
    is_read: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A place in an article's text, and what is wrong there."""

    start: int
    end: int
    says: str


class Expressions:
    """What the table `text_problems` finds of one `code`; `parts` replace the names in braces."""

    def __init__(self, code: str, **parts: str) -> None:
        self._found: list[tuple[re.Pattern[str], str]] = []
        for row in load_table("text_problems").rows:
            if row["code"] == code:
                written = row["pattern"]
                for name, part in parts.items():
                    written = written.replace(f"{{{name}}}", part)
                self._found.append((re.compile(written), row["says"]))

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Finding]:
        """Yield what they find in `text[start:end]`."""
        for pattern, says in self._found:
            for match in pattern.finditer(text, start, len(text) if end is None else end):
                yield Finding(start=match.start(), end=match.end(), says=says)


class LineNumbers:
    """The lines of a text, from 1."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        while found := text.find("\n", self._starts[-1]) + 1:
            self._starts.append(found)

    def of(self, offset: int) -> int:
        """Return the number of the line that holds `offset`."""
        return bisect_right(self._starts, offset)


def told(
    code: str, findings: Iterable[Finding], text: str, lines: LineNumbers
) -> tuple[Problem, ...]:
    """Return a problem for each finding, or a single one where they are many.

    Of findings that overlap, the first stands.
    """
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda each: (each.start, -each.end)):
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
    if len(kept) <= _MOST_TOLD_SINGLY:
        return tuple(
            Problem(code=code, message=_message(finding, text), line=lines.of(finding.start))
            for finding in kept
        )
    numbers = list(dict.fromkeys(lines.of(finding.start) for finding in kept))
    named = ", ".join(map(str, numbers[:_LINES_NAMED]))
    more = ", ..." if len(numbers) > _LINES_NAMED else ""
    first = _message(kept[0], text)
    message = f"{len(kept)} places (lines {named}{more}), the first {first}"
    return (Problem(code=code, message=message, line=numbers[0]),)


def _message(finding: Finding, text: str) -> str:
    """Quote the words of a place in one short line; what cannot be seen is named (<U+200B>)."""
    end = min(finding.end, finding.start + 4 * _QUOTED)
    words = " ".join(text[finding.start : end].split())
    shown = "".join(
        f"<U+{ord(character):04X}>" if unicodedata.category(character) in _UNSEEN else character
        for character in words
    )
    shown = shown if len(shown) <= _QUOTED else f"{shown[: _QUOTED - 3]}..."
    return f'"{shown}": {finding.says}'
