"""Markdown documents, on one written for these tests and on small ones inside them."""

from datetime import date
from pathlib import Path

import pytest

from chatbot.articles.article import Article, Block, BlockKind, ReviewStatus
from chatbot.articles.markdown_document import read_markdown
from chatbot.articles.sentences import line_spans

TEXT = (Path(__file__).parent / "pages" / "ankle_sprain.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def ankle() -> Article:
    return read_markdown(TEXT, "test/ankle_sprain")


def block(article: Article, words: str) -> Block:
    """Return the one block whose words are `words`."""
    found = [each for each in article.blocks if article.quote(each) == words]
    assert len(found) == 1, [article.quote(each) for each in article.blocks]
    return found[0]


def said(article: Article) -> list[str]:
    return [article.quote(each) for each in article.blocks]


def test_front_matter_gives_title_date_and_status(ankle: Article) -> None:
    assert ankle.title == "Ankle sprains, a test document"
    assert ankle.updated == date(2024, 3, 5)
    assert ankle.review_status is ReviewStatus.UNDER_REVIEW


def test_front_matter_is_in_no_block(ankle: Article) -> None:
    assert not any("review_status" in words or "---" in words for words in said(ankle))


@pytest.mark.parametrize(
    ("stated", "status"),
    [
        ("approved", ReviewStatus.APPROVED),
        ("Under-Review", ReviewStatus.UNDER_REVIEW),
        ("pending", ReviewStatus.PENDING),
        ("fine by me", ReviewStatus.UNKNOWN),
        ("", ReviewStatus.UNKNOWN),
        ("[approved]", ReviewStatus.UNKNOWN),
    ],
)
def test_review_status_of_the_front_matter(stated: str, status: ReviewStatus) -> None:
    article = read_markdown(f"---\nreview_status: {stated}\n---\n# Feet\n\nRest.\n", "test")
    assert article.review_status is status


def test_status_without_front_matter_is_unknown() -> None:
    article = read_markdown("# Feet\n\nApproved\n\nSubmitted\n", "test")
    assert article.review_status is ReviewStatus.UNKNOWN


@pytest.mark.parametrize(
    "entry",
    [
        "date: 2025-13-45",  # no calendar has it, and yaml's own dates would raise
        "x: !!bool maybe",
        "x: !!float heavy",
        "x: !!timestamp soon",
        "tags: [a, b]",
    ],
)
def test_odd_front_matter_does_not_cost_the_title(entry: str) -> None:
    article = read_markdown(f"---\ntitle: Feet\n{entry}\n---\n\nRest well.\n", "test")
    assert (article.title, article.updated) == ("Feet", None)
    assert said(article) == ["Rest well."]


@pytest.mark.parametrize(
    "matter", ["title: [", "x: &x [*x]", "- a\n- b", "words", "? [a, b]", "{" * 3000]
)
def test_front_matter_that_is_no_mapping_is_left_alone(matter: str) -> None:
    article = read_markdown(f"---\n{matter}\n---\n# Feet\n\nRest well.\n", "test")
    assert article.title == "Feet"
    assert said(article)[-1] == "Rest well."


def test_title_in_several_lines_becomes_one() -> None:
    assert read_markdown("---\ntitle: |\n  Cold\n  feet\n---\nRest.\n", "test").title == "Cold feet"


@pytest.mark.parametrize("empty", ["", "~", "null", '""'])
def test_front_matter_without_title_leaves_it_to_the_heading(empty: str) -> None:
    article = read_markdown(f"---\ntitle: {empty}\n---\n# Feet\n\nRest.\n", "test")
    assert article.title == "Feet"


def test_first_line_is_the_title_where_nothing_else_is() -> None:
    assert read_markdown("\nCold feet\n\n## Rest\n\nRest well.\n", "test").title == "Cold feet"


def test_byte_order_mark_before_front_matter() -> None:
    article = read_markdown("\ufeff" + TEXT, "test")
    assert article.title == "Ankle sprains, a test document"
    assert article.text[0] == "\ufeff"
    assert said(article)[0] == "Care of the sprained ankle"


def test_byte_order_mark_before_a_heading() -> None:
    article = read_markdown("\ufeff# Feet\n\nRest.\n", "test")
    assert (article.title, said(article)) == ("Feet", ["Feet", "Rest."])


def test_title_heading_is_in_no_path(ankle: Article) -> None:
    assert block(ankle, "Care of the sprained ankle").section == ()
    assert block(ankle, "First measures").section == ("First measures",)


def test_levels_nest_by_their_signs() -> None:
    article = read_markdown(
        "# Feet\n\nA.\n\n## Rest\n\n### Bed\n\nB.\n\n#### Pillow ####\n\nC.\n\n## Walk\n\nD.\n", "t"
    )
    assert [block(article, words).section for words in ("A.", "B.", "C.", "D.")] == [
        (),
        ("Rest", "Bed"),
        ("Rest", "Bed", "Pillow"),
        ("Walk",),
    ]


def test_second_heading_of_level_one_is_a_section() -> None:
    article = read_markdown("# Feet\n\nA.\n\n# Hands\n\nB.\n", "test")
    assert block(article, "B.").section == ("Hands",)


def test_signs_alone_take_their_words_from_the_next_line(ankle: Article) -> None:
    heading = block(ankle, "Brace or cast")
    assert heading.kind is BlockKind.HEADING
    assert heading.section == ("First measures", "Brace or cast")
    assert not any("#" in words for words in said(ankle))


@pytest.mark.parametrize("line", ["#hashtag", "####### Seven", "    # Code"])
def test_lines_that_are_no_headings(line: str) -> None:
    article = read_markdown(f"# Feet\n\n{line}\n\nRest.\n", "test")
    assert block(article, line.strip()).kind is BlockKind.PARAGRAPH


def test_nested_bullets(ankle: Article) -> None:
    inner = block(ankle, "Never put ice on bare skin")
    assert inner.kind is BlockKind.BULLET
    assert [ankle.quote(ankle.blocks[i]) for i in inner.parents] == ["Cool the ankle"]
    assert block(ankle, "Raise the foot").parents == ()


def test_steps(ankle: Article) -> None:
    assert block(ankle, "Fit the brace.").label == "1."
    assert block(ankle, "Walk in it.").kind is BlockKind.STEP


def test_table_rows_without_their_outer_bars_and_rules(ankle: Article) -> None:
    rows = [ankle.quote(each) for each in ankle.blocks if each.kind is BlockKind.ROW]
    assert rows == ["Support | Days", "Brace   | 28", "Cast    | 10"]


def test_row_with_unusual_spaces() -> None:
    article = read_markdown("# Feet\n\n|\u00a0Cast | 10\u2003|\n", "test")
    assert block(article, "Cast | 10").kind is BlockKind.ROW


def test_marks_glued_and_bracketed_but_no_links(ankle: Article) -> None:
    paragraph = next(each for each in ankle.blocks if ankle.quote(each).startswith("Cooling"))
    assert [mark.value for mark in paragraph.marks] == ["1", "2", "3"]
    assert [ankle.text[start:end] for start, end in line_spans(ankle, paragraph)] == [
        "Cooling shortens the swelling.",
        "A brace steadies the joint.",
        "The plan is [4](https://example.org/plan).",
    ]


def test_references_section_is_read_and_its_numbers_resolve(ankle: Article) -> None:
    assert [(each.number, each.year) for each in ankle.references] == [
        ("1", 2018),
        ("2", 2021),
        ("3", 2023),
    ]
    marks = [mark for each in ankle.blocks for mark in each.marks]
    resolved = [ankle.resolve(mark) for mark in marks]
    assert [each.title[:3] for each in resolved if each] == ["Doe", "Roe", "Poe"]


def test_references_and_disclaimer_are_in_no_block(ankle: Article) -> None:
    assert not any("Journal" in words or "treats nobody" in words for words in said(ankle))
    assert "References" not in said(ankle)
    assert ankle.disclaimer == "Written for tests. It treats nobody."


def test_bulleted_references_with_numbers_in_brackets() -> None:
    article = read_markdown(
        "# Feet\n\nRest helps [1].\n\n## References\n\n- [1] Roe R. Rest. 2020.\n", "test"
    )
    assert [(each.number, each.title) for each in article.references] == [
        ("1", "Roe R. Rest. 2020.")
    ]


def test_section_after_the_references_is_body() -> None:
    article = read_markdown("# Feet\n\n## References\n\n1. Roe R.\n\n## Notes\n\nRest.\n", "test")
    assert len(article.references) == 1
    assert said(article) == ["Feet", "Notes", "Rest."]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Published: 2023-11-07", date(2023, 11, 7)),
        ("**Last updated:** May 2, 2025", date(2025, 5, 2)),
        ("Reviewed 3 June 2022", date(2022, 6, 3)),
        ("The trial began on May 2, 2025", None),
        ("Updated: soon", None),
    ],
)
def test_date_in_the_first_lines(line: str, expected: date | None) -> None:
    assert read_markdown(f"# Feet\n\n{line}\n\n## Rest\n\nRest.\n", "test").updated == expected


