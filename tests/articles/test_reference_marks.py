"""Inline reference marks told apart from values, one sentence a case."""

import pytest

from chatbot.articles.article import Article, Mark
from chatbot.articles.guideline_page import read_guideline_page
from chatbot.articles.outlining import trim_marks
from chatbot.articles.reference_marks import find_marks
from chatbot.articles.sentences import line_spans


def marks_in(text: str, references: int = 7) -> list[Mark]:
    return find_marks(text, [(0, len(text))], references)


def values(text: str, references: int = 7) -> list[str]:
    return [mark.value for mark in marks_in(text, references)]


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("The foot is cooled before treatment 1", "1"),
        ("Rarely there are antibodies 1, 2", "1 2"),
        ("Rarely there are antibodies 5, 4", "5 4"),
        ("One eye in three sees better than 20/25 1", "1"),
        ("Two doses of 1000 mg × 2 weeks apart 1", "1"),
        ("Relapse follows dose reduction 1. Options include:", "1"),
        ("Relapse follows dose reduction 1, and later too", "1"),
        ("A plaster cast is worn for 3 weeks 1", "1"),
        ("A plaster cast is worn for two weeks 1", "1"),
        ("The brace costs 10 mg/kg 1", "1"),
        ("Skin trouble (12.5% of wearers) 3", "3"),
        ("It was called “a sprain” 2", "2"),
        ("Blisters are seen in 9% 4", "4"),
        ("The brace was preferred. 1", "1"),
        ("Braces suit 79.2% of patients 1, 2", "1 2"),
        ("Tape it twice daily\u00a01", "1"),
    ],
)
def test_bare_digits_that_close_a_line_or_clause_are_marks(text: str, cited: str) -> None:
    assert values(text) == cited.split()


@pytest.mark.parametrize(
    "text",
    [
        "Visual acuity was 20/25",
        "Braces fit from age 5",
        "It was a sprain of grade 3",
        "The wrap comes off on day 3",
        "Walk again within 2",
        "Heart failure of NYHA class 2",
        "Do not operate with platelets below 50",
        "Warfarin to a target INR 2",
        "The cast itched in patient 3",
        "The clinic has stood since January 1, 2000",
        "Give the tablets on days 1, 3",
        "Seen again in weeks 2, 6",
        "It scored ≥ 3",
        "Take one tablet × 3",
        "Wear it for 4 to 6",
        "Vitamin B 12",
        "As shown in table 2",
        "Diabetes type 2, and gout",
        "Glasgow GCS 3",
        "Cirrhosis of Child-Pugh 7",
        "A tumour of Gleason 6",
        "With HAS-BLED 3",
        "Its pH 7",
        "An interval of 5",
        "Swelling: 3",
        "3",
    ],
)
def test_values_are_no_marks(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    "text",
    """Some have antibodies against aquaporin 4|Severe cases need PEEP 5|This is coronavirus 2
    Cold sores of herpes simplex virus 2|Injury of KDIGO 3|It mimics glucagon-like peptide 1
    It inhibits COX 2|It inhibits SGLT 2|A fault of BRCA 1|It came with a lactate 2
    And with bilirubin 3|Give 5|Had a plasma glucose 7|Take 2|Wait 5|Repeat 3|Consider 2|Allow 4
    It binds serotonin receptor 3|A haemoglobin 7|Tumours with HER 2|Overweight with MEN 1
    Blocks protein kinase 2|Central venous pressure 5|Drug of CYP 3|Level of evidence 1
    The surgeons needed 5|Fed with vitamin K 2|Uric acid 6|Number needed to harm 5|Approx. 5
    A tumour of PI-RADS 4|Infection with HTLV 1|Cervical changes of CIN 3|Trisomy 7
    Blocks interleukin 6|Blocks TNF 1|Lack of clotting factors 2, 7|On chromosomes 1, 5
    Lack of omega 3|FiO2 1|Sodium 3|Complement 3|Programmed cell death 1|Hurts in toe 1""".replace(
        "\n", "|"
    ).split("|"),
)
def test_numbers_that_name_or_measure_are_values(text: str) -> None:
    assert values(text.strip()) == []


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Casts lead over plasma exchange 2", "2"),
        ("Weeks before initiation of therapy 1", "1"),
        ("Worse despite steroid treatment 1", "1"),
        ("Seen in dose reduction 1. Then:", "1"),
        ("Braces suit most patients 1, 2", "1 2"),
        ("It may worsen NMO 4", "4"),
        ("Both are in clinical trials 2", "2"),
        ("It lowers disability scores 1", "1"),
        ("Take it off if needed 1", "1"),
        ("Rarely seen in men 1", "1"),
        ("It follows hepatitis B 1", "1"),
        ("It lowers blood pressure 1", "1"),
        ("It follows alcohol use 4", "4"),
    ],
)
def test_words_like_those_that_bind_still_cite(text: str, cited: str) -> None:
    assert values(text) == cited.split()


