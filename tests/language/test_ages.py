"""Ages that a text states, in years."""

import pytest

from chatbot.language.ages import find_ages


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("Adults over 65 years", ["65+"]),
        ("in people older than 75 years", ["75+"]),
        ("children under 5 years", ["-5"]),
        ("| Under 12 years | 10 mg |", ["-12"]),
        ("12 to 17 years | 20 mg |", ["12-17"]),
        ("| over 65 years | 5 mg |", ["65+"]),
        ("6 to 11 months | 5 mg |", ["0.5-0.92"]),
        ("aged 40-49", ["40-49"]),
        ("treat for over 5 years", []),
        ("after 12 to 17 weeks of it", []),
        ("| Duration | 2 to 3 years of treatment |", []),
    ],
)
def test_ages(text: str, ages: list[str]) -> None:
    assert [age for _, _, age in find_ages(text)] == ages
