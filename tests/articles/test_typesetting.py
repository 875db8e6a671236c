"""Raised and lowered words: marks, powers, parts of names; no number ever changes."""

import pytest

from chatbot.articles.typesetting import Rise, Run, clean, typeset

ABOVE, BELOW = Rise.ABOVE, Rise.BELOW


def words(*parts: str | tuple[str, Rise]) -> str:
    return typeset(_runs(*parts)).text


def marks(*parts: str | tuple[str, Rise]) -> list[str]:
    found = typeset(_runs(*parts))
    assert all(found.text[mark.start : mark.end] == mark.value for mark in found.marks)
    return [mark.value for mark in found.marks]


def _runs(*parts: str | tuple[str, Rise]) -> list[Run]:
    return [
        Run(text=part) if isinstance(part, str) else Run(text=part[0], rise=part[1])
        for part in parts
    ]


@pytest.mark.parametrize(
    ("before", "raised", "after", "expected"),
    [
        ("375 mg/m", "2", " weekly", "375 mg/m² weekly"),
        ("10 × 10", "9", "/L", "10 × 10⁹/L"),
        ("1.73 m", "2", "", "1.73 m²"),
        ("4 cm", "2", "", "4 cm²"),
        ("50/mm", "3", "", "50/mm³"),
        ("5 h", "−1", "", "5 h⁻¹"),
        ("mL min", "-1", " kg", "mL min⁻¹ kg"),
        ("Ca", "2+", " level", "Ca²⁺ level"),
        ("Na", "+", "", "Na⁺"),
        ("", "131", "I given", "¹³¹I given"),
        ("of ", "99m", "Tc", "of ⁹⁹ᵐTc"),
        ("R", "2", " of it", "R² of it"),
        ("the 1", "st", " dose", "the 1st dose"),
        ("Examplin", "®", " 5 mg", "Examplin® 5 mg"),
        ("Examplin", "TM", "", "Examplin™"),
        ("dose", "a", "", "doseᵃ"),
        ("dose", "†", "", "dose†"),
        ("10", "0.5", "", "10^(0.5)"),
        ("aged 65", "3", "", "aged 65³"),
    ],
)
def test_raised_words_that_are_no_marks(
    before: str, raised: str, after: str, expected: str
) -> None:
    parts = (before, (raised, ABOVE), after)
    assert words(*parts) == expected
    assert marks(*parts) == []


@pytest.mark.parametrize(
    ("before", "raised", "expected", "cited"),
    [
        ("Examplin lengthens the lifespan.", "1,2", "Examplin lengthens the lifespan.[1,2]", "1 2"),
        ("It helps", "12", "It helps[12]", "12"),
        ("It helps ", "[3]", "It helps[3]", "3"),
        ("Give 5 mg", "4", "Give 5 mg[4]", "4"),
        ("It helps.", "3–5", "It helps.[3–5]", "3 5"),
        ("It helps.", "1, 2", "It helps.[1,2]", "1 2"),
        ("Give 65", "1,2", "Give 65[1,2]", "1 2"),
        ("(all of them)", "7", "(all of them)[7]", "7"),
    ],
)
def test_raised_numbers_that_cite(before: str, raised: str, expected: str, cited: str) -> None:
    assert words(before, (raised, ABOVE)) == expected
    assert marks(before, (raised, ABOVE)) == cited.split()


def test_a_mark_in_several_runs_is_one() -> None:
    assert marks("It helps.", ("1", ABOVE), (",", ABOVE), ("2", ABOVE), " More.") == ["1", "2"]


def test_lowered_digits_stay_on_the_line_but_never_join_a_number() -> None:
    assert words("CO", ("2", BELOW), " and log", ("10", BELOW)) == "CO2 and log10"
    assert words("10", ("2", BELOW)) == "10₂"


def test_clean_resolves_ligatures_and_odd_spaces() -> None:
    assert clean("e\ufb03cacy of 5\u00a0mg, 5\u201110 mg, metho\u00adtrexate\x0c") == (
        "efficacy of 5 mg, 5-10 mg, methotrexate "
    )


def test_line_breaks_stay_and_other_spaces_collapse() -> None:
    assert words("  Adults: 5 mg ", "\n", "  Children:\t2 mg ") == "Adults: 5 mg\nChildren: 2 mg"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("1 ", ("1", ABOVE), "/", ("2", BELOW), " tablets"), "1 1/2 tablets"),
        (("Give ", ("3", ABOVE), "\u2044", ("4", BELOW), " tablet"), "Give 3/4 tablet"),
        (("2", ("1", ABOVE), "/", ("2", BELOW), " tablets"), "2 1/2 tablets"),
        (("2", ("1", ABOVE), "\u20442 tablets"), "2 1/2 tablets"),
        (("Give 1", ("1/2", ABOVE), " tablets"), "Give 1 1/2 tablets"),
        ((("1", ABOVE), "/", ("2", BELOW), " tablet"), "1/2 tablet"),
        (("mg/m", ("2", ABOVE), "/24 h"), "mg/m²/24 h"),
        (("5 × 10", ("6", ABOVE), "/8 h"), "5 × 10⁶/8 h"),
        (("10", ("9", ABOVE), "/L"), "10⁹/L"),
        (("(a × b)", ("1/2", ABOVE)), "(a × b)^(1/2)"),
    ],
)
def test_fractions_are_numbers(parts: tuple[str | tuple[str, Rise], ...], expected: str) -> None:
    assert words(*parts) == expected
    assert marks(*parts) == []


def test_a_cited_unit_over_another_is_no_fraction() -> None:
    assert words("5 mg", ("1", ABOVE), "/day") == "5 mg[1]/day"


@pytest.mark.parametrize(
    ("before", "raised", "after", "expected", "cited"),
    [
        ("5 mg/m", "2,5", " daily", "5 mg/m²[5] daily", "5"),
        ("5 mg/m", "26", " daily", "5 mg/m²[6] daily", "6"),
        ("5 cm", "3 4,5", "", "5 cm³[4,5]", "4 5"),
        ("5 m", "12", "", "5 m[12]", "12"),
        ("5 × 10", "9,3", "/L", "5 × 10⁹[3]/L", "3"),
        ("R", "26", "", "R²⁶", ""),
    ],
)
def test_powers_and_marks_in_one_are_told_apart(
    before: str, raised: str, after: str, expected: str, cited: str
) -> None:
    assert words(before, (raised, ABOVE), after) == expected
    assert marks(before, (raised, ABOVE), after) == cited.split()


def test_numbers_raised_one_by_one_are_not_one_number() -> None:
    opened = Run(text="6", rise=ABOVE, opens=True)
    found = typeset([Run(text="5 mg/m"), Run(text="2", rise=ABOVE), opened])
    assert found.text == "5 mg/m²[6]"
    assert [mark.value for mark in found.marks] == ["6"]
