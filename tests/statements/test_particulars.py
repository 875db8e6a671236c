"""What an article says of itself and what only announces is no statement."""

import pytest

from chatbot.articles.markdown_document import read_markdown
from chatbot.articles.outlining import announces
from chatbot.statements.making import make_statements
from chatbot.statements.particulars import is_of_the_document

PAGE = """# Ankle care

Source: Board of Ankles. Published: 2024-05-06.

Ankle care

Rest the ankle. Dose: 5 mg once.

## Advice

Clinicians should consider the following.

## Next

Do the following.

- Lift the foot
- Cool the foot
"""


def said() -> list[str]:
    article = read_markdown(PAGE, "ankle")
    return [article.text[each.start : each.end] for each in make_statements(article)]


def test_particulars_title_and_announcements_are_left_out() -> None:
    found = said()
    assert not any("Source" in each or "Published" in each for each in found)
    assert "Ankle care" not in found
    assert "Clinicians should consider the following." not in found


def test_what_is_said_and_a_list_with_its_lead_in_stay() -> None:
    found = said()
    assert "Rest the ankle." in found
    assert "Dose: 5 mg once." in found
    assert any(each.startswith("Do the following.") and "Cool the foot" in each for each in found)


@pytest.mark.parametrize(
    ("words", "is_so"),
    [
        ("Source: Board. Date: 1999-11-05", True),
        ("Source: Board. URL: https://ankle.example/page", True),
        ("Adult: 5 mg daily. Child: 2 mg daily.", False),
        ("Adult: 5 mg daily (see https://ankle.example). Child: 2 mg daily.", False),
        ("Ankle", True),
        ("Date: 1999-11-05", False),
    ],
)
def test_what_is_of_the_document(words: str, is_so: bool) -> None:
    assert is_of_the_document(words, "Ankle") is is_so


@pytest.mark.parametrize(
    ("words", "is_so"),
    [
        ("Consider the following factors.", True),
        ("The doses are as follows.", True),
        ("No better following treatment.", False),
        ("Give 5 mg for the following 3 days.", False),
    ],
)
def test_what_only_announces(words: str, is_so: bool) -> None:
    assert announces(words) is is_so


BROKEN = """# Ankle notes

A rise of the made-up enzyme is expected and seldom means that treatment must stop (

2,3

). However, treatment should be stopped at five times the upper limit in persons aged

>

4 years.

- Ankle balm
  - Adult: 5 mL daily
  - Or:
- Ankle oil 3 mL daily
"""


def test_sentences_that_a_page_has_broken_are_whole() -> None:
    article = read_markdown(BROKEN, "notes")
    found = [article.text[each.start : each.end] for each in make_statements(article)]
    whole = next(each for each in found if each.startswith("However"))
    assert whole.endswith("4 years.")
    assert any(each.startswith("A rise") and each.rstrip().endswith(").") for each in found)
    assert not any(each.rstrip().endswith("Or:") for each in found)
