"""What stands beside the answer: what warns of the same medicine, and never what is shown."""

from chatbot.answering.beside import MOST, beside
from chatbot.answering.quoting import Quote, stretch
from chatbot.articles.markdown_document import read_markdown
from chatbot.language.names import NameFinder
from chatbot.retrieval.expanding import Query

PAGE = """# Ankle pain

## Drugs

Give azathioprine 5 mg daily. Azathioprine is contraindicated in gout. Avoid rituximab in children.
Azathioprine tastes of mint.

## Cautions

- Azathioprine thins the blood of some
- Rest thins nothing at all

## Plan

1. Rest the ankle for a day
2. Cool the ankle with ice
3. Bandage the ankle well
4. Walk again, slowly at first
"""
ARTICLE = read_markdown(PAGE, "ankle")


def offered(quoted: str, question: str) -> list[str]:
    start = ARTICLE.text.index(quoted)
    section = next(b.section for b in ARTICLE.blocks if b.start <= start < b.end)
    quotes: list[Quote] = [stretch(ARTICLE, section, start, start + len(quoted))]
    query = Query(text=question, terms=(), concepts=())
    found = beside(query, quotes, NameFinder())
    assert len(found) <= MOST
    return [each.words for each in found]


def test_what_warns_of_the_medicine_asked_about_is_offered() -> None:
    found = offered("Give azathioprine 5 mg daily.", "dose of azathioprine")
    assert found[0] == "Azathioprine is contraindicated in gout."
    assert "Azathioprine thins the blood" in found[1]
    assert not any("rituximab" in words or "mint" in words for words in found)


def test_what_is_shown_is_not_offered() -> None:
    found = offered("Azathioprine is contraindicated in gout.", "azathioprine in gout")
    assert not any("gout" in words for words in found)


def test_the_next_steps_are_offered() -> None:
    assert offered("Rest the ankle for a day", "ankle") == [
        "Cool the ankle with ice", "Bandage the ankle well",
    ]  # fmt: skip


def test_nothing_is_offered_where_no_medicine_is_asked_about() -> None:
    assert offered("Azathioprine tastes of mint.", "taste of mint") == []


GROUPS = """# Ankle balm

## Advice

- Women over 65 years: azathioprine balm daily.
- Women under 65 years: azathioprine balm weekly.
- Men: no azathioprine balm.
- Children: azathioprine balm monthly.

## Cautions

- Azathioprine balm is contraindicated in gout.
"""


def test_the_other_groups_leave_room_for_a_warning() -> None:
    article = read_markdown(GROUPS, "balm")
    start = article.text.index("Women over")
    quoted = stretch(article, ("Advice",), start, article.text.index("\n", start))
    query = Query(text="azathioprine balm for women", terms=(), concepts=())
    found = " ".join(each.words for each in beside(query, [quoted], NameFinder()))
    for words in ("under 65", "Men", "Children", "contraindicated in gout"):
        assert words in found
