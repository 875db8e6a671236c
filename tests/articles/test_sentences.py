"""Sentences of clinical prose."""

import pytest

from chatbot.articles.article import Article, Block, BlockKind, Mark
from chatbot.articles.sentences import line_spans, sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, 0, len(text))]


@pytest.mark.parametrize(
    "text",
    [
        "Rest well.|Then walk.",
        "Is it broken?|Look!|Then act.",
        'They said "Rest."|Then they left.',
        "Rest (in bed.)|Then walk.",
        "Give i.v. Fluids at once.|Then rest.",
        "The line is for i.v. fluids.|Then rest.",
        "Give it i.v.|The vein stings.",
        "Wear the brace b.i.d. Morning and evening are best.|Then rest.",
        "Wear the brace b.i.d.|The strap stays closed.",
        "Use something cold, e.g. Ice in a towel.|Then rest.",
        "Approx. Ten days pass.|Then walk.",
        "Brace vs. Cast was tried.|Both held.",
        "Dr. Nobody agrees.|So do we.",
        "They follow Roe et al. Nobody else does.|Then rest.",
        "As in Fig. 2 the wrap is loose.|Then rest.",
        "The dose is 5.5 mg.|Then rest.",
        "The dose is 5.|5 mg are too much.|Rest.",
        "The U.S. Ankle Society does not exist.|Rest.",
        "J. Doe made it up.|Rest.",
        "It lasts.1,2|Despite this, it wears out.",
        "It lasts.[3]|Despite this, it wears out.",
        "It lasts.4-6|3 braces broke.",
        "Swelling follows reduction 1.|Options include:",
        "Wait for 6 weeks.|10 of them in a cast.",
        "Words without any stop",
        "It ends in an ellipsis ...|Then rest.",
        "no capital follows. then it goes on.",
    ],
)
def test_sentences(text: str) -> None:
    assert sentences(text.replace("|", " ")) == text.split("|")


def test_hard_wraps_and_wide_gaps_part_sentences_too() -> None:
    assert sentences("Rest well.\n  Then walk.\n\nThen run.") == [
        "Rest well.",
        "Then walk.",
        "Then run.",
    ]


def test_only_the_given_stretch_is_cut() -> None:
    text = "Rest. Walk well. Run. Jump."
    assert [text[a:b] for a, b in sentence_spans(text, 6, 21)] == ["Walk well.", "Run."]


def test_empty_stretch_has_no_sentence() -> None:
    assert sentence_spans("Rest.", 2, 2) == []


def test_long_paragraph_takes_no_quadratic_time() -> None:
    text = "Rest well now. " * 40_000
    assert len(sentence_spans(text, 0, len(text))) == 40_000


@pytest.mark.parametrize("kind", [BlockKind.HEADING, BlockKind.ROW])
def test_headings_and_rows_are_one_line(kind: BlockKind) -> None:
    text = "Rest. Then walk."
    block = Block(kind=kind, start=0, end=len(text))
    article = Article(article_id="t", text=text, title="t", blocks=(block,))
    assert line_spans(article, block) == [(0, len(text))]


def test_lines_of_a_bullet_end_before_their_marks() -> None:
    text = "Rest well 1. Then walk 2, 3."
    marks = tuple(Mark(value=text[at], start=at, end=at + 1) for at in (10, 23, 26))
    block = Block(kind=BlockKind.BULLET, start=0, end=22, marks=marks)
    article = Article(article_id="t", text=text, title="t", blocks=(block,))
    assert [text[a:b] for a, b in line_spans(article, block)] == ["Rest well", "Then walk"]
