"""A number and what stands around it -> one figure, or two where no range joins them."""

from dataclasses import dataclass, replace

from chatbot.language.bounding import comparator_at, index_before, use_at
from chatbot.language.figure import Kind, Placed, is_year, placed_at
from chatbot.language.frequencies import rate_at
from chatbot.language.lexemes import Lexemes, is_among
from chatbot.language.measuring import Measure, MeasureKind, measure_at
from chatbot.language.numerals import Numeral, numeral_at
from chatbot.language.schedules import ratio_at, schedule_at
from chatbot.language.tokens import STOP_WORDS, stem

_KINDS = {kind.value: kind for kind in Kind}  # of what other units measure, there are counts
_YEAR = 365.25  # days
_SCALED = 1000.0  # numbers below it may share the "million" of the next
_NOT_ALL = frozenset("first last next between previous other".split())
_PERCENT = 100.0
Found = tuple[list[Placed], int]


def figures_at(lexemes: Lexemes, place: int, heading: str = "") -> Found:
    """Return the figures that the number at `place` begins, and the lexeme to go on from."""
    date = _date(lexemes, place)
    if date:
        return date, place + 5
    whole = schedule_at(lexemes, place) or ratio_at(lexemes, place)
    if whole is not None:
        return [whole], whole.end
    numeral = numeral_at(lexemes, place)
    if numeral is None:
        return [], place + 1
    if not numeral.is_number:
        return [], numeral.end
    pressure = _pressure(lexemes, numeral)
    if pressure is not None:
        return pressure, pressure[0].end
    return _Reading(lexemes, numeral, heading).found()


def _date(lexemes: Lexemes, place: int) -> list[Placed]:
    """Return the year, month and day of "2020-03-05" as counts."""
    words = lexemes.words
    parts = words[place : place + 5 : 2]
    if [len(part) for part in parts] != [4, 2, 2] or words[place + 1 : place + 4 : 2] != ["-", "-"]:
        return []
    if not all(part.isdigit() and part.isascii() for part in parts):
        return []
    values = [(place + 2 * number, float(part)) for number, part in enumerate(parts)]
    return [placed_at(lexemes, at, at + 1, (n, n), None, Kind.COUNT) for at, n in values]


def _pressure(lexemes: Lexemes, numeral: Numeral) -> list[Placed] | None:
    """Return both values of "140/90 mm Hg", the second inside the first."""
    if lexemes.words[numeral.end] != "/" or not lexemes.is_glued(numeral.end):
        return None
    lower = numeral_at(lexemes, numeral.end + 1)
    unit = measure_at(lexemes, lower.end) if lower and lower.is_number else None
    if unit is None or lower is None or unit.kind is not MeasureKind.LEVEL:
        return None
    first, second = numeral.value, lower.value
    comparator, opening = comparator_at(lexemes, numeral.begin, unit.end, is_time=False)
    both = [
        placed_at(lexemes, begin, unit.end, (value, value), unit, Kind.LEVEL)
        for begin, value in ((numeral.begin, first), (lower.begin, second))
    ]
    start = lexemes.starts[opening]
    return [
        each.but(comparator=comparator, opening=start, certain=each is both[0]) for each in both
    ]


