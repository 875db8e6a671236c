"""What of an answer counts as the gold quoted, and how answers are summed up."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from chatbot.errors import CaseError
from chatbot.settings import Settings
from chatbot_evals.answer_sets import AskedQuestion, Passage, questions_of_set, spread
from chatbot_evals.cases import Gold, read_cases
from chatbot_evals.evaluating_answers import evaluate_answers, judge, summed_up
from chatbot_evals.retrieval_sets import read_retrieval_set

PASSAGE = Passage(words="Rest. The ankle rests for two days, then moves.", inside=True)


def answer(*quotes: str, reason: str | None = None) -> dict[str, Any]:
    return {
        "reason": reason,
        "citations": [
            {"number": n, "article_id": "a", "quote": quote, "start": 0, "end": len(quote)}
            for n, quote in enumerate((*quotes, "a warning beside the answer"), start=1)
        ],
        "statements": [
            {"text": quote, "citations": [n]} for n, quote in enumerate(quotes, start=1)
        ],
        "conflicts": [],
    }


@pytest.mark.parametrize(
    ("gold", "quote", "found"),
    [
        (PASSAGE, "- The *ankle*\n  rests for two days", True),
        (PASSAGE, "The ankle rests for two weeks", False),
        (Passage(words="two days", held=True), "It rests for two\ndays.", True),
        (Passage(words="two days", held=True), "two", False),
        (Passage(words="one two three four", article="b"), "one two three four", False),
        (Passage(words="one two", article="a"), "zero one two three", True),
    ],
)
def test_what_counts_as_quoted(gold: Passage, quote: str, found: bool) -> None:
    citation = {"article_id": "a", "quote": quote, "start": 0, "end": len(quote)}
    assert gold.is_in(citation) is found


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [(0, 25, True), (13, 60, True), (20, 60, False), (3, 9, True), (100, 125, False)],
)
def test_a_quote_counts_by_its_place_not_by_like_words(start: int, end: int, found: bool) -> None:
    gold = Passage(words="examplin 500 mg for 5 days", article="a", places=((0, 26),))
    citation = {
        "article_id": "a",
        "quote": "placebol 500 mg for 5 days",
        "start": start,
        "end": end,
    }
    assert gold.is_in(citation) is found


def test_only_what_a_statement_cites_counts() -> None:
    question = AskedQuestion(
        id="q",
        turns=("?",),
        gold=(Passage(words="a warning beside the answer", article="a"),),
        facts=(("two days", "48 hours"), ("three",)),
    )
    judged = judge(question, answer("rest for two days", "then move"))
    assert (judged.quoted, judged.first, judged.facts, judged.words) == (False, False, 0.5, 6)
    second = judge(question, answer("rest", "a warning beside the answer"))
    assert (second.quoted, second.first) == (True, False)


def test_shares_are_of_the_questions_with_an_answer() -> None:
    gold = (Passage(words="rest", article="a"),)
    asked = AskedQuestion(id="1", turns=("?",), gold=gold)
    refuse = AskedQuestion(id="2", turns=("?",), gold=())
    found = summed_up(
        [
            judge(asked, answer("rest")),
            judge(asked, answer(reason="weak_evidence")),
            judge(refuse, answer(reason="not_in_corpus")),
            judge(refuse, answer("one two three")),
        ]
    )
    assert (found["n"], found["n_answerable"]) == (4, 2)
    assert (found["answered"], found["gold_quoted"], found["gold_first"]) == (0.5, 0.5, 0.5)
    assert found["refusals"] == {"weak_evidence": 1, "not_in_corpus": 1}
    assert found["wrong_refusals"] == {"weak_evidence": 1}
    assert found["intervals"]["refused_rightly"]["hits"] == 1
    assert found["words_median"] == 2.0
    assert found["facts"] is None


def test_a_limit_takes_questions_from_all_over_the_file() -> None:
    questions = [AskedQuestion(id=str(n), turns=("?",), gold=()) for n in range(10)]
    assert [question.id for question in spread(questions, 4)] == ["0", "2", "5", "7"]
    assert spread(questions, None) == questions


def write_set(folder: Path) -> Path:
    documents = [
        {"_id": "a", "title": "Ankle sprain", "text": "Rest the ankle for two days."},
        {"_id": "b", "title": "Wrist sprain", "text": "Cool the wrist in cold water."},
    ]
    queries = [
        {"_id": "q", "text": "How long should the ankle rest after a sprain?"},
        {"_id": "r", "text": "How?", "metadata": {"answers": ["cold", {"text": "water"}, 3]}},
    ]
    for name, rows in (("corpus", documents), ("queries", queries)):
        lines = "".join(f"{json.dumps(row)}\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    qrels = "query-id\tcorpus-id\tscore\nq\ta\t1\nr\tb\t1\n"
    (folder / "qrels.tsv").write_text(qrels, encoding="utf-8")
    return folder


def test_gold_of_a_set_is_its_spans_or_its_documents(tmp_path: Path) -> None:
    first, second = questions_of_set(read_retrieval_set(write_set(tmp_path)))
    assert first.gold == (Passage(words="Ankle sprain\nRest the ankle for two days.", inside=True),)
    assert second.gold == (Passage(words="cold", held=True), Passage(words="water", held=True))


def test_a_set_is_indexed_and_asked(settings: Settings, tmp_path: Path) -> None:
    found = evaluate_answers(
        write_set(tmp_path),
        settings,
        articles=False,
        place=tmp_path / "index",
        limit=1,
        report=lambda stage, done, total: None,
    )
    assert found["gold_first"] == 1.0
    assert [case["id"] for case in found["cases"]] == ["q"]


def test_a_passage_may_be_given_by_its_place(tmp_path: Path) -> None:
    article = "Ankle sprain\nRest the ankle for two days."
    words = article[13:28]
    place = {
        "article": "a", "start": 13, "end": 28,
        "sha256": hashlib.sha256(words.encode()).hexdigest()[:12],
    }  # fmt: skip
    case = {"id": "c", "turns": ["?"], "gold": [place], "expect": "answer"}
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(case) + "\n", encoding="utf-8")
    (read,) = read_cases([path], {"a": article})
    assert read.gold == (Gold(article="a", quote=words),)
    with pytest.raises(CaseError, match=r"cases.jsonl:1: characters 13-28 of a are not the words"):
        read_cases([path], {"a": f" {article}"})
