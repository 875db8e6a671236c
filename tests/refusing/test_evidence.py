"""What is refused for what the articles do not say."""

import pytest

from chatbot.answering.answer import Outcome, Reason
from chatbot.chatbot import Chatbot


@pytest.mark.parametrize(
    ("question", "reason", "told"),
    [
        ("How is an acute asthma attack treated?", Reason.NOT_IN_CORPUS, "“asthma”"),
        ("ivig dose nmo attack", Reason.NOT_IN_CORPUS, "“ivig”"),
        ("Which vaccines should be given before rituximab?", Reason.NOT_IN_CORPUS, "“vaccines”"),
        ("Can plasma exchange be done on dialysis?", Reason.NOT_IN_CORPUS, "“dialysis”"),
        ("Which dose of rituximab is given intrathecally?", Reason.NOT_IN_CORPUS, "intrathecally"),
        ("rituximab dose in a 9-year-old with NMO", Reason.UNSUPPORTED, "9-year-old"),
        ("What dose of cyclophosphamide is used?", Reason.UNSUPPORTED, "state no dose"),
        (
            "Over how many minutes is methylprednisolone infused?",
            Reason.UNSUPPORTED,
            "infusion rate",
        ),
        ("Which drug treats urinary retention in NMO?", Reason.UNSUPPORTED, "which medicine"),
        (
            "Which hospital is best for treating an acute NMO attack?",
            Reason.UNSUPPORTED,
            "hospital",
        ),
        ("What dose of rituximab in a 50-year-old with lupus?", Reason.NOT_IN_CORPUS, "“lupus”"),
        ("What does a course of rituximab cost?", Reason.UNSUPPORTED, "no price"),
        ("What is the dose of rituximab in multiple sclerosis?", Reason.UNSUPPORTED, "together"),
        ("Which score predicts the length of stay?", Reason.WEAK_EVIDENCE, "clearly enough"),
        ("Which score predicts the colour of the sky?", Reason.NOT_MEDICAL, "medical question"),
    ],
)
def test_the_refusal_says_what_is_missing(
    question: str, reason: Reason, told: str, chatbot: Chatbot
) -> None:
    answer, _ = chatbot.ask(question)
    assert answer.outcome is Outcome.REFUSED
    assert answer.reason is reason
    assert told in answer.text
    assert 0 < len(answer.nearest) <= 3


@pytest.mark.parametrize(
    "question",
    [
        "A 41-year-old woman with diabetes starts azathioprine. Which dose is recommended?",
        "Is urinary retention common in women with NMO?",
        "treatment of optic nuritis in NMO",
        "How common are relapses while the dose is being lowered?",
        "What dose of rituximab is given to a 45-year-old woman with NMO and lupus?",
        "What belongs to regular eye examinations?",
        "What errors are made most in treating NMO?",
        "Which laboratory values are watched during plasma exchange?",
        "rate of hypotension, apheresis",
    ],
)
def test_incidental_details_do_not_refuse(question: str, chatbot: Chatbot) -> None:
    answer, _ = chatbot.ask(question)
    assert answer.outcome is Outcome.ANSWERED


def test_one_patients_dose_shows_the_range(chatbot: Chatbot) -> None:
    answer, _ = chatbot.ask("My patient weighs 82 kg, how many mg of azathioprine exactly?")
    assert answer.reason is Reason.PATIENT_SPECIFIC
    assert "2-3 mg/kg/day" in answer.text
    assert "164" not in answer.text


def test_an_emergency_is_sent_for_help_and_nothing_is_searched(chatbot: Chatbot) -> None:
    answer, _ = chatbot.ask("My patient is seizing now, what do I do?")
    assert answer.reason is Reason.EMERGENCY
    assert "emergency procedure" in answer.text
    assert answer.nearest == ()