@dataclass(slots=True)
class _Reading:
    """The figure that a number begins."""

    lexemes: Lexemes
    numeral: Numeral
    heading: str
    is_listed: bool = False

    def found(self) -> Found:
        """Return the figures, and the lexeme to go on from."""
        own = self._unit_at(self.numeral.end)
        second, joint = self._second(own.end if own else self.numeral.end)
        if second is None:
            return self._alone(self.numeral, own)
        unit = self._unit_at(second.end)
        self.is_listed = own is None and unit is not None and unit.kind is MeasureKind.TIME
        if self.numeral.is_part and self.numeral.is_spelled and unit is not None:
            return self._alone(self.numeral, own)
        if joint == "and" or (own is not None and not _is_one_unit(own, unit)):
            return self._alone(self.numeral, own)
        low, high = self.numeral.value, second.value
        if own is None and second.scale > self.numeral.scale and low < _SCALED:
            low *= second.scale
            self.numeral = replace(self.numeral, value=low)
        if unit is None and is_year(low):
            return self._alone(self.numeral, own)
        factor = own.factor if own else unit.factor if unit else 1.0
        if low * factor > high * (unit.factor if unit else 1.0):
            return self._downwards(own, unit, second)
        return self._range(own, unit, second)

    def _alone(self, numeral: Numeral, unit: Measure | None) -> Found:
        value = numeral.value
        if self._says_nothing(numeral, unit):
            return [], numeral.end
        end = unit.end if unit else numeral.end
        each = self._made(numeral.begin, end, (value, value), unit, numeral.end)
        return [each], end

    def _says_nothing(self, numeral: Numeral, unit: Measure | None) -> bool:
        """Tell whether it is the "one" of "one of the" and "one should"."""
        if not numeral.is_spelled or numeral.value != 1.0 or unit is not None:
            return False
        taken = is_among("taking", self.lexemes.words[numeral.begin - 1])
        return not taken and rate_at(self.lexemes, numeral.end) is None

    def _downwards(self, own: Measure | None, unit: Measure | None, second: Numeral) -> Found:
        """Return both ends of "20-10 mg" for themselves: which is meant is not certain."""
        low, high = self.numeral.value, second.value
        if is_year(low) and own is None:
            return self._alone(self.numeral, None)
        end = unit.end if unit else second.end
        first = self._made(self.numeral.begin, self.numeral.end, (low, low), own or unit, 0)
        last = self._made(second.begin, end, (high, high), unit, second.end)
        both = [e.but(certain=False) for e in (first, last)]
        return both, end

    def _range(self, own: Measure | None, unit: Measure | None, second: Numeral) -> Found:
        low, high = self.numeral.value, second.value
        end = unit.end if unit else second.end
        if own is not None and unit is not None:
            low *= own.factor / unit.factor
        each = self._made(self.numeral.begin, end, (low, high), unit, second.end)
        before = self.lexemes.words[self.numeral.begin - 1]
        if before in ("from", "age", "ages") and each.figure.comparator == ">=":
            each = each.but(comparator="")
        return [each.but(is_change=before == "from")], end

    def _unit_at(self, end: int) -> Measure | None:
        """Return the unit behind a number, maybe behind "or more" or "consecutive"."""
        lexemes = self.lexemes
        open_unit = measure_at(lexemes, end + 2) if lexemes.words[end + 1] in _OPEN else None
        return open_unit or measure_at(lexemes, end) or self._far_unit(end)

    def _far_unit(self, end: int) -> Measure | None:
        lexemes = self.lexemes
        place = end + (lexemes.words[end] == "-")
        if is_among("before a unit", lexemes.words[place]):
            return measure_at(lexemes, place + 1)
        found = _form_behind(lexemes, place)
        plural = found is not None and found.written.endswith("s")
        return found if plural or self.numeral.value <= 1.0 else None

    def _second(self, end: int) -> tuple[Numeral | None, str]:
        """Return the number that a dash, "to", "or" or "and" joins to the first."""
        lexemes = self.lexemes
        place, joint = self._behind_joint(end)
        if joint != "-" and lexemes.words[place] in ("at", "about"):
            place += 1
        if place == end or not lexemes.is_near(place):
            return None, ""
        second = numeral_at(lexemes, place)
        return (None, "") if second is None or not second.is_number else (second, joint)

    def _behind_joint(self, end: int) -> tuple[int, str]:
        """Return where a joint that begins at `end` ends, and which it is."""
        lexemes, place = self.lexemes, end
        joint = lexemes.words[place] if lexemes.is_near(place) else ""
        if joint == "-":
            while lexemes.words[place] == "-":
                place += 1
            place += lexemes.words[place] in ("to", "through")
        elif joint in ("to", "through", "or", "and") or self._is_confidence(place):
            place += 1
        return place, "to" if joint == "and" and self._is_between() else joint

    def _is_confidence(self, place: int) -> bool:
        """Tell whether a comma joins both ends of a confidence interval: "95% CI: 0.02, 0.18"."""
        begin, words = self.numeral.begin, self.lexemes.words
        return words[place] == "," and "ci" in words[max(0, begin - 4) : begin]

    def _is_between(self) -> bool:
        """Tell whether "and" joins a range: "between 5 and 10", "between the ages of 5 and 10"."""
        place = self.numeral.begin - 1
        while self.lexemes.words[place] in ("age", "ages", "of", "the"):
            place -= 1
        return self.lexemes.words[place] == "between"

    def _made(
        self,
        begin: int,
        end: int,
        values: tuple[float, float],
        unit: Measure | None,
        number_end: int,
    ) -> Placed:
        """Return a figure with all that the words around it say; values are before the factor."""
        lexemes = self.lexemes
        kind = _KINDS.get(unit.kind, Kind.COUNT) if unit else Kind.COUNT
        factor = unit.factor if unit else 1.0
        if unit is None and self.numeral.is_part and self.numeral.is_spelled:
            kind, factor = Kind.SHARE, _PERCENT
            unit = Measure(MeasureKind.SHARE, "percent", _PERCENT, end, base="percent")
        elif unit is None and not self.is_listed and lexemes.is_age(begin, end):
            kind, factor = Kind.TIME, _YEAR
            unit = Measure(MeasureKind.TIME, "day", _YEAR, end, base="day", written="years")
        elif unit is None and (index := index_before(lexemes, begin)):
            kind = Kind.LEVEL
            unit = Measure(MeasureKind.LEVEL, index, 1.0, end, base=index)
        use, noun = None, ""
        if kind is Kind.TIME:
            use = use_at(lexemes, begin, end, self.heading)
        elif unit is None:
            noun = _noun(lexemes, number_end or end)
        counted = self.numeral.is_spelled and unit is None
        comparator, opening = comparator_at(lexemes, begin, end, is_time=kind is Kind.TIME)
        each = placed_at(lexemes, begin, end, (values[0] * factor, values[1] * factor), unit, kind)
        return each.but(
            unit=unit.unit if unit else noun,
            comparator=_opened(lexemes, number_end) or comparator,
            opening=lexemes.starts[opening],
            use=use,
            is_counted=counted and not _is_given_behind(lexemes, end),
            certain=unit is not None and _is_certain(lexemes, begin, unit),
        )


