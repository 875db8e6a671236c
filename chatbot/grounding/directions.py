"""Words that have an opposite: none may stand for the other."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from chatbot.grounding.claim import Claim, shared
from chatbot.language.clauses import with_open_negations
from chatbot.language.content_words import Word, content_words, stems_of
from chatbot.language.tokens import STOP_WORDS, stem, words
from chatbot.lexicon.loading import load_table

Pair = tuple[frozenset[str], frozenset[str]]


def _pairs(*uses: str) -> tuple[Pair, ...]:
    found: dict[str, tuple[set[str], set[str]]] = {}
    for row in load_table("opposites").rows:
        if row["use"] in uses:
            sides = found.setdefault(row["pair"], (set(), set()))
            sides[int(row["side"]) - 1].add(stem(row["word"]))
    return tuple((frozenset(one), frozenset(other)) for one, other in found.values())


_OPPOSITES = _pairs("opposite", "absolute")
"""Each side holds words that mean the same; compared as stems."""

_ABSOLUTE = _pairs("absolute")
"""Those of which one may stand for the other nowhere in the lines."""

_QUALITIES = _pairs("opposite", "absolute", "quality")
"""Pairs of which one side may not stand before a word where the lines have the other there."""


def has_turned(claim: Claim) -> bool:
    """Tell whether the sentence says one side of a pair where its lines say only the other.

    Each clause is held against the clauses of the lines that are nearest to it.
    """
    sentence, lines = claim.sentence, claim.lines
    compared = any(_THAN.search(line) for line in lines)
    own = _without_comparisons(sentence) if compared else sentence
    stated = [part for line in lines for part in _SENTENCE.split(line) if part.strip()]
    return (
        _is_opposite(_stems(own), _stems("\n".join(lines)), _ABSOLUTE)
        or any(_is_turned(part, stated) for part in _SENTENCE.split(own))
        or _compares_otherwise(sentence, lines)
        or _is_bounded_otherwise(sentence, "\n".join(lines))
        or _comes_otherwise(sentence, lines)
        or _modifies_otherwise(sentence, lines)
        or _is_narrowed(sentence, "\n".join(lines))
    )


def _is_turned(part: str, stated: Sequence[str]) -> bool:
    words = _content(part)
    shares = [(shared(words, _content(other)), other) for other in stated]
    most = max((share for share, _ in shares), default=0)
    if most < max(1, _NEARLY * len(words)):
        return False
    best = [other for share, other in shares if share == most]
    return all(_is_opposite(_stems(part), _stems(other)) for other in best)


_NEARLY = 0.5
_SENTENCE = re.compile(r"[;\n]|(?<=[a-z)])\.(?=\s|$)")


def are_opposite(one: str, other: str) -> bool:
    """Tell whether two normalised words are opposites: "high" and "low"."""
    return _is_opposite(frozenset({stem(one)}), frozenset({stem(other)}))


def _is_opposite(
    own: frozenset[str], said: frozenset[str], pairs: Sequence[Sequence[frozenset[str]]] = ()
) -> bool:
    return any(
        own & one and not own & other and not said & one and said & other
        for first, second in pairs or _OPPOSITES
        for one, other in ((first, second), (second, first))
    )


_THAN = re.compile(
    r"\b(?P<sign>more|less|fewer|higher|lower|greater|smaller|better|worse|longer|shorter|older"
    r"|younger|earlier|later|further|superior|inferior|poorer)\b(?P<what>(?: \w+){0,4}?) than\b"
    r"(?! (?:about |the )?[\d.]|\s(?:a|one|two|three|four|five|six|seven|eight|nine|ten)\b)",
    re.IGNORECASE,
)
_CUT = re.compile(r"[,:(]|\b(?:since|because|as|but|while|although|and)\b", re.IGNORECASE)
_DOWNWARDS = load_table("wording").words("word", use="downward")


def _without_comparisons(text: str) -> str:
    return _THAN.sub(lambda match: f" {match['what']} than", text)


def _compares_otherwise(sentence: str, lines: Sequence[str]) -> bool:
    """Tell whether "A more than B" became "A less than B" or "B more than A"."""
    stated = [found for line in lines for found in _comparisons(line)]
    for down, left, right in _comparisons(sentence):
        turned = []
        for other, first, second in stated:
            same, swapped = shared(right, second), shared(right, first)
            if same == swapped:
                same, swapped = shared(left, first), shared(left, second)
            if same != swapped:
                turned.append((down == other) is not (same > swapped))
        if turned and all(turned):
            return True
    return False


def _comparisons(text: str) -> Iterator[tuple[bool, tuple[Word, ...], tuple[Word, ...]]]:
    """Yield which way each "more ... than" points, and the content words on its two sides."""
    for part in re.split(r"[;\n]|\.(?=\s|$)", text):
        for match in _THAN.finditer(part):
            down = match["sign"].casefold() in _DOWNWARDS
            left = f"{part[: match.start()]} {match['what']}"
            near = _CUT.split(left)[-1]
            right = _CUT.split(part[match.end() :])[0]
            yield down, _content(near) or _content(left), _content(right)


_ONLY = re.compile(r"\bonly (?:in|if|for|when|after|with|by)\b", re.IGNORECASE)
_SAYS_ONLY = re.compile(
    r"\b(?:only|solely|just|unless|exclusively|alone|until|limited|restricted)\b", re.IGNORECASE
)
_LAST_TIME = re.compile(r"\b(?:last|past|previous)\s(day|week|month|year)\b", re.IGNORECASE)


def _is_narrowed(sentence: str, text: str) -> bool:
    """Tell whether "only in" was added, or "in the last month" became "in the last year"."""
    own, said = (
        {match.casefold() for match in _LAST_TIME.findall(each)} for each in (sentence, text)
    )
    narrowed = _ONLY.search(sentence) and not _SAYS_ONLY.search(text)
    return bool(narrowed) or bool(said and own - said)


def _modifies_otherwise(sentence: str, lines: Sequence[str]) -> bool:
    """Tell whether "reduced mortality" stands where the lines have only "increased mortality"."""
    own = set(_pairs_of_words(sentence))
    said = {pair for line in lines for pair in _pairs_of_words(line)}
    return any(
        any((opposite, behind) in said and (opposite, behind) not in own for opposite in other)
        and not any((alike, behind) in said for alike in one)
        for word, behind in own - said
        for one, other in _sides().get(word, ())
    )


@lru_cache(maxsize=1)
def _sides() -> dict[str, list[tuple[frozenset[str], frozenset[str]]]]:
    """Return for each word of a pair the side it is on, and the other."""
    found: dict[str, list[tuple[frozenset[str], frozenset[str]]]] = {}
    for first, second in _QUALITIES:
        for one, other in ((first, second), (second, first)):
            for word in one:
                found.setdefault(word, []).append((one, other))
    return found


def _pairs_of_words(text: str) -> Iterator[tuple[str, str]]:
    """Yield the stems of each two words that follow each other in a clause, the second telling."""
    apart = with_open_negations(_LEAST.sub(" ", _MOST.sub(" ", _without_comparisons(text))))
    for clause in _CLAUSE.split(apart.replace("-", " ")):
        yield from (
            (stem(word), stem(behind))
            for word, behind in pairwise(words(clause))
            if behind not in STOP_WORDS
        )


_CLAUSE = re.compile(r"[,;:()\[\]|\n]|\.(?=\s|$)")


_MOST = re.compile(
    r"\b(?:at most|(?:no|not)(?: \w+)? (?:more|later|longer|greater|higher) than|up to|within)\b",
    re.I,
)
_LEAST = re.compile(
    r"\b(?:at least|(?:no|not)(?: \w+)? (?:less|earlier|sooner|shorter|fewer|lower) than)\b", re.I
)


def _is_bounded_otherwise(sentence: str, text: str) -> bool:
    return any(
        one.search(sentence) and not one.search(text) and other.search(text)
        for one, other in ((_MOST, _LEAST), (_LEAST, _MOST))
    )


def _stems(text: str) -> frozenset[str]:
    bare = _LEAST.sub(" ", _MOST.sub(" ", text))
    apart = with_open_negations(bare).replace("-", " ")
    return frozenset(map(stem, words(apart)))


_BEFORE = re.compile(
    r"\b(?:before|prior to|ahead of|followed by|then|precedes|preceding)\b", re.IGNORECASE
)
_AFTER = re.compile(
    r"\b(?:after|following(?! (?:are|is|\w+ (?:are|is)))|later than"
    r"|(?<!at )once(?! (?:a|per|every|in|or|daily|weekly|monthly|yearly)\b))\b",
    re.IGNORECASE,
)
_SAYS_BEFORE = re.compile(
    r"\b(?:before|prior|ahead|until|preced\w+|first|beforehand|pre\w+)\b", re.I
)
_ORDERED = re.compile(r"\b(?:before|prior to|ahead of)\b", re.IGNORECASE)


def _comes_otherwise(sentence: str, lines: Sequence[str]) -> bool:
    """Tell whether what comes first in `sentence` comes last in its lines."""
    stated = [order for line in lines for order in _orders(line)]
    for before, edge, rest in _orders(sentence):
        turned = []
        for other, stated_edge, stated_rest in stated:
            near, far = shared(edge, stated_edge), shared(edge, stated_rest)
            exchanged = before == other and far > near and shared(stated_edge, rest) > near
            reversed_ = before != other and near > far and 2 * near >= len(edge)
            mirrored = before != other and far > near and shared(stated_edge, rest) > 0
            if exchanged or reversed_:
                turned.append(True)
            elif mirrored or (before == other and (near or far)):
                turned.append(False)
        if turned and all(turned):
            return True
    return (
        bool(_ORDERED.search(sentence)) and not stated and not _SAYS_BEFORE.search(" ".join(lines))
    )


Order = tuple[bool, tuple[Word, ...], tuple[Word, ...]]


def _orders(text: str) -> Iterator[Order]:
    """Yield for each "before" (True) or "after" (False) what stands behind it, and all the rest."""
    for part in re.split(r"[;\n]|\.(?=\s|$)", text):
        for sign, before in ((_BEFORE, True), (_AFTER, False)):
            for match in sign.finditer(part):
                edge, comma, beyond = part[match.end() :].partition(",")
                order = before, _content(edge), _content(f"{part[: match.start()]}{comma}{beyond}")
                if order[1] and order[2]:
                    yield order


def _content(text: str) -> tuple[Word, ...]:
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
