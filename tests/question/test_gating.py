"""Whether a question depends on the turns before it."""

import json

import pytest

from chatbot.question.gating import Sign, depends_on_context, sign_of_dependence
from tests.conftest import SHARED

CANARD = SHARED / "data" / "canard" / "rewrites.jsonl"


@pytest.mark.parametrize(
    ("question", "sign"),
    [
        ("And if that is not suitable?", Sign.CONDITION),
        ("and if there is no response after three days?", Sign.CONDITION),
        ("What about azathioprine?", Sign.FRAGMENT),
        ("What about the dose in children?", Sign.FRAGMENT),
        ("azathioprine?", Sign.BARE),
        ("How long should it be continued?", Sign.PRONOUN),
        ("What are its side effects?", Sign.PRONOUN),
        ("Is that safe?", Sign.PRONOUN),
        ("What is the weather like there?", Sign.PRONOUN),
        ("How many exchanges are given then?", Sign.PRONOUN),
        ("What dose is used for the second one?", Sign.ITEM),
        ("How is option 2 given?", Sign.ITEM),
        ("Which is the most common?", Sign.COMPARISON),
        ("Which of them is safer in pregnancy?", Sign.COMPARISON),
        ("I meant the oral form", Sign.CLARIFICATION),
        ("For how long?", Sign.UNNAMED),
        ("Why?", Sign.UNNAMED),
        ("dose?", Sign.UNNAMED),
        ("What dose in pregnancy?", Sign.UNNAMED),
        ("When should the infusion be repeated?", Sign.DEFINITE),
    ],
)
def test_a_question_that_leans_on_the_conversation_is_seen(question: str, sign: Sign) -> None:
    assert sign_of_dependence(question) is sign


@pytest.mark.parametrize(
    "question",
    [
        "What dose of rituximab?",
        "Which antibodies matter in NMO?",
        "When should plasma exchange be considered?",
        "Is azathioprine effective?",
        "What is known of patients that relapse under rituximab?",
        "What are the side effects of drugs such as azathioprine?",
        "Is it safe to give rituximab with azathioprine?",
        "How are those with optic neuritis treated?",
        "How is rituximab given and what is its dose?",
        "Does rituximab lose its effect?",
        "If azathioprine fails, what is the next treatment?",
        "So what is the dose of rituximab in children?",
        "What about the rituximab dose?",
        "Is rituximab better than azathioprine, or are both alike?",
        "Which drug is best for optic neuritis?",
        "A woman of 30 has optic neuritis. Should she get steroids?",
        "Is there an interaction between azathioprine and allopurinol?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert not depends_on_context(question)


@pytest.mark.skipif(not CANARD.exists(), reason="the outside questions are not at hand")
def test_what_people_left_alone_is_left_alone() -> None:
    rows = [json.loads(line) for line in CANARD.read_text(encoding="utf-8").splitlines()]

    def plain(text: str) -> str:
        return " ".join(text.casefold().replace("?", "").split())

    alone = [r["question"] for r in rows if plain(r["question"]) == plain(r["gold_rewrite"])]
    rewritten = [r["question"] for r in rows if plain(r["question"]) != plain(r["gold_rewrite"])]
    assert sum(map(depends_on_context, alone)) / len(alone) < 0.04
    assert sum(map(depends_on_context, rewritten)) / len(rewritten) > 0.7
