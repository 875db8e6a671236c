"""Who asks what is recommended gets the article's own advice, for all its groups.

The disease and its board are made up.
"""

import pytest

from chatbot.chatbot import Chatbot
from tests.library import chatbot_over

SCREENING = """# Gloam fever: screening

Source: Board of Made-Up Medicine. Published: 2024-05-06.

## Recommendation summary

- Adults 50 years or older: the board recommends screening for gloam fever yearly.
- Adults younger than 50 years: the board recommends against screening for gloam fever.
- Pregnant women: the evidence on screening for gloam fever is insufficient.

## Rationale

### Importance

Who should be screened for gloam fever was long unclear, and screening for gloam fever is rare.

### Harms of screening

Screening for gloam fever leaves a scar in one of nine persons.

## Practice considerations

When deciding whom to screen for gloam fever, clinicians should consider the following.

### Population

This recommendation applies to persons without fever.

## Recommendations of others

The College of Invention recommends screening for gloam fever in all children.

## Research needs

Studies should show who should be screened for gloam fever, and how gloam fever is screened for.
"""


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Chatbot:
    return chatbot_over(tmp_path_factory.mktemp("recommended"), {"gloam": SCREENING})


@pytest.mark.parametrize(
    "question",
    [
        "Who should be screened for gloam fever?",
        "Should we screen for gloam fever?",
        "Is screening for gloam fever recommended?",
        "gloam fever, what do they recommend?",
    ],
)
def test_the_recommendation_leads_with_all_its_groups(bot: Chatbot, question: str) -> None:
    answer, _ = bot.ask(question)
    assert answer.citations[0].section == ("Recommendation summary",)
    shown = [each.quote for each in (*answer.citations, *answer.also_in_section)]
    for group in ("50 years or older", "younger than 50", "Pregnant women"):
        assert any(group in quote for quote in shown)


def test_what_others_say_and_what_is_unknown_do_not_stand_beside_it(bot: Chatbot) -> None:
    answer, _ = bot.ask("Who should be screened for gloam fever?")
    sections = {each.section[0] for each in answer.citations}
    assert sections.isdisjoint({"Recommendations of others", "Research needs"})


def test_harms_are_found_where_the_reasons_stand(bot: Chatbot) -> None:
    answer, _ = bot.ask("What are the harms of screening for gloam fever?")
    assert "scar" in answer.statements[0].text


def test_whom_it_is_for_is_told_by_what_says_so(bot: Chatbot) -> None:
    answer, _ = bot.ask("Whom does the advice on screening for gloam fever apply to?")
    assert "applies to persons without fever" in answer.statements[0].text


def test_what_others_say_is_still_found_where_it_is_asked_for(bot: Chatbot) -> None:
    answer, _ = bot.ask("What does the College of Invention say of gloam fever in children?")
    assert "College of Invention" in answer.statements[0].text
