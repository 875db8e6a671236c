"""What kind of line a question asks for."""

import pytest

from chatbot.answering.asking import asked, implied, is_beside
from chatbot.language.tokens import stem


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        ("What dose of drug X?", "Give drug X, 20 mg a day.", "Drug X is effective."),
        ("How long is it given?", "It is given for 3-5 days.", "It is given at 5 mg."),
        (
            "What percentage improves?",
            "Of patients, 79.2% improve.",
            "Patients improve in 3 weeks.",
        ),
        ("How many sessions?", "A course has five sessions.", "A course has sessions."),
        ("What is the most common effect?", "Fever is the most common.", "Fever is common."),
        (
            "Is X safe in pregnancy?",
            "X is contraindicated in pregnancy.",
            "X in pregnancy: a story",
        ),
        (
            "Should those who smoke be tested?",
            "Those who smoke should be tested.",
            "Do not test who never smoked.",
        ),
        ("Should those without fever be tested?", "Without fever, test.", "Test those with fever."),
        ("Who should be tested?", "Test adults.", "More research is needed on adults."),
    ],
)
def test_a_line_of_the_kind_asked_for_fits_better(question: str, better: str, worse: str) -> None:
    assert asked(question).fit(better, ()) > asked(question).fit(worse, ())


def test_what_others_recommend_counts_less_unless_asked_for() -> None:
    section = ("Recommendations of Others",)
    assert is_beside(section)
    assert not is_beside(("Practice Considerations", "Treatment"))
    line = "A society recommends testing all adults."
    assert asked("Who is tested?").fit(line, section) < asked("Who is tested?").fit(line, ())
    assert asked("What do others recommend?").fit(line, section) == 1.0


def test_a_figure_implies_its_word() -> None:
    assert stem("dose") in implied("2-3 mg/kg/day")
    assert stem("percentage") in implied("seen in 43.5%")
    assert stem("duration") in implied("for 5 days")
    assert implied("no figure here") == set()
