"""A sentence and the lines it cites -> whether they support it.

Each check looks for one way of going wrong and knows nothing of the others; a sentence passes if
none finds anything. In doubt a sentence fails: its place is then taken by the line itself.
"""

from collections.abc import Iterator, Mapping, Sequence

from chatbot.grounding.covering import is_covered
from chatbot.grounding.directions import has_turned
from chatbot.grounding.lines import readable, without_marks
from chatbot.grounding.matching import figure_faults
from chatbot.grounding.naming import unknown_names
from chatbot.grounding.polarity import is_negated_otherwise
from chatbot.grounding.short_forms import short_forms
from chatbot.grounding.substituting import is_substituted
from chatbot.grounding.trends import runs_backwards
from chatbot.grounding.verdict import Fault, Verdict
from chatbot.indexing.abbreviations import find_abbreviations

NO_ABBREVIATIONS: Mapping[str, str] = {}
LONGEST = 1_000
"""Characters of a sentence; what is longer is none, and would take long to check."""


def check_sentence(
    sentence: str,
    lines: Sequence[str],
    *,
    context: str = "",
    abbreviations: Mapping[str, str] = NO_ABBREVIATIONS,
) -> Verdict:
    """Return whether `lines` support `sentence`.

    Args:
        sentence: one sentence, without its markers, of at most `LONGEST` characters.
        lines: the lines it cites, a lead-in before what it introduces.
        context: what may be named besides (the question, headings), but never what figures,
            negations or directions are checked against.
        abbreviations: short forms and what they stand for, as the articles define them.

    """
    if not any(line.strip() for line in lines):
        return Verdict(reasons=(Fault.NO_CITATION,))
    if len(sentence) > LONGEST:
        return Verdict(reasons=(Fault.COVERAGE,))
    found = _faults(sentence, lines, context, abbreviations)
    return Verdict(reasons=tuple(dict.fromkeys(found)))


def _faults(
    sentence: str, lines: Sequence[str], context: str, abbreviations: Mapping[str, str]
) -> Iterator[Fault]:
    sentence, lines = without_marks(sentence), readable(lines)
    if _is_a_line(sentence, lines):  # as it stands it can only be wrong under "Avoid:"
        yield from [Fault.NEGATION] if is_negated_otherwise(sentence, lines) else []
        return
    known = {**find_abbreviations(lines), **abbreviations}
    yield from figure_faults(sentence, lines)
    spelled = {**short_forms(sentence, "\n".join(lines)), **known}
    if unknown_names(sentence, [*lines, context], spelled):
        yield Fault.NAME
    if is_substituted(sentence, lines):
        yield Fault.SUBJECT
    if is_negated_otherwise(sentence, lines):
        yield Fault.NEGATION
    if has_turned(sentence, lines) or runs_backwards(sentence, lines):
        yield Fault.DIRECTION
    if not is_covered(sentence, [*lines, context], spelled):
        yield Fault.COVERAGE


def _is_a_line(sentence: str, lines: Sequence[str]) -> bool:
    """Tell whether a sentence is a whole line, word for word."""
    return _bare(sentence) in map(_bare, lines)


def _bare(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .;:-•*")
