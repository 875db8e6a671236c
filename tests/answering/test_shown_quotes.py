"""What is shown of a quote of a document: its reference marks, the rows of its tables."""

from pathlib import Path

import pytest

from chatbot.assembling import Chatbot, build_index
from chatbot.settings import load_settings

PAGE = """---
title: Care with Examplin
updated: 2025-07-16
review_status: approved
---
# Care with Examplin

## Swelling of the foot

Swelling of the foot settles after 7 days [1, 2]. Casts itch [1], [2-4] on a swollen foot.

## References

1. Roe R. One. 2018.
2. Roe R. Two. 2019.
3. Roe R. Three. 2020.
4. Roe R. Four. 2021.
"""


@pytest.fixture(scope="module")
def chatbot(tmp_path_factory: pytest.TempPathFactory) -> Chatbot:
    folder: Path = tmp_path_factory.mktemp("shown")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "examplin.md").write_text(PAGE, encoding="utf-8")
    settings = load_settings(corpus=folder / "corpus", index=folder / "index")
    build_index(settings, lambda stage, done, total: None)
    return Chatbot(settings)


def test_marks_with_spaces_close_the_quote_and_name_their_references(chatbot: Chatbot) -> None:
    answer, _ = chatbot.ask("When does swelling of the foot settle?", [])
    cited = next(c for c in answer.citations if "7 days" in c.quote)
    assert cited.quote == "Swelling of the foot settles after 7 days"
    assert [(each.mark, each.year) for each in cited.references] == [("1", 2018), ("2", 2019)]
    assert "“Swelling of the foot settles after 7 days” [1]" in answer.text


def test_a_range_inside_a_quote_names_all_that_the_list_numbers(chatbot: Chatbot) -> None:
    answer, _ = chatbot.ask("Do casts itch on a swollen foot?", [])
    cited = next(c for c in answer.citations if "Casts itch" in c.quote)
    assert "Casts itch [1], [2-4] on a swollen foot." in cited.quote
    assert r"Casts itch \[¹\], \[²-⁴\] on a swollen foot." in answer.text
    assert {each.mark: each.year for each in cited.references}.items() >= {
        ("1", 2018), ("2", 2019), ("3", 2020), ("4", 2021),
    }  # fmt: skip
