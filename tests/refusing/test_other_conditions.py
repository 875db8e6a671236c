"""A dose in one condition is no answer for another. What the articles say is made up."""

import pytest

from chatbot.answering.answer import Answer, Outcome
from chatbot.chatbot import Chatbot
from tests.library import chatbot_over

GOUT = """# Treatment of gout

## Medicines

- Prednisolone 30 mg daily for 5 days
- Colchicine 500 micrograms twice daily
"""
SCABIES = """# Scabies

## Treatment

- Permethrin 5% cream on the whole body, once a week for two weeks
- Wash clothes and bedding at 60 degrees
"""
PSORIASIS = """# Psoriasis

## Treatment

- Prednisolone is avoided: a flare may follow when it is stopped
"""
PAGES = {"gout": GOUT, "scabies": SCABIES, "psoriasis": PSORIASIS}


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Chatbot:
    return chatbot_over(tmp_path_factory.mktemp("conditions"), PAGES)


def asked(bot: Chatbot, question: str) -> Answer:
    return bot.ask(question, [])[0]


@pytest.mark.parametrize(
    "question",
    [
        "What is the dose of prednisolone in psoriasis?",
        "psoriasis - steroid dose and for how long?",
        "How much prednisolone for scabies?",
        "Dose of colchicine for psoriasis",
    ],
)
def test_the_dose_in_another_condition_is_not_the_answer(bot: Chatbot, question: str) -> None:
    answer = asked(bot, question)
    assert answer.outcome is Outcome.REFUSED
    assert "30 mg" not in answer.text
    assert "500 micrograms" not in answer.text


def test_the_refusal_does_not_say_that_there_is_no_dose_at_all(bot: Chatbot) -> None:
    answer = asked(bot, "What is the dose of prednisolone in psoriasis?")
    assert "psoriasis" in (answer.explanation or "")


@pytest.mark.parametrize(
    ("question", "dose"),
    [
        ("What is the dose of prednisolone in gout?", "30 mg"),
        ("gout - steroid dose and for how long?", "30 mg"),
        ("What is the dose of prednisolone?", "30 mg"),
        ("How much colchicine for a gout attack?", "500 micrograms"),
    ],
)
def test_the_dose_in_the_condition_asked_about_is(bot: Chatbot, question: str, dose: str) -> None:
    answer = asked(bot, question)
    assert answer.outcome is Outcome.ANSWERED
    assert dose in answer.citations[0].quote


def test_what_is_no_dose_may_come_from_elsewhere(bot: Chatbot) -> None:
    answer = asked(bot, "Why is prednisolone avoided in psoriasis?")
    assert answer.outcome is Outcome.ANSWERED


def test_a_warning_in_an_article_on_a_medicine_is_not_left_out(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    pages = {
        "blockers": "# Beta blockers\n\nPropranolol must not be given to asthmatic patients.\n",
        "cough": "# Cough\n\n## History\n\nAsk about asthma and allergy.\n",
    }
    warned = chatbot_over(tmp_path_factory.mktemp("warned"), pages)
    answer = asked(warned, "Can propranolol be given in asthma?")
    assert "must not be given" in answer.citations[0].quote
