"""The project's own eval cases: each is well formed, and says only what its article says."""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "evals" / "cases"
FIELDS = {"id", "turns", "gold", "facts", "expect", "tags"}
ARTICLES = {
    name: (ROOT / "corpus" / f"{name}.txt").read_text(encoding="utf-8")
    for name in ("nmo-acute-flare", "nmo-treatment")
}
DASHES = re.compile("[\u2010-\u2015\u2212]")
MARK_AT_LINE_END = re.compile(r" \d+(, \d+)*$", re.MULTILINE)


def read_cases() -> list[tuple[str, dict[str, Any]]]:
    """Every case with the name of its file."""
    return [
        (path.name, json.loads(line))
        for path in sorted(FOLDER.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


CASES = read_cases()
each_case = pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{name}:{case.get('id')}") for name, case in CASES]
)


def plain(text: str) -> str:
    """The form in which facts and quotes are compared."""
    dashed = DASHES.sub("-", unicodedata.normalize("NFKC", text))
    return " ".join(dashed.casefold().split())


def states(quote: str, alternatives: list[str]) -> bool:
    return any(plain(fact) in plain(quote) for fact in alternatives)


def is_text_list(value: object, *, empty: bool = False) -> bool:
    return (
        isinstance(value, list)
        and (empty or bool(value))
        and all(isinstance(item, str) for item in value)
    )


@each_case
def test_a_case_has_exactly_the_stated_fields(case: dict[str, Any]) -> None:
    assert set(case) == FIELDS
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", case["id"])
    assert is_text_list(case["turns"])
    assert is_text_list(case["tags"])
    assert len(set(case["tags"])) == len(case["tags"])
    assert case["expect"] in {"answer", "refuse", "conflict"}
    assert all(set(gold) == {"article", "quote"} for gold in case["gold"])
    assert all(is_text_list(group) and all(map(plain, group)) for group in case["facts"])


@each_case
def test_every_gold_quote_is_in_its_article(case: dict[str, Any]) -> None:
    for gold in case["gold"]:
        assert gold["quote"].strip()
        assert gold["quote"] in ARTICLES[gold["article"]]
        assert not MARK_AT_LINE_END.search(gold["quote"]), "a reference mark is in the quote"


@each_case
def test_every_fact_is_in_the_gold(case: dict[str, Any]) -> None:
    quotes = [gold["quote"] for gold in case["gold"]]
    for group in case["facts"]:
        assert any(states(quote, group) for quote in quotes), group


@each_case
def test_gold_fits_what_is_expected(case: dict[str, Any]) -> None:
    if case["expect"] == "refuse":
        assert case["gold"] == []
        assert case["facts"] == []
    elif case["expect"] == "conflict":
        assert {gold["article"] for gold in case["gold"]} == set(ARTICLES)
        assert len(case["facts"]) >= 2
    else:
        assert case["gold"]
        assert case["facts"]
        # Each passage is acceptable by itself, so each has to state every fact.
        for gold in case["gold"]:
            assert all(states(gold["quote"], group) for group in case["facts"]), gold["quote"]


@each_case
def test_tags_fit_the_case(case: dict[str, Any]) -> None:
    assert ("follow-up" in case["tags"]) == (len(case["turns"]) > 1)
    assert len(case["turns"]) <= 5
    assert ("conflict" in case["tags"]) == (case["expect"] == "conflict")


def test_ids_are_unique_over_all_files() -> None:
    counts = Counter(case["id"] for _, case in CASES)
    assert [identifier for identifier, count in counts.items() if count > 1] == []


def test_questions_are_not_asked_twice() -> None:
    counts = Counter(tuple(map(plain, case["turns"])) for _, case in CASES)
    assert [turns for turns, count in counts.items() if count > 1] == []


def test_there_are_enough_cases_of_every_kind() -> None:
    expected = Counter(case["expect"] for _, case in CASES)
    tags = Counter(tag for _, case in CASES for tag in case["tags"])
    assert len(CASES) >= 120
    assert expected["refuse"] >= 40
    assert expected["conflict"] >= 8
    assert sum(len(case["turns"]) > 1 for _, case in CASES) >= 20
    assert tags["not-covered-detail"] >= 15
    assert tags["misspelling"] >= 8


def test_files_hold_what_their_names_say() -> None:
    counts = Counter((name, case["expect"]) for name, case in CASES)
    assert set(counts) == {
        ("answerable.jsonl", "answer"),
        ("lines.jsonl", "answer"),
        ("follow_ups.jsonl", "answer"),
        ("vignettes.jsonl", "answer"),
        ("reasons.jsonl", "refuse"),
        ("conflicts.jsonl", "conflict"),
        ("refusals.jsonl", "refuse"),
    }
