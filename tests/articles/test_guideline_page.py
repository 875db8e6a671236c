"""Guideline pages, on a page written for these tests and on small ones inside them."""

from datetime import date
from pathlib import Path

import pytest

from chatbot.articles.article import Article, Block, BlockKind, ReviewStatus
from chatbot.articles.guideline_page import read_guideline_page

PAGE = (Path(__file__).parent / "pages" / "ankle_sprain.txt").read_text(encoding="utf-8")
NOTICE = "Written for tests only • Content is pending human review\n"
STAGES = "Article Review Status\nSubmitted\nUnder Review\nApproved\n"


@pytest.fixture(scope="module")
def ankle() -> Article:
    return read_guideline_page(PAGE, "test/ankle_sprain")


def block(article: Article, words: str) -> Block:
    """Return the one block whose words are `words`."""
    found = [each for each in article.blocks if article.quote(each) == words]
    assert len(found) == 1, [article.quote(each) for each in article.blocks]
    return found[0]


def section(article: Article, words: str) -> tuple[str, ...]:
    return block(article, words).section


def parents(article: Article, words: str) -> list[str]:
    return [article.quote(article.blocks[i]) for i in block(article, words).parents]


def page(body: str, preamble: str = "Last updated: May 2, 2025View editorial policy\n") -> Article:
    return read_guideline_page(f"How is a made-up ankle treated?\n\n{preamble}\n{body}", "test")


def test_title_is_the_question_at_the_top(ankle: Article) -> None:
    assert ankle.title == "How should a sprained ankle be cared for?"
    assert ankle.article_id == "test/ankle_sprain"
    assert ankle.text == PAGE


def test_date_runs_into_the_policy_link(ankle: Article) -> None:
    assert ankle.updated == date(2025, 7, 16)


def test_page_without_a_date_has_none() -> None:
    assert page("Rest\n\nRest well.", preamble=NOTICE).updated is None


def test_status_is_pending_by_the_notice_and_not_by_the_stages(ankle: Article) -> None:
    assert ankle.review_status is ReviewStatus.PENDING


@pytest.mark.parametrize(
    "notice",
    [
        "Content is pending human review",
        "This test page awaits review",
        "Awaiting medical review",
        "Human review is still pending",
        "This test page has not been reviewed",
        "Not yet reviewed by anybody",
    ],
)
@pytest.mark.parametrize("stages", [STAGES, "Article Review Status\nApproved\n", ""])
def test_a_notice_of_missing_review_outweighs_every_stage(notice: str, stages: str) -> None:
    article = page("Rest\n\nRest well.", preamble=f"{notice}\n{stages}")
    assert article.review_status is ReviewStatus.PENDING


def test_all_three_stages_without_a_notice_say_nothing() -> None:
    assert page("Rest\n\nRest well.", preamble=STAGES).review_status is ReviewStatus.UNKNOWN


def test_no_stage_and_no_notice_say_nothing() -> None:
    assert page("Rest\n\nRest well.").review_status is ReviewStatus.UNKNOWN


@pytest.mark.parametrize(
    ("stage", "status"),
    [
        ("Submitted", ReviewStatus.SUBMITTED),
        ("Under Review", ReviewStatus.UNDER_REVIEW),
        ("Approved", ReviewStatus.APPROVED),
    ],
)
def test_one_stage_alone_is_the_status(stage: str, status: ReviewStatus) -> None:
    article = page("Rest\n\nRest well.", preamble=f"Article Review Status\n{stage}\n")
    assert article.review_status is status


def test_words_of_the_body_do_not_set_the_status() -> None:
    body = "Rest\n\nRaise the foot pending surgical review of the ankle.\n\nApproved\n\nA brace is."
    assert page(body, preamble=STAGES).review_status is ReviewStatus.UNKNOWN


@pytest.mark.parametrize(
    "opening",
    [
        "Medication Review in Made-Up Ankles",
        "Exercise caution with ice on bare skin in everyone.",
        "Antibiotics may be started pending review of the culture.",
    ],
)
def test_body_that_opens_like_a_notice_is_kept(opening: str) -> None:
    box = "Last updated: May 2, 2025\n\nPersonalize\n\nWhich best describes you? Nobody.\n"
    article = page(f"{opening}\n\nRest well.", preamble=box)
    assert article.quote(article.blocks[0]) == opening


def test_body_of_a_page_without_preamble_is_kept_from_its_first_line() -> None:
    article = page("Yearly Review of the Brace\n\nReplace worn laces.", preamble="")
    assert [article.quote(each) for each in article.blocks] == [
        "Yearly Review of the Brace",
        "Replace worn laces.",
    ]


