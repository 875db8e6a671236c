"""Lines beside the answer: what warns, on the same subject, and never what is shown."""

from pathlib import Path

from chatbot.answering.quoting import Quote
from chatbot.answering.surrounding import MOST, also_in_section
from chatbot.articles.article import Article
from chatbot.articles.corpus import read_corpus
from chatbot.language.names import NameFinder
from chatbot.retrieval.expanding import Concept, Query

PAGE = """# Ankle pain

## Drugs

Give tibialol 5 mg daily. Tibialol is contraindicated in gout. Avoid fibulol in children.
Tibialol tastes of mint. The trials of tibialol were randomized and should not be pooled.
More tibialol is not recommended.

## Stepwise plan

1. Rest the ankle
2. Cool the ankle
3. Bandage the ankle
4. Walk again
"""


GROUPS = """# Ankle checks

## Recommendations

- Runners: check the ankle.
- Skiers: check the ankle each year.
  - Twice if they ski abroad.
- Children: do not check the ankle.
- Walkers: {walkers}

## Background

- Ankles are many.
"""


def page(tmp_path: Path) -> Article:
    (tmp_path / "ankle.md").write_text(PAGE, encoding="utf-8")
    return read_corpus(tmp_path).articles[0]


def beside(article: Article, quoted: str, asked: str) -> list[str]:
    start = article.text.index(quoted)
    block = next(b for b in article.blocks if b.start <= start < b.end)
    quote = Quote(
        article=article, section=block.section, start=start, end=start + len(quoted), marks=()
    )
    concept = Concept(words=asked, expressions=((asked,),), weight=1.0, known=True)
    found = also_in_section(
        Query(text=asked, terms=(asked,), concepts=(concept,)), [quote], NameFinder()
    )
    assert len(found) <= MOST
    return [line.words for line in found]


def test_warnings_on_the_same_subject_are_offered(tmp_path: Path) -> None:
    assert beside(page(tmp_path), "Give tibialol 5 mg daily.", "tibialol") == [
        "Tibialol is contraindicated in gout.",
        "More tibialol is not recommended.",
    ]


def test_what_is_shown_is_not_offered(tmp_path: Path) -> None:
    found = beside(page(tmp_path), "Tibialol is contraindicated in gout.", "tibialol")
    assert found == ["More tibialol is not recommended."]


def test_the_next_steps_of_a_plan_are_offered(tmp_path: Path) -> None:
    assert beside(page(tmp_path), "Cool the ankle", "ankle") == [
        "Bandage the ankle",
        "Walk again",
    ]


def rest_of(tmp_path: Path, *quoted: str, walkers: str = "check the ankle once.") -> list[str]:
    (tmp_path / "groups.md").write_text(GROUPS.format(walkers=walkers), encoding="utf-8")
    article = read_corpus(tmp_path).articles[0]
    quotes = []
    for words in quoted:
        start = article.text.index(words)
        block = next(b for b in article.blocks if b.start == start)
        quotes.append(
            Quote(article=article, section=block.section, start=start, end=block.end, marks=())
        )
    query = Query(text="ankle", terms=("ankle",), concepts=())
    return [line.words for line in also_in_section(query, quotes, NameFinder())]


def test_the_rest_of_a_list_half_quoted_is_offered(tmp_path: Path) -> None:
    assert rest_of(tmp_path, "Runners", "Walkers") == [
        "Skiers: check the ankle each year.\n  - Twice if they ski abroad.",
        "Children: do not check the ankle.",
    ]
    assert rest_of(tmp_path, "Runners", "Skiers", "Children") == ["Walkers: check the ankle once."]


def test_one_item_does_not_bring_its_list(tmp_path: Path) -> None:
    assert rest_of(tmp_path, "Runners", "Ankles are many") == []


def test_a_very_long_item_is_not_offered(tmp_path: Path) -> None:
    assert rest_of(tmp_path, "Runners", "Skiers", walkers="check. " * 90) == [
        "Children: do not check the ankle."
    ]
