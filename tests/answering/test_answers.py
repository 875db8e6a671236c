"""Answers over the shipped articles: the right lines, verbatim, cited; or a reason for silence."""

import dataclasses
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from chatbot.answering.answer import Answer, Outcome, Reason
from chatbot.chatbot import Chatbot
from chatbot.maintaining import build_index
from chatbot.question.turn import Turn
from chatbot.settings import Settings, load_settings

MARKER = re.compile(r"(?<!\\)\[(\d+)\]")


def asked(chatbot: Chatbot, *questions: str) -> Answer:
    """Return the answer to the last of `questions`, the others really asked before it."""
    turns: list[Turn] = []
    for question in questions:
        answer, turn = chatbot.ask(question, turns)
        turns.append(turn)
    return answer


def check_the_law(chatbot: Chatbot, answer: Answer) -> None:
    """Every citation is its article's text, every marker resolves, the notice goes along."""
    generation = chatbot.generation()
    for citation in (*answer.citations, *answer.also_in_section, *answer.nearest):
        text = generation.article(citation.article_id).text
        assert text[citation.start : citation.end] == citation.quote
        for reference in citation.references:
            assert all(text[start:end] == reference.mark for start, end in reference.places)
    known = {citation.number for citation in (*answer.citations, *answer.nearest)}
    assert {int(number) for number in MARKER.findall(answer.text)} == known
    assert [c.number for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    numbers = [c.number for c in (*answer.citations, *answer.also_in_section)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert not {c.quote for c in answer.also_in_section} & {c.quote for c in answer.citations}
    for statement in answer.statements:
        assert set(statement.repeats) <= set(statement.citations[1:])
        assert statement.verbatim
        assert statement.text == answer.citations[statement.citations[0] - 1].quote
    assert answer.disclaimer in answer.text
    assert (answer.outcome is Outcome.ANSWERED) == bool(answer.citations)
    assert (answer.outcome is Outcome.REFUSED) == (answer.reason is not None)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Case:
    questions: tuple[str, ...]
    says: tuple[str, ...]


CASES = (
    Case(questions=("What dose of rituximab?",), says=("375 mg/m² once weekly for 4 weeks",)),
    Case(
        questions=("What dose of rituximab?", "And if that is not suitable?"),
        says=("mycophenolate mofetil", "Azathioprine"),
    ),
    Case(
        questions=("What dose of methylprednisolone in an acute attack?",),
        says=("1000 mg/day", "1-2 mg/kg/day"),
    ),
    Case(
        questions=("How is an acute flare treated?", "and if there is no response after 3 days?"),
        says=("PLEX",),
    ),
    Case(questions=("How many plasmapheresis exchanges?",), says=("5-7 exchanges",)),
    Case(questions=("What are the side effects of PLEX?",), says=("61.1%", "63.6%")),
    Case(questions=("dose of MMF",), says=("1-3 g/day",)),
    Case(
        questions=("What dose of rituximab?", "What about azathioprine?"), says=("2-3 mg/kg/day",)
    ),
    Case(questions=("Is NMO the same as multiple sclerosis?",), says=("are different diseases",)),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.questions[-1])
def test_the_right_lines_are_quoted(case: Case, chatbot: Chatbot) -> None:
    answer = asked(chatbot, *case.questions)
    check_the_law(chatbot, answer)
    assert answer.outcome is Outcome.ANSWERED
    quotes = "\n".join(citation.quote for citation in answer.citations)
    assert all(words in quotes for words in case.says), quotes
    assert len(answer.statements) <= 6
    assert "pending human review" in answer.text


CONDITIONS = ("severe symptoms", "nothing has improved", "still get worse")


@pytest.mark.parametrize(
    "question", ["When should plasma exchange be considered?", "When should PLEX be considered?"]
)
def test_a_list_of_conditions_is_never_cut_short(question: str, chatbot: Chatbot) -> None:
    quotes = [c.quote for c in asked(chatbot, question).citations if CONDITIONS[0] in c.quote]
    assert quotes
    assert all(condition in quotes[0] for condition in CONDITIONS)


def test_the_steps_after_a_quoted_one_are_offered_apart(chatbot: Chatbot) -> None:
    answer = asked(chatbot, "How much IV methylprednisolone without delay?")
    assert "1-2 mg/kg/day" in answer.citations[0].quote
    offered = [citation.quote for citation in answer.also_in_section]
    assert offered[0] == "Once 3 days of treatment have passed, judge the response"
    assert len(offered) <= 4
    apart = answer.text.split("**Also in this section**")[1]
    assert offered[0] in apart
    assert "[1]" not in apart


def test_follow_ups_are_answered_and_not_asked_again(chatbot: Chatbot) -> None:
    earlier: list[str] = []
    question = "How many plasma exchanges are usual?"
    for _ in range(3):
        earlier.append(question)
        answer = asked(chatbot, *earlier)
        assert not set(answer.follow_ups) & set(earlier)
        assert len(set(answer.follow_ups)) == len(answer.follow_ups) <= 2
        for follow_up in answer.follow_ups:
            assert follow_up.endswith("?")
            assert asked(chatbot, follow_up).outcome is Outcome.ANSWERED
        question = answer.follow_ups[0]


def test_follow_ups_do_not_depend_on_what_was_asked_before(settings: Settings) -> None:
    fresh = asked(Chatbot(settings), "What dose of rituximab?")
    used = Chatbot(settings)
    asked(used, "What are the adverse effects of plasma exchange?")
    assert asked(used, "What dose of rituximab?").follow_ups == fresh.follow_ups


def test_an_item_of_a_long_list_says_that_there_are_more(tmp_path: Path) -> None:
    items = "\n".join(f"  • Sign number {n} {'of the ankle ' * 6}" for n in range(12))
    page = f"""Test page: ankle care?

Last updated: March 3, 2025

When to Call

Call at once if any of these is seen:

{items}
  • Blue toenails that stay blue
"""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "ankle.txt").write_text(page, encoding="utf-8")
    settings = load_settings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    build_index(settings, lambda stage, done, total: None)
    answer = asked(Chatbot(settings), "Should one call if toenails stay blue?")
    statement = next(s for s in answer.statements if "Blue toenails" in s.text)
    assert statement.partial
    assert len(statement.citations) == 2
    assert "Call at once if any of these is seen:" in answer.text
    assert "(one item of a longer list)" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "What Is The Optimal Dose Of Rituximab?",
        "WHAT DOSE OF RITUXIMAB IS ADEQUATE?",
        "What dose of rituximab? Thanks",
        "rituximab dose per m2 per week",
        "Hello, kindly advise on the dose of rituximab.",
    ],
)
def test_manners_and_capitals_do_not_matter(question: str, chatbot: Chatbot) -> None:
    answer = asked(chatbot, question)
    assert "375 mg/m²" in answer.text, answer.text


