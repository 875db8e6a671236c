"""Ranking measures: hand arithmetic, trec_eval's tie rule kept out, and ir_measures as oracle."""

import math

import numpy as np
import pytest

from chatbot_evals.metrics.ranking import MEASURES, overall, score_rankings
from chatbot_evals.reciprocal_rank_fusion import reciprocal_rank_fusion

TWELVE = [f"n{number}" for number in range(12)]


def test_ndcg_has_linear_gain() -> None:
    scores = score_rankings({"q": {"a": 3, "b": 1, "c": 0}}, {"q": ["c", "b", "x", "a"]})["q"]
    gained = 1 / math.log2(3) + 3 / math.log2(5)
    best = 3 + 1 / math.log2(3)
    assert scores["ndcg@10"] == pytest.approx(gained / best)


def test_recall_and_reciprocal_rank_by_hand() -> None:
    qrels = {"q": {"a": 1, "b": 1, "c": 1, "d": 1}}
    ranking = ["n0", "n1", "a", "n3", "b", "n5", "c", "n7", "n8", "n9", "d"]
    scores = score_rankings(qrels, {"q": ranking})["q"]
    assert scores["recall@5"] == pytest.approx(2 / 4)
    assert scores["recall@10"] == pytest.approx(3 / 4)
    assert scores["mrr@10"] == pytest.approx(1 / 3)


def test_what_comes_after_the_tenth_counts_for_nothing() -> None:
    scores = score_rankings({"q": {"a": 1}}, {"q": [*TWELVE[:10], "a"]})["q"]
    assert scores == dict.fromkeys(MEASURES, 0.0)


def test_a_document_judged_zero_is_not_relevant() -> None:
    scores = score_rankings({"q": {"a": 0, "b": 2}}, {"q": ["a", "b"]})["q"]
    assert scores["mrr@10"] == pytest.approx(0.5)
    assert scores["recall@5"] == 1.0


@pytest.mark.parametrize("rankings", [{}, {"q": []}, {"other": ["a"]}])
def test_a_query_without_a_ranking_scores_zero(rankings: dict[str, list[str]]) -> None:
    assert score_rankings({"q": {"a": 1}}, rankings) == {"q": dict.fromkeys(MEASURES, 0.0)}


def test_the_order_of_the_ranking_stands_whatever_the_ids() -> None:
    for ids in (["a", "b", "c"], ["c", "b", "a"]):
        scores = score_rankings({"q": {ids[0]: 1}}, {"q": ids})
        assert scores["q"]["mrr@10"] == 1.0


def test_queries_keep_their_order_and_the_overall_is_their_mean() -> None:
    qrels = {"z": {"a": 1}, "b": {"a": 1}}
    scores = score_rankings(qrels, {"b": ["a"], "z": ["n", "a"]})
    assert list(scores) == ["z", "b"]
    assert overall(scores)["mrr@10"] == pytest.approx((0.5 + 1.0) / 2)
    assert overall(scores)["recall@5"] == 1.0


def test_overall_agrees_with_ir_measures() -> None:
    import ir_measures

    random = np.random.default_rng(7)
    documents = [f"d{number}" for number in range(30)]
    qrels: dict[str, dict[str, int]] = {}
    rankings: dict[str, list[str]] = {}
    for query in map(str, range(25)):
        judged = random.choice(documents, size=6, replace=False)
        qrels[query] = {str(name): int(random.integers(0, 4)) for name in judged}
        qrels[query][str(judged[0])] = 1
        rankings[query] = [str(name) for name in random.permutation(documents)[:20]]
    run = [
        ir_measures.ScoredDoc(query, document, 100.0 - rank)
        for query, ranking in rankings.items()
        for rank, document in enumerate(ranking)
    ]
    judgements = [
        ir_measures.Qrel(query, document, score)
        for query, judged_ in qrels.items()
        for document, score in judged_.items()
    ]
    measures = [ir_measures.parse_measure(name) for name in ("nDCG@10", "R@5", "R@10", "RR@10")]
    oracle = ir_measures.calc_aggregate(measures, judgements, run)
    ours = overall(score_rankings(qrels, rankings))
    assert list(ours.values()) == pytest.approx([oracle[measure] for measure in measures])


def test_reciprocal_rank_fusion_by_hand() -> None:
    # 7: 1/61 + 1/62; 3: 1/62 + 1/63; 9: 1/61; 4: 1/63
    assert reciprocal_rank_fusion([[7, 3, 4], [9, 7, 3]]) == [7, 3, 9, 4]
    assert reciprocal_rank_fusion([[5], [2]]) == [2, 5]
    assert reciprocal_rank_fusion([[], []]) == []
