"""Follow-ups made to stand alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.conversation.condensing import condense, subject_of
from chatbot.conversation.gating import depends_on_context
from chatbot.conversation.turn import Turn


def conversation(*questions: str) -> str:
    """Return the last of `questions`, condensed after the ones before it."""
    turns: list[Turn] = []
    for question in questions:
        turns.append(Turn(question=question, condensed=condense(question, turns)))
    return turns[-1].condensed.question


@pytest.mark.parametrize(
    "question",
    [
        "And if that is not suitable?",
        "and if there is no response after three days?",
        "What about azathioprine?",
        "How long should it be continued?",
        "What are its side effects?",
        "For how long?",
        "Which is the most common?",
        "Why?",
        "dose?",
        "Is that safe?",
    ],
)
def test_a_question_that_leans_on_the_conversation_is_seen(question: str) -> None:
    assert depends_on_context(question)


@pytest.mark.parametrize(
    "question",
    [
        "What dose of rituximab?",
        "Which antibodies matter in NMO?",
        "When should plasma exchange be considered?",
        "Is azathioprine effective?",
        "What is known of patients that relapse under rituximab?",
        "What are the side effects of drugs such as azathioprine?",
        "Is it safe to give rituximab with azathioprine?",
        "How are those with optic neuritis treated?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert not depends_on_context(question)
    assert conversation("How is optic neuritis treated?", question) == question


def test_a_pronoun_gives_way_to_the_earlier_subject() -> None:
    found = conversation("What dose of rituximab?", "And if that is not suitable?")
    assert found == "And if rituximab is not suitable?"


def test_what_about_asks_the_earlier_question_of_something_else() -> None:
    found = conversation(
        "What dose of rituximab?", "And if that is not suitable?", "What about azathioprine?"
    )
    assert found == "What dose of azathioprine?"


def test_an_ellipsis_gets_the_earlier_subject() -> None:
    found = conversation("What are the side effects of PLEX?", "Which is the most common?")
    assert found == "Which is the most common (about side effects of PLEX)?"


def test_a_possessive_names_its_owner() -> None:
    found = conversation("When is azathioprine used?", "What are its side effects?")
    assert found == "What are the side effects of azathioprine?"


def test_a_shift_of_topic_drops_what_came_before() -> None:
    found = conversation(
        "What dose of rituximab?", "How is optic neuritis treated?", "For how long?"
    )
    assert "rituximab" not in found
    assert "optic neuritis" in found


def test_the_first_question_is_never_changed() -> None:
    assert conversation("And if that is not suitable?") == "And if that is not suitable?"


def test_the_subject_leaves_out_the_asking() -> None:
    assert subject_of("What is the recommended dose of rituximab?") == (
        "recommended dose of rituximab"
    )


@given(st.lists(st.text(max_size=60), min_size=1, max_size=4))
def test_condensing_is_total_and_never_empties_a_question(questions: list[str]) -> None:
    found = conversation(*questions)
    assert bool(found) >= bool(questions[-1].strip())
