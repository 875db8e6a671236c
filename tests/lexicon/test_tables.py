"""What the tables hold fits together, and ordinary words stay ordinary."""

import subprocess
import sys
from collections import Counter

import pytest

from chatbot.language.names import NameKind, find_names, medicine_classes
from chatbot.lexicon.loading import load_table

NAMES = ("medicines", "conditions", "diseases", "procedures", "tests", "populations", "routes")


@pytest.mark.parametrize("table", NAMES)
def test_a_name_stands_once(table: str) -> None:
    times = Counter(row["name"].casefold() for row in load_table(table).rows)
    names = [name for name, n in times.items() if n > 1]
    assert table in ("conditions", "routes") or names == []


def test_classes_are_keys_of_rows() -> None:
    rows = load_table("medicines").rows
    keys = {row["key"] for row in rows}
    of = {each for row in rows for each in row["classes"].split("; ") if each}
    assert of <= keys
    assert all(row["name"] == row["key"] for row in rows if row["classes"])


def test_classes_hold_the_medicines_of_their_classes() -> None:
    classes = medicine_classes()
    assert {"erythromycin", "ceftriaxone", "metronidazole", "macrolide"} <= classes["antibiotic"]
    assert "amlodipine" in classes["antihypertensive"]


def test_a_disease_of_the_published_list_is_told_by_no_other_table() -> None:
    rows = load_table("diseases").rows
    listed = {row["name"] for name in ("conditions", "medicines") for row in load_table(name).rows}
    assert listed.isdisjoint(row["name"] for row in rows)
    (found,) = find_names("How is Restless Legs Syndrome treated?")
    assert (found.kind, found.key) == (NameKind.CONDITION, "restless legs syndrome")


def test_licences_of_the_imported_medicines_are_stated() -> None:
    table = load_table("medicines")
    assert set(table.sources) == {"own", "drugbank", "mesh"}
    assert "CC0" in table.sources["drugbank"]
    assert "public domain" in table.sources["mesh"]
    assert {row["source"] for row in table.rows} == set(table.sources)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lasix", "furosemide"),
        ("frusemide", "furosemide"),
        ("Tylenol", "acetaminophen"),
        ("Ventolin", "albuterol"),
        ("Depakote", "valproic acid"),
        ("EPO", "erythropoietin"),
        ("ASA", "aspirin"),
        ("Humira", "adalimumab"),
        ("isoproterenol", "isoprenaline"),
        ("Ringer's lactate", "Hartmann's solution"),
        ("ORS", "oral rehydration solution"),
    ],
)
def test_brands_and_national_names_are_one_medicine(one: str, other: str) -> None:
    (first,), (second,) = find_names(one), find_names(other)
    assert first.kind is second.kind is NameKind.MEDICINE
    assert first.key == second.key


@pytest.mark.parametrize(
    "text",
    ["luminal narrowing of the vessel", "serum folate level", "the water and oxygen of the air",
     "sugar, salt and honey", "a glycine residue", "parathyroid hormone was measured"],
)  # fmt: skip
def test_what_is_measured_or_eaten_is_no_medicine(text: str) -> None:
    assert [name for name in find_names(text) if name.kind is NameKind.MEDICINE] == []


def test_short_forms_and_lay_words_are_stated_once() -> None:
    for table, *columns in (("abbreviations", "short", "long"), ("lay_words", "word", "meaning")):
        pairs = Counter(
            tuple(row[column].casefold() for column in columns) for row in load_table(table).rows
        )
        assert [pair for pair, n in pairs.items() if n > 1] == []


def test_names_are_ready_quickly() -> None:
    code = (
        "import time, chatbot.language.names as names; begin = time.process_time();"
        "names.find_names('x aspirin'); print(time.process_time() - begin)"
    )
    taken = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert float(taken.stdout) < 1.0  # four times the aim: the machine may be busy
