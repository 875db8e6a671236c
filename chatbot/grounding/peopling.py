"""Whether a sentence says of some people what its lines say of others only."""

import re
from collections.abc import Iterator, Sequence

from chatbot.grounding.matching import have_one_value
from chatbot.grounding.sentence_claim import Claim
from chatbot.language.clauses import SENTENCE_END
from chatbot.language.figure import Figure
from chatbot.language.modality import Mode
from chatbot.language.populations import Fit, Population, fits
from chatbot.language.reading import Reading

_TOGETHER = re.compile(
    r"[\s,/&()-]*(?:\b(?:and|or|both|in|for|to|the|all|other|than|with|who|are)\b[\s,/&()-]*){0,4}",
    re.IGNORECASE,
)
_ALLOWS = frozenset({Mode.RECOMMENDS, Mode.PERMITS})

Cluster = tuple[Population, ...]


def are_exchanged(claim: Claim) -> bool:
    """Tell whether "stop in men, continue in women" became "stop in women"."""
    own = claim.reading
    return any(
        _is_advised_otherwise(own, each, claim.stated)
        for each in own.populations
        if not each.is_excepted
    )


def _is_advised_otherwise(own: Reading, people: Population, lines: Sequence[Reading]) -> bool:
    mode = _advice(own, people)
    if mode is None:
        return False
    stated = {
        other
        for line in lines
        for each in line.populations
        if not each.is_excepted and fits(people, [each]) is Fit.FITS
        if (other := _advice(line, each)) is not None
    }
    return bool(stated) and all(_contradict(mode, other) for other in stated)


def _advice(reading: Reading, people: Population) -> Mode | None:
    advice = reading.advice_at(people.start, people.end)
    return advice.kind if advice else None


def _contradict(one: Mode, other: Mode) -> bool:
    return (one is Mode.FORBIDS and other in _ALLOWS) or (other is Mode.FORBIDS and one in _ALLOWS)


def has_figures_of_others(claim: Claim) -> bool:
    """Tell whether a figure of the sentence stands in the lines with other people only."""
    own = claim.reading
    stated = [(line, figure) for line in claim.stated for figure in figures_of(line)]
    for figure in figures_of(own):
        people = people_at(own, figure.start, figure.end)
        if not people:
            continue
        theirs = [
            people_at(line, other.start, other.end)
            for line, other in stated
            if have_one_value(figure, other)
        ]
        if theirs and any(
            all(fits(each, others) is Fit.EXCLUDES for others in theirs) for each in people
        ):
            return True
    return False


def figures_of(reading: Reading) -> list[Figure]:
    """Return the figures of a reading that are no ages of people."""
    return [
        figure
        for figure in reading.figures
        if not any(p.start < figure.end and figure.start < p.end for p in reading.populations)
    ]


def people_at(reading: Reading, start: int, end: int) -> Cluster:
    """Return whom a span of the text is about: the group before it, or behind it in "5 mg in X"."""
    text = reading.text
    begin = max((m.end() for m in SENTENCE_END.finditer(text, 0, start)), default=0)
    stop = m.start() if (m := SENTENCE_END.search(text, end)) else len(text)
    inside = [p for p in reading.populations if begin <= p.start and p.end <= stop]
    clusters = list(_clusters(text, [p for p in inside if not p.is_excepted]))
    if len(clusters) < 2:
        return clusters[0] if clusters else ()
    before = [each for each in clusters if each[-1].end <= start]
    behind = [each for each in clusters if each[0].start >= end]
    if not before or not behind:
        return before[-1] if before else behind[0] if behind else ()
    leads = clusters[0][0].start - begin < _first_figure(reading, begin, stop)
    return before[-1] if leads else behind[0]


def _first_figure(reading: Reading, begin: int, stop: int) -> int:
    digits = re.search(r"\d", reading.text[begin:stop])
    return digits.start() if digits else stop - begin


def _clusters(text: str, people: Sequence[Population]) -> Iterator[Cluster]:
    cluster: list[Population] = []
    for each in people:
        if cluster and not _TOGETHER.fullmatch(text, cluster[-1].end, each.start):
            yield tuple(cluster)
            cluster = []
        cluster.append(each)
    if cluster:
        yield tuple(cluster)
