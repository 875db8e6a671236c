"""What traits weigh is fitted so that gold comes first, and judged on sets left out."""

from pathlib import Path

import numpy as np
import pytest

from chatbot.errors import EvaluationError, LexiconError
from chatbot.lexicon.loading import load_table, parse_table
from chatbot.lexicon.weights import load_weights
from chatbot.refusing.confidence import CONFIDENCE_TRAITS
from chatbot.retrieval.ranking import STATEMENT_TRAITS
from chatbot_evals.fitting import Gathered, evaluate_fits, fit, write_weights

MADE_UP = np.random.default_rng(3)


def _question(*, answerable: bool, gold_by: int = 1) -> Gathered:
    """Return six statements; the gold one has the highest trait `gold_by`, the others are noise."""
    traits = MADE_UP.uniform(0, 0.5 if answerable else 0.3, (6, len(STATEMENT_TRAITS)))
    gold = np.zeros(6, dtype=bool)
    if answerable:
        traits[2, gold_by] = 0.9
        gold[2] = True
    unknown = 0.1 if answerable else 0.8
    return Gathered(traits=traits, gold=gold, answerable=answerable, unknown=unknown)


def _set(answerable: int = 30, others: int = 15, gold_by: int = 1) -> list[Gathered]:
    return [
        *(_question(answerable=True, gold_by=gold_by) for _ in range(answerable)),
        *(_question(answerable=False) for _ in range(others)),
    ]


def test_the_trait_of_the_gold_weighs_most() -> None:
    fitted = fit([_set(), _set()]).named()
    statement = fitted["statement"]
    assert max(statement, key=statement.__getitem__) == STATEMENT_TRAITS[1]
    assert fitted["answer"]["unknown"] < 0
    assert sum(each for each in statement.values() if each > 0) == pytest.approx(1, abs=0.01)


def test_a_set_is_judged_by_what_the_others_say() -> None:
    alike, unlike = _set(), _set(gold_by=3)
    found = evaluate_fits({"a": alike, "b": _set(), "unlike": unlike})["left_out"]
    assert found["a"]["first"] > 0.9
    assert found["a"]["auroc"] > 0.9
    assert found["unlike"]["first"] < 0.6


def test_without_gold_or_without_refusals_nothing_is_fitted() -> None:
    with pytest.raises(EvaluationError, match="gold"):
        fit([_set(answerable=0)])
    with pytest.raises(EvaluationError, match="to refuse"):
        fit([_set(others=0)])


def test_weights_are_written_as_they_are_read(tmp_path: Path) -> None:
    shipped = {
        "statement": dict(
            zip(STATEMENT_TRAITS, load_weights("statement", STATEMENT_TRAITS), strict=True)
        ),
        "answer": dict(
            zip(CONFIDENCE_TRAITS, load_weights("answer", CONFIDENCE_TRAITS), strict=True)
        ),
    }
    table = tmp_path / "weights.tsv"
    table.write_text("# licence: Apache-2.0\n# source own: fitted\nold\n", encoding="utf-8")
    write_weights(shipped, table)
    assert parse_table("weights", table.read_text("utf-8")).rows == load_table("weights").rows


def test_weights_of_other_traits_are_an_error() -> None:
    with pytest.raises(LexiconError, match="answer has"):
        load_weights("answer", ("score",))
