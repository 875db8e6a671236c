"""A question that may stand alone or mean the open topic: what is surer answers. All made up."""

import pytest

from chatbot.chatbot import Chatbot
from tests.library import chatbot_over

RASH = """# Gloam fever

## Prevention

- Gloam serum is given to a child up to 6 days after contact with a case of gloam fever.
- Keep the child at home.
"""
COUGH = """# Tarn fever

## Prevention

- Tarn drops are given up to 21 days after contact with a case of tarn fever.

## Tests

The skin test is exact in nine of ten adults.
"""


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Chatbot:
    return chatbot_over(tmp_path_factory.mktemp("readings"), {"rash": RASH, "cough": COUGH})


@pytest.mark.parametrize(
    ("disease", "days"), [("gloam fever", "6 days"), ("tarn fever", "21 days")]
)
def test_the_open_topic_decides_between_like_lines(bot: Chatbot, disease: str, days: str) -> None:
    _, turn = bot.ask(f"How is {disease} prevented?")
    answer, turn = bot.ask("Up to how many days after contact with a case?", [turn])
    assert days in answer.statements[0].text
    assert disease in turn.condensed.question


def test_what_is_surer_by_itself_is_asked_as_it_stands(bot: Chatbot) -> None:
    _, turn = bot.ask("How is gloam fever prevented?")
    answer, turn = bot.ask("In how many adults is the skin test exact?", [turn])
    assert "nine of ten" in answer.statements[0].text
