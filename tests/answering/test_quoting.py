"""Quotes are whole sentences, with what they refer to."""

from pathlib import Path

import pytest

from chatbot.answering.quoting import quote_lines, whole_sentence
from chatbot.articles.article import Article
from chatbot.articles.corpus import read_corpus
from chatbot.articles.sentences import line_spans
from chatbot.retrieval.evidence_line import EvidenceLine


def article(tmp_path: Path, text: str) -> Article:
    (tmp_path / "page.md").write_text(f"# Page\n\n{text}\n", encoding="utf-8")
    return read_corpus(tmp_path).articles[0]


def quoted(page: Article, words: str) -> str:
    for number, block in enumerate(page.blocks):
        for start, end in line_spans(page, block):
            if words in page.text[start:end]:
                line = EvidenceLine(
                    article=page,
                    block=number,
                    start=start,
                    end=end,
                    marks=(),
                    passage_rank=1,
                    coverage=1.0,
                    similarity=1.0,
                    score=1.0,
                    standing=1.0,
                )
                return quote_lines([line])[0].words
    raise AssertionError(words)


@pytest.mark.parametrize(
    ("text", "words", "whole"),
    [
        (
            "If nothing is known of the strain of\n\nB. anthracis\n\n, begin the drug.",
            "begin the drug",
            "If nothing is known of the strain of\n\nB. anthracis\n\n, begin the drug.",
        ),
        (
            "Use the mixture of 1.2 MU of one drug with the other. Then rest.",
            "of one drug",
            "Use the mixture of 1.2 MU of one drug with the other.",
        ),
        (
            "Drugs of this class harm the kidney. This does not hold for aspirin.",
            "does not hold",
            "Drugs of this class harm the kidney. This does not hold for aspirin.",
        ),
        (
            "- Adults: check the knee. Those with a rash are not checked. See below.\n- Others.",
            "check the knee",
            "Adults: check the knee. Those with a rash are not checked. See below.",
        ),
        (
            "- Check the knee. Do so for:\n  - runners\n  - skiers\n- Check the hip.",
            "Check the knee",
            "Check the knee. Do so for:\n  - runners\n  - skiers",
        ),
        (f"- Check the knee. {'Knees bend. ' * 60}", "Check the knee", "Check the knee."),
        ("One sentence. Another sentence.", "Another", "Another sentence."),
        ("One paragraph.\n\nAnother one.", "Another", "Another one."),
    ],
)
def test_a_quote_is_a_whole_sentence(tmp_path: Path, text: str, words: str, whole: str) -> None:
    assert quoted(article(tmp_path, text), words) == whole


def test_a_whole_sentence_stays_as_it_is(tmp_path: Path) -> None:
    page = article(tmp_path, "Give it daily. Stop it later.")
    block = len(page.blocks) - 1
    for span in line_spans(page, page.blocks[block]):
        assert whole_sentence(page, block, *span) == span
