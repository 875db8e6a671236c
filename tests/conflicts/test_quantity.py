import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.conflicts.quantity import Role, quantities_of
from chatbot.language.figures import find_figures

Read = tuple[str, float, float, str]


def read(text: str) -> list[Read]:
    return [(q.role.value, q.low, q.high, q.unit) for q in quantities_of(find_figures(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1-2 mg/kg/day", ("dose", 1, 2, "mg/kg/day")),
        ("0.2 g/kg a day", ("dose", 200, 200, "mg/kg/day")),
        ("1,000 mg per day", ("dose", 1000, 1000, "mg/day")),
        ("375 mg/m²", ("dose", 375, 375, "mg/m2")),
        ("10 mg to 20 mg", ("dose", 10, 20, "mg")),
        ("500 mcg to 1 mg", ("dose", 0.5, 1, "mg")),
        ("10 IU/kg", ("dose", 10, 10, "IU/kg")),
        ("no more than 4 g a day", ("dose", 0, 4000, "mg/day")),
        ("at least 5 mg", ("dose", 5, math.inf, "mg")),
        ("a maximum dose of 60 mg", ("dose", 0, 60, "mg")),
        ("for 3 to 5 days", ("duration", 3, 5, "day")),
        ("over one week", ("duration", 7, 7, "day")),
        ("a 10-day course", ("duration", 10, 10, "day")),
        ("for 7–14 days", ("duration", 7, 14, "day")),
        ("every 6 months", ("interval", 182.625, 182.625, "day")),
        ("every other day", ("interval", 2, 2, "day")),
        ("2 weeks apart", ("interval", 14, 14, "day")),
        ("within 24 hours", ("time limit", 1, 1, "day")),
        ("after 3 days", ("waiting time", 3, 3, "day")),
        ("5-7 exchanges", ("number", 5, 7, "exchange")),
        ("three doses", ("number", 3, 3, "dose")),
        ("43.5%", ("share", 43.5, 43.5, "percent")),
        ("30 per cent", ("share", 30, 30, "percent")),
        ("≥140/90 mm Hg", ("level", 140, math.inf, "mmHg")),
        ("<7 mmol/L", ("level", 0, 7, "mmol/L")),
        ("30 × 10⁹/L", ("level", 30, 30, "x10^9/l")),
        ("an INR of 2.0-3.0", ("level", 2, 3, "inr")),
        ("up to 8 hours after birth", ("time limit", 0, 1 / 3, "day")),
        ("2 mg an hour", ("dose", 2, 2, "mg/hour")),
        ("aged 65 years", ("age", 23741.25, 23741.25, "day")),
    ],
)
def test_what_a_text_states(text: str, expected: Read) -> None:
    ((role, low, high, unit),) = read(text)
    assert (role, unit) == (expected[0], expected[3])
    assert (low, high) == pytest.approx(expected[1:3])


@pytest.mark.parametrize(
    "text",
    [
        *(
            "5±1 mg",
            "2 x 500 mg",
            "0 times a week",
            "half of women",
            "3 divided doses",
            "1 g in total",
        ),
        *("12 patients", "Grade 3", "in 2019", "Monthly Report", "vitamin B12", "20-1 mg"),
        *("2 million", "9" * 400 + " mg"),
    ],
)
def test_what_states_nothing_that_can_be_compared(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "per_day"),
    [
        ("500 mg twice daily", 2.0),
        ("500 mg once weekly", 1 / 7),
        ("75 mg every 12 hours", 2.0),
        ("5 mg q6h", 4.0),
        ("250 mg t.i.d.", 3.0),
        ("1 g three times a day", 3.0),
        ("5 mg", None),
    ],
)
def test_how_often_a_dose_is_given(text: str, per_day: float | None) -> None:
    dose, *_ = quantities_of(find_figures(text))
    assert dose.role is Role.DOSE
    assert dose.per_day == (None if per_day is None else pytest.approx(per_day))


def test_a_line_gives_each_of_its_quantities_with_its_place() -> None:
    line = "either 1000 mg × 2 weeks apart or 375 mg/m² once weekly for 4 weeks"
    stated = [line[q.start : q.end] for q in quantities_of(find_figures(line))]
    assert stated == ["1000 mg", "2 weeks apart", "375 mg/m²", "once weekly", "4 weeks"]


@given(st.text(alphabet="0123456789 .,-/xmgkday%<>±timesvrhou", max_size=120))
def test_no_text_is_too_odd(text: str) -> None:
    assert all(q.low <= q.high and q.low < 1e13 for q in quantities_of(find_figures(text)))
