"""The smallest part of an article that may stand alone before a clinician, with its scope."""

from dataclasses import dataclass
from enum import StrEnum

Span = tuple[int, int]
"""(start, end) character offsets into an article's text, the end exclusive."""


class SectionKind(StrEnum):
    """What the section that a statement stands in is for."""

    RECOMMENDATION = "recommendation"
    TREATMENT = "treatment"
    DOSE = "dose"
    CAUTION = "caution"
    INVESTIGATION = "investigation"
    FEATURES = "features"
    PROGNOSIS = "prognosis"
    PREVENTION = "prevention"
    RATIONALE = "rationale"
    BACKGROUND = "background"
    RESEARCH = "research"
    BOILERPLATE = "boilerplate"
    OTHER = "other"


ASIDE = frozenset(
    {
        *(SectionKind.RATIONALE, SectionKind.BACKGROUND),
        *(SectionKind.RESEARCH, SectionKind.BOILERPLATE),
    }
)
"""What advises nobody, whatever its words: why, what is known, what is not, what others advise."""

BESIDE = frozenset({SectionKind.RESEARCH, SectionKind.BOILERPLATE})
"""What stands beside the guidance itself: what is unknown, what others say, how it was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement: `article.text[start:end]` are its own words, exactly.

    `block` indexes `Article.blocks`: where it begins, or in a list of its own where its first
    item is. `lead_ins` are the places of the lines that introduce it, outermost first: a bullet's
    lead-in, a table's header. `whole` is the place of the short list that it is shown with, its
    own place where there is none. `section` is the path of headings above it, `kind` what the
    section is for. `scoped` is what is matched: "title > headings: lead-ins words".
    """

    article_id: str
    block: int
    start: int
    end: int
    lead_ins: tuple[Span, ...]
    whole: Span
    section: tuple[str, ...]
    kind: SectionKind
    scoped: str
