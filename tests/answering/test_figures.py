"""A figure of another medicine is no answer, however well its line matches."""

import pytest

from chatbot.chatbot import Chatbot


@pytest.mark.parametrize(
    ("question", "figure", "other"),
    [
        ("How common is infection under plasma exchange?", "21.2%", "29%"),
        ("How often do infections occur under PLEX?", "21.2%", "29%"),
        ("How common are infections with intravenous methylprednisolone?", "29%", "21.2%"),
    ],
)
def test_a_share_is_of_the_treatment_asked_about(
    chatbot: Chatbot, question: str, figure: str, other: str
) -> None:
    answer, _ = chatbot.ask(question)
    assert figure in answer.statements[0].text
    assert other not in answer.statements[0].text


def test_a_line_that_names_both_is_not_passed_over(chatbot: Chatbot) -> None:
    answer, _ = chatbot.ask(
        "What percentage of patients relapse as the corticosteroid dose is lowered?"
    )
    assert "50-60%" in answer.statements[0].text