def test_heading_that_repeats_the_title_is_nobody_s_parent(ankle: Article) -> None:
    assert section(ankle, "Care of the Sprained Ankle") == ("Care of the Sprained Ankle",)
    assert section(ankle, "First-Line Measures") == ("First-Line Measures",)


def test_repeated_title_directly_above_a_heading_is_nobody_s_parent() -> None:
    article = page("Treatment of a Made-Up Ankle\n\nFirst Days\n\nRest well.\n\nLater\n\nWalk.")
    assert section(article, "Rest well.") == ("First Days",)
    assert section(article, "Walk.") == ("Later",)


def test_heading_directly_above_another_is_its_parent(ankle: Article) -> None:
    path = ("First-Line Measures", "Cold and Elevation")
    assert section(ankle, "Cold and Elevation") == path
    assert section(ankle, "Cool the ankle for 15-20 minutes at a time") == path


def test_later_sibling_shares_the_parent(ankle: Article) -> None:
    assert section(ankle, "Wear it by day for 4 weeks") == ("First-Line Measures", "Lace-Up Brace")


def test_heading_whose_words_open_a_section_leaves_the_parent(ankle: Article) -> None:
    assert section(ankle, "Step-by-Step Approach") == ("Step-by-Step Approach",)
    assert section(ankle, "Common Pitfalls") == ("Common Pitfalls",)


def test_rank_beside_the_parent_s_rank_leaves_the_parent() -> None:
    article = page(
        "First-Line Care\n\nBrace\n\nWear it.\n\nSecond-Line Care\n\nOperate at leisure."
    )
    assert section(article, "Wear it.") == ("First-Line Care", "Brace")
    assert section(article, "Operate at leisure.") == ("Second-Line Care",)


def test_three_headings_in_a_row_nest() -> None:
    article = page("Bones\n\nFoot\n\nHeel\n\nIt hurts.")
    assert section(article, "It hurts.") == ("Bones", "Foot", "Heel")


def test_heading_with_a_figure_and_a_mark(ankle: Article) -> None:
    heading = block(ankle, "Skin Trouble Under the Brace (12.5% of wearers)")
    assert heading.kind is BlockKind.HEADING
    assert [mark.value for mark in heading.marks] == ["3"]
    assert section(ankle, "Blisters (9%)") == (
        "Monitoring and Setbacks",
        "Skin Trouble Under the Brace (12.5% of wearers)",
    )


@pytest.mark.parametrize(
    "line",
    [
        "A short paragraph ends in a stop.",
        "Options include:",
        "lower case does not open a heading",
        "A line which runs on and on and on without any stop but is far too long for a heading",
    ],
)
def test_lines_that_are_no_headings(line: str) -> None:
    assert block(page(f"Rest\n\n{line}\n\nRest well."), line).kind is BlockKind.PARAGRAPH


def test_heading_directly_above_a_list_needs_no_blank_line() -> None:
    article = page("Exercises\n• Stand on one leg\n• Raise the heels")
    assert block(article, "Exercises").kind is BlockKind.HEADING
    assert section(article, "Raise the heels") == ("Exercises",)


@pytest.mark.parametrize(
    "sentence",
    [
        "Metoprolol is preferred. [1]",
        "Metoprolol is preferred.\u00a0[1, 2]",
        "Inhaled corticosteroids are the basis of treatment",
        "Braces reduce pain",
        "Do not run on a cast",
        "NMO is bad",
    ],
)
@pytest.mark.parametrize("below", ["\n\nRest well.", "\n• Rest well"])
def test_sentence_without_a_stop_is_no_heading(sentence: str, below: str) -> None:
    article = page(f"Care of a Made-Up Ankle\n\n{sentence}{below}\n\nBrace\n\nWear it.")
    kinds = {article.quote(each): each.kind for each in article.blocks}
    assert BlockKind.HEADING not in {kinds.get(sentence), kinds.get(sentence.split("\u00a0")[0])}
    assert section(article, "Wear it.") == ("Brace",)


@pytest.mark.parametrize(
    "heading",
    [
        "What is a sprain?",
        "What is a sprain? [1]",
        "When a brace is worn",
        "Why Braces Are Better than Casts",
        "Patients Who Should Not Run",
        "Things to do at home",
        "Studies since May 2020",
    ],
)
def test_questions_and_titles_with_a_verb_are_headings(heading: str) -> None:
    article = page(f"{heading}\n\nRest well.")
    assert article.blocks[0].kind is BlockKind.HEADING
    assert section(article, "Rest well.")


