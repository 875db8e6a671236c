"""Figures as articles, questions and models write them; "examplin" is no medicine."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.language.figure import Figure, Kind, Use
from chatbot.language.figures import find_figures

Row = tuple[str, Kind, float, float, str]
HOUR = 1 / 24


def only(text: str) -> Figure:
    (figure,) = (each for each in find_figures(text) if each.kind is not Kind.RATE)
    return figure


@pytest.mark.parametrize(
    ("text", "kind", "low", "high", "unit"),
    [
        ("½ tablet", Kind.COUNT, 0.5, 0.5, "tablet"),
        ("2½ tablets", Kind.COUNT, 2.5, 2.5, "tablet"),
        ("2 1/2 tablets", Kind.COUNT, 2.5, 2.5, "tablet"),
        ("half a tablet", Kind.COUNT, 0.5, 0.5, "tablet"),
        ("a quarter of a tablet", Kind.COUNT, 0.25, 0.25, "tablet"),
        ("one and a half teaspoons", Kind.COUNT, 1.5, 1.5, "teaspoon"),
        ("two 500 mg", Kind.AMOUNT, 500, 500, "mg"),
        ("2 (two) capsules", Kind.COUNT, 2, 2, "capsule"),
        ("three examplin tablets", Kind.COUNT, 3, 3, "tablet"),
        ("10 drops", Kind.COUNT, 10, 10, "drop"),
        ("1½ g", Kind.AMOUNT, 1500, 1500, "mg"),
        ("0,5 mg", Kind.AMOUNT, 0.5, 0.5, "mg"),
        ("2,25 mg", Kind.AMOUNT, 2.25, 2.25, "mg"),
        ("1,000 mg", Kind.AMOUNT, 1000, 1000, "mg"),
        ("1,200,000 IU", Kind.AMOUNT, 1.2e6, 1.2e6, "IU"),
        ("1 000 mg", Kind.AMOUNT, 1000, 1000, "mg"),
        ("1\u202f000 mg", Kind.AMOUNT, 1000, 1000, "mg"),
        ("1\u00a0000 to 2\u00a0000 mg", Kind.AMOUNT, 1000, 2000, "mg"),
        ("5'000 mg", Kind.AMOUNT, 5000, 5000, "mg"),
        ("five hundred milligrams", Kind.AMOUNT, 500, 500, "mg"),
        ("one hundred and fifty mg", Kind.AMOUNT, 150, 150, "mg"),
        ("250 mcg", Kind.AMOUNT, 0.25, 0.25, "mg"),
        ("250 µg", Kind.AMOUNT, 0.25, 0.25, "mg"),
        ("2 MU", Kind.AMOUNT, 2e6, 2e6, "IU"),
        ("6 to 7 million units", Kind.AMOUNT, 6e6, 7e6, "IU"),
        ("50 MME", Kind.AMOUNT, 50, 50, "MME"),
        ("20 mEq", Kind.AMOUNT, 20, 20, "mEq"),
        ("5 cc", Kind.AMOUNT, 5, 5, "mL"),
        ("0.2 g/kg a day", Kind.AMOUNT, 200, 200, "mg/kg"),
        ("15 mg kg-1 day-1", Kind.AMOUNT, 15, 15, "mg/kg"),
        ("375 mg/m²", Kind.AMOUNT, 375, 375, "mg/m2"),
        ("10 mcg/kg/min", Kind.AMOUNT, 0.6, 0.6, "mg/kg/hour"),
        ("50 mL/h", Kind.AMOUNT, 50, 50, "mL/hour"),
        ("3 mg of examplin per kilogram", Kind.AMOUNT, 3, 3, "mg/kg"),
        ("10\u2013\n20 mg", Kind.AMOUNT, 10, 20, "mg"),
        ("500 mg to 1 g", Kind.AMOUNT, 500, 1000, "mg"),
        ("5mg-10mg", Kind.AMOUNT, 5, 10, "mg"),
        ("between 10 and 20 mg", Kind.AMOUNT, 10, 20, "mg"),
        ("5 mg/ml", Kind.STRENGTH, 5, 5, "mg/mL"),
        ("10 mg/5 mL", Kind.STRENGTH, 2, 2, "mg/mL"),
        ("200 mcg/puff", Kind.STRENGTH, 200, 200, "μg/puff"),
        ("1:1000", Kind.STRENGTH, 1000, 1000, "1:"),
        ("2 % cream", Kind.STRENGTH, 2, 2, "percent"),
        ("200 mg/dL", Kind.LEVEL, 200, 200, "mg/dL"),
        ("6 mg/100 mL", Kind.LEVEL, 6, 6, "mg/dL"),
        ("10 ng/mL", Kind.LEVEL, 10, 10, "ng/mL"),
        ("25 mIU/mL", Kind.LEVEL, 25, 25, "MIU/mL"),
        ("30 × 10⁹/L", Kind.LEVEL, 30, 30, "x10^9/l"),
        ("an INR of 2.0-3.0", Kind.LEVEL, 2, 3, "inr"),
        ("30 per cent", Kind.SHARE, 30, 30, "percent"),
        ("a third of women", Kind.SHARE, 100 / 3, 100 / 3, "percent"),
        ("two-thirds to three-fourths", Kind.SHARE, 200 / 3, 75, "percent"),
        ("70 kg", Kind.MEASURE, 70, 70, "kg"),
        ("5-7 exchanges", Kind.COUNT, 5, 7, "exchange"),
        ("12 patients", Kind.COUNT, 12, 12, "patient"),
        ("for a week", Kind.TIME, 7, 7, "day"),
        ("6 months - 1 year", Kind.TIME, 182.625, 365.25, "day"),
        ("half an hour", Kind.TIME, HOUR / 2, HOUR / 2, "day"),
        ("1-0-1", Kind.COUNT, 0, 1, ""),
        ("double the dose", Kind.COUNT, 2, 2, "time"),
    ],
)
def test_what_a_figure_says(text: str, kind: Kind, low: float, high: float, unit: str) -> None:
    figure = only(text) if not text.startswith("two 500") else find_figures(text)[1]
    assert (figure.kind, figure.unit) == (kind, unit)
    assert (figure.low, figure.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("in 2020 100 mg", [2020, 100]),
        ("2 100 mg tablets", [2, 100]),
        ("on day 1 100 mg", [1, 100]),
        ("500/125 mg", [500, 125]),
        ("1 g/200 mg", [1000, 200]),
        ("19, 18 and 16 mg", [19, 18, 16]),
        ("140/90 mm Hg", [140, 90]),
        ("2022-01-25", [2022, 1, 25]),
        ("in 2001 to 10 %", [2001, 10]),
        ("see 1.2.3 and B12, COVID-19", []),
        ("one of the women, one in five", [5]),
        ("trials,28,32-34 which", [28, 34]),
        ("0.58 to 0.85.4 Table", [0.58]),
    ],
)
def test_numbers_that_stand_side_by_side(text: str, values: list[float]) -> None:
    assert [figure.low for figure in find_figures(text)] == pytest.approx(values)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        *(("5 mg bd", 2), ("5 mg t.i.d.", 3), ("5 mg qid", 4), ("5 mg q8h", 3), ("5 mg od", 1)),
        *(
            ("5 mg twice daily", 2),
            ("5 mg 3 times a week", 3 / 7),
            ("5 mg every fortnight", 1 / 14),
        ),
        *(("5 mg nocte", 1), ("5 mg at night", 1), ("5 mg every other day", 0.5)),
        *(("5 mg, orally, 8 hourly", 3), ("5 mg given every 12 hours", 2), ("5 mg 2x/day", 2)),
    ],
)
def test_how_often_an_amount_is_given(text: str, times: float) -> None:
    amount, rate = find_figures(text)
    assert amount.times == pytest.approx((times, times))
    assert rate.kind is Kind.RATE
    assert rate.is_joined


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("every 4-6 hours", 4, 6),
        ("q4-6h", 4, 6),
        ("4 - 6 hourly", 4, 6),
        ("2-3 times per day", 2, 3),
        ("2 weeks apart", 1 / 14, 1 / 14),
        ("at intervals of 2 to 4 weeks", 1 / 28, 1 / 14),
        ("every 24 hours", 1, 1),
        ("/24 h", 1, 1),
    ],
)
def test_rates_are_in_times_a_day(text: str, low: float, high: float) -> None:
    (rate,) = find_figures(text)
    assert rate.kind is Kind.RATE
    assert (rate.low, rate.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        *(("at least 5 mg", ">="), ("no more than 4 g", "<="), ("more than 4 g", ">")),
        *(("≥ 5 mg", ">="), ("not to exceed 4 g", "<="), ("never more than 3 g", "<=")),
        *(("up to 60 mg", "<="), ("titrated up to 60 mg", ""), ("65 years and older", ">=")),
        *(("within 24 hours", "within"), ("over 2 hours", "over"), ("over 50%", ">")),
        *(("maximum daily dose of examplin is 40 mg", "<="), ("2 or more weeks", ">=")),
        *(("not within 3 months", "within"), ("no difference over 5 years", "over")),
        *(("25% or less of cases", "<="), ("less than 5 mg", "<"), ("40 mg (maximum)", "<=")),
    ],
)
def test_comparators(text: str, comparator: str) -> None:
    assert only(text).comparator == comparator


def test_a_limit_in_brackets_is_not_that_of_the_amount_before() -> None:
    assert [f.comparator for f in find_figures("1.5 mg/kg (max. 100 mg)")] == ["", "<="]


@pytest.mark.parametrize(
    ("text", "use"),
    [
        *(
            ("for 5 days", Use.DURATION),
            ("a 10-day course", Use.DURATION),
            ("after 3 days", Use.FROM),
        ),
        *(("within 24 hours", Use.WITHIN), ("up to 8 hours after birth", Use.WITHIN)),
        *(("3 days after surgery", Use.AFTER), ("2 days before", Use.BEFORE), ("5 days", None)),
        *(
            ("aged 5 years", Use.AGE),
            ("2 - 12 years: give", Use.AGE),
            ("children over 6 years", Use.AGE),
        ),
        *(("aged 65", Use.AGE), ("6- to 19-year-olds", Use.AGE), ("until 6 months", Use.UNTIL)),
        *(("in the last 14 days", None), ("in the 14 days before", Use.BEFORE)),
    ],
)
def test_what_a_time_is_the_time_of(text: str, use: Use | None) -> None:
    assert only(text).use is use


def test_a_bare_time_is_what_its_heading_says() -> None:
    (figure,) = find_figures("Proximal: 3 months", "Duration of treatment")
    assert figure.use is Use.DURATION


DOSES = """½ tablet|1½ g|0,5 mg|3 teaspoons|2 pills|50 MME|1-0-1|½-0-½|1 x 3|20 daily|one at night
take two by mouth|5 mg/mL|2 % cream|1:1000|100 units/mL|two 5 mg tablets|3 × 250 mg
1 000 mg|10 drops|half the usual dose|double the dose|reduce the dose by 50%
in 3 divided doses|15 once weekly|5 ml|five hundred milligrams|a dose of 25|Dose: 25 twice a day
2 aspirin tablets|4 puffs|1 sachet|2.4 MU
10 mmol|run at 5 mL/min|50 mL/h|10 mg/5 mL|2 suppositories|1 ampoule|2 vials|1 patch|40 mg (maximum)
a quarter of a tablet|0.5 mL|2 sprays|one tablespoon|0.9% saline
15 mg/kg/day|5 g|100 micrograms|5mg|half a teaspoon|1.2 million units|6 mega units|250/125 mg"""


@pytest.mark.parametrize("text", DOSES.replace("\n", "|").split("|"))
def test_doses(text: str) -> None:
    assert any(figure.is_dose for figure in find_figures(text))


def test_a_bare_number_in_a_row_of_a_table_is_a_dose() -> None:
    assert [f.is_dose for f in find_figures("| Examplin | 500 | twice daily |")] == [True, False]


NO_DOSES = """aged 5 years|HbA1c 7%|140/90 mmHg|30% of patients|5 March 2020|see 1.2.3 and [12]
120 patients|20 weeks of gestation|EDSS 6.5|followed for 5 years|eGFR below 30 mL/min/1.73 m2
200 mg/dL|7.0 mmol/L|INR 2-3|a blood loss of 500 mL|birth weight below 1500 g
urine output 0.5 mL/kg/h|weighing 2500 g|6 of 619|20 daily smokers|titre 1:320
1:2,000 pregnancies|a third of women|70 kg|do not take a double dose|5-7 exchanges over 7-14 days
first 3 doses|MMWR 2001;50:7--10|two options
0, 1 and 6 months|5-2-1-0|Table 3|step 2|37.5 °C|$550 per fortnight|call 000 immediately|grade 3-4
visual acuity 20/25|13-valent|95% CI 1.2-3.4|2 x 2 table|80 beats/min|every 6 months|twice daily"""


@pytest.mark.parametrize("text", NO_DOSES.replace("\n", "|").split("|"))
def test_no_doses(text: str) -> None:
    assert not [text[f.start : f.end] for f in find_figures(text) if f.is_dose]


@pytest.mark.parametrize(
    "text", ["5±1 mg", "2 x 500 mg", "20-10 mg", "12 patients", "1 g in total", "half of women"]
)
def test_what_cannot_be_compared_is_not_certain(text: str) -> None:
    assert not any(figure.certain for figure in find_figures(text))


ODD = st.text(alphabet="0123456789 .,-/x:+½%()|\n" + "mgkdayoforhtwle", max_size=80)
WORDS = st.lists(
    st.sampled_from(
        """5 10 1,000 0.5 ½ 1/2 mg g mL kg / per day a every hours to - or and twice daily one half
        tablets dose of the max not more than within ( ) % for weeks aged x : 1 0 bd . ,
        |""".split()
    ),
    max_size=30,
).map(" ".join)


@given(st.one_of(ODD, WORDS, st.text(max_size=80)))
def test_any_text_can_be_read(text: str) -> None:
    figures = find_figures(text)
    assert figures == find_figures(text)
    for figure in figures:
        assert 0 <= figure.start < figure.end <= len(text)
        assert 0 <= figure.opening <= figure.end
        assert 0.0 <= figure.low <= figure.high < float("inf")
        assert not text[figure.start].isspace()
        assert not text[figure.end - 1].isspace()
    assert [f.start for f in figures] == sorted(f.start for f in figures)


@given(st.integers(1, 900), st.sampled_from(["", "Give ", "daily: "]))
def test_grams_and_milligrams_are_one_unit(amount: int, before: str) -> None:
    one, other = only(f"{before}{amount} g"), only(f"{before}{amount * 1000} mg")
    assert (one.low, one.unit) == (other.low, other.unit)


@given(ODD, ODD)
def test_what_stands_in_another_line_changes_nothing_in_this(one: str, other: str) -> None:
    text = f"{other}\n\n\nGive examplin 5 mg twice daily.\n\n\n{one}"
    start = text.index("5 mg twice", len(other))
    (figure,) = (each for each in find_figures(text) if each.start == start)
    assert (figure.low, figure.unit, figure.times) == (5.0, "mg", (2.0, 2.0))


@pytest.mark.parametrize(
    "unit",
    ["9", "5 ", "1 000 ", "1-", "1,", "1.", "half a ", "of a ", "1/2 ", "(", "x ", "every 2 to ",
     "per mg ", "maximum ", "½", "a.", "q8", "5\n", " ", "dose of "],
)  # fmt: skip
def test_time_grows_with_the_length_alone(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        start = time.process_time()
        find_figures(text)
        return time.process_time() - start

    assert seconds(20_000) < 0.2 + 12 * seconds(5_000)
