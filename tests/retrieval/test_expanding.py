"""Queries: what a question speaks of, and how else the articles say it."""

from pathlib import Path

import pytest

from chatbot.chatbot import Chatbot
from chatbot.indexing.abbreviations import abbreviated, find_abbreviations
from chatbot.indexing.lexical import heading_term
from chatbot.language.tokens import stem, terms
from chatbot.retrieval.expanding import Concept, Query, Thesaurus


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


def test_a_short_form_that_is_a_word_needs_its_capitals() -> None:
    texts = [
        "The World Health Organization (WHO) asks who has had plasma exchange (PLEX).",
        "Those who act early; who act late. Plasma exchange (PLEX) after PLEX.",
    ]
    found = find_abbreviations(texts)
    assert found == {
        "PLEX": "plasma exchange",
        "WHO": "world health organization",
        "plex": "plasma exchange",
    }
    assert abbreviated("What does WHO say of PLEX?", found) == {
        "who": "world health organization",
        "plex": "plasma exchange",
    }
    assert abbreviated("patients who had plex", found) == {"plex": "plasma exchange"}
    assert abbreviated("PATIENTS WHO HAD PLEX", found) == {"plex": "plasma exchange"}


def test_an_abbreviation_that_is_a_word_is_a_concept_only_in_capitals(chatbot: Chatbot) -> None:
    thesaurus = Thesaurus(chatbot.generation(), abbreviations={"WHO": "world health organization"})
    capitals = thesaurus.expand("What does WHO recommend?")
    assert ("world", "health", "organiz") in capitals.concepts[0].expressions
    assert capitals.text == "What does WHO recommend? (world health organization)"
    small = thesaurus.expand("patients who relapse")
    assert said(small) == ["patients", "relapse"]
    assert small.text == "patients who relapse"


def test_weights_of_the_terms_asked_of_other_wordings_headings_and_pairs() -> None:
    concept = Concept(
        words="plasmapheresis",
        expressions=(("plasmapheresi",), ("plasma", "exchang"), ("plex",)),
        weight=1.0,
        known=True,
    )
    query = Query(text="", terms=("plasma", "plasmapheresi", "plasmapheresi"), concepts=(concept,))
    weights = query.lexical_weights()
    assert {term: weight for term, weight in weights.items() if term.isalpha()} == {
        "plasma": 1.0, "plasmapheresi": 2.0, "exchang": 0.2, "plex": 0.2,
    }  # fmt: skip
    assert weights[heading_term("plasmapheresi")] == pytest.approx(0.4)
    assert weights[heading_term("plex")] == pytest.approx(0.04)
    assert {t for t in weights if " " in t} == {
        "plasma plasmapheresi", "plasmapheresi plasmapheresi",
    }  # fmt: skip


def test_another_table_can_be_given(chatbot: Chatbot) -> None:
    bare = Thesaurus(
        chatbot.generation(), groups=(), kinds=(), situations=(), abbreviations={}, wordings=False
    ).expand("side effects of PLEX")
    assert said(bare) == ["side", "effects", "plex"]
    assert all(len(concept.expressions) == 1 for concept in bare.concepts)
