"""Tables of words: each row says where it comes from, and what is malformed is named."""

from pathlib import Path

import pytest

from chatbot.errors import LexiconError
from chatbot.lexicon import loading
from chatbot.lexicon.loading import load_table, parse_table

_HEAD = "# licence: Apache-2.0\n# source own: written for this project\n"


def test_rows_have_the_columns_and_the_only_source() -> None:
    table = parse_table("units", _HEAD + "unit\tkind\nmg\tmass\n# a remark\nmL\tvolume\n")
    assert table.licence == "Apache-2.0"
    assert table.columns == ("unit", "kind")
    assert table.rows[1] == {"unit": "mL", "kind": "volume", "source": "own"}
    assert table.words("unit") == {"mg", "mL"}
    assert table.words("unit", kind="mass") == {"mg"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("unit\nmg\n", "licence"),
        ("# licence: MIT\nunit\nmg\n", "source"),
        (_HEAD, "columns"),
        (_HEAD + "unit\tkind\nmg\n", "line 4: 1 cells instead of 2"),
        (_HEAD + "unit\tkind\n\tmass\n", "line 4: the first cell"),
        (_HEAD + "unit\nmg\nmg\n", "line 5: the row stands in line 4"),
        (_HEAD + "unit\tsource\nmg\tother\n", '"other" is not stated'),
        (_HEAD + "# source inn: the WHO\nunit\nmg\n", "of 2 sources"),
    ],
)
def test_what_is_malformed_is_named(text: str, names: str) -> None:
    with pytest.raises(LexiconError, match="units") as raised:
        parse_table("units", text)
    assert names in str(raised.value)


def test_an_unknown_table_is_named() -> None:
    with pytest.raises(LexiconError, match='"nosuch"'):
        load_table("nosuch")


def test_every_table_of_the_package_loads() -> None:
    for path in Path(loading.__file__).parent.glob("*.tsv"):
        assert load_table(path.stem).rows
