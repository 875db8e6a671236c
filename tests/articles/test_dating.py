"""Dates as they are printed."""

from datetime import date

import pytest

from chatbot.articles.dating import find_date


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Last updated: July 16, 2025View editorial policy", date(2025, 7, 16)),
        ("Last updated: Oct. 3, 2024", date(2024, 10, 3)),
        ("sept 1st 2023", date(2023, 9, 1)),
        ("Published: 2023-11-07", date(2023, 11, 7)),
        ("2023-11-07T10:00:00", date(2023, 11, 7)),
        ("on 2 May 2021", date(2021, 5, 2)),
        ("22nd February, 2022", date(2022, 2, 22)),
        ("February 30, 2022, in truth March 1, 2022", date(2022, 3, 1)),
        ("January 5, 2020 and January 6, 2021", date(2020, 1, 5)),
    ],
)
def test_full_dates(words: str, expected: date) -> None:
    assert find_date(words) == expected


@pytest.mark.parametrize(
    "words",
    ["", "05/06/2025", "July 2025", "2025", "2025-13-01", "0000-01-01", "31 June 2024", "maybe 3"],
)
def test_no_full_date(words: str) -> None:
    assert find_date(words) is None
