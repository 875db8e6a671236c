"""Text -> where it tells how much of a medicine somebody takes, and how often."""

from bisect import bisect_left

from chatbot.language.figure import Kind
from chatbot.language.figures import figures_in
from chatbot.language.lexemes import Lexemes
from chatbot.language.measuring import MeasureKind, measure_at
from chatbot.language.wording import is_among

_NEAR = 30  # characters from an amount to how often it is given


def dose_spans(text: str) -> list[tuple[int, int]]:
    """Return the places of the doses of `text`, in order, none overlapping.

    The form that an amount comes in ("5 mg tablets") and how often it is given belong to it.
    """
    lexemes = Lexemes(text)
    spans: list[tuple[int, int]] = []
    for figure in figures_in(lexemes):
        last = spans[-1][1] if spans else -_NEAR
        if figure.is_dose:
            end = max(_with_form(lexemes, figure.end), last)
            spans.append((spans.pop()[0] if figure.start <= last else figure.start, end))
        elif figure.kind is Kind.RATE and figure.start - last < _NEAR:
            spans[-1] = (spans[-1][0], max(figure.end, last))
    return spans


def _with_form(lexemes: Lexemes, end: int) -> int:
    place = bisect_left(lexemes.ends, end, 0, len(lexemes)) + 1
    form = measure_at(lexemes, place)
    if form is not None and form.kind is MeasureKind.FORM:
        return lexemes.ends[form.end - 1]
    if lexemes.is_near(place) and is_among("plural things", lexemes.words[place]):
        return lexemes.ends[place]
    return end