@pytest.mark.parametrize(
    ("words", "cited"),
    [
        ("Wear it to an INR 2-3", "1"),
        ("Wear it with Hb >7", "1"),
        ("Not with platelets below 50", "1, 2"),
        ("Take a dose of 1.5", "1"),
        ("Fit for ECOG 0-1", "2"),
        ("Wear it if CHA2DS2-VASc is at least 2", "1, 2"),
        ("It costs 10 000", "1"),
        ("Wear it on days 1, 3", "2"),
    ],
)
def test_a_number_beside_a_number_is_a_mark_and_leaves_the_value(words: str, cited: str) -> None:
    text = f"{words} {cited}"
    found = marks_in(text)
    assert [mark.value for mark in found] == cited.split(", ")
    assert text[: trim_marks(text, 0, len(text), tuple(found))] == words


@pytest.mark.parametrize("text", ["It costs 10 000", "It costs 10\u00a0500", "Bought 1 100, or so"])
def test_thousands_in_groups_are_one_value(text: str) -> None:
    assert values(text, references=600) == []


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Braces lengthen their lifespan.1,2 Despite this, they wear out.", ["1", "2"]),
        ("Casts itch,3 as everyone knows.", ["3"]),
        ("The trials agree (all of them).4-6", ["4", "6"]),
        ("A brace steadies the joint [3].", ["3"]),
        ("The body of the USPSTF.3 It is light.", ["3"]),
        ("A review1,3 of casts", ["1", "3"]),
        ("A brace steadies the joint.[2,5] It is light.", ["2", "5"]),
        ("It fell from 25% in casts to 35%7 in braces", ["7"]),
        ("It rose to 50%2,3.", ["2", "3"]),
        ("In a review (14 trials)2-4 of casts", ["2", "4"]),
        ("They called it “a sprain.”2 It was.", ["2"]),
        ("Fewer sprains were seen.1, 3, 5 However, casts itch", ["1", "3", "5"]),
        ("They fell less often;2, 3 however, a few fell", ["2", "3"]),
        ("(as everyone knows).2, 4-6\n", ["2", "4", "6"]),
    ],
)
def test_digits_attached_to_punctuation_or_in_brackets_are_marks(
    text: str, cited: list[str]
) -> None:
    assert values(text) == cited


@pytest.mark.parametrize(
    "text",
    [
        "The plan is [4](http://example.org) here.",
        "See fig.2 for the wrap.",
        "It weighs 5.5 kg.",
        "A cast of 1,5 kg is heavy.",
        "At [here] nothing is cited.",
        "See Table 2.1 for the wrap.",
        "It rose to an OR.5 of it",
        "Wear it in grade1,2 sprains",
        "It inhibits BRAF1,2 as well",
        "Give 5 mg1,2 of it",
        "Ca(OH)2 sets it",
        "It is 20%22",
        "See https://example.org/a?b=%20AF%22) and",
        "Of the sprains;2, 3 of which were torn",
        "It was “3” of them",
    ],
)
def test_links_figures_and_decimals_are_no_marks(text: str) -> None:
    assert values(text) == []


def test_offsets_are_those_of_the_digits() -> None:
    text = "Rarely there are antibodies 1, 12"
    first, second = marks_in(text, references=12)
    assert (text[first.start : first.end], text[second.start : second.end]) == ("1", "12")


def test_only_the_given_spans_are_searched() -> None:
    text = "Cool the foot 1\nRaise the foot 2"
    assert [mark.value for mark in find_marks(text, [(16, len(text))], 2)] == ["2"]


def test_number_beyond_the_list_is_a_value() -> None:
    assert values("Cool to the fridge's setting 7", references=3) == []


def test_one_incredible_number_spoils_its_group() -> None:
    assert values("The code of the door 1, 99", references=3) == []


def test_list_shorter_than_its_marks_still_counts_them() -> None:
    text = "Cool it well 1\nRaise it well 2\nWrap it well 3"
    spans = [(0, 14), (15, 30), (31, len(text))]
    assert [mark.value for mark in find_marks(text, spans, 1)] == ["1", "2", "3"]


def test_without_a_list_a_lone_number_is_a_value() -> None:
    assert values("Cool it well 1", references=0) == []


def test_zero_is_no_mark() -> None:
    assert values("Nothing was left 0") == []


def test_of_bare_and_attached_digits_the_rarer_are_values() -> None:
    text = "It lasts.1,2 It fits.3 It itches.4 It costs few dollars 5"
    assert values(text) == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Cool it well 1", "Cool it well"),
        ("Cool it well 1, 2", "Cool it well"),
        ("Cool it well 1.", "Cool it well"),
        ("Cool it well.1,2", "Cool it well."),
        ("Cool it well [3].", "Cool it well"),
        ("Cool it well\u2003[3]", "Cool it well"),
        ("Cool it well 1, and long", "Cool it well 1, and long"),
        ("[1]", "[1]"),
        ("Cool it for 20/25", "Cool it for 20/25"),
    ],
)
def test_words_end_before_the_marks_that_close_them(text: str, words: str) -> None:
    assert text[: trim_marks(text, 0, len(text), tuple(marks_in(text)))] == words


