"""Questions with known answers -> what each trait of a statement and of an answer weighs.

The order of statements is fitted by listwise logistic regression: the share that the gold
statements have of a softmax over all that were found (ListNet's top-one probability, Cao et al.
2007). The confidence is fitted by logistic regression of answerable against other questions, each
kind weighing the same. Every set weighs the same, and is judged with it left out of the fit.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize  # type: ignore[import-untyped]

from chatbot.answering.quoting import quote
from chatbot.answering.steps import Asking, Refused
from chatbot.assembling import load_embedder
from chatbot.chatbot import Chatbot
from chatbot.errors import EvaluationError
from chatbot.indexing.reporting import Reporter
from chatbot.language.reading import Reader
from chatbot.question.turn import Turn
from chatbot.refusing.confidence import CONFIDENCE_TRAITS, unknown_share
from chatbot.refusing.deciding import Refuser
from chatbot.retrieval.ranking import STATEMENT_TRAITS, RankedStatement
from chatbot.settings import Settings
from chatbot.whole_files import write_whole
from chatbot_evals.answer_sets import AskedQuestion
from chatbot_evals.evaluating_answers import open_set
from chatbot_evals.metrics.auroc import auroc

Array = npt.NDArray[np.float64]
Sets = Mapping[str, Sequence["Gathered"]]

_SHOWN = 5  # statements of an answer
_RIDGE = 1e-3  # of the squared weights, beside a loss of about 1 a set


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What was found for a question: `traits` (statements, traits), and which of them are `gold`.

    `unknown` is the share of the question that no article mentions.
    """

    traits: Array
    gold: npt.NDArray[np.bool_]
    answerable: bool
    unknown: float


def gather(
    chatbot: Chatbot, refuser: Refuser, questions: Sequence[AskedQuestion]
) -> Iterator[Gathered]:
    """Yield what is found for each question, but for those refused before the search."""
    steps = chatbot.pipeline().steps
    for question in questions:
        turns: list[Turn] = []
        for earlier in question.turns[:-1]:
            turns.append(chatbot.ask(earlier, turns)[1])
        understood = steps.understand(Asking(question=question.turns[-1], turns=tuple(turns)))
        if isinstance(understood, Refused):
            continue
        ranked = steps.find(understood).ranked
        lacks = refuser.lacks(understood.condensed.question, understood.query, ranked)
        yield Gathered(
            traits=np.array(
                [(*each.traits, *lacking) for each, lacking in zip(ranked, lacks, strict=False)],
                dtype=float,
            ).reshape(len(lacks), len(STATEMENT_TRAITS)),
            gold=np.array([is_gold(question, each) for each in ranked[: len(lacks)]], dtype=bool),
            answerable=bool(question.gold),
            unknown=unknown_share(understood.query),
        )


def is_gold(question: AskedQuestion, ranked: RankedStatement) -> bool:
    """Tell whether a statement, as it is shown, holds what answers the question."""
    shown = quote(ranked.article, ranked.statement)
    citation = {
        "article_id": shown.article_id,
        "quote": shown.words,
        "start": shown.start,
        "end": shown.end,
    }
    return any(gold.is_in(citation) for gold in question.gold)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """The weights of `STATEMENT_TRAITS` and of `CONFIDENCE_TRAITS`, the bias last."""

    statement: Array
    answer: Array

    def named(self) -> dict[str, dict[str, float]]:
        """Return the weights by name, rounded as they are kept."""
        return {
            "statement": dict(zip(STATEMENT_TRAITS, map(_kept, self.statement), strict=True)),
            "answer": dict(zip(CONFIDENCE_TRAITS, map(_kept, self.answer), strict=True)),
        }


def fit(sets: Sequence[Sequence[Gathered]]) -> Fitted:
    """Fit to all questions of `sets`, each set weighing the same.

    Raises:
        EvaluationError: no question has gold among what is found, or none must be refused.

    """
    of_gold = [
        [each for each in gathered if each.gold.any() and not each.gold.all()] for gathered in sets
    ]
    if not any(of_gold):
        raise EvaluationError("no statement that is found is gold: nothing can be fitted")
    statement = _minimised(lambda weights: _listwise(weights, of_gold), len(STATEMENT_TRAITS))
    statement /= statement.clip(min=0).sum()  # so that the highest score is about 1
    answers = [_answers(gathered, statement) for gathered in sets]
    marked = [(traits, wanted) for traits, wanted in answers if 0 < wanted.mean() < 1]
    if not marked:
        raise EvaluationError("no set has questions to answer and others to refuse")
    answer = _minimised(lambda weights: _logistic(weights, marked), len(CONFIDENCE_TRAITS))
    return Fitted(statement=statement, answer=answer)


