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


EYES = """# Inflamed eyes

## Drug treatment

### Antibiotics

- Erythromycin
  - Adults and children over 8 years: 250 mg every 6 hours
  - 1 month - 2 years: 125 mg every 6 hours
- Amoxicillin
  - Child: 50 mg/kg daily
"""


@pytest.fixture(scope="module")
def eyes(tmp_path_factory: pytest.TempPathFactory) -> Chatbot:
    return chatbot_over(tmp_path_factory.mktemp("eyes"), {"eyes": EYES})


def test_a_medicine_of_the_class_asked_about_answers(eyes: Chatbot) -> None:
    answer, _ = eyes.ask("Which antibiotic and what dose for inflamed eyes in a 1-year-old?")
    assert answer.reason is None
    assert "125 mg" in answer.statements[0].text


def test_a_heading_with_the_class_lends_no_dose_of_another(eyes: Chatbot) -> None:
    answer, _ = eyes.ask("What is the dose of amoxicillin for inflamed eyes in a child?")
    assert "50 mg/kg" in answer.statements[0].text
    answer, _ = eyes.ask("What is the dose of ceftriaxone for inflamed eyes in a child?")
    assert answer.reason is not None


def test_a_disease_that_no_article_mentions_is_named(eyes: Chatbot) -> None:
    answer, _ = eyes.ask("How are cracked lips in carpal tunnel syndrome treated?")
    assert answer.reason is not None
    assert "carpal tunnel syndrome" in (answer.explanation or "")
