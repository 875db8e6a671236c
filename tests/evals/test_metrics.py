"""Metrics of one case, by hand arithmetic."""

from typing import Any

import pytest

from chatbot_evals.cases import Case, Gold
from chatbot_evals.metrics.citation_support import citation_precision, citation_recall
from chatbot_evals.metrics.conflict_recall import conflict_recall
from chatbot_evals.metrics.coverage import coverage_curve
from chatbot_evals.metrics.evidence_recall import evidence_recall
from chatbot_evals.metrics.fact_recall import fact_recall
from chatbot_evals.metrics.numbers_in_quote import numbers_in_quote
from chatbot_evals.metrics.refusals import answer_rate, refusal_precision, refusal_recall
from chatbot_evals.metrics.repeatability import repeatability
from chatbot_evals.metrics.unresolved_markers import unresolved_markers
from chatbot_evals.metrics.verbatim_rate import verbatim_rate
from chatbot_evals.observation import Observation
from chatbot_evals.scoring import METRICS, score_case, sum_up

TEXT = "Rest the ankle for 2 days. Cool it often. Give 5-7 doses of 375 mg/m² weekly."
OTHER = "Rest the ankle for 4 days."


def cited(quote: str, number: int = 1, article: str = "a", **more: Any) -> dict[str, Any]:
    text = TEXT if article == "a" else OTHER
    start = text.find(quote)
    place = {"start": start, "end": start + len(quote)}
    return {"number": number, "article_id": article, "quote": quote, **place, **more}


def observed(
    *citations: dict[str, Any],
    gold: tuple[tuple[str, str], ...] = (("a", "Rest the ankle for 2 days"),),
    facts: tuple[tuple[str, ...], ...] = (),
    expect: str = "answer",
    outcome: str = "answered",
    confidence: float | None = 0.5,
    **answer: Any,
) -> Observation:
    statements = [
        {"text": c["quote"], "citations": [c["number"]], "verbatim": True} for c in citations
    ]
    return Observation(
        case=Case(
            id="c",
            turns=("q",),
            gold=tuple(Gold(article=a, quote=q) for a, q in gold),
            facts=facts,
            expect=expect,  # type: ignore[arg-type]
        ),
        answer={
            "outcome": outcome,
            "reason": None,
            "text": " ".join(f"[{c['number']}]" for c in citations),
            "statements": statements,
            "citations": list(citations),
            "nearest": [],
            "conflicts": [],
            "confidence": confidence,
            **answer,
        },
        articles={"a": TEXT, "b": OTHER},
        seconds=0.25,
    )


def refused(expect: str = "refuse", **more: Any) -> Observation:
    gold = () if expect == "refuse" else (("a", "Rest the ankle for 2 days"),)
    return observed(gold=gold, expect=expect, outcome="refused", **more)


def test_evidence_is_a_hit_by_half_of_the_shorter() -> None:
    assert evidence_recall(observed(cited("Rest the ankle for 2 days"))) == 1.0
    assert evidence_recall(observed(cited(TEXT))) == 1.0
    assert evidence_recall(observed(cited("ankle for 2 days. Cool"))) == 1.0  # 16 of 22
    assert evidence_recall(observed(cited("2 days. Cool it often"))) == 0.0  # 6 of 21
    assert evidence_recall(observed(cited("Rest the ankle for 4 days", article="b"))) == 0.0
    assert evidence_recall(refused("answer")) == 0.0
    assert evidence_recall(refused()) is None


def test_one_gold_passage_is_enough_but_a_conflict_needs_all() -> None:
    both = (("a", "Rest the ankle for 2 days"), ("b", "Rest the ankle for 4 days"))
    one = cited("Rest the ankle for 2 days")
    two = cited("Rest the ankle for 4 days", 2, "b")
    assert evidence_recall(observed(one, gold=both)) == 1.0
    assert evidence_recall(observed(one, gold=both, expect="conflict")) == 0.0
    assert evidence_recall(observed(one, two, gold=both, expect="conflict")) == 1.0


def test_facts_are_compared_normalised() -> None:
    quote = cited("Give 5-7 doses of 375 mg/m² weekly")
    facts = (("375 MG/M2",), ("5–7 doses", "six doses"), ("10 mg",))
    assert fact_recall(observed(quote, facts=facts)) == pytest.approx(2 / 3)
    assert fact_recall(observed(quote)) is None


