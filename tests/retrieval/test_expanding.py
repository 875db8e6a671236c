"""Queries: what a question speaks of, and how else the articles say it."""

from pathlib import Path

import pytest

from chatbot.assembling import Chatbot
from chatbot.indexing.abbreviations import find_abbreviations
from chatbot.retrieval.expanding import Query, Thesaurus
from chatbot.vocabulary.tokens import stem, terms


@pytest.fixture(scope="module")
def expand(chatbot: Chatbot) -> Thesaurus:
    return Thesaurus(chatbot.generation())


def said(query: Query) -> list[str]:
    return [concept.words for concept in query.concepts]


def test_abbreviations_are_learned_from_the_articles(corpus: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in corpus.glob("*.txt")]
    found = find_abbreviations(texts)
    assert found["PLEX"] == "plasma exchange"
    assert found["MMF"] == "mycophenolate mofetil"
    assert found["NMOSD"] == "neuromyelitis optica spectrum disorder"


def test_a_bracket_that_spells_nothing_is_no_abbreviation() -> None:
    assert find_abbreviations(["given to adults (USA) and in the winter (II)"]) == {}


def test_synonyms_make_one_concept(expand: Thesaurus) -> None:
    query = expand.expand("side effects of plasmapheresis")
    assert said(query) == ["side effects", "plasmapheresis"]
    assert query.concepts[1].known
    assert ("plex",) in query.concepts[1].expressions


def test_an_unknown_name_is_known_to_be_unknown(expand: Thesaurus) -> None:
    query = expand.expand("dose of eculizumab")
    assert [concept.known for concept in query.concepts] == [True, False]


def test_abbreviations_are_spelled_out_for_the_dense_index(expand: Thesaurus) -> None:
    assert expand.expand("dose of MMF").text == "dose of MMF (mycophenolate mofetil)"


def test_british_and_american_spelling_meet() -> None:
    assert stem("hypocalcaemia") == stem("hypocalcemia")
    assert stem("randomised") == stem("randomized")
    assert stem("tumour") == stem("tumor")


def test_figures_and_units_stay_whole() -> None:
    assert terms("1-2 mg/kg/day, 79.2%") == ["1-2", "mg/kg/day", "mg", "kg", "day", "79.2%"]
    assert "mg/m2" in terms("375 mg/m²")


def test_numbers_in_words_are_numbers() -> None:
    assert terms("three days") == ["3", "day"]


def test_accents_and_greek_letters_do_not_matter() -> None:
    assert terms("Sjögren's Behçet") == terms("Sjogren's Behcet")
    assert terms("TNF-α 5 µg") == terms("TNF-alpha 5 ug")