def test_mark_inside_a_paragraph_closes_its_sentence() -> None:
    article = _page("Swelling returns after dose reduction 1. Options include:")
    [block] = [each for each in article.blocks if each.marks]
    lines = [article.text[start:end] for start, end in line_spans(article, block)]
    assert lines == ["Swelling returns after dose reduction", "Options include:"]


def test_marks_with_spaces_between_them_close_a_sentence() -> None:
    article = _page(
        "Braces help (all of them).1, 3 Casts of 1.5 kg itch. Wear it 1.5, 2 Hours at most."
    )
    [block] = [each for each in article.blocks if each.marks]
    lines = [article.text[start:end] for start, end in line_spans(article, block)]
    assert lines == [
        "Braces help (all of them).", "Casts of 1.5 kg itch.", "Wear it 1.5, 2 Hours at most.",
    ]  # fmt: skip


def test_no_evidence_line_ends_in_its_mark() -> None:
    article = _page(
        "Braces help.1,2 Casts itch.3 Both cost something.\n\n  • Cool it.1\n  • Raise it [2]"
    )
    lines = [
        article.text[start:end]
        for each in article.blocks
        for start, end in line_spans(article, each)
    ]
    assert lines == [
        "Rest", "Braces help.", "Casts itch.", "Both cost something.", "Cool it.", "Raise it",
    ]  # fmt: skip


def _page(body: str) -> Article:
    listed = "\n\n".join(f"Research\n\nA made-up study number {n}" for n in "abc")
    head = "What about rest?\n\nLast updated: May 2, 2025\n\nRest"
    return read_guideline_page(f"{head}\n\n{body}\n\nReferences\n\n{listed}", "test")


def test_marks_with_gaps_need_fewer_neighbours_where_they_are_attached() -> None:
    assert values("It lasts.1 It fits.2 It itches.6", references=0) == ["1", "2", "6"]
    assert values("It lasts.1 It fits.2 It itches.9 ", references=0) == ["1", "2", "9"]
    assert values("It lasts.1 It fits.2 It itches.99", references=0) == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("It is gone after 7 days [1, 2].", "1 2"),
        ("It is gone after 7 days [1,\u00a02]", "1 2"),
        ("It is gone [1, 3-5] at last", "1 3 5"),
        ("It is gone [1, 3 \u2013 5] at last", "1 3 5"),
        ("It is gone [1\u20133]", "1 3"),
        ("It is gone [1,\n2]", "1 2"),
        ("It is gone [1, 2, 5]", "1 2 5"),
        ("It is gone in 3 of 4 feet [6, 7]", "6 7"),
    ],
)
def test_numbers_with_spaces_in_brackets_are_marks(text: str, cited: str) -> None:
    assert values(text) == cited.split()


@pytest.mark.parametrize(
    "text",
    [
        "It took longer (95% CI [1, 3])",
        "It took longer (95% CI: [1,3])",
        "It took longer (CI 95% [1-3])",
        "The 95% confidence interval of the mean was [1, 3]",
        "It weighs less (range [2, 5])",
        "It weighs less, IQR for both feet [2, 5]",
        "Its weight is between [2, 5]",
        "The interval was [2\u20135]",
        "Their number is in an interval of [2,5]",
        "x = [2, 5]",
        "They wait for [2, 5] days",
        "They took [2-5] mg",
        "They waited 3 days [2, 5]",
        "They waited a mean of 2.5 [2, 5]",
        "They waited 3 days on end [2-5]",
        "As [1, 2](http://example.org) says",
        "The door's code is [1, 99]",
    ],
)
def test_intervals_in_brackets_are_values(text: str) -> None:
    assert values(text) == []


def test_numbers_with_spaces_in_brackets_need_a_list_or_other_marks() -> None:
    assert values("It is gone [1, 2]", references=0) == []
    assert values("It itches [1]. It is gone [2, 3]", references=0) == ["1", "2", "3"]
    assert values("It itches [1]. It is gone [5, 10]", references=0) == []
    assert values("It itches.1 It lasts.2,3 It is gone [4, 6]") == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Cool it well [1, 2].", "Cool it well"),
        ("Cool it well [1, 3-5]", "Cool it well"),
        ("Cool it well [1 - 3]", "Cool it well"),
        ("Cool it well [1], [2]", "Cool it well"),
        ("Cool it well [1]\u2013[3]", "Cool it well"),
        ("Cool it well.[1] [2]", "Cool it well."),
    ],
)
def test_no_bracket_stays_where_the_marks_that_close_the_words_were(text: str, words: str) -> None:
    assert text[: trim_marks(text, 0, len(text), tuple(marks_in(text)))] == words


def test_marks_in_brackets_behind_the_stop_belong_to_the_sentence_before() -> None:
    article = _page("Braces help. [1, 2] Casts itch.[3] [1] Both cost something. [2]")
    [block] = [each for each in article.blocks if each.marks]
    lines = [article.text[start:end] for start, end in line_spans(article, block)]
    assert lines == ["Braces help.", "Casts itch.", "Both cost something."]
