"""What of a reply is not meant to be read."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.llm.timed_stream import clean, without_thoughts


@given(st.text(st.characters(categories=["Cc", "Cs", "Ll", "Nd", "Zs", "So"])))
def test_control_characters_and_lone_surrogates_are_left_out_and_nothing_else(text: str) -> None:
    expected = "".join(
        c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")
    )
    assert clean(text) == expected
    clean(text).encode("utf-8")


def test_the_mark_of_a_lost_character_stays() -> None:
    assert clean("5 \ufffdg\x00") == "5 \ufffdg"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Hello you", "Hello you"),
        ("\n <think>hm</think>\n\nHello you", "Hello you"),
        ("<think></think><think>a < b</thi </think>Hello", "Hello"),
        ("<think>it goes on", ""),
        ("<thin", "<thin"),
        ("<thing>", "<thing>"),
        ("Hello <think>aloud</think>", "Hello <think>aloud</think>"),
        (" \n ", ""),
        ("", ""),
    ],
)
def test_thoughts_at_the_start_are_left_out_however_they_are_cut(said: str, meant: str) -> None:
    assert "".join(without_thoughts([said])) == meant
    assert "".join(without_thoughts(said)) == meant
    for cut in range(len(said)):
        assert "".join(without_thoughts([said[:cut], said[cut:]])) == meant


def test_a_piece_is_passed_on_as_soon_as_it_is_no_thought() -> None:
    taken: list[str] = []

    def pieces() -> list[str]:
        return ["<", "b", "c", "d"]

    source = (taken.append(piece) or piece for piece in pieces())  # type: ignore[func-returns-value]
    assert next(without_thoughts(source)) == "<b"
    assert taken == ["<", "b"]