def test_a_turn_that_asks_nothing_leaves_the_subject(chatbot: Chatbot) -> None:
    for between in ("???", "", "thanks", "ok thank you very much"):
        answer = asked(chatbot, "What dose of rituximab?", between, "And if that is not suitable?")
        assert answer.condensed_question == "And if rituximab is not suitable?"


def test_another_matter_leaves_the_subject(chatbot: Chatbot) -> None:
    for between in ("Who won the world cup?", "Write me a poem about cats"):
        assert asked(chatbot, between).reason is Reason.NOT_MEDICAL
        answer = asked(chatbot, "What dose of rituximab?", between, "How often is it given?")
        assert answer.condensed_question == "How often is rituximab given?"


def test_a_medicine_that_no_article_names_takes_its_place(chatbot: Chatbot) -> None:
    between = "What is the dose of aspirin?"
    assert asked(chatbot, between).reason is Reason.NOT_IN_CORPUS
    answer = asked(chatbot, "What dose of rituximab?", between, "How often is it given?")
    assert "rituximab" not in answer.condensed_question


def test_bytes_that_are_no_text_are_refused(chatbot: Chatbot) -> None:
    answer = asked(chatbot, "What dose of \udcff rituximab?")
    assert answer.reason is Reason.INVALID_QUESTION


def test_the_most_pertinent_line_comes_first(chatbot: Chatbot) -> None:
    assert "375 mg/m²" in asked(chatbot, "What dose of rituximab?").statements[0].text


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("", Reason.INVALID_QUESTION),
        ("   \n\t ", Reason.INVALID_QUESTION),
        ("?!… --", Reason.INVALID_QUESTION),
        ("dose " * 500, Reason.INVALID_QUESTION),
        ("Was ist die Dosis von Rituximab bei einer Neuromyelitis?", Reason.INVALID_QUESTION),
        ("Quelle est la dose de rituximab pour les adultes?", Reason.INVALID_QUESTION),
        ("какая доза ритуксимаба", Reason.INVALID_QUESTION),
        ("利妥昔单抗的剂量是多少", Reason.INVALID_QUESTION),
        ("What dose of eculizumab?", Reason.NOT_IN_CORPUS),
        ("How is measles treated?", Reason.NOT_IN_CORPUS),
        ("How should children be treated?", Reason.NOT_IN_CORPUS),
        ("capital of Mongolia", Reason.NOT_MEDICAL),
    ],
)
def test_refusals_have_a_reason(question: str, reason: Reason, chatbot: Chatbot) -> None:
    answer = asked(chatbot, question)
    check_the_law(chatbot, answer)
    assert answer.outcome is Outcome.REFUSED
    assert answer.reason is reason
    assert answer.text.startswith("**No answer from the articles.**")
    assert len(answer.nearest) <= 3


