"""The questions to begin with are ones that the articles at hand answer."""

from pathlib import Path

import pytest

from chatbot.answering.answer import Outcome
from chatbot.chatbot import Chatbot
from chatbot.maintaining import build_index
from chatbot.settings import Settings, load_settings
from chatbot.web.examples import MOST, find_examples
from tests.conftest import SHARED

GUIDELINES = SHARED / "data/guidelines_uspstf/docs"


def test_the_shipped_articles_have_their_own(chatbot: Chatbot) -> None:
    examples = find_examples(chatbot)
    assert len(examples) == MOST
    assert "What dose of rituximab?" in examples


def test_other_articles_have_examples_that_they_answer(library: Settings) -> None:
    chatbot = Chatbot(library)
    examples = find_examples(chatbot)
    assert examples
    assert not any("rituximab" in question for question in examples)
    assert all(chatbot.quoted(question).outcome is Outcome.ANSWERED for question in examples)


def test_without_an_index_there_is_none(tmp_path: Path) -> None:
    assert find_examples(Chatbot(load_settings(index=tmp_path / "none"))) == ()


@pytest.mark.skipif(not GUIDELINES.is_dir(), reason="the shared guidelines are not here")
def test_real_guidelines_have_examples_that_they_answer(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for path in sorted(GUIDELINES.glob("*.md"))[::10]:
        (corpus / path.name).write_bytes(path.read_bytes())
    settings = load_settings(corpus=corpus, index=tmp_path / "index")
    build_index(settings, lambda stage, done, total: None)
    chatbot = Chatbot(settings)
    examples = find_examples(chatbot)
    assert len(examples) == MOST
    assert all(chatbot.quoted(question).outcome is Outcome.ANSWERED for question in examples)
