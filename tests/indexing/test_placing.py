"""Each statement is of one chunk, which holds its words in what is embedded."""

from chatbot.articles.markdown_document import read_markdown
from chatbot.indexing.chunking import chunk_article, chunk_statements, embedded_span
from chatbot.statements.making import make_statements

PAGE = """# Ankles

## Warning signs (seen in 5%)

- Numb toes and a cold foot
- A swelling that grows

## Exercises

{long}Begin once walking is free of pain. Good ones are:

- Circles with the foot
- Standing on one leg
"""


def test_every_statement_is_of_one_chunk_that_holds_its_words() -> None:
    article = read_markdown(PAGE.format(long="Walking on sand is slow. " * 60), "a")
    statements = make_statements(article)
    placed = []
    for chunk in chunk_article(article, lambda text: len(text.split())):
        for statement in chunk_statements(chunk, statements):
            placed.append(statement)
            start, end = embedded_span(chunk, statement)
            words = article.text[statement.start : statement.end]
            held = chunk.embedded[start:end].split()
            assert set(held) <= set(words.split())
            assert end > start
    assert sorted(placed, key=lambda s: s.start) == sorted(statements, key=lambda s: s.start)
