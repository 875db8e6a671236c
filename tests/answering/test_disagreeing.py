"""An answer that touches a conflict shows every side of it."""

from pathlib import Path

import pytest

from chatbot.chatbot import Chatbot
from chatbot.maintaining import build_index
from chatbot.settings import load_settings

QUESTIONS = [
    "What is the dose of intravenous methylprednisolone for an acute NMO attack?",
    "ivmp dose?",
    "How much methylprednisolone does an acute attack need?",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_both_sides_are_cited_with_value_scope_and_date(chatbot: Chatbot, question: str) -> None:
    answer, _ = chatbot.ask(question)
    (conflict,) = answer.conflicts
    assert conflict.subject == "methylprednisolone: dose"
    assert conflict.values == ("1-2 mg/kg/day", "1000 mg/day")
    by_number = {citation.number: citation for citation in answer.citations}
    cited = [by_number[number] for number in conflict.citations]
    assert [citation.article_id for citation in cited] == ["nmo-acute-flare", "nmo-treatment"]
    for citation, value in zip(cited, conflict.values, strict=True):
        assert value in citation.quote
    block = answer.text.split("\n\n**")[0]
    assert block.startswith("**The articles disagree**")
    assert all(words in block for words in ("1-2 mg/kg/day", "1000 mg/day", "intravenous"))
    assert "2025-07-16" in block
    assert "2025-10-30" in block


def test_a_conflict_on_what_is_not_asked_for_comes_behind_the_quotes(chatbot: Chatbot) -> None:
    _, turn = chatbot.ask(QUESTIONS[0])
    answer, _ = chatbot.ask("and how soon should it start?", [turn])
    (conflict,) = answer.conflicts
    quoted, named = answer.text.split("**The articles disagree**")
    assert all(value in quoted and value in named for value in conflict.values)
    assert all(f"[{number}]" in named for number in conflict.citations)


def test_an_answer_that_touches_none_names_none(chatbot: Chatbot) -> None:
    answer, _ = chatbot.ask("What is the dose of azathioprine?")
    assert answer.conflicts == ()
    assert "disagree" not in answer.text


def test_a_side_without_a_scope_says_so(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name, dose in (("one", 5), ("other", 10)):
        text = f"# Treatment of uveitis\n\n- The dose of fictinib is {dose} mg.\n"
        (corpus / f"{name}.md").write_text(text, encoding="utf-8")
    settings = load_settings(corpus=corpus, index=tmp_path / "index")
    build_index(settings, lambda stage, done, total: None)
    answer, _ = Chatbot(settings).ask("What is the dose of fictinib?")
    (conflict,) = answer.conflicts
    assert conflict.scopes == ("scope not stated", "scope not stated")
    assert conflict.values == ("5 mg", "10 mg")
