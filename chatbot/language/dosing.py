"""Figures -> those that tell how much of a medicine somebody takes.

Patients are shown none of these, so in doubt a figure is a dose; but an age, a level, a share of
patients, a weight or a loss of blood is none.
"""

from collections.abc import Iterator, Sequence

from chatbot.language.figure import Kind, Placed, placed_at
from chatbot.language.frequencies import Form, Rate
from chatbot.language.lexemes import Lexemes, behind_phrase, is_among, is_any_among
from chatbot.language.measuring import Measure, MeasureKind

_MOST_AT_ONCE = 20.0  # tablets; a greater bare number is hardly one of them
_SELDOM = 0.1  # times a day; "once weekly" is more
_NEAR = 6  # lexemes around a figure that tell what is measured
_LOOSE = 4  # lexemes to "dose" and between it and "by 50 %"
_NO_DOSE_BEHIND = frozenset("/%$£€#")
_NEGATIONS = frozenset(("not", "never", "avoid", "without", "no"))
_GO_ON = frozenset("for daily per a each every in with before after at".split())


def marked_doses(lexemes: Lexemes, found: Sequence[Placed], rates: Sequence[Rate]) -> list[Placed]:
    """Return the figures, doses marked, with "double the dose" besides."""
    at = {rate.begin: rate for rate in rates}
    marked = [_marked(lexemes, each, at) for each in found]
    marked = _multiplied(lexemes, marked)
    taken = {place for each in marked for place in range(each.begin, each.end)}
    taken |= {place for rate in rates for place in range(rate.begin, rate.end)}
    extra = (each for each in _multiples_of_dose(lexemes) if each.begin not in taken)
    return [*marked, *extra]


def _marked(lexemes: Lexemes, each: Placed, rates: dict[int, Rate]) -> Placed:
    kind, is_dose = each.figure.kind, False
    if kind is Kind.SHARE and _is_strength(lexemes, each):
        kind, is_dose = Kind.STRENGTH, True
    elif kind is Kind.SHARE:
        is_dose = _is_share_of_dose(lexemes, each)
    elif kind is Kind.AMOUNT:
        is_dose = not _is_of_body(lexemes, each)
    elif kind is Kind.STRENGTH:
        is_dose = True
    elif kind is Kind.LEVEL:
        is_dose = _is_level_of_a_medicine(lexemes, each)
    elif kind is Kind.COUNT:
        is_dose = _is_counted(lexemes, each, rates)
    if not is_dose:
        return each
    return each.but(kind=kind, is_dose=True)


def _is_counted(lexemes: Lexemes, each: Placed, rates: dict[int, Rate]) -> bool:
    """Tell whether a count is of tablets, or a bare number that is taken."""
    if each.measure is not None:
        form = each.is_form and not is_among("no dose behind", lexemes.words[each.end])
        return form or each.measure.kind is MeasureKind.DIVIDED
    if _is_behind_dose(lexemes, each):
        return True
    place = each.end + (lexemes.words[each.end] in (",", "|", "("))
    rate = rates.get(each.end) or rates.get(place)
    if rate is not None:
        return _is_taken(lexemes, each, rate)
    return _is_swallowed(lexemes, each)


def _is_swallowed(lexemes: Lexemes, each: Placed) -> bool:
    """Tell whether a bare number is taken by its verb: "take two by mouth", "give 2 now"."""
    if each.figure.high > _MOST_AT_ONCE or not lexemes.is_near(each.begin):
        return False
    if not is_among("taking", lexemes.words[each.begin - 1]):
        return False
    behind = lexemes.words[each.end]
    return not behind.isalpha() or is_among("behind a rate", behind)


