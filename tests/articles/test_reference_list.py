"""Reference lists: typed ones of guideline pages and ordinary ones."""

import pytest

from chatbot.articles.article import Article, Mark, Reference
from chatbot.articles.guideline_page import read_guideline_page
from chatbot.articles.markdown_document import read_markdown
from chatbot.articles.reference_list import linked_doi, listed_reference, typed_references


def test_entry_of_kind_title_and_source() -> None:
    printed = ["Guideline", "Rest for people made up for tests", "Society of Nobody, 2021"]
    assert typed_references(printed) == (
        Reference(
            kind="Guideline",
            title="Rest for people made up for tests",
            source="Society of Nobody",
            year=2021,
        ),
    )


def test_kinds_of_several_words() -> None:
    printed = ["Practice Guideline", "Rest in four made-up trials", "Nobody, 2021"]
    assert typed_references(printed)[0].kind == "Practice Guideline"


def test_source_with_commas_keeps_them() -> None:
    printed = ["Research", "Rest in four made-up trials", "Feet, Ankles, and Nobody (2019)."]
    [reference] = typed_references(printed)
    assert (reference.source, reference.year) == ("Feet, Ankles, and Nobody", 2019)


def test_entry_without_kind() -> None:
    [reference] = typed_references(["Rest in four made-up trials.", "Journal of Nothing, 2020"])
    assert (reference.kind, reference.source) == (None, "Journal of Nothing")


def test_entry_without_source() -> None:
    first, second = typed_references(
        ["Guideline", "Rest in four made-up trials", "Research", "Cold in five made-up trials"]
    )
    assert (first.kind, first.title, first.source, first.year) == (
        "Guideline",
        "Rest in four made-up trials",
        None,
        None,
    )
    assert second.title == "Cold in five made-up trials"


def test_printed_numbers_are_kept_and_taken_off_the_title() -> None:
    first, second = typed_references(
        [
            "Guideline", "1. Rest in four made-up trials", "Nobody, 2020",
            "Research", "[2] Cold in five made-up trials", "Nobody, 2021",
        ]
    )  # fmt: skip
    assert (first.number, first.title) == ("1", "Rest in four made-up trials")
    assert (second.number, second.title) == ("2", "Cold in five made-up trials")


def test_numbered_one_line_entries() -> None:
    first, second = typed_references(
        ["1. Doe J. Rest of four feet. Nowhere. 2018", "2. Roe R. Cold feet. Nowhere. 2019"]
    )
    assert (first.number, first.year, first.source) == ("1", 2018, None)
    assert (second.number, second.year, second.source) == ("2", 2019, None)


def test_empty_list() -> None:
    assert typed_references([]) == ()


@pytest.mark.parametrize(
    ("words", "number", "expected"),
    [
        ("Cold feet. 2018.", "3", Reference(title="Cold feet. 2018.", year=2018, number="3")),
        ("[4] Doe J. Cold feet.", None, Reference(title="Doe J. Cold feet.", number="4")),
        (
            "5) Cold feet, 1999 and 2004.",
            None,
            Reference(title="Cold feet, 1999 and 2004.", year=2004, number="5"),
        ),
        ("Doe J.\n  Cold feet.", None, Reference(title="Doe J. Cold feet.")),
        ("Pages 120199 to 120205.", None, Reference(title="Pages 120199 to 120205.")),
    ],
)
def test_listed_reference(words: str, number: str | None, expected: Reference) -> None:
    assert listed_reference(words, number) == expected


def _article(listed: str) -> Article:
    page = (
        "What about rest?\n\nLast updated: May 2, 2025\n\nRest\n\n"
        "  • Raise the foot 1\n  • Cool the foot 2\n  • Wrap the foot 3\n\n"
        f"References\n\n{listed}\n\nHave a follow-up question?\n"
    )
    return read_guideline_page(page, "test")


def _resolved(article: Article) -> list[str | None]:
    found = [article.resolve(mark) for block in article.blocks for mark in block.marks]
    assert len(found) == 3
    return [reference.title if reference else None for reference in found]


def test_unnumbered_list_shorter_than_its_marks_resolves_none() -> None:
    article = _article("Guideline\n\nA made-up plan for feet\n\nNobody, 2020")
    assert len(article.references) == 1
    assert _resolved(article) == [None, None, None]


def test_unnumbered_list_as_long_as_its_marks_resolves_none() -> None:
    entry = "Guideline\n\nA made-up plan for feet\n\nNobody, 2020\n\n"
    article = _article(entry * 3)
    assert len(article.references) == 3
    assert _resolved(article) == [None, None, None]


def test_printed_numbers_resolve_whatever_their_order() -> None:
    article = _article(
        "Guideline\n\n2. A made-up plan for feet\n\nNobody, 2020\n\n"
        "Research\n\n1. A made-up trial of pillows\n\nNobody, 2021"
    )
    assert _resolved(article) == ["A made-up trial of pillows", "A made-up plan for feet", None]


def test_number_printed_twice_resolves_nothing() -> None:
    references = (Reference(title="One", number="1"), Reference(title="Other", number="1"))
    article = Article(article_id="t", text="x 1", title="t", blocks=(), references=references)
    assert article.resolve(Mark(value="1", start=2, end=3)) is None