def test_citations_in_the_sense_of_alce() -> None:
    own = [
        {"text": "Rest for 2 days", "citations": [1, 2], "verbatim": False},
        {"text": "Rest for 9 days", "citations": [1], "verbatim": False},
    ]
    both = observed(cited("Rest the ankle for 2 days"), cited("Cool it often", 2), statements=own)
    assert citation_recall(both) == 0.5  # no quote holds the 9
    assert citation_precision(both) == pytest.approx(1 / 3)  # [2] adds nothing, the 9 has none
    assert citation_recall(refused()) is None


def test_a_lead_in_contributes_to_its_verbatim_statement() -> None:
    own = [{"text": "Cool it often", "citations": [2, 1], "verbatim": True}]
    both = observed(cited("Rest the ankle"), cited("Cool it often", 2), statements=own)
    assert citation_precision(both) == 1.0


def test_markers_that_resolve_to_nothing_are_counted() -> None:
    answer = observed(cited("Cool it often"), text="“Cool” [1] and [3], not \\[9]")
    assert unresolved_markers(answer) == pytest.approx(1 / 3)
    assert unresolved_markers(refused()) is None


def test_a_quote_must_stand_at_its_offsets() -> None:
    shifted = {**cited("Cool it often"), "start": 0, "end": 13}
    assert verbatim_rate(observed(cited("Cool it often"), shifted)) == 0.5
    assert verbatim_rate(refused()) is None


def test_figures_must_stand_in_the_cited_quote() -> None:
    own = [{"text": "Give 5-7 doses of 500 mg", "citations": [1], "verbatim": False}]
    assert numbers_in_quote(
        observed(cited("Give 5-7 doses of 375 mg/m² weekly"), statements=own)
    ) == pytest.approx(2 / 3)
    assert numbers_in_quote(observed(cited("Cool it often"))) is None


def test_refusals_by_table() -> None:
    answered, answered_wrongly = (
        observed(cited("Cool it often")),
        observed(gold=(), expect="refuse"),
    )
    table = [
        (answered, (None, None, 1.0)),
        (answered_wrongly, (None, 0.0, None)),
        (refused(), (1.0, 1.0, None)),
        (refused("answer"), (0.0, None, 0.0)),
    ]
    for observation, expected in table:
        found = tuple(f(observation) for f in (refusal_precision, refusal_recall, answer_rate))
        assert found == expected


def test_a_conflict_is_shown_only_as_one() -> None:
    both = (("a", "Rest the ankle for 2 days"), ("b", "Rest the ankle for 4 days"))
    sides = (cited("Rest the ankle for 2 days"), cited("Rest the ankle for 4 days", 2, "b"))
    quoted = observed(*sides, gold=both, expect="conflict")
    shown = observed(*sides, gold=both, expect="conflict", conflicts=[{"citations": [1, 2]}])
    half = observed(*sides, gold=both, expect="conflict", conflicts=[{"citations": [1]}])
    assert [conflict_recall(o) for o in (quoted, shown, half)] == [0.0, 1.0, 0.0]
    assert conflict_recall(observed()) is None


def test_what_was_not_tried_is_unscored() -> None:
    assert repeatability(observed()) is None


def test_the_coverage_curve_by_hand() -> None:
    right = observed(cited("Rest the ankle for 2 days"), confidence=0.9)
    wrong = observed(cited("Cool it often"), confidence=0.7)
    answered_wrongly = observed(gold=(), expect="refuse", confidence=0.4)
    unsearched = refused(confidence=None)
    assert coverage_curve([wrong, right, unsearched, answered_wrongly]) == [
        (0.25, 1.0, 0.9),
        (0.5, 0.5, 0.7),
        (0.75, pytest.approx(1 / 3), 0.4),
    ]


def test_the_unscored_count_neither_for_nor_against() -> None:
    scores = [score_case(o) for o in (observed(cited("Rest the ankle for 2 days")), refused())]
    figures = sum_up(scores)
    assert set(figures) == {metric.name for metric in METRICS}
    assert (figures["evidence_recall"].value, figures["evidence_recall"].n) == (1.0, 1)
    assert (figures["refusal_recall"].value, figures["refusal_recall"].n) == (1.0, 1)
    assert figures["conflict_recall"].value is None
    assert figures["latency_p50"].value == 0.25