def test_headings_in_a_row_nest_no_deeper_than_six() -> None:
    article = page("\n\n".join(f"Part {letter}" for letter in "ABCDEFGHIJ") + "\n\nRest well.")
    path = section(article, "Rest well.")
    assert path == ("Part A", "Part B", "Part C", "Part D", "Part E", "Part J")


DATE = "Last updated: May 2, 2025View editorial policy"
BODY = "Care of the Ankle\n\nIt is cared for at home.\n\nBrace\n\nWear it."
SAID = ["Care of the Ankle", "It is cared for at home.", "Brace", "Wear it."]


@pytest.mark.parametrize(
    "text",
    [
        f"{BODY}\n\n{DATE}",
        BODY.replace("\n\nBrace", f"\n\n{DATE}\n\nBrace"),
        f"{BODY}\n\nReferences\n\nResearch\n\nA made-up title\n\n{DATE}",
        f"{BODY}\n\nDisclaimer\n\nNobody wrote this.\n\n{DATE}",
        f"{BODY}\n\nHave a follow-up question?\n\n{DATE}",
    ],
)
def test_date_below_the_body_costs_no_body(text: str) -> None:
    article = page(text, preamble=NOTICE)
    assert [article.quote(each) for each in article.blocks] == SAID
    assert article.updated == date(2025, 5, 2)
    assert article.review_status is ReviewStatus.PENDING
    assert [each.title for each in article.references] in ([], ["A made-up title"])
    assert article.disclaimer in (None, "Nobody wrote this.")


def test_date_below_a_list_costs_no_list() -> None:
    article = page(f"• Raise it\n• Cool it\n\n{DATE}", preamble="")
    assert [article.quote(each) for each in article.blocks] == ["Raise it", "Cool it"]
    assert article.updated == date(2025, 5, 2)


def test_notice_alone_on_its_line_is_no_heading_of_a_body() -> None:
    notices = f"Made For Tests\n\nNobody read it.\n\n{NOTICE}\n{DATE}\n"
    article = page(BODY, preamble=notices)
    assert [article.quote(each) for each in article.blocks] == SAID
    assert article.review_status is ReviewStatus.PENDING


def test_sentence_that_opens_like_a_date_is_kept() -> None:
    opening = "Last updated guidelines of May 2, 2025 prefer a brace."
    assert opening in _said(page(f"Rest\n\n{opening}"))


def _said(article: Article) -> list[str]:
    return [article.quote(each) for each in article.blocks]


def test_hard_wrapped_paragraph_is_one_block() -> None:
    article = page("Rest\n\nThe foot is raised\nabove the hip.\n\nThen cooled.")
    assert block(article, "The foot is raised\nabove the hip.").kind is BlockKind.PARAGRAPH
    assert block(article, "Then cooled.").kind is BlockKind.PARAGRAPH


def test_hard_wrapped_bullet_is_one_block() -> None:
    article = page("Rest\n\n  • Raise the foot\n    above the hip\n  • Cool it")
    assert block(article, "Raise the foot\n    above the hip").kind is BlockKind.BULLET
    assert block(article, "Cool it").kind is BlockKind.BULLET


def test_nested_bullets_hang_under_the_bullet_above(ankle: Article) -> None:
    assert parents(ankle, "The toes turn pale") == ["Take the elastic wrap off if:"]
    assert parents(ankle, "The toes tingle for more than 10 minutes") == [
        "Take the elastic wrap off if:"
    ]
    assert parents(ankle, "Two further sessions × 3 hours apart help against late swelling") == []


def test_three_levels_of_bullets() -> None:
    article = page("Rest\n\n• Outer\n  • Middle\n    • Inner\n  • Beside\n• Last")
    assert parents(article, "Inner") == ["Outer", "Middle"]
    assert parents(article, "Beside") == ["Outer"]
    assert parents(article, "Last") == []


def test_steps_keep_their_printed_numbers(ankle: Article) -> None:
    steps = [each.label for each in ankle.blocks if each.section[-1:] == ("Step-by-Step Approach",)]
    assert [label for label in steps if label] == ["1.", "2.", "3.", "4."]
    assert block(ankle, "Fit the brace").kind is BlockKind.STEP


def test_bullets_under_a_step_without_blank_lines(ankle: Article) -> None:
    assert parents(ankle, "Begin balance training") == ["If the ankle still gives way:"]
    assert parents(ankle, "Return to sport in stages") == []


