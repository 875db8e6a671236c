"""What the gate finds, row by row: a sentence, the lines it cites, and why it is not supported.

Examplin, Samplol and Mockitis are made up; so is all that is said of them.
"""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.grounding.gate import check_sentence
from chatbot.grounding.verdict import Fault

DOSE = "Examplin is given at 5-10 mg/kg twice daily for 7 days, up to a maximum of 800 mg/day."
TWO = "Adverse events are fever (29%) and cough (43%) under Examplin."
DRUGS = "Give Examplin 20 mg; give Samplol 60 mg."
BOUND = "Adults aged 50 years or older are screened every 2 years."
DENIED = "Examplin should not be given to children."
TABLE = [
    "| Group | Dose | Interval |",
    "| Adults | 40 mg | 6 hours |",
    "| Infants | 4 mg | 9 hours |",
]

SUPPORTED: list[tuple[str, Sequence[str]]] = [
    ("Examplin is given at 5 to 10 milligrams per kilogram two times a day.", [DOSE]),
    ("The dose is between 5 and 10 mg/kg every 12 hours for one week.", [DOSE]),
    ("At most 0.8 g of Examplin is given a day.", [DOSE]),
    ("Fever was seen in 29 percent under Examplin.", [TWO]),
    ("Cough was seen in 43% and fever in 29%.", [TWO]),
    ("Samplol is given at 60 mg.", [DRUGS]),
    ("People of 50 and older are screened every 2 years.", [BOUND]),
    ("Examplin is not recommended for children.", [DENIED]),
    ("Avoid Examplin in children.", [DENIED]),
    ("Infants are given 4 mg.", TABLE),
    ("The rate fell from 14% to 10%.", ["The rate fell from 14% in 2001 to 10% in 2005."]),
    ("It can be lost in one week.", ["It can be lost in a week."]),
    ("The ratio was 0.06 (95% CI 0.02 to 0.18).", ["The ratio was 0.06 (95% CI: 0.02, 0.18)."]),
    ("Give it with a loading dose.", ["Give it with a", "loading dose."]),
    ("It was seen in 3 trials.", ["It was seen in 3 trials.14"]),
]

UNSUPPORTED: list[tuple[Fault, str, Sequence[str]]] = [
    (Fault.NO_CITATION, "Examplin is given.", []),
    (Fault.NO_CITATION, "Examplin is given.", [" "]),
    (Fault.NUMBER, "Examplin is given at 6-10 mg/kg.", [DOSE]),
    (
        Fault.FREQUENCY,
        "Examplin 10 mg daily.",
        ["Examplin 10 mg once weekly. Folic acid is taken daily."],
    ),
    (
        Fault.FREQUENCY,
        "Examplin 500 mg every 4 hours.",
        ["Examplin 500 mg every 12 hours. Check the temperature every 4 hours."],
    ),
    (
        Fault.DIRECTION,
        "The dose was increased from 14 mg to 10 mg.",
        ["The dose was increased to 14 mg from 10 mg."],
    ),
    (Fault.NUMBER, "Examplin is given at 50-100 mg/kg.", [DOSE]),
    (Fault.NUMBER, "Examplin is given at 0.5-10 mg/kg.", [DOSE]),
    (Fault.UNIT, "Examplin is given at 5-10 mg.", [DOSE]),
    (Fault.NUMBER, "Examplin is given at 5-10 mcg/kg.", [DOSE]),
    (Fault.NUMBER, "Examplin is given at 5-10 g/kg.", [DOSE]),
    (Fault.NUMBER, "At most 800 mcg of Examplin is given a day.", [DOSE]),
    (Fault.UNIT, "The maximum of Examplin is 800 mg.", [DOSE]),
    (Fault.FREQUENCY, "Examplin is given at 5-10 mg/kg three times daily.", [DOSE]),
    (Fault.FREQUENCY, "Examplin is given at 5-10 mg/kg every 8 hours.", [DOSE]),
    (Fault.DURATION, "Examplin is given for 8 days.", [DOSE]),
    (Fault.DURATION, "Examplin is given for 7 weeks.", [DOSE]),
    (Fault.COMPARATOR, "At least 800 mg of Examplin is given a day.", [DOSE]),
    (Fault.COMPARATOR, "Adults younger than 50 years are screened.", [BOUND]),
    (Fault.SUBJECT, "Fever was seen in 43% and cough in 29%.", [TWO]),
    (Fault.SUBJECT, "Infants are given 40 mg.", TABLE),
    (Fault.NEGATION, "Examplin should be given to children.", [DENIED]),
    (Fault.NEGATION, "Examplin should not be given to adults.", ["Examplin is for adults."]),
    (Fault.NEGATION, "Examplin cannot be combined.", ["Examplin can be combined."]),
    (Fault.NEGATION, "The panel recommends it.", ["The panel recommends against it."]),
    (Fault.NEGATION, "There is no recommendation on X.", ["The panel recommends against X."]),
    (Fault.DIRECTION, "Examplin reduces the risk.", ["Examplin increases the risk."]),
    (Fault.DIRECTION, "Give it before surgery.", ["Give it after surgery."]),
    (Fault.DIRECTION, "Examplin is better than Samplol.", ["Samplol is better than Examplin."]),
    (Fault.DIRECTION, "The rate went from 14% to 10%.", ["The rate went from 10% to 14%."]),
    (Fault.DIRECTION, "It lowered mortality and raised the risk of fever.",
     ["It raised mortality and raised the risk of fever."]),
    (Fault.NAME, "Rituximab is given at 5-10 mg/kg.", [DOSE]),
    (Fault.COVERAGE, "Mockitis is inherited through several generations.", [DOSE]),
    (Fault.COVERAGE, "Samplol is given at 5-10 mg/kg.", [DOSE]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "lines"), SUPPORTED)
