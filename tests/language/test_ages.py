"""Ages that a text states, in years."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.language.ages import find_ages

AGES = [
    ("Adults over 65 years", ["65+"]),
    ("in people older than 75 years", ["75+"]),
    ("children under 5 years", ["-5"]),
    ("| Under 12 years | 10 mg |", ["-12"]),
    ("12 to 17 years | 20 mg |", ["12-17"]),
    ("| over 65 years | 5 mg |", ["65+"]),
    ("6 to 11 months | 5 mg |", ["0.5-0.92"]),
    ("aged 40-49", ["40-49"]),
    ("2 - 12 years: 5 mg/kg", ["2-12"]),
    ("- 2 - 5years:1 mg every 4 hours", ["2-5"]),
    ("6 months - 1 year: 60 mg", ["0.5-1"]),
    ("up to 16 years: half the dose", ["-16"]),
    ("over 65s", ["65+"]),
    ("vaccines for the over-65s", ["65+"]),
    ("> 12 yrs: 500 mg", ["12+"]),
    ("Child 1–4 years, 120 mg", ["1-4"]),
    ("Adults and children over 5", ["5+"]),
    ("a 72 year old", ["72"]),
    ("72-year-old woman", ["72"]),
    ("72yo man", ["72"]),
    ("aged 55 to 69", ["55-69"]),
    ("Child: 1 month - 11 years 10 mg/kg", ["0.08-11"]),
    ("Child (12 - 18 years): initially 0.5 mg", ["12-18"]),
    ("Infants under 3 months should not be given it", ["-0.25"]),
    ("For neonates up to 2 weeks old: 5 mg", ["-0.04"]),
    ("Children (<3 years)", ["-3"]),
    ("children >3 years of age", ["3+"]),
    ("adults 65 years or older", ["65+"]),
    ("women 50 and over", ["50+"]),
    ("those under age 5", ["-5"]),
    ("below the age of 20 years", ["-20"]),
    ("men > 50", ["50+"]),
    ("persons aged ≥65 years", ["65+"]),
    ("from 6 to 59 months of age", ["0.5-4.92"]),
    ("five-year-old children", ["5"]),
    ("12 - 18 years 50 - 100 μg daily", ["12-18"]),
    ("12 years and older", ["12+"]),
    ("18+ years of age", ["18+"]),
]
NONE = [
    "treat for over 5 years",
    "after 12 to 17 weeks of it",
    "| Duration | 2 to 3 years of treatment |",
    "2 - 3 weeks after the first dose",
    "every 6 - 8 weeks while treating",
    "usually about 10 - 20 days",
    "diarrhoea > 1 month",
    "up to 6 weeks in tinea pedis",
    "5 mg for 2 - 12 years",
    "at least 1 month apart",
    "28 weeks' gestation",
    "children under 5 kg",
    "patients 5 mg daily",
    "The dose is 5 to 10 mg/kg.",
    "in 3 of 12 years of follow-up",
    "women should wait at least 3 months",
    "people with 2 or more risk factors",
    "in 2019 and 2020",
]


@pytest.mark.parametrize(("text", "ages"), AGES)
def test_ages(text: str, ages: list[str]) -> None:
    assert [age.key for age in find_ages(text)] == ages


@pytest.mark.parametrize("text", NONE)
def test_no_ages(text: str) -> None:
    assert [age.key for age in find_ages(text)] == []


@pytest.mark.parametrize(
    ("text", "low_open", "high_open"),
    [("children over 5", True, False), ("children aged 5 and over", False, False),
     ("children under 5", False, True), ("children up to 5 years", False, False)],
)  # fmt: skip
def test_open_ends(text: str, low_open: bool, high_open: bool) -> None:
    [age] = find_ages(text)
    assert (age.is_low_open, age.is_high_open) == (low_open, high_open)


PIECES = st.lists(
    st.sampled_from(
        "2 12 - – to over under aged years months old of age : | child adults < ≥ + s ½ \n".split(
            " "
        )
    )
).map(" ".join)


@given(PIECES | st.text())
def test_any_text_is_read_with_true_offsets(text: str) -> None:
    ages = find_ages(text)
    assert ages == find_ages(text)
    ends = [0, *(place for age in ages for place in (age.start, age.end)), len(text)]
    assert ends == sorted(ends)
    assert all(0 <= age.low <= age.high for age in ages)
