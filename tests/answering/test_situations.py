"""What is asked for, a situation or harms, is told by the first line, not the medicine's dose."""

import pytest

from chatbot.chatbot import Chatbot
from tests.library import chatbot_over

GOUT = """# Treatment of gout

## Acute attack

- Prednisolone 30 mg daily for 5 days is the treatment of an acute attack of gout
- Give prednisolone 30 mg early in an acute attack of gout and go on for 5 days
- Where the pain has not improved after 5 days, take fluid from the joint

## Prevention

- Allopurinol 100 mg daily, raised every 4 weeks
- Where allopurinol is not tolerated, febuxostat 80 mg daily replaces it
"""


@pytest.mark.parametrize(
    "question",
    [
        "and if there is no response after three days?",
        "And if there is no improvement with that?",
        "What if it fails?",
    ],
)
def test_the_dose_asked_for_before_does_not_open_the_answer(
    chatbot: Chatbot, question: str
) -> None:
    _, turn = chatbot.ask("What is the dose of methylprednisolone in an acute attack?")
    answer, _ = chatbot.ask(question, [turn])
    assert answer.statements
    assert "mg/" not in answer.statements[0].text


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Chatbot:
    return chatbot_over(tmp_path_factory.mktemp("situations"), {"gout": GOUT})


@pytest.mark.parametrize(
    ("before", "question", "first"),
    [
        (
            "What is the dose of prednisolone in an acute attack of gout?",
            "and if there is no response after five days?",
            "take fluid from the joint",
        ),
        (
            "How much prednisolone in acute gout?",
            "What if it does not work?",
            "take fluid from the joint",
        ),
        ("What is the dose of allopurinol?", "and if it is not tolerated?", "febuxostat"),
    ],
)
def test_the_line_on_the_situation_is_first(
    bot: Chatbot, before: str, question: str, first: str
) -> None:
    _, turn = bot.ask(before, [])
    answer, _ = bot.ask(question, [turn])
    assert answer.statements
    assert first in answer.statements[0].text


@pytest.mark.parametrize(
    "question",
    [
        "Which adverse reactions come with methylprednisolone?",
        "What harms does methylprednisolone do?",
    ],
)
def test_the_line_on_harms_is_first_where_they_are_sought(chatbot: Chatbot, question: str) -> None:
    answer, _ = chatbot.ask(question)
    assert "yperglycemia" in answer.statements[0].text
