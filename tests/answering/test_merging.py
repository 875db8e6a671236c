"""One statement from two places is shown once; anything less stays apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.answering.quotation import cite
from chatbot.answering.quoting import Quote, merge_quotes
from chatbot.articles.article import Article
from chatbot.chatbot import Chatbot
from tests.rendering.answers import text_of

LONG = {"PLEX": "plasma exchange", "HCV": "hepatitis C virus"}


def quote(words: str, article_id: str = "a") -> Quote:
    article = Article(article_id=article_id, text=words, title=f"Title {article_id}", blocks=())
    return Quote(article=article, section=("S",), start=0, end=len(words), marks=())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Screen adults aged 18 to 79 years.", "Screen adults aged 18 to 79 years"),
        ("Plasma exchange (PLEX) should begin early", "PLEX should begin early"),
        ("Infections are seen in 29% of patients", "Infections: seen in 29% of patients"),
    ],
)
def test_the_same_statement_is_shown_once_with_both_citations(
    one: str, other: str, chatbot: Chatbot
) -> None:
    merged = merge_quotes([quote(one, "a"), quote(other, "b")], LONG)
    citations, statements = cite(merged, chatbot.generation())
    assert [statement.citations for statement in statements] == [(1, 2)]
    assert statements[0].text == one
    assert [citation.quote for citation in citations] == [one, other]
    text = text_of(statements, citations)
    assert "[1] [2]" in text
    assert ("in other words" in text) == (one != other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Give 1-2 mg/kg of the drug a day", "Give 1000 mg of the drug a day"),
        ("Give 20 mg of the drug", "Give 20 g of the drug"),
        ("Give the drug if the count is < 5", "Give the drug if the count is > 5"),
        ("The drug is recommended", "The drug is not recommended"),
        ("The drug should be given", "The drug may be given"),
        ("Give azathioprine or rituximab", "Give azathioprine and rituximab"),
        ("Give rituximab weekly", "Give azathioprine weekly"),
        ("Screen men aged 65 to 75 years", "Screen men aged 65 to 75 years who ever smoked"),
        ("Recovery is better with PLEX than with steroids", "Recovery is better with steroids than "
         "with PLEX"),
        ("Stop before 24 weeks", "Stop after 24 weeks"),
        ("Store below -20 °C", "Store below 20 °C"),
        ("The drug is recommended", "The drug was recommended"),
        ("Give the hepatitis A vaccine", "Give the hepatitis vaccine"),
        ("It is not useful", "It is not just useful"),
    ],
)  # fmt: skip
def test_what_differs_in_anything_that_matters_stays_apart(one: str, other: str) -> None:
    assert len(merge_quotes([quote(one, "a"), quote(other, "b")], LONG)) == 2


@given(st.lists(st.text(alphabet="abc 19%<notp", min_size=1, max_size=12), max_size=6))
def test_merging_loses_no_quote(texts: list[str]) -> None:
    quotes = [quote(words, str(number)) for number, words in enumerate(texts)]
    merged = merge_quotes(quotes, LONG)
    assert sorted(q.article.article_id for m in merged for q in (m, *m.repeats)) == sorted(
        q.article.article_id for q in quotes
    )
    assert merge_quotes(merged, LONG) == merged