def test_bullets_under_a_step_with_blank_lines(ankle: Article) -> None:
    above = "Skipping the brace - the ligament stays slack without support"
    assert block(ankle, above).label == "2."
    assert parents(ankle, "Laces loosen during the day") == [above]
    assert parents(ankle, "Forgetting the other ankle") == []


def test_paragraph_ending_in_a_colon_leads_its_list_in(ankle: Article) -> None:
    above = (
        "Most people run again after 6 weeks, and a second sprain follows in one of five "
        "without balance training 2. Useful exercises include:"
    )
    assert parents(ankle, "Standing on one leg") == [above]
    assert parents(ankle, "Heel raises") == [above]


def test_lead_in_ends_with_the_next_heading_or_paragraph() -> None:
    article = page("Rest\n\nUse:\n\n• Ice\n\nMore words.\n\n• Laces\n\nLater\n\n• Shoes")
    assert parents(article, "Ice") == ["Use:"]
    assert parents(article, "Laces") == []
    assert parents(article, "Shoes") == []


def test_closing_marks_are_no_part_of_a_block(ankle: Article) -> None:
    both = block(ankle, "Two further sessions × 3 hours apart help against late swelling")
    assert [mark.value for mark in both.marks] == ["1", "2"]
    assert [PAGE[mark.start : mark.end] for mark in both.marks] == ["1", "2"]
    assert [mark.value for mark in block(ankle, "A grade 3 sprain may need longer").marks] == []


def test_references_are_typed_and_unnumbered(ankle: Article) -> None:
    first, second = ankle.references
    assert (first.kind, first.title, first.source, first.year, first.number) == (
        "Guideline",
        "Care of sprains in people who were made up for tests",
        "Invented Society for Ankles",
        2024,
        None,
    )
    assert (second.kind, second.title, second.source, second.year, second.number) == (
        "Research",
        "Braces against casts in an imaginary trial of sprained ankles.",
        "Journal of Things That Never Happened",
        2019,
        None,
    )


def test_marks_of_an_unnumbered_list_stay_unresolved(ankle: Article) -> None:
    marks = [mark for each in ankle.blocks for mark in each.marks]
    assert {mark.value for mark in marks} == {"1", "2", "3"}
    assert [ankle.resolve(mark) for mark in marks] == [None] * len(marks)


def test_page_furniture_is_in_no_block(ankle: Article) -> None:
    said = "\n".join(ankle.quote(each) for each in ankle.blocks)
    for furniture in (
        "Advisory Board", "pending human review", "Article Review Status", "Submitted",
        "Under Review", "Approved", "Last updated", "editorial policy", "Personalize", "tailor",
        "describes you", "follow-up question", "imaginary assistant", "Disclaimer",
        "Nobody should treat", "References", "Journal of Things",
    ):  # fmt: skip
        assert furniture in PAGE
        assert furniture not in said


@pytest.mark.parametrize(
    "text", ["Only a title", "Only a title\n\nApproved", f"Title\n{NOTICE}{STAGES}".rstrip()]
)
def test_page_without_a_body_has_no_blocks(text: str) -> None:
    assert read_guideline_page(text, "test").blocks == ()


def test_disclaimer_stands_between_its_heading_and_the_banner(ankle: Article) -> None:
    assert ankle.disclaimer == (
        "This page exists to test a program. Nobody should treat an ankle by it."
    )


def test_page_without_disclaimer_and_references() -> None:
    article = page("Rest\n\nRest well.\n\nHave a follow-up question?\n\nAsk nobody.")
    assert article.disclaimer is None
    assert article.references == ()
    assert [article.quote(each) for each in article.blocks] == ["Rest", "Rest well."]


def test_quotes_are_slices_of_the_page(ankle: Article) -> None:
    for each in ankle.blocks:
        assert PAGE[each.start : each.end] == ankle.quote(each)


def test_sections_follow_the_headings(ankle: Article) -> None:
    sections = list(ankle.sections())
    assert [number for run in sections for number in run.blocks] == list(range(len(ankle.blocks)))
    assert [run.path for run in sections][:4] == [
        ("Care of the Sprained Ankle",),
        ("First-Line Measures",),
        ("First-Line Measures", "Cold and Elevation"),
        ("First-Line Measures", "Lace-Up Brace"),
    ]


def test_empty_text_is_an_article_without_blocks() -> None:
    article = read_guideline_page("\n \n", "test")
    assert (article.title, article.blocks) == ("", ())
