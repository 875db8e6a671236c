"""Which detail a question asks for."""

import pytest

from chatbot.question.details import detail_asked


@pytest.mark.parametrize(
    ("question", "detail"),
    [
        ("What dose of examplin?", "dose"),
        ("examplin dose in children", "dose"),
        ("What is the second dose of examplin?", "dose"),
        ("hepatitis A vaccine: interval between the two doses", "interval"),
        ("How long between the first and second dose of the vaccine?", "duration"),
        ("both doses given on one day, is that a problem", None),
        ("ages for the four doses of examplin vaccine", None),
        ("Tell me the dose of examplin that is given to neonates which are premature", "dose"),
        ("Examplin dose in neonates: what is it?", "dose"),
        ("Give the two doses of examplin for children", "dose"),
        ("To what age is the second dose put off?", None),
    ],
)
def test_doses_that_are_counted_are_not_asked_for(question: str, detail: str | None) -> None:
    asked = detail_asked(question)
    assert (asked and asked.name) == detail
