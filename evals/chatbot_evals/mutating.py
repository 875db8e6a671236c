"""A true sentence and its lines -> mutants: the same sentence made wrong in one known way.

Mutants are made by rules of their own, which know nothing of how the gate reads figures.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from chatbot.language.names import NameKind, find_names


class Mutation(StrEnum):
    """What was done to a true sentence."""

    DOSE = "dose changed"
    UNIT = "unit changed"
    PER_BODY = "/kg or /m² dropped"
    RANGE_END = "range end moved"
    FREQUENCY = "frequency changed"
    DURATION = "duration changed"
    DRUG = "drug swapped"
    INVENTED = "figure invented"
    NEGATION_ADDED = "negation added"
    NEGATION_DROPPED = "negation dropped"
    COMPARATOR = "comparator turned"
    OUTCOME = "percent moved to another outcome"
    CITATION = "citation moved"


EXACT = (
    Mutation.DOSE,
    Mutation.UNIT,
    Mutation.PER_BODY,
    Mutation.RANGE_END,
    Mutation.FREQUENCY,
    Mutation.DURATION,
    Mutation.DRUG,
    Mutation.INVENTED,
)
"""Kinds of numeric, unit and drug mutants: none may pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence and the lines it cites; `kind` is None unless it is a mutant."""

    id: str
    sentence: str
    lines: tuple[str, ...]
    kind: Mutation | None = None


_NUMBER = r"\d+(?:[.,]\d+)*"
_MASS = r"(?:mg|mcg|µg|g|IU|milligrams?|micrograms?|grams?|units?|mL)\b"
_PERIOD = r"(?:hours?|days?|weeks?|months?|years?)"
_DOSE = re.compile(rf"(?<![\w.])({_NUMBER})(?=\s?{_MASS}|[-–]{_NUMBER}\s?{_MASS})")
_RANGE = re.compile(rf"(?<![\w.])({_NUMBER})(\s?[-–]\s?|\sto\s)({_NUMBER})(?![\w/.]*\d)")
_TIME = re.compile(rf"(?<![\w.])({_NUMBER})(?=[\s-]{_PERIOD})")
_NUMBER_WORD = re.compile(r"\b(two|three|four|five|six|seven|eight|ten)(?=[\s-])")
_OTHER_WORD = {"two": "five", "three": "six", "four": "seven", "five": "eight", "six": "nine",
               "seven": "four", "eight": "three", "ten": "two"}  # fmt: skip
_SHARE = re.compile(rf"(?<![\w.])({_NUMBER})(?=\s?%|\spercent)")
_PER_BODY = re.compile(
    r"\s?/\s?(?:kg|m²|m2)\b|\bper kilogram(?: of body weight)?|\bper square met\w+"
)
_UNITS = (
    ("mg", ("mcg", "g")), ("g", ("mg", "mcg")), ("mcg", ("mg",)), ("µg", ("mg",)),
    ("milligrams", ("micrograms", "grams")), ("IU", ("mg",)), ("%", (" mg",)),
)  # fmt: skip
_FREQUENCIES = (
    ("twice daily", ("once daily", "three times daily")), ("once daily", ("twice daily",)),
    ("/day", ("/week", "/hour")), ("daily", ("weekly", "twice daily")),
    ("once weekly", ("twice weekly", "once monthly")), ("weekly", ("daily", "monthly")),
    ("monthly", ("weekly",)), ("a day", ("a week",)), ("per day", ("per week",)),
    ("every day", ("every week",)), ("each day", ("each week",)),
    ("every week", ("every day", "every month")), ("weeks apart", ("days apart", "months apart")),
)  # fmt: skip
_NEGATED = (
    (r"\bshould be\b", "should not be"), (r"\bshould (?!not|be)", "should not "),
    (r"\bis (?!not\b)", "is not "), (r"\bare (?!not\b)", "are not "), (r"\bcan (?!not)", "cannot "),
    (r"\bmay (?!not)", "may not "), (r"\bhas been\b", "has not been"),
    (r"\brecommends (?!against)", "recommends against "), (r"\bmust (?!not)", "must not "),
)  # fmt: skip
_AFFIRMED = (
    (r"\bnot ", ""), (r"\bno (?=[a-z])(?!more|less|later|longer)", "an "), (r"\bwithout\b", "with"),
    (r"\bWithout\b", "With"), (r"\bavoid\b", "use"), (r"\bnever\b", "always"),
    (r"\bcannot\b", "can"), (r"\bnothing\b", "everything"),
    (r"\brecommends against\b", "recommends"),
    (r"\bcontraindicated\b", "indicated"), (r"\bunsuitable\b", "suitable"),
    (r"\bneither\b", "both"), (r"\bnone\b", "all"),
)  # fmt: skip
_TURNED = (
    ("at least", "at most"), ("at most", "at least"), ("more than", "less than"),
    ("less than", "more than"), ("no more than", "no less than"), ("not exceed", "exceed"),
    ("up to", "at least"), ("before", "after"), ("after", "before"), ("above", "below"),
    ("below", "above"), ("older", "younger"), ("younger", "older"), ("≥", "≤"), ("≤", "≥"),
    (">", "<"), ("<", ">"), ("increase", "decrease"), ("lowers", "raises"), ("higher", "lower"),
    ("within", "after"), ("exceeds", "stays below"), ("better", "worse"), ("worse", "better"),
    ("longer", "shorter"), ("early", "late"), ("rising", "falling"), ("severe", "mild"),
)  # fmt: skip
_INVENTED = (
    ", at a dose of 250 mg", " in 17% of patients", " for 11 weeks", ", 4 times daily",
    " at 6 mg/kg", " after 9 days", ", with a threshold of 8.5 mmol/L",
)  # fmt: skip
_DRUGS = (
    "rituximab", "tocilizumab", "azathioprine", "eculizumab", "satralizumab", "inebilizumab",
    "cyclophosphamide", "methotrexate", "mycophenolate mofetil", "prednisone", "natalizumab",
    "fingolimod", "interferon beta", "ravulizumab", "tacrolimus", "mitoxantrone", "dexamethasone",
    "aspirin", "warfarin", "metformin", "amoxicillin", "ocrelizumab", "gabapentin",
)  # fmt: skip
_NOT_DRUGS = ("intravenous", "steroid", "corticosteroid")
_SUPPORTED = 0.5
_MOST_OF_A_KIND = 4

Making = Callable[[Sentence, random.Random], Iterator[str]]


def mutants(sentences: Sequence[Sentence], *, most: int = _MOST_OF_A_KIND) -> list[Sentence]:
    """Return the mutants of all `sentences`, up to `most` of a kind for each, always the same."""
    found = []
    for sentence in sentences:
        chance = random.Random(sentence.id)  # noqa: S311 - the same mutants each time
        for kind, making in _MAKING.items():
            made = list(dict.fromkeys(making(sentence, chance)))
            made = [text for text in made if text != sentence.sentence][:most]
            found += [_mutant(sentence, kind, number, text) for number, text in enumerate(made)]
        found += _with_other_lines(sentence, sentences, chance)
    return found


def _mutant(of: Sentence, kind: Mutation, number: int, text: str) -> Sentence:
    return replace(of, id=f"{of.id}/{kind.name.lower()}/{number}", sentence=text, kind=kind)


def _changed(pattern: re.Pattern[str], others: Callable[[str], Sequence[str]]) -> Making:
    def make(of: Sentence, chance: random.Random) -> Iterator[str]:
        for match in pattern.finditer(of.sentence):
            for other in others(match[1]):
                yield of.sentence[: match.start(1)] + other + of.sentence[match.end(1) :]

    return make


def _other_numbers(written: str) -> tuple[str, ...]:
    value = float(written.replace(",", ""))
    changed = (value * 10, value * 2, value / 10, value + 1)
    return tuple(f"{number:g}" for number in changed if number > 0)


def _range_ends(of: Sentence, chance: random.Random) -> Iterator[str]:
    for match in _RANGE.finditer(of.sentence):
        low, high = (float(match[n].replace(",", "")) for n in (1, 3))
        for one, other in ((low, high * 2), (low, high + 1), (low / 2, high)):
            new = f"{one:g}{match[2]}{other:g}"
            yield of.sentence[: match.start()] + new + of.sentence[match.end() :]


def _durations(of: Sentence, chance: random.Random) -> Iterator[str]:
    yield from _changed(_TIME, _other_numbers)(of, chance)
    yield from _changed(_NUMBER_WORD, lambda word: (_OTHER_WORD[word],))(of, chance)
    for one, other in (("days", "weeks"), ("weeks", "days"), ("weeks", "months"),
                       ("hours", "days"), ("months", "years")):  # fmt: skip
        for match in re.finditer(rf"(?<=[\d-] ){one}\b", of.sentence):
            yield of.sentence[: match.start()] + other + of.sentence[match.end() :]


def _units(of: Sentence, chance: random.Random) -> Iterator[str]:
    for unit, others in _UNITS:
        for match in re.finditer(rf"(?<=\d)\s?{re.escape(unit)}(?![\w])", of.sentence):
            for other in others:
                space = " " if other.isalpha() else ""
                yield of.sentence[: match.start()] + space + other + of.sentence[match.end() :]


def _without_body(of: Sentence, chance: random.Random) -> Iterator[str]:
    for match in _PER_BODY.finditer(of.sentence):
        yield of.sentence[: match.start()] + of.sentence[match.end() :]


def _replaced(pairs: Sequence[tuple[str, Sequence[str]]]) -> Making:
    def make(of: Sentence, chance: random.Random) -> Iterator[str]:
        for said, others in pairs:
            edge = r"(?<!\w)" if said[0].isalnum() else ""
            for match in re.finditer(rf"{edge}{re.escape(said)}(?!\w)", of.sentence):
                for other in others:
                    yield of.sentence[: match.start()] + other + of.sentence[match.end() :]

    return make


def _by_pattern(pairs: Sequence[tuple[str, str]]) -> Making:
    def make(of: Sentence, chance: random.Random) -> Iterator[str]:
        for pattern, other in pairs:
            for match in re.finditer(pattern, of.sentence):
                yield of.sentence[: match.start()] + other + of.sentence[match.end() :]

    return make


def _other_drugs(of: Sentence, chance: random.Random) -> Iterator[str]:
    said = " ".join((of.sentence, *of.lines)).casefold()
    others = [drug for drug in _DRUGS if drug not in said]
    chance.shuffle(others)
    named = [
        name
        for name in find_names(of.sentence)
        if name.kind is NameKind.MEDICINE
        and of.sentence[name.start : name.end].casefold().rstrip("s") not in _NOT_DRUGS
    ]
    for name in named:
        for other in others[:_MOST_OF_A_KIND]:
            yield of.sentence[: name.start] + other + of.sentence[name.end :]


def _moved_shares(of: Sentence, chance: random.Random) -> Iterator[str]:
    """Give an outcome the percentage of another: one of the sentence, or one of its lines."""
    own = [match.group(1) for match in _SHARE.finditer(of.sentence)]
    listed = [match.group(1) for line in of.lines for match in _SHARE.finditer(line)]
    for match in _SHARE.finditer(of.sentence):
        for other in listed:
            if other not in own:
                yield of.sentence[: match.start(1)] + other + of.sentence[match.end(1) :]
    for first, second in pairwise(own):
        swapped = of.sentence.replace(first, "\0", 1).replace(second, first, 1)
        yield swapped.replace("\0", second, 1)


def _with_figures(of: Sentence, chance: random.Random) -> Iterator[str]:
    for added in chance.sample(_INVENTED, 2):
        if added.strip(" ,") not in " ".join(of.lines):
            yield f"{of.sentence.rstrip('.')}{added}."


def _with_other_lines(
    of: Sentence, sentences: Sequence[Sentence], chance: random.Random
) -> list[Sentence]:
    """Return the sentence with the lines of two others that do not say most of its words."""
    words = set(re.findall(r"\w{4,}", of.sentence.casefold()))
    others = [
        other
        for other in sentences
        if not set(of.lines) & set(other.lines)
        and len(words & set(re.findall(r"\w{4,}", " ".join(other.lines).casefold())))
        < _SUPPORTED * len(words)
    ]
    chosen = chance.sample(others, min(2, len(others)))
    return [
        replace(of, id=f"{of.id}/citation/{number}", lines=other.lines, kind=Mutation.CITATION)
        for number, other in enumerate(chosen)
    ]


_MAKING: dict[Mutation, Making] = {
    Mutation.DOSE: _changed(_DOSE, _other_numbers),
    Mutation.UNIT: _units,
    Mutation.PER_BODY: _without_body,
    Mutation.RANGE_END: _range_ends,
    Mutation.FREQUENCY: _replaced(_FREQUENCIES),
    Mutation.DURATION: _durations,
    Mutation.DRUG: _other_drugs,
    Mutation.INVENTED: _with_figures,
    Mutation.NEGATION_ADDED: _by_pattern(_NEGATED),
    Mutation.NEGATION_DROPPED: _by_pattern(_AFFIRMED),
    Mutation.COMPARATOR: _replaced([(said, (other,)) for said, other in _TURNED]),
    Mutation.OUTCOME: _moved_shares,
}