def _is_taken(lexemes: Lexemes, each: Placed, rate: Rate) -> bool:
    """Tell whether a bare number is taken so often: "20 daily", but not "20 daily smokers"."""
    before = lexemes.words[each.begin - 1]
    if each.figure.is_year or is_among("labels", before) or before in _NO_DOSE_BEHIND:
        return False
    if not lexemes.is_near(each.end) or not each.figure.high:
        return False
    if rate.low is None and each.figure.high > _MOST_AT_ONCE:
        return False
    if rate.low is not None and rate.low < (1.0 if rate.form is Form.PER else _SELDOM):
        return False
    behind = lexemes.words[rate.end]
    if (
        not behind.isalpha()
        or "\n" in lexemes.text[lexemes.ends[rate.end - 1] : lexemes.starts[rate.end]]
    ):
        return True
    return is_among("behind a rate", behind)


def _is_behind_dose(lexemes: Lexemes, each: Placed) -> bool:
    """Tell whether a bare number follows "a dose of" or "Dose:", and counts nothing else."""
    place = each.begin
    if lexemes.words[place - 1] not in ("of", ":", "is", "=", "to", "at") or each.figure.is_year:
        return False
    if not is_among("doses", lexemes.words[place - 2]):
        return False
    behind = lexemes.words[each.end]
    return not (behind.isalpha() or behind == "-") or behind in _GO_ON


def _is_of_body(lexemes: Lexemes, each: Placed) -> bool:
    """Tell whether an amount is what somebody weighs, loses or passes, not what is given."""
    if each.measure is None or each.measure.base not in ("mg", "mL"):
        return False
    if each.measure.written in _FINE or (each.measure.base == "mg" and "kg" in each.figure.per):
        return False
    place = each.begin
    for _ in range(_NEAR):
        word = lexemes.words[place - 1]
        if is_among("what is measured", word):
            return True
        if not (word in "<>≥≤=()" or is_among("before a measure", word)) or not word:
            break
        place -= 1
    behind = each.end + (lexemes.words[each.end] == "of")
    return is_any_among("what is measured", lexemes, behind, behind + 2)


_FINE = frozenset(
    "mcg mcgs μg ug microgram micrograms ng nanogram nanograms mg mgs milligram milligrams".split()
)
"""Units in which nobody weighs a body or what it loses."""


def _is_level_of_a_medicine(lexemes: Lexemes, each: Placed) -> bool:
    """Tell whether "50 micrograms/mL solution" or "10 mL/min" is of a medicine that is given."""
    unit = each.figure.unit
    if unit == "mL/min":
        return is_any_among(
            "what is infused", lexemes, each.begin - _NEAR, each.begin
        ) or is_any_among("what is infused", lexemes, each.end, each.end + 3)
    if not unit.endswith(("/mL", "/L")):
        return False
    return is_any_among("liquids", lexemes, each.end, each.end + 2)


def _is_strength(lexemes: Lexemes, each: Placed) -> bool:
    """Tell whether a percentage is the strength of a cream or a solution."""
    behind = each.end
    if lexemes.words[behind] == "(":
        behind += 1
    for place in range(behind, behind + 3):
        word = lexemes.words[place]
        if not word.isalpha() or word in ("of", "in", "with", "and", "who", "to", "were"):
            break
        if is_among("strengths", word):
            return True
    before = lexemes.words[each.begin - 1]
    return is_among("strengths", before) and lexemes.is_near(each.begin)


def _is_share_of_dose(lexemes: Lexemes, each: Placed) -> bool:
    """Tell whether it is a share of a dose: "half the usual dose", "reduce the dose by 50%"."""
    if _dose_behind(lexemes, each.end) > 0:
        return not _is_warned(lexemes, each.begin)
    if lexemes.words[each.begin - 1] not in ("by", "to", "of"):
        return False
    return is_any_among("doses", lexemes, each.begin - 1 - _LOOSE, each.begin - 1)


def _dose_behind(lexemes: Lexemes, place: int) -> int:
    """Return where "of the usual dose" ends that begins at `place`; 0 if it does not."""
    for _ in range(_LOOSE + 1):
        if is_among("doses", lexemes.words[place]):
            return place + 1
        end = behind_phrase("of a dose", lexemes, place)
        if end == place or not lexemes.is_near(place):
            return 0
        place = end
    return 0


