"""Whether what a sentence denies is what its lines deny."""

import re
from collections.abc import Sequence

from chatbot.grounding.sentence_claim import Claim, shared, with_lead_ins
from chatbot.language.clauses import NOT, Denial, affirmed_in, denials_in, parts_of
from chatbot.language.content_words import Word, content_words, stems_of, telling_words

_HALF = 0.5
_NEARLY, _MOSTLY = 0.8, 0.7  # of the content words that two clauses share which say the same
_VERDICTS = stems_of("verdict")
_TWICE = re.compile(r"\bnot(?: (?:be|is|are|been|a|an|the))? not\b(?! any)", re.IGNORECASE)


def is_negated_otherwise(claim: Claim) -> bool:
    """Tell whether the sentence denies what its lines do not, or states what they deny."""
    own, lines = parts_of(claim.sentence), claim.lines
    if any(map(_TWICE.search, own)) and not any(
        _TWICE.search(part) for line in lines for part in parts_of(line)
    ):
        return True
    stated = [part for text in with_lead_ins(lines) for part in parts_of(text)]
    left = [denial for part in stated for denial in denials_in(part)]
    denials = list(left)
    for part in own:
        for denial in denials_in(part):
            found = next((other for other in left if _supports(denial, other)), None)
            if found is not None:
                left.remove(found)
            elif not any(_repeats(denial, other) for other in denials):
                return True
    if any(_is_turned(part, other) for part in own for other in stated):
        return True
    said = [content_words(part) for part in own if not NOT.search(part)]
    affirmed = [words for part in stated if (words := affirmed_in(part))]
    return any(_is_affirmed(denial, said, affirmed) for denial in denials)


def _supports(own: Denial, stated: Denial) -> bool:
    """Tell whether a denial is one of the lines: of the same word, or in the same clause."""
    if not own.clause:
        return True
    if not stated.clause:
        return own.focus == stated.focus
    if not own.general and not stated.general:
        return shared(own.denied, stated.denied) > 0
    if own.general and stated.general and own.focus == stated.focus:
        return shared(own.clause, stated.clause) > 0
    if own.general is not stated.general:
        special, other = (stated, own) if own.general else (own, stated)
        first = special.denied[:1]
        free = bool(first) and first[0].is_plain and first[0].stem not in _VERDICTS
        if not free and not shared(first, other.clause):
            return False
    return shared(own.clause, stated.clause) >= min(2, _HALF * len(own.clause))


def _repeats(own: Denial, stated: Denial) -> bool:
    """Tell whether a sentence denies something once more: "..., it advises against it"."""
    return own.general and stated.general and (not own.denied or _supports(own, stated))


def _is_turned(part: str, other: str) -> bool:
    """Tell whether two clauses say nearly the same, but one of them denies it."""
    words, others = telling_words(part), telling_words(other)
    common = shared(words, others)
    near = common >= max(2, _NEARLY * len(words)) and common >= _MOSTLY * len(others)
    return near and len(NOT.findall(part)) % 2 != len(NOT.findall(other)) % 2


def _is_affirmed(
    denial: Denial, said: Sequence[Sequence[Word]], affirmed: Sequence[Sequence[Word]]
) -> bool:
    """Tell whether a clause of the sentence states what `denial` denies, and no line does."""
    first = denial.denied[:1]
    if denial.general or not first or first[0].is_plain:
        contents = [[word for word in clause if not word.is_plain] for clause in said]
        return any(
            2 * (about := shared(clause, denial.clause)) >= len(clause) > 0
            and about > max((shared(clause, other) for other in affirmed), default=0)
            for clause in contents
        )
    return any(shared(first, clause) for clause in said) and not any(
        shared(first, clause) for clause in affirmed
    )
