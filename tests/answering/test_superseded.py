"""A superseded article is never quoted without saying so, nor before what supersedes it."""

import re

import pytest

from chatbot.answering.answer import Answer, Outcome, Replacement
from chatbot.chatbot import Chatbot
from chatbot.settings import Settings
from tests.conftest import Run

DOSE = "What is the dose of examplimab?"
OLD = "superseded by “Examplimab care of 2024”"


@pytest.fixture(scope="module")
def answer(library: Settings) -> Answer:
    return Chatbot(library).ask(DOSE)[0]


def test_the_line_of_the_replacement_comes_first(answer: Answer) -> None:
    ids = [citation.article_id for citation in answer.citations]
    assert {"old", "new"} <= set(ids)
    assert ids.index("new") < ids.index("old")


def test_a_citation_names_what_supersedes_it(answer: Answer) -> None:
    by_id = {citation.article_id: citation for citation in answer.citations}
    assert by_id["old"].superseded_by == "new"
    assert by_id["old"].replacements == (
        Replacement(article_id="new", article_title="Examplimab care of 2024"),
    )
    assert by_id["new"].replacements == ()
    assert (by_id["old"].kind, by_id["old"].jurisdiction) == ("guideline", "US")


def test_the_text_says_it_beside_the_quote(answer: Answer) -> None:
    assert answer.outcome is Outcome.ANSWERED
    assert f"*Examplimab care of 2020*, scope not stated (**{OLD}** · approved · last updated" in (
        answer.text
    )
    assert "last updated 2020-01-02 · US guideline)" in answer.text
    for line in answer.text.splitlines():
        if "Examplimab care of 2020" in line:
            assert OLD in line


def test_a_conflict_with_what_supersedes_it_is_shown(answer: Answer) -> None:
    [conflict] = answer.conflicts
    sides = {answer.citations[number - 1].article_id for number in conflict.citations}
    assert sides == {"old", "new"}
    assert conflict.values == ("20 mg", "10 mg")


def test_what_an_article_states_stays_words(library: Settings) -> None:
    answer = Chatbot(library).ask("What is wrapped in zebrumab?")[0]
    assert answer.outcome is Outcome.ANSWERED
    assert r"**superseded by “The \*guide\* of \[1\] &lt;b>”**" in answer.text


def test_the_nearest_passages_say_it(library: Settings) -> None:
    chatbot = Chatbot(library)
    refused = chatbot.ask("What is the dose of eculizumab?")[0]
    assert refused.outcome is Outcome.REFUSED
    assert "old" in [citation.article_id for citation in refused.nearest]
    [line] = [ln for ln in refused.text.splitlines() if "Examplimab care of 2020" in ln]
    assert OLD in line


def test_the_command_line_says_it(run: Run, library: Settings) -> None:
    places = ["--corpus", library.corpus, "--index", library.index]
    shown = re.sub(r"\s+", " ", run("ask", DOSE, *places).out)
    assert "(approved · last updated 2020-01-02 · US guideline; superseded by “Examplimab" in shown
    ranked = run("retrieve", "dose of examplimab", *places)
    assert f"  old ({OLD})\n" in ranked.out
    assert "  new\n" in ranked.out
    printed = run("article", "old", *places)
    assert printed.err == "chatbot: old is superseded by “new”\n"
    assert "superseded by “" not in printed.out
    stated = run("article", "old", *places, "--json").json()
    assert (stated["kind"], stated["jurisdiction"], stated["superseded_by"]) == (
        "guideline", "US", "new",
    )  # fmt: skip
