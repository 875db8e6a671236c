"""Whether a sentence advises more than its lines: "must" of "may", or without their condition."""

from collections.abc import Iterator, Sequence

from chatbot.grounding.sentence_claim import Claim, are_of_one, nearest, shared, told_in
from chatbot.language.clauses import SENTENCE_END
from chatbot.language.content_words import Word, telling_words
from chatbot.language.modality import ADVICE, Modality, Mode
from chatbot.language.reading import Reading

_ADVISED = frozenset({Mode.RECOMMENDS, Mode.FORBIDS})
_TOLD = ADVICE | {Mode.REPORTS}
_CONDITIONS = frozenset({"if", "unless", "only if", "in case of", "in the event of"})


def is_raised(claim: Claim) -> bool:
    """Tell whether what the lines only permit, report or forbid became a recommendation."""
    return not claim.reading.does(Mode.FORBIDS) and any(
        own.is_strong and own.kind is Mode.RECOMMENDS and _is_raised(claim, own)
        for own in claim.reading.modalities
    )


def _is_raised(claim: Claim, own: Modality) -> bool:
    words = told_in(claim.reading, own)
    found = nearest(words, _stated(claim, _TOLD))
    return bool(found) and not any(
        each in found or are_of_one(told_in(*each), words)
        for _, each in _stated(claim, frozenset({Mode.RECOMMENDS}))
    )


def drops_condition(claim: Claim) -> bool:
    """Tell whether "withhold it if potassium is high" became "withhold it".

    A condition that the question or the headings state is not dropped.
    """
    if claim.reading.does(Mode.HYPOTHESIS):
        return False
    around = telling_words("\n".join((claim.sentence, claim.question, claim.context)))
    stated = list(_stated(claim, _ADVISED))
    return any(
        (found := nearest(told_in(claim.reading, own), stated))
        and all((on := _condition(*each)) and not shared(on, around) for each in found)
        for own in claim.reading.modalities
        if own.kind in _ADVISED and own.is_strong
    )


def _stated(
    claim: Claim, kinds: frozenset[Mode]
) -> Iterator[tuple[Sequence[Word], tuple[Reading, Modality]]]:
    """Yield what clauses of the lines do, each in its line, behind the words it does it with."""
    for reading in claim.stated:
        for each in reading.modalities:
            if each.kind in kinds:
                yield told_in(reading, each), (reading, each)


def _condition(reading: Reading, advice: Modality) -> tuple[Word, ...]:
    """Return the content words of the conditions in the sentence of an advice."""
    return tuple(
        word
        for each in _conditions(reading, advice)
        for word in telling_words(reading.text[each.end : each.scope_end])
    )


def _conditions(reading: Reading, advice: Modality) -> Iterator[Modality]:
    for each in reading.modalities:
        if each.kind is Mode.HYPOTHESIS and reading.written(each).casefold() in _CONDITIONS:
            first, last = sorted((each, advice), key=lambda modality: modality.start)
            if not SENTENCE_END.search(reading.text, first.end, last.start):
                yield each
