"""The figures of a sentence and those of its lines -> what is wrong with each."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

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
_MOST_PAIRS = 4_000


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
    """Tell whether an amount is given as often as its lines do not say, or only of another one."""
    for own in (each.figure for each in asked):
        same = {e.figure.times for e in stated if have_one_value(own, e.figure)} - {None}
        others = {e.figure.times for e in stated}
        if own.times and own.times not in same and (same or own.times in others):
            return True
    return False


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
    if any(e.figure.low == figure.low or e.figure.has_value(figure) for e in stated):
        return Fault.UNIT
    return Fault.DURATION if figure.kind is Kind.TIME else Fault.NUMBER


_SAID_BY_THE_COMPARATOR = (None, Use.WITHIN, Use.INTERVAL)


def _changes_use(figure: Figure, fitting: Sequence[Owned]) -> bool:
    """Tell whether "for 5 days" was made of "after 5 days" or of "aged 5"."""
    if figure.use in _SAID_BY_THE_COMPARATOR:
        return False
    uses = {each.figure.use for each in fitting}
    return uses.isdisjoint({*_SAID_BY_THE_COMPARATOR, figure.use, *_ALIKE.get(figure.use, ())})
