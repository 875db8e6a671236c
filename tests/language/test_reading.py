"""The reading of a text: total, its offsets true, the same each time."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.language.modality import Mode
from chatbot.language.names import NameKind
from chatbot.language.reading import Reader, Reading

SENTENCE = (
    "In adults with pneumonia amoxicillin should be given at 500 mg to 1 g three times a day "
    "for 7 days, and in children aged 1 to 4 years at 250 mg, but it must not be given to "
    "patients with a history of penicillin allergy, in whom doxycycline 100 mg twice daily "
    "may be considered unless they are pregnant or breastfeeding, or have severe hepatic "
    "impairment; a trial of 1,200 people found no difference. Avoid it in newborns, and stop "
    "if there is a rash or no improvement after 3 days of treatment."
)
read = Reader().read


def medicines(reading: Reading) -> set[str]:
    return {name.key for name in reading.names if name.kind is NameKind.MEDICINE}


def test_what_a_reading_tells() -> None:
    reading = read(SENTENCE)
    people = [each for each in reading.populations if not each.is_excepted]
    assert medicines(reading) == {"amoxicillin", "penicillin", "doxycycline"}
    assert {each.key for each in people} >= {"adults", "children", "pregnancy", "newborns"}
    assert [(each.key, each.low, each.high) for each in people if each.has_ages] == [
        ("children", 1, 4)
    ]
    assert [SENTENCE[each.start : each.end] for each in reading.figures if each.is_dose] == [
        "500 mg to 1 g",
        "250 mg",
        "100 mg",
    ]
    assert reading.does(Mode.RECOMMENDS)
    assert reading.does(Mode.FORBIDS)
    start = SENTENCE.index("newborns")
    advice = reading.advice_at(start, start + 8)
    assert advice is not None
    assert advice.kind is Mode.FORBIDS


def test_a_corpus_has_short_forms_and_medicines_of_its_own() -> None:
    reader = Reader({"XQ": "amoxicillin"}, ["examplin"])
    assert medicines(reader.read("XQ or examplin")) == {"amoxicillin", "examplin"}


TEXTS = st.text(max_size=200) | st.lists(
    st.sampled_from([*SENTENCE.split(), "½", "\n", "|", "don't", "not", "İ", "≥"]), max_size=40
).map(" ".join)


@given(TEXTS)
def test_any_text_is_read_with_true_offsets(text: str) -> None:
    reading = read(text)
    assert reading == read(text)
    for parts in (reading.names, reading.populations, reading.modalities):
        ends = [0, *(place for part in parts for place in (part.start, part.end)), len(text)]
        assert ends == sorted(ends)
    assert all(0 <= each.start < each.end <= len(text) for each in reading.figures)
    for each in reading.modalities:
        assert 0 <= each.scope_start <= each.start < each.end <= each.scope_end <= len(text)


@pytest.mark.slow
def test_a_sentence_is_read_within_three_milliseconds() -> None:
    assert len(SENTENCE.split()) >= 85
    read(SENTENCE)
    best = min(_seconds(SENTENCE) for _ in range(200))
    assert best < 0.003


def _seconds(text: str) -> float:
    began = time.process_time()
    reading: Reading = read(text)
    assert reading.names
    return time.process_time() - began


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("Rituximab 1 g, then azathioprine 150 mg", ["rituximab", "azathioprine"]),
        ("1 g of rituximab; azathioprine comes later", ["rituximab"]),
        ("Give 1 g", [""]),
    ],
)
def test_a_figure_is_of_the_medicine_beside_it(text: str, owners: list[str]) -> None:
    assert [figure.owner for figure in read(text).figures if figure.is_dose] == owners


def test_the_fluid_that_a_medicine_is_given_in_owns_no_figure() -> None:
    reading = read("Give 500 mg of amikacin in 100 mL of normal saline over 60 minutes.")
    assert {figure.owner for figure in reading.figures} == {"amikacin"}