_OPEN = frozenset(("more", "fewer", "less"))


def _opened(lexemes: Lexemes, end: int) -> str:
    """Return the comparator of "2 or more weeks"."""
    if end and lexemes.words[end] in ("or", "and") and lexemes.words[end + 1] in _OPEN:
        return ">=" if lexemes.words[end + 1] == "more" else "<="
    return ""


def _is_one_unit(own: Measure, unit: Measure | None) -> bool:
    """Tell whether two units may be those of one range: "500 mg to 1 g", "1 mg to 2 mg/kg"."""
    if unit is None or own.kind is not unit.kind:
        return False
    return own.unit == unit.unit or unit.unit.startswith(f"{own.unit}/")


def _form_behind(lexemes: Lexemes, place: int) -> Measure | None:
    """Return the tablets of "two aspirin tablets", "2 (two) tablets" and "1 heaped teaspoon"."""
    word = lexemes.words[place]
    if word == "(":
        close = next((n for n in range(place + 2, place + 7) if lexemes.words[n] == ")"), None)
        found = measure_at(lexemes, close + 1) if close else None
    elif word.isalpha() and len(word) > 2 and word not in STOP_WORDS:
        found = measure_at(lexemes, place + 1)
        if found is None and lexemes.words[place + 1].isalpha() and lexemes.is_near(place + 1):
            found = measure_at(lexemes, place + 2)
            if lexemes.words[place + 1] in STOP_WORDS:
                return None
    else:
        return None
    return found if found is not None and found.kind is MeasureKind.FORM else None


def _is_certain(lexemes: Lexemes, begin: int, unit: Measure) -> bool:
    """Tell whether a figure can be compared: not "±1 mg", "2 x 500 mg", "2 g in total"."""
    before = lexemes.words[begin - 1]
    if before and lexemes.is_glued(begin) and before in "-/.,±^'":
        return False
    if before in ("±", "/") or (before == "x" and lexemes.is_number(begin - 2)):
        return False
    if unit.kind is MeasureKind.DIVIDED or unit.factor == _PERCENT:
        return False
    if unit.kind is MeasureKind.GIVEN:
        words = lexemes.words[max(0, begin - 2) : begin]
        return words[-1:] == [] or not (words[-1] in _NOT_ALL or words == ["between", "the"])
    return unit.kind is not MeasureKind.AMOUNT or not _is_total(lexemes, begin, unit)


def _is_total(lexemes: Lexemes, begin: int, unit: Measure) -> bool:
    """Tell whether an amount is that of a whole course, neither of one time nor of a day."""
    before = lexemes.words[max(0, begin - 3) : begin]
    if "total" in before or "cumulative" in before:
        return "daily" not in before
    behind = lexemes.words[unit.end : unit.end + 2]
    return behind in (["in", "total"], ["in", "all"], ["per", "course"]) or behind[:1] == [
        "altogether"
    ]


def _noun(lexemes: Lexemes, end: int) -> str:
    """Return the stem of the noun behind a number; empty for a word that says nothing."""
    place = end + (lexemes.words[end] == "-")
    word = lexemes.words[place]
    if not word.isalpha() or len(word) < 2 or not lexemes.is_near(place):
        return ""
    if lexemes.is_glued(place) and place == end:
        return ""
    return "" if word in STOP_WORDS else stem(word)


def _is_given_behind(lexemes: Lexemes, end: int) -> bool:
    """Tell whether a word counts what is given or done a number of times."""
    for place in range(end, end + 3):
        if is_among("done", lexemes.words[place]):
            return True
        unit = measure_at(lexemes, place)
        if unit is not None and unit.kind in (MeasureKind.FORM, MeasureKind.GIVEN):
            return True
    return False
