"""Who asks what is recommended is shown the recommendation, however long the article is."""

from pathlib import Path

import pytest

from chatbot.answering import pipeline
from chatbot.answering.asking import is_advice
from chatbot.answering.pipeline import State
from chatbot.assembling import Chatbot, build_index
from chatbot.settings import load_settings

SECTIONS = 14
ABOUT = (
    "Screening adults for {0} finds {0} in adults. Adults screened for {0} in survey {1} were "
    "screened once. Of survey {1}, adults had {0}."
)
LONG = f"{ABOUT} " * 6
PLAIN = "the panel recommends that they be screened for tennis elbow each spring"
SHORT = "the panel recommends a look in spring"


def article(about: str, advice: str) -> str:
    surveys = (f"## Survey {n}\n\n{LONG.format(about, n)}" for n in range(SECTIONS))
    said = f"- Players: {advice}.\n- All others: nothing is recommended."
    return "\n\n".join(
        (f"# {about}: screening", f"## Recommendation summary\n\n{said}", *surveys, "")
    )


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Chatbot:
    folder: Path = tmp_path_factory.mktemp("advice")
    (folder / "corpus").mkdir()
    for name, about, advice in (("a", "tennis elbow", PLAIN), ("b", "runner's knee", SHORT)):
        (folder / "corpus" / f"{name}.md").write_text(article(about, advice), encoding="utf-8")
    settings = load_settings(corpus=folder / "corpus", index=folder / "index")
    build_index(settings, lambda stage, done, total: None)
    return Chatbot(settings)


def passages(bot: Chatbot, question: str) -> list[str]:
    steps = bot.pipeline()
    state = State(question=question, turns=())
    state |= steps.condense(state)  # type: ignore[typeddict-item]
    return [" ".join(each.chunk.section) for each in steps.retrieve(state)["passages"]]


def test_its_passage_is_found_behind_many_others(bot: Chatbot) -> None:
    found = passages(bot, "Should adults be screened for runner's knee?")
    assert "Recommendation summary" not in found[:8]
    assert "Recommendation summary" in found[8:]


def test_it_is_looked_for_only_if_asked_for(bot: Chatbot) -> None:
    assert len(passages(bot, "How common is runner's knee in adults?")) == 8


def test_it_is_quoted_among_many_lines_that_fit_better(
    bot: Chatbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "Should adults be screened for tennis elbow?"
    assert PLAIN in " ".join(each.quote for each in bot.ask(question)[0].citations)
    monkeypatch.setattr(pipeline, "_LINES", 1)
    assert PLAIN in bot.ask(question)[0].citations[0].quote


@pytest.mark.parametrize(
    ("heading", "holds"),
    [
        ("Recommendations", True),
        ("Recommendation summary", True),
        ("Summary of Recommendations", True),
        ("Key recommendations", True),
        ("Recommendations of Others", False),
        ("Previous recommendation", False),
        ("Research Recommendations", False),
        ("Discussion", False),
    ],
)
def test_sections_that_hold_the_recommendations(heading: str, holds: bool) -> None:
    assert is_advice(("Elbows", heading)) is holds
    assert not is_advice((heading, "Background"))
