"""Medicines that no list has, known by how articles dose them; all names here are made up."""

import pytest

from chatbot.language.dosed import find_dosed
from chatbot.language.names import NameFinder, NameKind


@pytest.mark.parametrize(
    "text",
    [
        "Start Examplin at 40 mg once daily.",
        "Then increase examplin to 80 mg.",
        "In adults, Examplin 40 mg is given.",
        "Give oral examplin 2-3 mg/kg/day.",
        "Add intravenous examplin (500 units) at once.",
        "Examplin: 40 mg daily.\nThe dose of Examplin is raised later.",
        "- Examplin 40 mg daily.\n- Stop when Examplin fails.",
    ],
)
def test_what_is_dosed_is_a_medicine(text: str) -> None:
    assert find_dosed([text]) == ("examplin",)


@pytest.mark.parametrize(
    "text",
    [
        "Give a maximum 40 mg daily.",
        "Maximum: 40 mg. The Maximum is small, a maximum of one.",
        "Start treatment at 40 mg.",
        "Continue dosing at 40 mg.",
        "Give metformin 500 mg.",
        "With Ferrotin 40 mg/dL one waits.",
        "Give water 500 mL.",
        "Examplin: 40 mg daily.",
        "Weeks 40 mg. In some Weeks nothing; weeks later.",
        "Take tablets (5 mg).",
    ],
)
def test_what_is_not_dosed_or_known_is_none(text: str) -> None:
    assert find_dosed([text]) == ()


def test_the_order_of_texts_does_not_matter() -> None:
    texts = ["The dose of Examplin is raised.", "Examplin: 40 mg daily."]
    assert find_dosed(texts) == find_dosed(texts[::-1]) == ("examplin",)
    usual = ["Maximum: 40 mg. The Maximum is small.", "No maximum is stated, nor any interval."]
    usual.append("Interval: 40 mg. An odd Interval.")
    assert find_dosed(usual) == find_dosed(usual[::-1]) == ()


def test_the_finder_knows_them() -> None:
    finder = NameFinder(dosed=find_dosed(["Start Examplin at 40 mg."]))
    (name,) = finder.find("Is examplin safe?")
    assert (name.kind, name.key) == (NameKind.MEDICINE, "examplin")
    assert NameFinder().find("Is examplin safe?") == []
