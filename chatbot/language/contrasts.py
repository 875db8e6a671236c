"""Text -> what it compares ("A more than B") and what comes first ("A before B")."""

import re
from collections.abc import Iterator

from chatbot.language.clauses import SENTENCE_END
from chatbot.language.content_words import Word, content_words, stems_of
from chatbot.lexicon.loading import load_table

_THAN = re.compile(
    r"\b(?P<sign>more|less|fewer|higher|lower|greater|smaller|better|worse|longer|shorter|older"
    r"|younger|earlier|later|further|superior|inferior|poorer)\b(?P<what>(?: \w+){0,4}?) than\b"
    r"(?! (?:about |the )?[\d.]|\s(?:a|one|two|three|four|five|six|seven|eight|nine|ten)\b)",
    re.IGNORECASE,
)
_CUT = re.compile(r"[,:(]|\b(?:since|because|as|but|while|although|and)\b", re.IGNORECASE)
_DOWNWARDS = load_table("wording").words("word", use="downward")


def compares(text: str) -> bool:
    """Tell whether the text holds a "more ... than"."""
    return _THAN.search(text) is not None


def without_comparisons(text: str) -> str:
    """Return the text without the words that compare, but for "than"."""
    return _THAN.sub(lambda match: f" {match['what']} than", text)


def comparisons(text: str) -> Iterator[tuple[bool, tuple[Word, ...], tuple[Word, ...]]]:
    """Yield which way each "more ... than" points, and the content words on its two sides."""
    for part in SENTENCE_END.split(text):
        for match in _THAN.finditer(part):
            down = match["sign"].casefold() in _DOWNWARDS
            left = f"{part[: match.start()]} {match['what']}"
            near = _CUT.split(left)[-1]
            right = _CUT.split(part[match.end() :])[0]
            yield down, compared_words(near) or compared_words(left), compared_words(right)


_BEFORE = re.compile(
    r"\b(?:before|prior to|ahead of|followed by|then|precedes|preceding)\b", re.IGNORECASE
)
_AFTER = re.compile(
    r"\b(?:after|following(?! (?:are|is|\w+ (?:are|is)))|later than"
    r"|(?<!at )once(?! (?:a|per|every|in|or|daily|weekly|monthly|yearly)\b))\b",
    re.IGNORECASE,
)
Order = tuple[bool, tuple[Word, ...], tuple[Word, ...]]


def orders(text: str) -> Iterator[Order]:
    """Yield for each "before" (True) or "after" (False) what stands behind it, and all the rest."""
    for part in SENTENCE_END.split(text):
        for sign, before in ((_BEFORE, True), (_AFTER, False)):
            for match in sign.finditer(part):
                edge, comma, beyond = part[match.end() :].partition(",")
                rest = f"{part[: match.start()]}{comma}{beyond}"
                order = before, compared_words(edge), compared_words(rest)
                if order[1] and order[2]:
                    yield order


def compared_words(text: str) -> tuple[Word, ...]:
    """Return the content words of `text` and its numbers."""
    words = [word for word in content_words(text) if not word.is_plain or word.stem in _COURSE]
    numbers = [
        Word(
            stem=match.group(), start=match.start(), end=match.end(), written=match.group(),
            is_plain=False, is_strict=True,
        )
        for match in _DIGITS.finditer(text)
    ]  # fmt: skip
    return (*words, *numbers)


_COURSE = stems_of("course")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
