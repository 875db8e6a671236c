"""Conflicts between made-up articles: "examplumab" and "fictinib" are no medicines."""

import time
from collections.abc import Mapping, Sequence

import pytest

from chatbot.articles.article import Article
from chatbot.articles.markdown_document import read_markdown
from chatbot.conflicts import finding
from chatbot.conflicts.claim import FoundConflict


def article(name: str, text: str, title: str = "Treatment of uveitis") -> Article:
    return read_markdown(f"# {title}\n\n{text}\n", name)


def find_conflicts(
    articles: Sequence[Article], abbreviations: Mapping[str, str]
) -> list[FoundConflict]:
    return finding.find_conflicts(articles, abbreviations)[1]


def found(one: str, other: str) -> list[FoundConflict]:
    return find_conflicts([article("one", one), article("other", other)], {})


def under_titles(one: str, other: str) -> list[FoundConflict]:
    sides = article("one", "- Fictinib 5 mg daily", one), article("b", "- Fictinib 9 mg", other)
    return find_conflicts(sides, {})


def values(one: str, other: str) -> list[list[str]]:
    texts = {name: article(name, words).text for name, words in (("one", one), ("other", other))}
    return [
        [texts[side.article_id][slice(*side.value)] for side in conflict.sides]
        for conflict in found(one, other)
    ]


@pytest.mark.parametrize(
    ("one", "other", "sides"),
    [
        ("Give examplumab 1-2 mg/kg/day", "Examplumab: 1000 mg/day", "1-2 mg/kg/day | 1000 mg/day"),
        ("5 mg of fictinib daily", "Start fictinib 10 mg daily", "5 mg | 10 mg"),
        ("Examplumab every 6 months", "Examplumab every year", "every 6 months | every year"),
        ("Continue fictinib for 5 days", "Fictinib for 2 weeks", "5 days | 2 weeks"),
        ("Plasma exchange: 5 sessions", "Plasma exchange: 9 sessions", "5 sessions | 9 sessions"),
        ("Never more than 3 g of fictinib", "Fictinib: up to 4 g", "more than 3 g | up to 4 g"),
        ("Nausea under fictinib: 40%", "Nausea: 4% (fictinib)", "40% | 4%"),
        ("Start examplin at 5 mg", "Give examplin 10 mg daily", "5 mg | 10 mg"),  # no list has it
        ("Increase fictinib to 20 mg", "Raise fictinib daily to 40 mg", "20 mg | 40 mg"),
    ],
)  # fmt: skip
def test_disjoint_quantities_of_one_thing_conflict(one: str, other: str, sides: str) -> None:
    assert values(f"- {one}", f"- {other}") == [sides.split(" | ")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("- Give examplumab 1 g", "- Give examplumab 1000 mg"),
        ("- Give fictinib for 7-14 days", "- Give fictinib for 1-2 weeks"),
        ("- Fictinib 500 mg twice daily", "- Fictinib 1 g/day"),
        ("- Give examplumab 5 mg", "- Give fictinib 10 mg"),
        ("- In children, fictinib 5 mg daily", "- Fictinib 10 mg daily"),
        ("- Oral fictinib 5 mg", "- Intravenous fictinib 10 mg"),
        ("- In mild attacks, fictinib 5 mg", "- In severe attacks, fictinib 10 mg"),
        ("- Loading dose of fictinib: 20 mg", "- Maintenance dose of fictinib: 10 mg"),
        ("- Fictinib 5 mg in gout", "- Fictinib 10 mg in asthma"),
        ("- Fictinib 5 mg or 10 mg", "- Fictinib 10 mg"),
        ("- Fictinib 5 mg\n- Fictinib 10 mg is another option", "- Fictinib 10 mg"),
        ("- In a trial, participants received fictinib 5 mg", "- Fictinib 10 mg"),
        ("- Fictinib, at most 20 mg", "- Fictinib 10 mg"),
        ("- Fictinib 5 mg for ages 12 to 17 years", "- Fictinib 10 mg for ages 65 years and older"),
        ("## Harms of fictinib\n\n- Nausea: 40%", "## Harms of fictinib\n\n- Headache: 4%"),
        ("## Harms of fictinib\n\n- Nausea: 40%", "## Harms of examplumab\n\n- Nausea: 4%"),
        ("- Fictinib starting dose: 5 mg", "- Usual maintenance dose of fictinib: 20 mg"),
        ("- First infusion of fictinib: 50 mg", "- Second infusion of fictinib: 20 mg"),
        ("- Fictinib 50 mg i.v. every 6 hours", "- Fictinib 200 mg/day"),
        ("- High risk: fictinib 5 mg", "- Moderate risk: fictinib 10 mg"),
        ("- Adults: fictinib 10 mg; children: 5 mg", "- In adults, fictinib 10 mg"),
        ("- Fictinib: maximum 40 mg", "- Fictinib 40 mg"),
        ("- Do not give fictinib 5 mg", "- Fictinib 10 mg"),
        ("- The previous guideline advised fictinib 5 mg", "- Fictinib 10 mg"),
        ("- Fictinib 12 g/day", "- Fictinib 2 g i.v. every 4 hours"),
        ("- With surgery, fictinib 5 mg", "- For primary prevention, fictinib 10 mg"),
        ("- Fictinib is given at 2 g/kg in total over 5 days", "- Fictinib 0.4 g/kg/day"),
        ("- Fictinib above 5 mg a day does not help more", "- Fictinib 1 mg daily"),
        ("- Give 2 doses of the vaccine", "- Give 4 doses of the vaccine"),
        ("- Risk under fictinib: <7%", "- Risk under fictinib: >15%"),
        ("- Those who weigh less than 60 kg: fictinib 5 mg", "- Fictinib 10 mg"),
        ("- Fictinib is then lowered to 1 mg", "- Fictinib 2 mg"),
        ("- Reduce fictinib to 1 mg", "- Fictinib 2 mg"),
        ("- Start fictinib at 5 mg", "- Increase fictinib to 10 mg"),
        (
            "- Fictinib 5 mg in adults",
            "| Age | Fictinib dose |\n|---|---|\n| Under 12 years | 1 mg |",
        ),
        ("- Fictinib 5 mg in adults over 65 years", "- Fictinib 10 mg in adults under 40 years"),
        (
            "- Of those who break a hip, 25% die within 6 months",
            "- Of those who break a hip, 21% to 30% die within 1 year",
        ),
    ],
)
def test_these_are_no_conflicts(one: str, other: str) -> None:
    assert found(one, other) == []