def test_date_far_below_is_not_the_document_s() -> None:
    filler = "Rest.\n\n" * 15
    assert read_markdown(f"# Feet\n\n{filler}Updated: 2023-11-07\n", "test").updated is None


def test_later_date_key_serves_where_the_first_is_no_date() -> None:
    article = read_markdown("---\nupdated: soon\ndate: 2024-03-05\n---\n# Feet\n\nRest.\n", "test")
    assert article.updated == date(2024, 3, 5)


def test_empty_text_is_an_article_without_blocks() -> None:
    article = read_markdown("", "test")
    assert (article.title, article.blocks) == ("", ())


@pytest.mark.parametrize("rule", ["---", "***", "___", "- - -", "* * *", "-----"])
def test_rules_are_in_no_block(rule: str) -> None:
    article = read_markdown(f"# Feet\n\n{rule}\n\nRest well.\n{rule}\nWalk.\n", "test")
    assert said(article) == ["Feet", "Rest well.", "Walk."]


def test_underlined_headings() -> None:
    text = "Feet\n====\nRest\n----\nRest\nwell.\n\n  Brace\n---\n\n- Wear it\n---\n"
    article = read_markdown(text, "test")
    assert article.title == "Feet"
    assert said(article) == ["Feet", "Rest", "Rest\nwell.", "Brace", "Wear it"]
    assert block(article, "Rest\nwell.").section == ("Rest",)
    assert block(article, "Wear it").section == ("Brace",)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("## Feet ##", "Feet"),
        ("## Feet#", "Feet#"),
        ("## Feet # toes   #", "Feet # toes"),
        ("##   Feet", "Feet"),
        ("#Feet", "#Feet"),
        ("##\nFeet", "Feet"),
        ("## ##\nFeet", "Feet"),
    ],
)
def test_words_of_a_heading_line(line: str, words: str) -> None:
    assert said(read_markdown(f"{line}\n\nRest well.", "test")) == [words, "Rest well."]


