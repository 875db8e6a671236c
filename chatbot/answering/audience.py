"""For whom an answer is: it changes how an answer is worded, never what it rests on."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from chatbot.answering.answer import Audience, Citation, Conflict, Statement
from chatbot.articles.marks import mark_groups
from chatbot.grounding.figure import Figure, Kind

DOSE_LEFT_OUT = "(dose not shown)"
_WRITTEN = re.compile(r"[A-Za-z][A-Za-z0-9-]+")
_NEAR = 30  # characters from an amount to how often it is given
_WORD = r"(?:one|two|three|four|five|six|half(?: an?| of an?)?|a quarter of an?|[½¼¾⅓⅔])"
_COUNTED = re.compile(
    rf"(?:\b\d+|\b{_WORD}|[½¼¾⅓⅔])\s*(?:tab|cap|ampoule|vial|sachet|patch|suppositor|lozenge|tablet"
    r"|capsule|gram|milligram|microgram|puff|drop|spray|injection)(?:s|es|y|ies)?\b",
    re.IGNORECASE,
)
_TIMES = re.compile(
    rf"(?:\b\d+\s*[×x*/]\s*|\b{_WORD}\s+|[½¼¾⅓⅔]\s*)(?={re.escape(DOSE_LEFT_OUT)})", re.IGNORECASE
)
_SHOWN_AS = re.escape(DOSE_LEFT_OUT)
_ONE_AFTER_ANOTHER = re.compile(
    rf"{_SHOWN_AS}(?:\s*(?:[,;/]|(?:[,;]\s*)?(?:and|or|to))\s*{_SHOWN_AS})+", re.IGNORECASE
)
_IN_BRACKETS = re.compile(rf"\(\s*{_SHOWN_AS}\s*\)")
_WHERE_MARKS_STOOD = re.compile(r"(?<=\S) +(?=[ \n.,;:)]|$)")
_GIVEN = re.compile(r"\s*[x*]?\s*(?:tablets?|capsules?|puffs?|drops?|sprays?|injections?)\b", re.I)


def citations_for(citations: Iterable[Citation], audience: Audience) -> tuple[Citation, ...]:
    """Return the citations as they are shown: the same, or with the amounts in them left out."""
    if audience.sees_doses:
        return tuple(citations)
    return tuple(_without_doses(citation) for citation in citations)


def statements_for(statements: Iterable[Statement], audience: Audience) -> tuple[Statement, ...]:
    """Return the statements as they are shown; one without its amounts is no verbatim quote."""
    if audience.sees_doses:
        return tuple(statements)
    return tuple(
        each
        if (shown := without_doses(each.text)) == each.text
        else replace(each, text=shown, verbatim=False)
        for each in statements
    )


def conflicts_for(conflicts: Iterable[Conflict], audience: Audience) -> tuple[Conflict, ...]:
    """Return the conflicts as they are shown, likewise; a value that is but a dose is empty."""
    if audience.sees_doses:
        return tuple(conflicts)
    return tuple(
        replace(
            each,
            values=tuple("" if v == DOSE_LEFT_OUT else v for v in map(without_doses, each.values)),
        )
        for each in conflicts
    )


def _without_doses(citation: Citation) -> Citation:
    named = replace(
        citation,
        section=tuple(map(without_doses, citation.section)),
        article_title=without_doses(citation.article_title),
        replacements=tuple(
            replace(each, article_title=without_doses(each.article_title))
            for each in citation.replacements
        ),
    )
    if without_doses(citation.quote) == citation.quote:
        return named
    words = without_marks(citation)
    if citation.references:
        words = _WHERE_MARKS_STOOD.sub("", words)
    return replace(named, quote=without_doses(words), references=())


def without_marks(citation: Citation) -> str:
    """Return the quote with blanks for its reference marks ("8, 18"): they are no figures."""
    words = citation.quote
    for start, end in mark_groups(words, citation.places()):
        words = f"{words[:start]}{' ' * (end - start)}{words[end:]}"
    return words


def without_doses(text: str) -> str:
    """Return `text` with every amount of a medicine, and how often it is given, left out."""
    from chatbot.grounding.figures import find_figures  # which clinicians do not wait for

    spans: list[tuple[int, int]] = []
    for figure in find_figures(text):
        if _is_dose(text, figure):
            spans.append((figure.start, _end(text, figure)))
        elif figure.kind is Kind.RATE and spans and figure.start - spans[-1][1] < _NEAR:
            spans[-1] = (spans[-1][0], max(figure.end, spans[-1][1]))
    for start, end in reversed(spans):
        text = f"{text[:start]}{DOSE_LEFT_OUT}{text[end:]}"
    text = _TIMES.sub("", _COUNTED.sub(DOSE_LEFT_OUT, text))
    for repeated in (_IN_BRACKETS, _ONE_AFTER_ANOTHER, _IN_BRACKETS):
        text = repeated.sub(DOSE_LEFT_OUT, text)
    return text


def _is_dose(text: str, figure: Figure) -> bool:
    return figure.kind is Kind.AMOUNT or (
        figure.kind is Kind.COUNT and _GIVEN.match(text, figure.end) is not None
    )


def _end(text: str, figure: Figure) -> int:
    given = _GIVEN.match(text, figure.end)
    return given.end() if given else figure.end


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
