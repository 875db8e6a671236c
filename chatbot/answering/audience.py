"""For whom an answer is: it changes how an answer is worded, never what it rests on."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

from chatbot.answering.answer import Audience, Citation, Statement
from chatbot.articles.reference_marks import mark_groups

DOSE_LEFT_OUT = "(dose not shown)"
_IDENTIFIES = frozenset({"manifest", "article_id", "mark", "doi"})
_T = TypeVar("_T")
_WRITTEN = re.compile(r"[A-Za-z][A-Za-z0-9-]+")
_SHOWN_AS = re.escape(DOSE_LEFT_OUT)
_ONE_AFTER_ANOTHER = re.compile(
    rf"{_SHOWN_AS}(?:\s*(?:[,;/x×*+:-]|(?:[,;]\s*)?(?:and|or|to|of))?\s*{_SHOWN_AS})+",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(rf"\(\s*{_SHOWN_AS}\s*\)")
_WHERE_MARKS_STOOD = re.compile(r"(?<=\S) +(?=[ \n.,;:)]|$)")


def for_reader(value: _T, audience: Audience, *, typed: str = "") -> _T:
    """Return any part of an answer as its reader is shown it: the same, or without doses.

    Every string in it is gone through, whatever it is of: quotes, headings, titles, references,
    drafts; only what identifies something stays, and what reads like the question that was `typed`.
    """
    return value if audience.sees_doses else _cleaned(value, typed)


def _cleaned(value: Any, typed: str) -> Any:
    if isinstance(value, str) and not isinstance(value, Enum):
        return value if value == typed else without_doses(value)
    if isinstance(value, list | tuple):
        return type(value)(_cleaned(each, typed) for each in value)
    if isinstance(value, dict):
        return {name: _cleaned(each, typed) for name, each in value.items()}
    if not is_dataclass(value) or isinstance(value, type):
        return value
    if isinstance(value, Citation) and without_doses(value.quote) != value.quote:
        value = _unmarked(value)
    names = [field.name for field in fields(value) if field.name not in _IDENTIFIES]
    shown = replace(value, **{name: _cleaned(getattr(value, name), typed) for name in names})
    if isinstance(shown, Statement) and shown != value:
        return replace(shown, verbatim=False)
    return shown


def _unmarked(citation: Citation) -> Citation:
    """Return the citation without reference marks in its quote, where their places are lost."""
    words = without_marks(citation)
    if citation.references:
        words = _WHERE_MARKS_STOOD.sub("", words)
    unplaced = tuple(replace(each, places=()) for each in citation.references)
    return replace(citation, quote=words, references=unplaced)


def without_marks(citation: Citation) -> str:
    """Return the quote with blanks for its reference marks ("8, 18"): they are no figures."""
    words = citation.quote
    for start, end in mark_groups(words, citation.places()):
        words = f"{words[:start]}{' ' * (end - start)}{words[end:]}"
    return words


def without_doses(text: str) -> str:
    """Return `text` with every amount of a medicine, and how often it is given, left out."""
    from chatbot.language.figures import dose_spans  # which clinicians do not wait for

    for start, end in reversed(dose_spans(text)):
        text = f"{text[:start]}{DOSE_LEFT_OUT}{text[end:]}"
    for repeated in (_IN_BRACKETS, _ONE_AFTER_ANOTHER, _IN_BRACKETS):
        text = repeated.sub(DOSE_LEFT_OUT, text)
    return text


def spelled_out(texts: Sequence[str], abbreviations: Mapping[str, str]) -> dict[str, str]:
    """Return the abbreviations in `texts` and their long forms, as they come.

    Left out are those that a text itself spells out.
    """
    whole = "\n".join(texts).casefold()
    found = {}
    for word in dict.fromkeys(word for text in texts for word in _WRITTEN.findall(text)):
        long = abbreviations.get(word) if any(map(str.isupper, word[1:])) else None
        if long and long.casefold() not in whole:
            found[word] = long
    return found
