"""Misspelt words: one slip is mended, another drug never becomes this one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.chatbot import Chatbot
from chatbot.retrieval.expanding import Thesaurus
from chatbot.retrieval.spelling import correct, fold, slips, spellings

KNOWN = spellings(
    """rituximab methylprednisolone mycophenolate prednisolone plasma neuritis arteritis nephritic
    hypoglycemia adduction""".split()
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rituximb", "rituximab"),
        ("rituximba", "rituximab"),
        ("metylprednisolone", "methylprednisolone"),
        ("mycofenolate", "mycophenolate"),
        ("plasmma", "plasma"),
        ("plesma", "plasma"),
    ],
)
def test_one_slip_is_mended(typed: str, meant: str) -> None:
    assert correct(typed, KNOWN) == meant


@pytest.mark.parametrize(
    "typed", ["prednisone", "eculizumab", "infliximab", "plsm", "375mgs", "xx"]
)
def test_another_word_is_left_alone(typed: str) -> None:
    assert correct(typed, KNOWN) is None


def test_a_word_that_could_be_two_is_left_alone() -> None:
    assert correct("tablot", spellings(["tablet", "tablit"])) is None


def test_only_what_no_article_knows_is_mended(chatbot: Chatbot) -> None:
    thesaurus = Thesaurus(chatbot.generation())
    assert thesaurus.spelled("dose of rituximb?") == "dose of rituximab?"
    assert thesaurus.spelled("hypocalcimia with plasma exhange") == (
        "hypocalcemia with plasma exchange"
    )
    assert thesaurus.spelled("What Dose of Rituximab?") == "What Dose of Rituximab?"


@pytest.mark.parametrize("typed", ["German measles in Germany", "RituximB dose", "PlasmaExchang"])
def test_listed_words_and_names_with_a_capital_inside_are_left_alone(
    typed: str, chatbot: Chatbot
) -> None:
    thesaurus = Thesaurus(chatbot.generation())
    assert thesaurus.spelled(typed) == typed


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
def test_slips_go_both_ways(word: str) -> None:
    assert all(word in slips(other) for other in slips(word) if other[:1] == word[:1])
    assert correct(word, spellings([fold(word)])) in (None, fold(word))
