"""What is shown of a quote of a document: its reference marks, the rows of its tables."""

from datetime import date
from pathlib import Path

import pytest

from chatbot.chatbot import Chatbot
from chatbot.cli import _print_answer
from chatbot.maintaining import build_index
from chatbot.settings import load_settings
from chatbot.web.answer_view import answer_parts

PAGE = """---
title: Care with Examplin
updated: 2025-07-16
review_status: approved
---
# Care with Examplin

## Swelling of the foot

Swelling of the foot settles after 7 days [1, 2]. Casts itch [1], [2-4] on a swollen foot.

## Sizes of Examplin

| Group | Examplin size | Interval |
|---|:---:|---|
| Adults | 5 cm | 12 hours |
| Children | 2 cm | |

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


def test_the_rows_of_a_table_are_shown_one_a_line_and_kept_whole(
    chatbot: Chatbot, capsys: pytest.CaptureFixture[str]
) -> None:
    answer, _ = chatbot.ask("What is the size of Examplin?", [])
    cited = next(c for c in answer.citations if "5 cm" in c.quote)
    assert "|---|:---:|---|\n| Adults | 5 cm |" in cited.quote
    rows = "Group | Examplin size | Interval{0}Adults | 5 cm | 12 hours{0}Children | 2 cm"
    assert "--" not in answer.text.split("\n---\n")[0]
    shown = "".join(answer_parts(answer, date(2025, 8, 1)))
    assert rows.format("<br />\n") in shown
    _print_answer(answer)
    printed = [line.strip() for line in capsys.readouterr().out.splitlines()]
    first = next(n for n, line in enumerate(printed) if "Group |" in line)
    assert printed[first + 1] == "Adults | 5 cm | 12 hours"
    assert printed[first + 2].startswith("Children | 2 cm")
