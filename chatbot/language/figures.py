"""Text -> every figure in it, with its unit, comparator and role.

What cannot be read safely is found all the same, but is not `certain`: the gate must see every
figure, a conflict only those that can be set against each other.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from chatbot.language.ages import Age
from chatbot.language.bounding import behind_route, comparator_at
from chatbot.language.dosing import marked_doses
from chatbot.language.figure import Figure, Kind, Placed, placed_at
from chatbot.language.frequencies import Form, Rate, rates_in
from chatbot.language.lexemes import Lexemes, is_among
from chatbot.language.measuring import MeasureKind, measure_at
from chatbot.language.numerals import may_be_number
from chatbot.language.ranging import figures_at
from chatbot.lexicon.loading import load_table

_CERTAIN = frozenset((Form.EVERY, Form.TIMES, Form.ADVERB, Form.APART))
_JOINED = frozenset((Kind.AMOUNT, Kind.STRENGTH))
_MULTIPLES = {row["word"]: float(row["value"]) for row in load_table("number_words").rows
              if row["kind"] == "times" and float(row["value"]) > 1.0}  # fmt: skip


def find_figures(
    text: str, heading: str = "", ages: Sequence[Age] | None = None
) -> tuple[Figure, ...]:
    """Return the figures of `text` in the order in which they stand, rates ("daily") included.

    A bare time, which neither lasts nor recurs by its own words, is what `heading` says it is:
    "Proximal: 3 months" under "Duration of treatment". `ages` are those of `text`, if known.
    """
    return figures_in(Lexemes(text, ages), heading)


def figures_in(lexemes: Lexemes, heading: str = "") -> tuple[Figure, ...]:
    """Return the figures of a text that is cut into lexemes already."""
    rates = list(rates_in(lexemes))
    numbers = listed(lexemes, list(_numbers(lexemes, rates, heading)))
    found = marked_doses(lexemes, list(_with_times(lexemes, numbers, rates)), rates)
    figures = [
        *(each.figure for each in found),
        *_rates(lexemes, found, rates),
        *_multiples(lexemes, rates),
    ]
    return tuple(sorted(figures, key=lambda figure: (figure.start, figure.end)))


def _numbers(lexemes: Lexemes, rates: Sequence[Rate], heading: str) -> Iterator[Placed]:
    """Yield the figures that are no rates, in order."""
    rate_ends = {rate.begin: rate.end for rate in rates}
    place = 0
    while place < len(lexemes):
        if place in rate_ends:
            place = rate_ends[place]
            continue
        if not may_be_number(lexemes.words[place]):
            place += 1
            continue
        found, end = figures_at(lexemes, place, heading)
        yield from found
        place = max(end, place + 1)


def _with_times(
    lexemes: Lexemes, numbers: Sequence[Placed], rates: Sequence[Rate]
) -> Iterator[Placed]:
    """Give each amount how often a day it is given, where the words right behind it say so."""
    at = {rate.begin: rate for rate in rates}
    for each in numbers:
        rate = at.get(behind_route(lexemes, each.end)) or at.get(each.end)
        if rate and rate.low is not None and (each.figure.kind in _JOINED or each.is_form):
            yield each.but(times=(rate.low, rate.high))
        else:
            yield each


def _rates(lexemes: Lexemes, found: Sequence[Placed], rates: Sequence[Rate]) -> Iterator[Figure]:
    """Yield the rates as figures; those that need an amount before them only where one is."""
    given = [each for each in found if each.figure.kind in _JOINED or each.is_form]
    given += [each for each in found if each.is_bare and each.figure.is_dose]
    joined = {behind_route(lexemes, each.end) for each in given} | {each.end for each in given}
    spans = {place for each in given for place in range(each.begin, each.end)}
    for rate in rates:
        is_joined = rate.begin in joined or rate.begin in spans
        if rate.low is None or (rate.form is Form.BESIDE and not is_joined):
            continue
        comparator, opening = "", rate.begin
        if rate.form is Form.APART:
            comparator, opening = comparator_at(lexemes, rate.begin, rate.end, is_time=True)
        yield Figure(
            start=lexemes.starts[rate.begin],
            end=lexemes.ends[rate.end - 1],
            kind=Kind.RATE,
            low=rate.low,
            high=rate.high,
            unit="a day",
            comparator=comparator,
            opening=lexemes.starts[opening],
            is_joined=is_joined,
            certain=rate.form in _CERTAIN and not _is_title(lexemes, rate),
        )


def _is_title(lexemes: Lexemes, rate: Rate) -> bool:
    """Tell whether a rate is part of the name of a journal: "Monthly Report"."""
    behind = rate.end
    return (
        rate.form is Form.ADVERB
        and lexemes.is_near(behind)
        and lexemes.is_word(behind)
        and lexemes.is_upper(behind)
    )


def _multiples(lexemes: Lexemes, rates: Sequence[Rate]) -> Iterator[Figure]:
    """Yield "twice" and "thrice" where they are no part of a rate."""
    taken = {place for rate in rates for place in range(rate.begin, rate.end)}
    for place, word in enumerate(lexemes.words):
        if word in _MULTIPLES and place not in taken:
            values = (_MULTIPLES[word], _MULTIPLES[word])
            each = placed_at(lexemes, place, place + 1, values, None, Kind.COUNT)
            yield each.but(unit="time").figure


_LIST_JOINTS = frozenset(
    {(",",), (",", "and"), (",", "or"), ("and",), ("or",), ("versus",), ("vs",), ("vs", "."),
     ("±",), (",", "then"), ("then",)}
)  # fmt: skip
_COMBINED = frozenset({("/",), ("+",), ("-",)})
_PART = 100.0  # the factor of "a third", which is no unit of a list
_MASSES = frozenset((Kind.AMOUNT, Kind.STRENGTH))


def listed(lexemes: Lexemes, numbers: Sequence[Placed]) -> list[Placed]:
    """Give the bare numbers of a list the unit of the last."""
    found = list(numbers)
    for place in reversed(range(len(found) - 1)):
        each, following = found[place], found[place + 1]
        if (
            each.is_bare
            and not each.figure.is_dose
            and not each.figure.is_year
            and following.measure is not None
            and following.figure.kind is not Kind.COUNT
            and following.measure.factor != _PART
            and _are_listed(lexemes, each, following)
        ):
            found[place] = _with_unit_of(each, following)
    return found


def _are_listed(lexemes: Lexemes, each: Placed, following: Placed) -> bool:
    between = tuple(lexemes.words[each.end : following.begin])
    if between in _LIST_JOINTS:
        return True
    return between in _COMBINED and following.figure.kind in _MASSES


def _with_unit_of(each: Placed, following: Placed) -> Placed:
    measure = following.measure
    assert measure is not None
    other = following.figure
    changed = each.but(
        kind=other.kind,
        unit=other.unit,
        per=other.per,
        low=each.figure.low * measure.factor,
        high=each.figure.high * measure.factor,
        use=other.use,
        is_counted=False,
        certain=False,
    )
    return replace(changed, measure=measure)


_TIMES_NEAR = 30  # characters from an amount to how often it is given


def dose_spans(text: str) -> list[tuple[int, int]]:
    """Return the places of the doses of `text`, in order, none overlapping.

    The form that an amount comes in ("5 mg tablets") and how often it is given belong to it.
    """
    lexemes = Lexemes(text)
    spans: list[tuple[int, int]] = []
    for figure in figures_in(lexemes):
        last = spans[-1][1] if spans else -_TIMES_NEAR
        if figure.is_dose:
            end = max(_with_form(lexemes, figure.end), last)
            spans.append((spans.pop()[0] if figure.start <= last else figure.start, end))
        elif figure.kind is Kind.RATE and figure.start - last < _TIMES_NEAR:
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
