"""The figures of a sentence and those of its lines -> what is wrong with each."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from chatbot.grounding.binding import is_of_another, owned_in_lines
from chatbot.grounding.sentence_claim import Claim
from chatbot.grounding.verdict import Fault
from chatbot.language.figure import Figure, Kind, Use
from chatbot.language.owners import Owned, owned_figures

_ALIKE = {
    Use.DURATION: {Use.AFTER, Use.FROM},
    Use.AFTER: {Use.DURATION, Use.FROM},
    Use.FROM: {Use.DURATION, Use.AFTER, Use.BEFORE, Use.AGE},
    Use.UNTIL: {Use.AGE, Use.BEFORE},
    Use.AGE: {Use.FROM, Use.UNTIL},
}
_YEAR = 365.25  # days
_MOST_PAIRS = 4_000
_NEAR = 40  # characters from an amount to how often it is given


def has_too_many_figures(claim: Claim) -> bool:
    """Tell whether there are too many figures to tell what each is of."""
    stated = sum(len(reading.figures) for reading in claim.stated)
    return len(claim.reading.figures) * stated > _MOST_PAIRS


def figure_faults(claim: Claim) -> Iterator[Fault]:
    """Yield what is wrong with each figure of the sentence."""
    sentence, lines = claim.sentence, claim.lines
    stated = owned_in_lines(lines)
    asked = owned_figures(sentence)
    for own in asked:
        fault = _fault(own, asked, stated)
        if fault is not None:
            yield fault
    if _is_given_otherwise(asked, stated):
        yield Fault.FREQUENCY
    if _drops_a_rate([own.figure for own in asked], stated):
        yield Fault.UNIT


def _is_given_otherwise(asked: Sequence[Owned], stated: Sequence[Owned]) -> bool:
    """Tell whether an amount is given as often as only another amount of the lines."""
    own = list(_rated([each.figure for each in asked]))
    theirs = [pair for group in _by_line(stated) for pair in _rated(group)]
    free = [e.figure for e in stated if not any(e.figure is rate for _, rate in theirs)]
    for amount, rate in own:
        known = [other for figure, other in theirs if have_one_value(amount, figure)]
        if not known and amount.kind is Kind.AMOUNT:
            known = free if any(have_one_value(rate, other) for _, other in theirs) else [rate]
        if known and not any(have_one_value(rate, other) for other in known):
            return True
    return False


def _by_line(stated: Sequence[Owned]) -> list[list[Figure]]:
    """Return the figures line by line: offsets begin anew with each."""
    groups: list[list[Figure]] = [[]]
    for each in stated:
        if groups[-1] and each.figure.start < groups[-1][-1].start:
            groups.append([])
        groups[-1].append(each.figure)
    return groups


def _rated(figures: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Yield each amount or count with the rate that follows it."""
    for figure, following in pairwise(figures):
        if (
            figure.kind in (Kind.AMOUNT, Kind.COUNT)
            and following.kind is Kind.RATE
            and following.start - figure.end < _NEAR
        ):
            yield figure, following


def _drops_a_rate(asked: Sequence[Figure], stated: Sequence[Owned]) -> bool:
    """Tell whether "1 g/day" became "1 g"."""
    if any(figure.kind is Kind.RATE for figure in asked):
        return False
    return any(
        figure.kind is Kind.AMOUNT
        and (same := [e.figure for e in stated if have_one_value(figure, e.figure)])
        and all(each.is_rated for each in same)
        for figure in asked
    )


def _fault(own: Owned, asked: Sequence[Owned], stated: Sequence[Owned]) -> Fault | None:
    figure = own.figure
    valued = _valued(figure, stated)
    if not valued:
        if figure.is_counted and not any(e.figure.unit == figure.unit for e in stated):
            return None
        return _missing(figure, stated)
    fitting = [each for each in valued if _fits(figure, each.figure)]
    if not fitting:
        return Fault.COMPARATOR
    if _changes_use(figure, fitting):
        return Fault.DURATION
    alike = [
        each
        for each in asked
        if each.figure.kind is figure.kind and each is not own and not each.figure.is_year
    ]
    held = [(each, _valued(each.figure, stated)) for each in alike]
    known = {id(each) for _, theirs in held for each in theirs}
    others = [
        each
        for each in stated
        if (each.figure.kind, each.figure.unit) == (figure.kind, figure.unit)
        and each not in valued
        and id(each) not in known
    ]
    if figure.is_year:
        return None
    return Fault.SUBJECT if is_of_another(own, fitting, others, held) else None


def _valued(figure: Figure, stated: Sequence[Owned]) -> list[Owned]:
    """Return those of the lines that have the value; the ends of "from ... to ..." may be apart."""
    found = [each for each in stated if have_one_value(figure, each.figure)]
    if found or figure.kind is Kind.RATE:
        return found
    if figure.kind is Kind.COUNT and not figure.unit:
        years = replace(figure, low=figure.low * _YEAR, high=figure.high * _YEAR)
        found = [e for e in stated if e.figure.use is Use.AGE and years.has_value(e.figure)]
        if found:
            return found
    ends = [replace(figure, low=end, high=end) for end in (figure.low, figure.high)]
    if figure.is_change:
        single = [[e for e in stated if have_one_value(end, e.figure)] for end in ends]
        return [*single[0], *single[1]] if all(single) else []
    return [
        each
        for each in stated
        if each.figure.is_change
        and figure.low == figure.high
        and any(
            have_one_value(figure, replace(each.figure, low=end, high=end))
            for end in (each.figure.low, each.figure.high)
        )
    ]


def have_one_value(one: Figure, other: Figure) -> bool:
    """Tell whether two figures of a kind state the same, counts whatever is counted."""
    if one.kind is other.kind is Kind.COUNT:
        return one.has_value(other)
    return _are_alike(one, other) and one.unit == other.unit and one.has_value(other)


def _are_alike(one: Figure, other: Figure) -> bool:
    """Tell whether two figures are of one kind; a percentage may be read as a strength or not."""
    return one.kind is other.kind or one.unit == other.unit == "percent"


def _fits(one: Figure, other: Figure) -> bool:
    """Tell whether the comparators agree; "over 5 days" may be longer or just as long."""
    stated, found = one.comparator, other.comparator
    return (
        one.kind is Kind.RATE
        or stated == found
        or ("over" in (stated, found) and {stated, found} <= {"over", ">", ""})
        or (stated == "within" and found in ("<=", ""))
    )


def _missing(figure: Figure, stated: Sequence[Owned]) -> Fault:
    if figure.kind is Kind.RATE:
        return Fault.FREQUENCY
    digits = any(each.figure.low == figure.low or _nearly(figure, each.figure) for each in stated)
    if digits:
        return Fault.UNIT
    return Fault.DURATION if figure.kind is Kind.TIME else Fault.NUMBER


def _nearly(one: Figure, other: Figure) -> bool:
    return one.kind is not other.kind and one.has_value(other)


_SAID_BY_THE_COMPARATOR = (None, Use.WITHIN, Use.INTERVAL)


def _own_use(figure: Figure) -> Use | None:
    return None if figure.use in _SAID_BY_THE_COMPARATOR else figure.use


def _changes_use(figure: Figure, fitting: Sequence[Owned]) -> bool:
    """Tell whether "for 5 days" was made of "after 5 days" or of "aged 5"."""
    if figure.use in _SAID_BY_THE_COMPARATOR:
        return False
    uses = {_own_use(each.figure) for each in fitting}
    allowed = {None, figure.use, *_ALIKE.get(figure.use, set())}
    return uses.isdisjoint(allowed)
