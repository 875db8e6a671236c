"""The numbers of a list -> each with the unit of the last: "19, 18 and 16 mg", "500/125 mg"."""

from collections.abc import Sequence
from dataclasses import replace

from chatbot.language.figure import Kind
from chatbot.language.lexemes import Lexemes
from chatbot.language.placed import Placed

_BETWEEN = frozenset(
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
    if between in _BETWEEN:
        return True
    return between in _COMBINED and following.figure.kind in _MASSES


def _with_unit_of(each: Placed, following: Placed) -> Placed:
    measure = following.measure
    assert measure is not None
    other = following.figure
    figure = replace(
        each.figure,
        kind=other.kind,
        unit=other.unit,
        per=other.per,
        low=each.figure.low * measure.factor,
        high=each.figure.high * measure.factor,
        use=other.use,
        is_counted=False,
        certain=False,
    )
    return replace(each, figure=figure, measure=measure)
