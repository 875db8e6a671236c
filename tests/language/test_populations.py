"""Whom a text speaks of, and whether what it says holds for those asked about."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.language.populations import Fit, find_populations, fits
from chatbot.lexicon.loading import load_table

FOUND = [
    ("Child 1–4 years: 120 mg", [("children", 1, 4)]),
    ("Adults and children over 5", [("adults", 0, math.inf), ("children", 5, 18)]),
    ("Child: same as for adult", [("children", 0, math.inf), ("adults", 0, math.inf)]),
    ("a 72-year-old woman", [("women", 72, 72)]),
    ("men aged 55 to 69", [("men", 55, 69)]),
    ("2 - 12 years: 5 mg", [("", 2, 12)]),
    ("a pregnant woman of 30 years of age", [("pregnancy", 30, 30)]),
    ("my kid", [("children", 0, math.inf)]),
    ("newborns", [("newborns", 0, math.inf)]),
    ("infants up to 6 months", [("infants", 0, 0.5)]),
    ("adults aged 16 and over", [("adults", 16, math.inf)]),
    ("Patients with renal impairment", [("renal impairment", 0, math.inf)]),
]


@pytest.mark.parametrize(("text", "found"), FOUND)
def test_populations(text: str, found: list[tuple[str, float, float]]) -> None:
    assert [(each.key, each.low, each.high) for each in find_populations(text)] == found


FITS = [
    ("72 year old", "65 years and over: 5 mg", Fit.FITS),
    ("72 year old", "adults aged 55 to 69", Fit.EXCLUDES),
    ("aged 55", "adults aged 55 to 69", Fit.FITS),
    ("adult", "Children: 5 mg", Fit.EXCLUDES),
    ("child", "Child: same as for adult", Fit.FITS),
    ("adults", "Child: same as for adult", Fit.FITS),
    ("pregnant", "women should take it", Fit.SILENT),
    ("pregnant", "Not for pregnant women", Fit.FITS),
    ("pregnant", "Men take 5 mg", Fit.EXCLUDES),
    ("pregnant", "all women except pregnant women", Fit.EXCLUDES),
    ("pregnant", "non-pregnant women", Fit.EXCLUDES),
    ("women", "men aged 65 to 75", Fit.EXCLUDES),
    ("women", "men: 5 mg; women: 3 mg", Fit.FITS),
    ("70-year-old woman", "men aged 65 to 75", Fit.EXCLUDES),
    ("70-year-old man", "men aged 65 to 75", Fit.FITS),
    ("children", "2 - 12 years: 5 mg", Fit.FITS),
    ("children", "Adults over 18 years", Fit.EXCLUDES),
    ("children", "adults aged 16 and over", Fit.EXCLUDES),
    ("children", "infants: 5 mg", Fit.FITS),
    ("infants", "children: 5 mg", Fit.FITS),
    ("elderly", "adults: 5 mg", Fit.SILENT),
    ("elderly", "adults aged 18 to 60", Fit.EXCLUDES),
    ("adolescents", "12 to 17 years | 20 mg |", Fit.FITS),
    ("a child of 15 years of age", "children: 5 mg", Fit.FITS),
    ("18 years old", "children: 5 mg", Fit.EXCLUDES),
    ("5 years old", "children under 5", Fit.EXCLUDES),
    ("5 years old", "children over 5 years", Fit.EXCLUDES),
    ("5 years old", "children up to 5 years", Fit.FITS),
    ("8 months old", "6 months - 1 year: 60 mg", Fit.FITS),
    ("renal impairment", "adults: 5 mg", Fit.SILENT),
    ("renal impairment", "in kidney impairment 5 mg", Fit.FITS),
    ("children", "The dose is 5 mg.", Fit.SILENT),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "stated", "fit"), FITS)
def test_fits(asked: str, stated: str, fit: Fit) -> None:
    [population] = find_populations(asked)
    assert fits(population, find_populations(stated)) is fit


def test_groups_name_groups_of_the_table_of_names() -> None:
    names = load_table("populations").words("key")
    groups = load_table("population_groups").rows
    keys = {row["key"] for row in groups}
    assert keys <= names
    assert {row["within"] for row in groups} <= keys | {""}
    assert {key.strip() for row in groups for key in row["excludes"].split(",")} <= keys | {""}


PIECES = st.lists(st.sampled_from("children aged 5 to 12 years pregnant or men : over not".split()))


@given(PIECES.map(" ".join) | st.text())
def test_any_text_is_read_with_true_offsets(text: str) -> None:
    found = find_populations(text)
    assert found == find_populations(text)
    ends = [0, *(place for each in found for place in (each.start, each.end)), len(text)]
    assert ends == sorted(ends)
    assert all(each.low <= each.high for each in found)
    assert all(fits(each, found) in Fit for each in found)
