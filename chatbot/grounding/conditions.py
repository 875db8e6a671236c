"""Whether advice that the lines give under a condition is given without it."""

from collections.abc import Iterator

from chatbot.grounding.claim import Claim, shared, told_in
from chatbot.language.clauses import SENTENCE_END
from chatbot.language.content_words import Word, telling_words
from chatbot.language.modality import Modality, Mode
from chatbot.language.reading import Reading

_HALF = 0.5  # of the words of an advice that must stand in another for both to be of one thing
_ADVISED = frozenset({Mode.RECOMMENDS, Mode.FORBIDS})
_CONDITIONS = frozenset({"if", "unless", "only if", "in case of", "in the event of"})


def drops_condition(claim: Claim) -> bool:
    """Tell whether "withhold it if potassium is high" became "withhold it".

    A condition that the question or the headings state is not dropped.
    """
    if claim.reading.does(Mode.HYPOTHESIS):
        return False
    around = telling_words("\n".join((claim.sentence, claim.question, claim.context)))
    return any(
        _is_unconditional(claim, own, around)
        for own in claim.reading.modalities
        if own.kind in _ADVISED and own.is_strong
    )


def _is_unconditional(claim: Claim, own: Modality, around: tuple[Word, ...]) -> bool:
    words = told_in(claim.reading, own)
    near = [
        (shared(words, told_in(reading, stated)), _condition(reading, stated))
        for reading in claim.stated
        for stated in reading.modalities
        if stated.kind in _ADVISED
    ]
    most = max((share for share, _ in near), default=0)
    return most >= max(1, _HALF * len(words)) and all(
        condition and not shared(condition, around) for share, condition in near if share == most
    )


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
