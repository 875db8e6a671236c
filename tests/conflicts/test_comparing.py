import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.conflicts.quantity import Quantity, disagree, quantities_of
from chatbot.language.figures import find_figures


def stated(text: str) -> Quantity:
    return quantities_of(find_figures(text))[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1 g", "1000 mg"),
        ("for 7-14 days", "for 1-2 weeks"),
        ("500 mg twice daily", "1 g/day"),
        ("500 mg twice daily", "500 mg"),
        ("every 6 months", "every 26 weeks"),
        ("1-2 mg/kg/day", "100 mg/day"),
        ("375 mg/m²", "700 mg"),
        ("up to 60 mg", "40 mg"),
        ("250 mcg", "0.25 mg"),
        ("5-7 exchanges", "7 exchanges"),
        ("1 g every 4-6 hours", "1 g every 6 hours"),
        ("500 mg BD", "1 g daily"),
        ("2 million units", "2,000,000 IU"),
    ],
)
def test_these_agree(one: str, other: str) -> None:
    assert disagree(stated(one), stated(other)) is False


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1-2 mg/kg/day", "1000 mg/day"),
        ("500 mg twice daily", "500 mg once daily"),
        ("for 5 days", "for 2 weeks"),
        ("every 6 months", "every 12 months"),
        ("0.5 mg", "0.5 mcg"),
        ("10 mg/kg/day", "10 mg/kg/h"),
        ("no more than 3 g", "no more than 4 g"),
        ("<130 mm Hg", "<140 mm Hg"),
        ("43.5%", "12%"),
        ("2 doses", "3 doses"),
        ("within 24 hours", "within 72 hours"),
        ("2.5 mg daily", "17.5 mg once weekly"),
        ("500 mg TDS", "500 mg OD"),
        ("2.4 million units", "1.2 million units"),
    ],
)
def test_these_disagree(one: str, other: str) -> None:
    assert disagree(stated(one), stated(other)) is True


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5 mg", "for 5 days"),
        ("5 mg", "5 mL"),
        ("5 mg", "5 IU"),
        ("over 2 hours", "for 5 days"),
        ("7 mmol/L", "126 mg/dL"),
        ("2 doses", "2 cycles"),
    ],
)
def test_these_cannot_be_compared(one: str, other: str) -> None:
    assert disagree(stated(one), stated(other)) is None


values = st.floats(min_value=0.1, max_value=5000).map(lambda value: round(value, 2))
units = st.sampled_from(["mg", "mg/day", "mg/kg", "mg/kg/day", "g", "mcg", "mg twice daily"])


@given(values, units, values, units)
def test_the_order_does_not_matter(a: float, unit: str, b: float, other_unit: str) -> None:
    one, other = stated(f"{a} {unit}"), stated(f"{b} {other_unit}")
    assert disagree(one, other) == disagree(other, one)


@given(values, units)
def test_nothing_disagrees_with_itself(value: float, unit: str) -> None:
    assert disagree(stated(f"{value} {unit}"), stated(f"{value} {unit}")) is False