@pytest.mark.parametrize(
    ("body", "numbers", "cited"),
    [
        ("It fits [1-3].", "1234", {"1": 1, "2": 0, "3": 1}),
        ("It fits [1 \u2013 3]. It itches [2].", "1234", {"1": 1, "2": 1, "3": 1}),
        ("It fits [1]\u2013[3].", "1234", {"1": 1, "2": 0, "3": 1}),
        ("It fits [1, 3].", "1234", {"1": 1, "3": 1}),
        ("It fits [1-4].", "134", {"1": 1, "3": 0, "4": 1}),
        ("It fits [1-3].", "", {"1": 1, "3": 1}),
    ],
)
def test_a_range_cites_what_the_list_numbers_inside_it(
    body: str, numbers: str, cited: dict[str, int]
) -> None:
    listed = "\n".join(f"- [{n}] A study." for n in numbers) or "- A study.\n" * 4
    article = read_markdown(f"# Feet\n\n## Rest\n\n{body}\n\n## References\n\n{listed}\n", "test")
    [block] = [each for each in article.blocks if each.marks]
    found = article.cited(block.marks)
    assert {number: len(marks) for number, (_, marks) in found.items()} == cited
    assert all(bool(named) is bool(numbers) for named, _ in found.values())


@pytest.mark.parametrize(
    "printed",
    [
        ["Journal of Nothing, 2020. doi:10.1000/xyz"],
        ["Journal of Nothing, 2020. https://doi.org/10.1000/xyz."],
        ["Journal of Nothing, 2020 (DOI: 10.1000/xyz)"],
        ["doi:10.1000/xyz. Journal of Nothing, 2020."],
        ["Journal of Nothing, 2020", "doi:10.1000/xyz"],
        ["https://doi.org/10.1000/xyz", "Journal of Nothing, 2020"],
    ],
)
def test_a_doi_of_a_source_makes_no_entry_of_its_own(printed: list[str]) -> None:
    entry = Reference(
        kind="Research", title="Rest in 2019", source="Journal of Nothing", year=2020,
        doi="10.1000/xyz",
    )  # fmt: skip
    other = Reference(kind="Guideline", title="Cold feet", source="Nobody", year=2021)
    listed = ["Research", "Rest in 2019", *printed, "Guideline", "Cold feet", "Nobody, 2021"]
    assert typed_references(listed) == (entry, other)


def test_a_source_with_a_doi_may_lack_its_year() -> None:
    [entry] = typed_references(["Research", "Rest", "Journal of Nothing. doi:10.1000/j.2018.1"])
    assert (entry.source, entry.year, entry.doi) == ("Journal of Nothing", None, "10.1000/j.2018.1")


def test_entries_on_one_line_keep_their_own_dois() -> None:
    first, second, third = typed_references(
        ["Doe J. Rest. 2018. doi:10.1000/a", "Roe R. Cold feet. 2019. doi:10.1000/b", "Poe. Heat."]
    )
    assert [each.doi for each in (first, second, third)] == ["10.1000/a", "10.1000/b", None]
    first, second = typed_references(["Doe J. Rest. 2018.", "Roe. Cold. doi:10.1000/b"])
    assert (first.doi, second.doi) == (None, "10.1000/b")


@pytest.mark.parametrize(
    ("words", "doi"),
    [
        ("Roe R. One. 2020. doi:10.1000/xyz.2018.1.", "10.1000/xyz.2018.1"),
        ("Roe R. One. 2020. (doi 10.1000/S01(20)30-5).", "10.1000/S01(20)30-5"),
        ("Roe R. One. 2020. [doi](https://doi.org/10.1000/xyz)", "10.1000/xyz"),
        ("Roe R. One. 2020. [10.1000/xyz](https://doi.org/10.1000/xyz)", "10.1000/xyz"),
        ("Roe R. One. 2020. <https://dx.doi.org/10.1000/xyz>", "10.1000/xyz"),
        ("Roe R. One. doi:10.1000/1<2::AID>3.0;2-X. 2020", "10.1000/1<2::AID>3.0;2-X"),
        ("Roe R. One. 2020. doi:10.1000/xyz accessed in May", "10.1000/xyz"),
        ("Roe R. One. 2020. doi:10.1000/xyz, erratum doi:10.1000/abc", None),
        ("Roe R. One. 2020. doi:10.1000/j.xyz. 18.05.001", None),
        ("Roe R. One. 2020. doi:10.1000/j.\nxyz.1", None),
        ("Roe R. One. 2020. Pages 10.1000 and 10/20", None),
    ],
)
def test_the_one_doi_that_an_entry_states_is_kept(words: str, doi: str | None) -> None:
    entry = listed_reference(words, None)
    assert (entry.doi, entry.year) == (doi, 2020)


def test_the_doi_of_a_link_stands_for_its_word() -> None:
    entry = listed_reference("Roe R. One. 2020. doi", "1", "10.1000/xyz")
    assert entry == Reference(title="Roe R. One. 2020.", year=2020, number="1", doi="10.1000/xyz")
    assert listed_reference("Roe. doi:10.1000/abc", "1", "10.1000/xyz").doi == "10.1000/abc"


@pytest.mark.parametrize(
    ("address", "doi"),
    [
        ("https://doi.org/10.1000/xyz", "10.1000/xyz"),
        ("http://dx.doi.org/10.1000%2FS01%2820%2930?from=page#top", "10.1000/S01(20)30"),
        ("doi:10.1000/xyz", "10.1000/xyz"),
        ("https://doi.org/", None),
        ("https://example.org/doi/10.1000/xyz/full", None),
        ("//[", None),
        ("", None),
    ],
)
def test_the_doi_that_a_link_leads_to(address: str, doi: str | None) -> None:
    assert linked_doi(address) == doi