@pytest.mark.timeout(5)
@pytest.mark.parametrize("line", ["# a" + " " * 200_000 + "b", "# a" + " #" * 100_000 + " b"])
def test_long_heading_line_is_read_in_linear_time(line: str) -> None:
    assert said(read_markdown(f"{line}\n\nRest.", "test")) == [line[2:], "Rest."]


def test_rows_stand_below_their_header() -> None:
    text = "# Feet\n\n## Rest\n\n| Support | Days |\n|---|---|\n| Brace | 28 |\n| | 30 |\n\nWalk.\n"
    article = read_markdown(text, "test")
    assert said(article)[2:] == ["Support | Days", "Brace | 28", "| 30", "Walk."]
    assert [each.parents for each in article.blocks[2:]] == [(), (2,), (2,), ()]


def test_rows_without_a_rule_have_no_header() -> None:
    article = read_markdown("# Feet\n\n## Rest\n\n| Brace | 28 |\n| Cast | 30 |\n", "test")
    assert [each.parents for each in article.blocks[2:]] == [(), ()]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("_Supplements_ / February 29, 2024 / 73(2);8–16", date(2024, 2, 29)),
        ("* Page last updated: April 15, 2011", date(2011, 4, 15)),
        ("_Supplements_ / no date / 73(2)", None),
    ],
)
def test_date_of_an_issue_or_of_the_last_update(line: str, expected: date | None) -> None:
    furniture = "* [Home](/)\n" * 30
    text = f"{furniture}\n# Feet\n\n{line}\n\n## Rest\n\nRest.\n"
    assert read_markdown(text, "test").updated == expected


