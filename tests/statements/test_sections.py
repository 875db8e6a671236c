"""What a section is for is read from its headings, whoever publishes it."""

import pytest

from chatbot.statements.sections import section_kind
from chatbot.statements.statement import SectionKind as Kind


@pytest.mark.parametrize(
    ("section", "kind"),
    [
        (("Recommendation summary",), Kind.RECOMMENDATION),
        (("Summary of Recommendations",), Kind.RECOMMENDATION),
        (("Elbows", "Key recommendations"), Kind.RECOMMENDATION),
        (("Recommendations", "Treatment"), Kind.TREATMENT),
        (("TREATMENT OF GOUT", "Drug Treatment"), Kind.TREATMENT),
        (("Treatment", "Dosage regimen"), Kind.DOSE),
        (("Treatment", "Adverse Drug Reactions, Contraindications and Caution"), Kind.CAUTION),
        (("Adverse Events from PLEX (61.1% of patients)",), Kind.CAUTION),
        (("Differential Diagnoses",), Kind.INVESTIGATION),
        (("Screening Tests",), Kind.INVESTIGATION),
        (("Clinical Features",), Kind.FEATURES),
        (("Features Linked to a Poor Prognosis",), Kind.PROGNOSIS),
        (("Why the committee made the recommendations",), Kind.RATIONALE),
        (("Supporting Evidence", "Screening Tests"), Kind.RATIONALE),
        (("Recommendations of Others", "Screening"), Kind.BOILERPLATE),
        (("Introduction",), Kind.BACKGROUND),
        (("Recommendations for research", "Doses"), Kind.RESEARCH),
        (("Research Needs and Gaps",), Kind.RESEARCH),
        (("References",), Kind.BOILERPLATE),
        (("Acknowledgments", "Dose"), Kind.BOILERPLATE),
        (("Elbows",), Kind.OTHER),
        ((), Kind.OTHER),
    ],
)
def test_the_kind_of_a_section(section: tuple[str, ...], kind: Kind) -> None:
    assert section_kind(section) is kind