def test_articles_on_two_diseases_do_not_contradict_each_other() -> None:
    one, other = "- Fictinib 5 mg daily", "- Fictinib 10 mg daily"
    gout = article("one", one, "Treatment of gout")
    assert find_conflicts([gout, article("other", other, "Gout in adults")], {})
    assert not find_conflicts([gout, article("other", other, "Treatment of asthma")], {})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Treatment of gout", "Gout in adults"),
        ("Uveitis", "National guideline on uveitis, 2025"),
        ("Acute epistaxis", "Management of epistaxis: clinical practice guideline"),
        ("Allergic conjunctivitis", "Management of allergic conjunctivitis"),
        ("2023 Hypertension Guideline", "Hypertension in adults"),
        ("NICE asthma guideline", "GINA asthma strategy"),
        ("Severe malaria", "Malaria, severe"),
    ],
)
def test_titles_of_one_disease_are_one_topic(one: str, other: str) -> None:
    assert under_titles(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Allergic conjunctivitis", "Infective conjunctivitis"),
        ("Leukaemia", "Chronic lymphocytic leukaemia"),
        ("Rheumatic fever", "Fever"),
        ("Epistaxis", "Diseases of the adenoids"),
        ("Otitis externa", "Acute otitis media"),
        ("Influenza A", "Influenza B"),
        ("Chlamydial infection (other than trachoma)", "Trachoma"),
    ],
)
def test_cases_of_a_disease_are_topics_of_their_own(one: str, other: str) -> None:
    assert not under_titles(one, other)


def test_lines_that_name_one_reason_are_compared_whatever_the_titles() -> None:
    one = article("one", "- For gout, fictinib 5 mg daily", "Medicines for the kidneys")
    other = article("other", "- Fictinib 9 mg daily for gout", "Pain in the foot")
    assert find_conflicts([one, other], {})


def test_a_dose_that_is_forbidden_agrees_with_none() -> None:
    one, other = "- Fictinib 5 mg\n- Never give fictinib 10 mg", "- Fictinib 10 mg"
    assert values(one, other) == [["5 mg", "10 mg"]]


def test_one_article_does_not_contradict_itself() -> None:
    assert find_conflicts([article("one", "- Fictinib 5 mg\n- Fictinib 10 mg")], {}) == []


def test_every_side_says_its_scope() -> None:
    (conflict,) = found("- Oral fictinib in an acute attack: 5 mg", "- Fictinib 10 mg")
    assert conflict.subject == "fictinib: dose"
    assert [side.scope for side in conflict.sides] == [("acute", "attack", "oral"), ()]


def test_a_third_article_joins_the_conflict() -> None:
    (conflict,) = find_conflicts(
        [article(name, f"- Fictinib {n} mg daily") for name, n in (("a", 5), ("b", 10), ("c", 10))],
        {},
    )
    assert [side.article_id for side in conflict.sides] == ["a", "b", "c"]


def test_abbreviations_of_the_articles_are_one_name() -> None:
    one = article("one", "- Rituximab (RTX) 5 mg daily")
    other = article("other", "- RTX 10 mg daily")
    assert find_conflicts([one, other], {"RTX": "rituximab"})


def test_the_order_of_articles_does_not_change_what_is_found() -> None:
    articles = [article(name, f"- Fictinib {n} mg") for name, n in (("a", 5), ("b", 10), ("c", 20))]
    assert find_conflicts(articles, {}) == find_conflicts(articles[::-1], {})


def seconds_with(doses: int) -> float:
    """Return the time that conflicts take where each of two articles states so many doses."""
    sides = [
        "\n".join(f"- Give fictinib {place + first} mg in case {place}" for place in range(doses))
        for first in (1, 1000)
    ]
    articles = [article(name, text) for name, text in zip(("one", "other"), sides, strict=True)]
    start = time.process_time()
    assert find_conflicts(articles, {})
    return time.process_time() - start


def test_the_time_grows_with_the_pairs_of_doses_and_no_faster() -> None:
    seconds_with(5)
    assert seconds_with(60) < 0.5 + 9 * seconds_with(20)
