"""A sentence and the lines it cites -> whether they support it.

Each check looks for one way of going wrong and knows nothing of the others; a sentence passes if
none finds anything. In doubt a sentence fails: its place is then taken by the line itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from chatbot.grounding.advising import drops_condition, is_raised
from chatbot.grounding.covering import (
    addresses_somebody,
    is_echo,
    is_uncovered,
    names_others,
    short_forms,
)
from chatbot.grounding.directions import (
    comes_otherwise,
    compares_otherwise,
    has_turned,
    names_another_span,
    runs_backwards,
)
from chatbot.grounding.matching import figure_faults, has_too_many_figures
from chatbot.grounding.peopling import are_exchanged, has_figures_of_others
from chatbot.grounding.polarity import is_negated_otherwise
from chatbot.grounding.roles import are_exchanged_roles, is_substituted
from chatbot.grounding.sentence_claim import Claim, readable, without_marks
from chatbot.grounding.verdict import Fault, Verdict
from chatbot.indexing.abbreviations import find_abbreviations

NO_ABBREVIATIONS: Mapping[str, str] = {}
LONGEST = 1_000
"""Characters of a sentence; what is longer is none, and would take long to check."""

CHECKS: tuple[tuple[Fault, Callable[[Claim], bool]], ...] = (
    (Fault.NAME, names_others),
    (Fault.SUBJECT, is_substituted),
    (Fault.SUBJECT, are_exchanged_roles),
    (Fault.POPULATION, are_exchanged),
    (Fault.POPULATION, has_figures_of_others),
    (Fault.NEGATION, is_negated_otherwise),
    (Fault.MODALITY, is_raised),
    (Fault.CONDITION, drops_condition),
    (Fault.DIRECTION, has_turned),
    (Fault.DIRECTION, compares_otherwise),
    (Fault.DIRECTION, comes_otherwise),
    (Fault.DIRECTION, runs_backwards),
    (Fault.DURATION, names_another_span),
    (Fault.COVERAGE, is_uncovered),
    (Fault.ECHO, is_echo),
    (Fault.ECHO, addresses_somebody),
)
"""What is checked of a sentence besides its figures, each of which has faults of its own."""


def check_sentence(
    sentence: str,
    lines: Sequence[str],
    *,
    question: str = "",
    context: str = "",
    abbreviations: Mapping[str, str] = NO_ABBREVIATIONS,
) -> Verdict:
    """Return whether `lines`, a lead-in before what it introduces, support `sentence`.

    It is one sentence without its markers, of at most `LONGEST` characters.
    The `question` and the `context` (titles and headings) may name things; neither supports a
    figure, a negation or a direction. `abbreviations` say what short forms stand for, as the
    articles define them.
    """
    if not any(line.strip() for line in lines):
        return Verdict(reasons=(Fault.NO_CITATION,))
    if len(sentence) > LONGEST:
        return Verdict(reasons=(Fault.COVERAGE,))
    said, stated = without_marks(sentence), readable(lines)
    claim = Claim(
        sentence=said,
        lines=stated,
        question=question,
        context=context,
        abbreviations={
            **short_forms(said, "\n".join(stated)),
            **find_abbreviations(stated),
            **abbreviations,
        },
    )
    return Verdict(reasons=tuple(dict.fromkeys(_faults(claim))))


def _faults(claim: Claim) -> Iterator[Fault]:
    if _is_a_line(claim):  # as it stands it can only be wrong under "Avoid:"
        yield from [Fault.NEGATION] if is_negated_otherwise(claim) else []
        return
    if has_too_many_figures(claim):
        yield Fault.SUBJECT
        return
    yield from figure_faults(claim)
    for fault, finds in CHECKS:
        if finds(claim):
            yield fault


def _is_a_line(claim: Claim) -> bool:
    """Tell whether a sentence is a whole line, word for word."""
    return _bare(claim.sentence) in map(_bare, claim.lines)


def _bare(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .;:-•*")