SCHEDULE = """# Made-up schedule

## Changes

Doses changed.(1)

## References

1. A body. A schedule. 2012.
2. Another body. Its reasons. 2011.

__Work group:__ A. Person

__FIGURE 1. The schedule is to be read with its notes__

__1. First vaccine. (Minimum age: 6 weeks).__

__Routine:__

* Give two doses.

__At birth__

* Give one dose.

__Catch-up:__

* The last dose comes before 8 months.

**Do not give it in fever**

## About

Print.
"""


def test_notes_behind_the_references_are_body_under_their_headings_in_bold() -> None:
    article = read_markdown(SCHEDULE, "test")
    first = "1. First vaccine. (Minimum age: 6 weeks)."
    assert [each.number for each in article.references] == ["1", "2"]
    assert block(article, "Give two doses.").section == (first, "Routine:")
    assert block(article, "Give one dose.").section == (first, "Routine:", "At birth")
    late = block(article, "The last dose comes before 8 months.")
    assert late.section == (first, "Catch-up:")
    assert block(article, "**Do not give it in fever**").kind is BlockKind.PARAGRAPH
    assert block(article, "Print.").section == ("About",)


@pytest.mark.parametrize(
    "below",
    [
        "* [Contents](/contents)\n* [Help](/help)\n",
        "A. Person, B. Person\n\nWrite to the office.\n",
        "* Third body. 2010.\n* Fourth body. 2009.\n",
    ],
)
def test_menus_names_and_further_entries_behind_the_references_are_no_body(below: str) -> None:
    text = f"# Feet\n\nRest.\n\n## References\n\n1. A body. 2012.\n\nSee also 2008.\n\n{below}"
    assert said(read_markdown(text, "test")) == ["Feet", "Rest."]


@pytest.mark.parametrize(
    "line",
    [
        "**Examplin** 500 mg three times daily **for 5 days**",
        "**Examplin 500 mg three times daily for 5 days**",
        "**Children: 15 mg/kg**",
        "**Maximum 3 g in 24 hours**",
        "**Not for patients with an allergy to examplin**",
        "**Patients allergic to examplin must not receive it**",
        "**No antibiotics for colds**",
        "**Refer urgently**",
        "**1. Refer urgently to hospital**",
        "**1. Give examplin 0.5 mg at once.**",
    ],
)
def test_a_line_in_bold_that_advises_or_states_a_dose_is_no_heading(line: str) -> None:
    article = read_markdown(f"# Ears\n\n## Care\n\n{line}\n\nWait and see.\n", "test")
    assert block(article, line).kind is BlockKind.PARAGRAPH
    assert block(article, "Wait and see.").section == ("Care",)


@pytest.mark.parametrize(
    "line",
    [
        "**Contraindications**",
        "**Precautions and warnings**",
        "**Who should not be vaccinated**",
        "**Recommended schedule**",
        "**Use in pregnancy**",
        "**Pregnancy, not severe**",
        "**Drugs to avoid**",
        "**Patients who cannot swallow**",
        "**Examplin 500 mg tablets**",
        "**Twice daily regimen**",
        "**2 - 6 years:**",
        "**2.1.4. Step 4. Evaluate the risks**",
        "**3.** *Examplus minor* **vaccine**",
    ],
)
def test_a_line_in_bold_that_names_is_a_heading(line: str) -> None:
    article = read_markdown(f"# Ears\n\n## Care\n\n{line}\n\nWait and see.\n", "test")
    assert block(article, "Wait and see.").section == ("Care", line.replace("**", ""))