def _is_warned(lexemes: Lexemes, place: int) -> bool:
    """Tell whether a "not" stands close before: "do not take a double dose" tells no dose."""
    return not _NEGATIONS.isdisjoint(lexemes.words[max(0, place - _LOOSE) : place])


_MULTIPLES = {"double": 2.0, "triple": 3.0, "quadruple": 4.0, "doubling": 2.0, "twice": 2.0,
              "halve": 0.5, "halving": 0.5, "quarter": 0.25}  # fmt: skip


def _multiples_of_dose(lexemes: Lexemes) -> Iterator[Placed]:
    """Yield "double the dose", "halve the dose" and "twice the usual dose"."""
    for place, word in enumerate(lexemes.words):
        value = _MULTIPLES.get(word)
        if value is None:
            continue
        end = _dose_behind(lexemes, place + 1)
        if not end or (lexemes.words[place + 1] in ("-", "dose") and lexemes.words[end] == "-"):
            continue
        each = _multiple(lexemes, place, end, value)
        dose = not _is_warned(lexemes, place)
        yield each.but(is_dose=dose, certain=False)


def _multiple(lexemes: Lexemes, place: int, end: int, value: float) -> Placed:
    if value < 1.0:
        measure = Measure(MeasureKind.SHARE, "percent", 100.0, end, base="percent")
        return placed_at(lexemes, place, end, (value * 100, value * 100), measure, Kind.SHARE)
    each = placed_at(lexemes, place, end, (value, value), None, Kind.COUNT)
    return each.but(unit="time")


def _multiplied(lexemes: Lexemes, found: list[Placed]) -> list[Placed]:
    """Mark the count of "3 × 250 mg", "two 5 mg tablets", "5 mg x 2" and "1 x 3"."""
    marked = list(found)
    for place, each in enumerate(found):
        if each.figure.kind is not Kind.COUNT or each.figure.is_dose or each.figure.is_year:
            continue
        if each.figure.high > _MOST_AT_ONCE:
            continue
        following = found[place + 1] if place + 1 < len(found) else None
        before = found[place - 1] if place else None
        if _multiplies(lexemes, each, following) or _repeats(lexemes, before, each):
            marked[place] = each.but(is_dose=True)
    return marked


def _multiplies(lexemes: Lexemes, each: Placed, following: Placed | None) -> bool:
    if following is None or not each.is_bare:
        return False
    between = lexemes.words[each.end : following.begin]
    is_amount = following.figure.is_dose and following.figure.kind is not Kind.SHARE
    if between == ["x"]:
        return is_amount or _is_times_of_day(lexemes, each, following)
    plural = is_among("plural things", lexemes.words[following.end])
    labelled = is_among("labels", lexemes.words[each.begin - 1])
    return is_amount and between in ([], ["of"]) and plural and not labelled


def _is_times_of_day(lexemes: Lexemes, each: Placed, following: Placed) -> bool:
    """Tell whether "1 x 3" is one three times a day: no size and no table of 2 x 2."""
    if following.figure.kind is Kind.TIME:
        return each.figure.high <= _MOST_AT_ONCE / 2
    if not following.is_bare or max(each.figure.high, following.figure.high) > _LOOSE:
        return False
    behind = lexemes.words[following.end]
    return not behind.isalpha() or behind in _GO_ON


def _repeats(lexemes: Lexemes, before: Placed | None, each: Placed) -> bool:
    """Tell whether a count says how many times the amount before it is given: "5 mg x 2"."""
    if before is None or lexemes.words[before.end : each.begin] != ["x"]:
        return False
    if before.figure.is_dose and before.figure.kind is not Kind.SHARE:
        return each.is_bare or each.is_form
    return each.is_bare and _is_times_of_day(lexemes, before, each) and before.is_bare