def test_is_supported(sentence: str, lines: Sequence[str]) -> None:
    assert check_sentence(sentence, lines).reasons == ()


@pytest.mark.parametrize(("fault", "sentence", "lines"), UNSUPPORTED)
def test_is_not_supported(fault: Fault, sentence: str, lines: Sequence[str]) -> None:
    found = check_sentence(sentence, lines)
    assert fault in found.reasons
    assert not found.supported


def test_the_question_may_name_a_drug_but_no_figure() -> None:
    line = "The dose is 5 mg."
    assert not check_sentence("Rituximab is given at 5 mg.", [line]).supported
    assert check_sentence("Rituximab is given at 5 mg.", [line], context="Rituximab?").supported
    asked = "Is rituximab given at 6 mg?"
    assert Fault.NUMBER in check_sentence("The dose is 6 mg.", [line], context=asked).reasons


def test_an_abbreviation_of_the_articles_stands_for_what_it_means() -> None:
    line, sentence = "Give multiple doses of examplin sodium.", "Give multiple doses of XQ."
    assert not check_sentence(sentence, [line]).supported
    known = {"XQ": "examplin sodium"}
    assert check_sentence(sentence, [line], abbreviations=known).supported


DRUG = st.sampled_from(["Examplin", "Samplol", "Fakemycin"])
LINE = st.builds(
    "{} is given at {} {} {} for {} {}.".format,
    DRUG,
    st.integers(2, 950),
    st.sampled_from(["mg", "g", "mcg", "mg/kg", "IU", "mL"]),
    st.sampled_from(["daily", "twice daily", "every 6 hours", "once weekly"]),
    st.integers(2, 90),
    st.sampled_from(["days", "weeks", "months"]),
)


@given(LINE)
def test_a_line_supports_itself(line: str) -> None:
    assert check_sentence(line, [line]).supported


@given(LINE, st.data())
def test_a_changed_digit_is_found(line: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([match.start() for match in re.finditer(r"\d", line)]))
    digit = data.draw(st.sampled_from(sorted(set("123456789") - {line[place]})))
    assert not check_sentence(line[:place] + digit + line[place + 1 :], [line]).supported


@given(st.lists(LINE, min_size=2, max_size=4), st.data())
def test_the_order_of_the_lines_does_not_matter(lines: list[str], data: st.DataObject) -> None:
    sentence = data.draw(st.sampled_from(lines))
    other = data.draw(st.permutations(lines))
    assert check_sentence(sentence, lines) == check_sentence(sentence, other)


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=3))
def test_any_text_gets_a_verdict(sentence: str, lines: list[str]) -> None:
    assert check_sentence(sentence, lines) == check_sentence(sentence, lines)


def test_what_is_longer_than_a_sentence_is_none() -> None:
    line = "Examplin is given daily. " * 60
    assert not check_sentence(line, [line]).supported


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", ["1 2 3 4 5 ", "1-2-3-4-", "5 mg and x ", "not ", "it is ", "("])
def test_a_line_of_nothing_but_figures_or_signs_takes_no_time(piece: str) -> None:
    """A model may repeat itself: without bounds, the first of these took minutes."""
    assert not check_sentence((piece * 99)[:900], [(piece * 999)[:3000]]).supported


def test_every_fault_has_words_for_readers() -> None:
    assert len({fault.words for fault in Fault}) == len(Fault)
