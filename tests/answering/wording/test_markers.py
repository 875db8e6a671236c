"""The ways in which models mark what a sentence rests on."""

import pytest

from chatbot.answering.wording.markers import read_markers

WORDS = "Examplin is given once."

ROWS = [
    ("Examplin is given once [1].", (1,)),
    ("Examplin is given once. [1]", (1,)),
    ("Examplin is given once.[1]", (1,)),
    ("Examplin [1] is given once.", (1,)),
    ("[1] Examplin is given once.", (1,)),
    ("[1]: Examplin is given once.", (1,)),
    ("Examplin is given once [1, 2].", (1, 2)),
    ("Examplin is given once [1; 2].", (1, 2)),
    ("Examplin is given once [1 and 2].", (1, 2)),
    ("Examplin is given once [1][2].", (1, 2)),
    ("Examplin is given once [1], [2].", (1, 2)),
    ("Examplin is given once [2] and [1].", (2, 1)),
    ("Examplin [2] is given [1] once [2].", (2, 1)),
    ("Examplin is given once [1-3].", (1, 2, 3)),
    ("Examplin is given once [1–3, 5].", (1, 2, 3, 5)),
    ("Examplin is given once 【1】.", (1,)),
    ("Examplin is given once 【1†lines】.", (1,)),
    ("Examplin is given once ［1］.", (1,)),
    ("Examplin is given once [[1]].", (1,)),
    ("Examplin is given once [^1].", (1,)),
    ("Examplin is given once [#1].", (1,)),
    (r"Examplin is given once \[1\].", (1,)),
    ("Examplin is given once `[1]`.", (1,)),
    ("Examplin is given once **[1]**.", (1,)),
    ("Examplin is given once (1).", (1,)),
    ("Examplin is given once (1)(2).", (1, 2)),
    ("Examplin is given once (1, 2).", (1, 2)),
    ("Examplin is given once. (1)", (1,)),
    ("Examplin is given once (line 1).", (1,)),
    ("Examplin is given once ([1], [2]).", (1, 2)),
    ("Examplin is given once (see [1]).", (1,)),
    ("Examplin is given once [line 2].", (2,)),
    ("Examplin is given once [Lines 2 and 3].", (2, 3)),
    ("Examplin is given once [Line 2, Line 3].", (2, 3)),
    ("Examplin is given once [Source: 2].", (2,)),
    ("Examplin is given once [L2].", (2,)),
    ("- Examplin is given once [1].", (1,)),
    ("• Examplin is given once [1].", (1,)),
    ("2. Examplin is given once [1].", (1,)),
    ("(2) Examplin is given once [1].", (1,)),
    ("**Examplin** is _given_ once [1].", (1,)),
    ("Examplin is given once.", ()),
]


@pytest.mark.parametrize(("written", "numbers"), ROWS, ids=[written for written, _ in ROWS])
def test_every_way_of_marking_gives_the_same_words(written: str, numbers: tuple[int, ...]) -> None:
    read = read_markers(written)
    assert (read.words, read.numbers) == (WORDS, numbers)
    assert read.is_clean


@pytest.mark.parametrize(
    ("written", "numbers"),
    [("Given once [0].", (0,)), ("Given once [99].", (99,)), ("Given once [1-99].", (1, 99))],
)
def test_a_number_is_handed_on_whether_or_not_a_line_has_it(
    written: str, numbers: tuple[int, ...]
) -> None:
    assert read_markers(written).numbers == numbers


@pytest.mark.parametrize(
    "written",
    [
        "Examplin is given once [1](http://elsewhere.invalid).",
        "Examplin [1](http://elsewhere.invalid) is given once [2].",
        "See http://elsewhere.invalid for Examplin [1].",
        "See www.elsewhere.invalid for Examplin [1].",
        "Examplin is given once [1000].",
        "Examplin is given once [n1] [2].",
        "Examplin is given once [1/2] [2].",
    ],
)
def test_a_link_or_what_only_looks_like_a_marker_is_not_clean(written: str) -> None:
    assert not read_markers(written).is_clean


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Give 5 (2) mg daily [1].", "Give 5 (2) mg daily."),
        ("Give 2*3 mg daily [1].", "Give 2*3 mg daily."),
        ("Give 375 mg/m² [1], then 5 mg [2].", "Give 375 mg/m², then 5 mg."),
        ("Shown in 30% [95% CI, 20-40] of all [1].", "Shown in 30% [95% CI, 20-40] of all."),
        ("3 days of it are enough [1].", "3 days of it are enough."),
        ("1.5 mg of it are enough [1].", "1.5 mg of it are enough."),
    ],
)
def test_figures_that_are_no_markers_stay(written: str, words: str) -> None:
    read = read_markers(written)
    assert read.words == words
    assert read.is_clean