def read_sets(
    named: Sequence[str], settings: Settings, report: Reporter
) -> dict[str, list[Gathered]]:
    """Ask the sets `named` ("QUESTIONS", or "QUESTIONS=ARTICLES"), and return what was found.

    Those over the same articles are one set: what is learned from some would be judged on others.

    Raises:
        ChatbotError: a set, or its articles, cannot be read.

    """
    gathered: dict[str, list[Gathered]] = defaultdict(list)
    for name in named:
        path, _, articles = name.partition("=")
        within = settings.model_copy(update={"corpus": Path(articles)} if articles else {})
        chatbot, questions = open_set(Path(path), within, articles=bool(articles), report=report)
        generation = chatbot.generation()
        reader = Reader(generation.abbreviations, generation.medicines)
        refuser = Refuser(generation, load_embedder(settings), reader, 0.0)
        gathered[articles or name] += gather(chatbot, refuser, questions)
    return gathered


def write_weights(weights: Mapping[str, Mapping[str, float]], path: Path) -> None:
    """Put the weights in the place of those in the table at `path`, its comments kept."""
    lines = path.read_text("utf-8").splitlines()
    head = [line for line in lines if line.startswith("#")]
    rows = [
        f"{trait}\t{of}\t{weight}"
        for of, every in weights.items()
        for trait, weight in every.items()
    ]
    write_whole(path, "\n".join([*head, "trait\tof\tweight", *rows, ""]))


def evaluate_fits(sets: Sets) -> dict[str, Any]:
    """Return what `chatbot eval fit` prints: each set judged with it left out, and all fitted."""
    judged = {}
    for name, gathered in sets.items():
        others = [each for other, each in sets.items() if other != name]
        judged[name] = {"n": len(gathered), **_judged(gathered, fit(others or [gathered]))}
    return {"left_out": judged, "weights": fit(list(sets.values())).named()}


def _judged(gathered: Sequence[Gathered], fitted: Fitted) -> dict[str, float | None]:
    orders = [
        each.gold[np.argsort(-(each.traits @ fitted.statement), kind="stable")]
        for each in gathered
        if each.answerable
    ]
    traits, wanted = _answers(gathered, fitted.statement)
    odds = traits @ fitted.answer
    return {
        "first": _share([bool(order[:1].any()) for order in orders]),
        "shown": _share([bool(order[:_SHOWN].any()) for order in orders]),
        "auroc": auroc(list(odds[wanted == 1]), list(odds[wanted == 0])),
    }


def _answers(gathered: Sequence[Gathered], weights: Array) -> tuple[Array, Array]:
    """Return the traits of each answer, with a column of ones, and which can be answered."""
    found = [each for each in gathered if len(each.traits)]
    rows = []
    for each in found:
        scores = each.traits @ weights
        best = np.argsort(-scores, kind="stable")[:_SHOWN]
        rows.append((scores[best[0]], each.traits[best, 0].max(), each.unknown, 1.0))
    return np.array(rows, dtype=float), np.array([each.answerable for each in found], dtype=float)


def _listwise(weights: Array, sets: Sequence[Sequence[Gathered]]) -> tuple[float, Array]:
    """Return the mean negative log share of the gold statements, and its slope."""
    loss, slope = 0.0, np.zeros_like(weights)
    for gathered in sets:
        for each in gathered:
            odds = each.traits @ weights
            share = np.exp(odds - odds.max())
            share /= share.sum()
            of_gold = share[each.gold].sum()
            loss -= np.log(of_gold) / len(gathered)
            slope -= (share * each.gold / of_gold - share) @ each.traits / len(gathered)
    return loss, slope


def _logistic(weights: Array, sets: Sequence[tuple[Array, Array]]) -> tuple[float, Array]:
    """Return the mean negative log share of what each question is, both kinds weighing the same."""
    loss, slope = 0.0, np.zeros_like(weights)
    for traits, wanted in sets:
        weigh = np.where(wanted == 1, 0.5 / wanted.sum(), 0.5 / (1 - wanted).sum())
        odds = traits @ weights
        loss += float(weigh @ (np.logaddexp(0, odds) - wanted * odds))
        slope += (weigh * (1 / (1 + np.exp(-odds)) - wanted)) @ traits
    return loss, slope


def _minimised(loss: Callable[[Array], tuple[float, Array]], size: int) -> Array:
    def ridged(weights: Array) -> tuple[float, Array]:
        value, slope = loss(weights)
        return value + _RIDGE * float(weights @ weights), slope + 2 * _RIDGE * weights

    found: Array = minimize(ridged, np.zeros(size), jac=True, method="L-BFGS-B").x
    return found


def _share(right: Sequence[bool]) -> float | None:
    return round(float(np.mean(right)), 4) if right else None


def _kept(weight: float) -> float:
    return round(float(weight), 3)
