"""A reply in pieces: its sentences, whole and in order, wherever it is cut."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.answering.wording.writer import split_sentences

ROWS = {
    "one a line": ("A is first [1].\nB is second [2].\n", ["A is first [1].", "B is second [2]."]),
    "marker behind the stop": (
        "A is first. [1] B is second. [2]",
        ["A is first. [1]", "B is second. [2]"],
    ),
    "one paragraph": ("A is first [1]. B is second [2].", ["A is first [1].", "B is second [2]."]),
    "several markers": (
        "A is first. [1], [2] B is second (see [3]). C is third.",
        ["A is first. [1], [2]", "B is second (see [3]).", "C is third."],
    ),
    "bold": (
        "**A** is first. **[1]** **B** is second **[2]**.",
        ["**A** is first. **[1]**", "**B** is second **[2]**."],
    ),
    "a figure first": (
        "A is first. [1] 5 mg is second. [2]",
        ["A is first. [1]", "5 mg is second. [2]"],
    ),
    "bullets": ("- A is first [1]\n- B is second [2]", ["- A is first [1]", "- B is second [2]"]),
    "no stops": ("A is first [1]\nB is second [2]", ["A is first [1]", "B is second [2]"]),
    "brackets": ("A is first (1).\nB is second. (2)", ["A is first (1).", "B is second. (2)"]),
    "a heading": ("# First\n\nA is first [1].", ["# First", "A is first [1]."]),
    "markers at the end of the line": (
        "A is first. B is second. [1]",
        ["A is first.", "B is second. [1]"],
    ),
    "wrapped before a small letter": (
        "A is not\nsecond [1].\nB is [2].",
        ["A is not second [1].", "B is [2]."],
    ),
    "wrapped before a figure": ("A is given at\n5 mg [1].", ["A is given at 5 mg [1]."]),
    "an item behind a line without a stop": (
        "A list\n- A is first [1]",
        ["A list", "- A is first [1]"],
    ),
    "an abbreviation": ("A is given i.v. over 5 h [1].", ["A is given i.v. over 5 h [1]."]),
    "nothing": ("\n\n", []),
}  # fmt: skip


@pytest.mark.parametrize(("reply", "sentences"), ROWS.values(), ids=ROWS)
def test_the_sentences_of_a_reply(reply: str, sentences: list[str]) -> None:
    assert list(split_sentences([reply])) == sentences


def test_a_sentence_comes_as_soon_as_another_has_begun() -> None:
    taken: list[str] = []

    def pieces() -> Iterator[str]:
        for piece in ("A is first", ". [1]", " B is second [2]", ".", "\n", "C"):
            taken.append(piece)
            yield piece

    sentences = split_sentences(pieces())
    assert next(sentences) == "A is first. [1]"
    assert taken[-1] == " B is second [2]"
    assert next(sentences) == "B is second [2]."
    assert taken[-1] == "\n"


_PART = st.sampled_from(
    ["A is first", "b is not", "5 mg", " ", ". ", ".", "\n", "\n\n", "[1]", " [2, 3]", "(1)",
     "【4】", "[line 2]", "- ", "2. ", "**", ", ", "(see ", ")", "[", "]", "[1](x:y)", ":", "i.v."]
)  # fmt: skip


@given(parts=st.lists(_PART, max_size=14), cuts=st.lists(st.integers(0, 120), max_size=6))
def test_the_cuts_between_the_pieces_change_nothing(parts: list[str], cuts: list[int]) -> None:
    reply = "".join(parts)
    edges = [0, *sorted(cut for cut in cuts if cut < len(reply)), len(reply)]
    pieces = [reply[start:end] for start, end in pairwise(edges)]
    whole = list(split_sentences([reply]))
    assert list(split_sentences(pieces)) == whole
    assert list(split_sentences(reply)) == whole


@given(parts=st.lists(_PART, max_size=14))
def test_nothing_is_lost_but_blanks(parts: list[str]) -> None:
    reply = "".join(parts)
    sentences = "".join(split_sentences([reply]))
    assert "".join(sentences.split()) == "".join(reply.split())