def test_a_refusal_names_what_is_missing_and_shows_the_nearest(chatbot: Chatbot) -> None:
    answer = asked(chatbot, "What dose of eculizumab?")
    assert "No indexed article mentions “eculizumab”" in answer.text
    assert "do not answer" in answer.text
    assert len(answer.nearest) == 3


def test_a_quote_carries_the_line_that_gives_it_meaning(chatbot: Chatbot) -> None:
    answer = asked(chatbot, "Should PLEX be considered if IV corticosteroids brought nothing?")
    quotes = [c.quote for c in answer.citations if "nothing has improved" in c.quote]
    assert quotes
    assert all("PLEX is to be considered at once when:" in quote for quote in quotes)


def test_marks_are_cited_but_never_resolved_by_position(chatbot: Chatbot) -> None:
    answer = asked(chatbot, "What are the adverse events of PLEX?")
    marks = {r.mark: r for citation in answer.citations for r in citation.references}
    assert "3" in marks
    assert all(not reference.resolved and reference.title is None for reference in marks.values())


def test_the_same_question_gives_the_same_bytes(chatbot: Chatbot) -> None:
    first = asked(chatbot, "What dose of rituximab?", "And if that is not suitable?")
    second = asked(chatbot, "What dose of rituximab?", "And if that is not suitable?")
    assert first == second


def test_the_graph_gives_the_same_answer_as_the_steps(chatbot: Chatbot) -> None:
    for question in ("What dose of rituximab?", "What dose of eculizumab?", ""):
        state = chatbot.chain().invoke({"question": question, "turns": ()})
        assert state["answer"] == asked(chatbot, question)


def test_a_langchain_user_gets_documents(chatbot: Chatbot) -> None:
    documents = chatbot.retriever(k=3).invoke("rituximab dose")
    assert len(documents) == 3
    article = chatbot.generation().article(documents[0].metadata["article_id"])
    place = slice(documents[0].metadata["start"], documents[0].metadata["end"])
    assert documents[0].page_content == article.text[place]


@bounds(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.one_of(
            st.text(max_size=80),
            st.sampled_from(
                ["What dose of rituximab?", "and then?", "PLEX <b>x</b>", "[1] ![a](http://b)"]
            ),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_any_conversation_gets_a_lawful_answer(chatbot: Chatbot, questions: list[str]) -> None:
    check_the_law(chatbot, asked(chatbot, *questions))


def test_the_two_real_pages(seeds_chatbot: Chatbot) -> None:
    questions = {
        "What dose of rituximab?": "375 mg/m²",
        "When should plasma exchange be considered immediately?": "No improvement after 3 days",
        "When should plasma exchange be considered?": "Should be considered immediately if:",
        "How many plasma exchanges?": "5-7 exchanges over 7-14 days",
        "What is the steroid dose in an acute attack?": "1-2 mg/kg/day",
        "What is the steroid dose in an attack?": "1000 mg/day",
        "How often does PLEX cause hypocalcemia?": "63.6%",
        "What is the dose of azathioprine?": "2-3 mg/kg/day",
        "What is the initial dose of methylprednisolone?": "1000 mg/day",
    }
    for question, words in questions.items():
        answer = asked(seeds_chatbot, question)
        check_the_law(seeds_chatbot, answer)
        assert any(words in citation.quote for citation in answer.citations), question
        assert all(citation.review_status == "pending" for citation in answer.citations)


@pytest.mark.parametrize("question", ["mg", "dose", "How much?", "½ tablet?"])
def test_a_detail_of_nothing_is_not_looked_up(chatbot: Chatbot, question: str) -> None:
    answer = asked(chatbot, question)
    assert answer.reason is Reason.INVALID_QUESTION
    assert asked(chatbot, "What is rituximab used for?", "dose?").outcome is Outcome.ANSWERED


@pytest.mark.parametrize("unseen", ["\u200b", "\u200d", "\u2060", "\u00ad", "\ufeff"])
def test_what_nobody_sees_parts_no_words(chatbot: Chatbot, unseen: str) -> None:
    answer = asked(chatbot, f"What is the dose of ritu{unseen}ximab?")
    assert answer.outcome is Outcome.ANSWERED
    assert answer.condensed_question == "What is the dose of rituximab?"
    emergency = asked(chatbot, f"I took an over{unseen}dose of paracetamol, what now?")
    assert emergency.reason is Reason.EMERGENCY
