"""Medicines that no list has: their lines answer for them alone. All of this is made up."""

import pytest

from chatbot.answering.answer import Answer, Outcome, Reason
from chatbot.chatbot import Chatbot
from tests.library import chatbot_over

EXAMPLIN = """# Examplin in tennis elbow

## Treatment

- Start Examplin at 40 mg once daily by mouth in adults
- Take Examplin with food

### Contraindications

- Do not give Examplin together with Placebol
- Examplin is contraindicated in pregnancy

## Safety

- Never give Examplin as an intravenous bolus
- Keep the elbow warm
"""
PLACEBOL = """# Placebol in tennis elbow

## Dose

- Give Placebol 10 mg twice daily

## Warnings

- Do not stop Placebol abruptly
"""


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Chatbot:
    pages = {"examplin": EXAMPLIN, "placebol": PLACEBOL}
    return chatbot_over(tmp_path_factory.mktemp("unlisted"), pages)


def ask(bot: Chatbot, question: str) -> Answer:
    return bot.ask(question)[0]


def test_the_generation_keeps_them(bot: Chatbot) -> None:
    assert bot.generation().medicines == ("examplin", "placebol")


def test_a_line_on_the_medicine_answers(bot: Chatbot) -> None:
    answer = ask(bot, "Is Examplin contraindicated in pregnancy?")
    assert "Examplin is contraindicated in pregnancy" in answer.citations[0].quote


def test_a_line_on_another_medicine_does_not(bot: Chatbot) -> None:
    answer = ask(bot, "Is Placebol contraindicated in pregnancy?")
    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.UNSUPPORTED)


def test_what_comes_instead_may_be_another(bot: Chatbot) -> None:
    answer = ask(bot, "What can be given instead of Placebol in tennis elbow?")
    quoted = " ".join(citation.quote for citation in answer.citations)
    assert answer.outcome is Outcome.REFUSED or "Examplin" in quoted


@pytest.mark.parametrize(
    ("question", "warnings"),
    [
        ("What dose of Examplin in tennis elbow?", ["Placebol", "pregnancy", "bolus"]),
        ("What dose of Placebol?", ["abruptly"]),
    ],
)
def test_its_warnings_are_shown_wherever_they_stand(
    question: str, warnings: list[str], bot: Chatbot
) -> None:
    answer = ask(bot, question)
    beside = " ".join(each.quote for each in answer.also_in_section)
    shown = " ".join((beside, *(each.quote for each in answer.citations)))
    assert all(word in shown for word in warnings), shown
    assert "warm" not in beside
