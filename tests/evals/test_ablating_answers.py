"""The ablation of answering: each part left out is missed by the case that depends on it."""

import json
from pathlib import Path

import pytest

from chatbot.answering.pipeline import make_pipeline
from chatbot.indexing.building import build
from chatbot.indexing.generations import Generations
from chatbot.indexing.sources import CorpusSource
from chatbot.rendering.as_markdown import answer_text
from chatbot.settings import load_settings
from chatbot_evals.ablating import WHOLE, Ablation, ablation_rows
from chatbot_evals.ablating_answers import METRICS, ablate_variants, cases_table, without_each
from chatbot_evals.cases import read_cases
from tests.conftest import Run
from tests.fakes import WordEmbedder

NAMES = (
    "alphinib", "betamab", "gammanib", "deltamab", "epsinib", "zetamab", "etanib", "thetamab",
    "iotanib", "kappamab", "lambdanib", "mumab", "nunib", "xinib", "omimab", "pinib",
)  # fmt: skip
"""More than a list that is shown whole."""
COURSES = "".join(f"- {name.title()} is given for {n} weeks.\n" for n, name in enumerate(NAMES, 2))
ARTICLES = {
    "first": f"""# Treatment of uveitis

- The dose of fictinib is 5 mg daily against redness, pain and blurred sight.
- The dose of thetamab is 40 mg weekly.

## Courses

{COURSES}
""",
    "second": """# Care after treatment of uveitis

- The dose of fictinib is 10 mg daily.
- Myocardial infarction calls for aspirin.
""",
}
CASES = [
    {
        "id": "follow-up",
        "turns": ["What is the dose of thetamab?", "And for how long is it given?"],
        "gold": [{"article": "first", "quote": "Thetamab is given for 9 weeks."}],
        "facts": [["9 weeks"]],
        "expect": "answer",
    },
    {
        "id": "two sides",
        "turns": ["What dose of fictinib against redness, pain and blurred sight in uveitis?"],
        "gold": [
            {"article": "first", "quote": "The dose of fictinib is 5 mg daily"},
            {"article": "second", "quote": "The dose of fictinib is 10 mg daily."},
        ],
        "expect": "conflict",
    },
    {
        "id": "misspelt",
        "turns": ["For how long is gamanib given?"],
        "gold": [{"article": "first", "quote": "Gammanib is given for 4 weeks."}],
        "expect": "answer",
    },
    {"id": "another drug", "turns": ["What is the dose of eculizumab?"], "expect": "refuse"},
    {"id": "too little", "turns": ["What redness calls the whole evening?"], "expect": "refuse"},
]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Ablation]:
    folder = tmp_path_factory.mktemp("ablated")
    (folder / "corpus").mkdir()
    for name, text in ARTICLES.items():
        (folder / "corpus" / f"{name}.md").write_text(text, encoding="utf-8")
    cases = folder / "cases.jsonl"
    cases.write_text("".join(json.dumps(case) + "\n" for case in CASES), encoding="utf-8")
    settings = load_settings(corpus=folder / "corpus", index=folder / "index")
    embedder = WordEmbedder()
    build(
        CorpusSource(settings.corpus, max_bytes=settings.max_article_bytes),
        Generations(settings.index),
        embedder,
        report=lambda stage, done, total: None,
    )
    generation = Generations(settings.index).current()
    whole, no_threshold = (
        make_pipeline(generation, embedder, weakest_score=least, write=answer_text).run
        for least in (0.22, 0.0)
    )
    found = read_cases([cases], ARTICLES)
    variants = without_each(whole, no_threshold)
    return ablate_variants(variants, found, ARTICLES, lambda stage, done, total: None)


def test_everything_answers_every_case(rows: list[Ablation]) -> None:
    whole = [row for row in rows if row.variant == WHOLE]
    assert [row.metric for row in whole] == list(METRICS)
    assert [row.value for row in whole] == [1.0] * 5
    assert [row.n for row in whole] == [3, 1, 3, 2, 1]
    assert all((row.difference, row.p_value) == (0.0, None) for row in whole)
    assert len({row.variant for row in rows}) == 3


@pytest.mark.parametrize(
    ("variant", "metric"),
    [
        ("follow-ups not condensed", "evidence_recall"),
        ("follow-ups not condensed", "fact_recall"),
        ("no threshold", "refusal_recall"),
    ],
)
def test_a_part_that_is_needed_is_missed(rows: list[Ablation], variant: str, metric: str) -> None:
    (row,) = (row for row in rows if (row.variant, row.metric) == (variant, metric))
    assert row.difference < 0
    assert row.value == pytest.approx(1.0 + row.difference, abs=2e-6)


def test_the_table_and_the_document(rows: list[Ablation]) -> None:
    head, rule, first, second, *_ = cases_table(rows).splitlines()
    assert head.count("|") == rule.count("|") == first.count("|") == second.count("|")
    assert head.startswith("| variant | evidence_recall (n 3) | fact_recall (n 1) | ")
    assert first.startswith(f"| {WHOLE} | 1.000 (1.000 to 1.000) | 1.000 | ")
    assert second.startswith("| follow-ups not condensed | 0.667 (0.000 to 1.000; p ")
    document = ablation_rows(rows)
    assert json.loads(json.dumps(document)) == document
    assert set(document[0]) == {
        "set", "n", "variant", "evidence_recall", "interval", "difference", "p_value",
    }  # fmt: skip


def test_the_command_takes_files_of_cases(run: Run, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "first.md").write_text(ARTICLES["first"], encoding="utf-8")
    places = ["--corpus", tmp_path / "corpus", "--index", tmp_path / "index"]
    assert run("index", *places).status == 0
    cases = tmp_path / "cases.jsonl"
    cases.write_text(json.dumps(CASES[0]) + "\n", encoding="utf-8")
    done = run("eval", "ablate", cases, *places)
    assert done.status == 0, done.err
    assert done.out.startswith("| variant | evidence_recall (n 1) | ")
