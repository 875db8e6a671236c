"""A dose is of the medicine it stands below, whatever class its line names. All is made up."""

import pytest

from chatbot.chatbot import Chatbot
from tests.library import chatbot_over

ABSCESS = """# Abscess of the lung

## Treatment

- Amoxicillin/clavulanic acid
  - Adult: 1 g every 8 hours for 10 days (definite antibiotic therapy is based on the culture)

## Recurrence

- Amoxicillin/clavulanic acid
  - Adult: 250 mg at night
"""


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Chatbot:
    return chatbot_over(tmp_path_factory.mktemp("classes"), {"abscess": ABSCESS})


@pytest.mark.parametrize(
    "question",
    [
        "What is the adult dose of amoxicillin/clavulanic acid in the treatment of lung abscess?",
        "treatment of an abscess of the lung in an adult: how much amoxicillin-clavulanate?",
    ],
)
def test_the_dose_is_that_of_the_medicine_the_line_stands_under(
    bot: Chatbot, question: str
) -> None:
    answer, _ = bot.ask(question)
    assert "1 g every 8 hours" in answer.statements[0].text
