"""Suggested questions read like questions and are made of what the articles hold."""

from pathlib import Path

import pytest

from chatbot.answering.quoting import Quote
from chatbot.answering.suggesting import suggest
from chatbot.articles.article import Article
from chatbot.articles.corpus import read_corpus
from chatbot.language.reading import Reader
from chatbot.retrieval.expanding import Concept, Query

PAGE = """# Gout: Screening

## Treatment

Give colchicol at a dose of 2 mg a day.

## Screening Tests

Use a blood test. Testing is simple.

## Harms of Early Testing

False alarms are seen.

## Recommendations of Others

Others advise yearly tests.
"""


@pytest.fixture
def article(tmp_path: Path) -> Article:
    (tmp_path / "gout.md").write_text(PAGE, encoding="utf-8")
    return read_corpus(tmp_path).articles[0]


def suggested(article: Article, quoted: str, question: str, *earlier: str) -> list[str]:
    start = article.text.index(quoted)
    block = next(b for b in article.blocks if b.start <= start < b.end)
    quote = Quote(
        article=article, section=block.section, start=start, end=start + len(quoted), marks=()
    )
    concepts = tuple(
        Concept(words=word, expressions=((word,),), weight=1.0, known=True)
        for word in question.casefold().rstrip("?").split()
    )
    found = suggest(
        Query(text=question, terms=(), concepts=concepts), [quote], [article], earlier, Reader()
    )
    return [suggestion.question for suggestion in found]


def test_headings_near_the_quote_become_questions(article: Article) -> None:
    found = suggested(article, "Use a blood test", "blood test")
    assert "How is gout treated?" in found
    assert "What are the harms of early testing for gout?" in found
    assert not any("thers" in question for question in found)


def test_what_was_asked_or_shown_is_not_suggested(article: Article) -> None:
    found = suggested(article, "Use a blood test", "blood test", "How is gout treated?")
    assert "How is gout treated?" not in found
    assert not any("tests are used" in question for question in found)


def test_a_disease_has_no_dose(article: Article) -> None:
    assert not any("dose of gout" in q for q in suggested(article, "False alarms", "gout alarms"))
