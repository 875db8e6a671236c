"""Questions that can and cannot be answered -> the confidence below which to refuse.

The questions are cases, or the queries of BEIR folders that mark each as answerable or not
(`"metadata": {"answerable": true}` or `{"answerability": "ANSWERABLE"}`). Each is asked with the
threshold at 0; what is then refused for another reason stays refused at any threshold.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from chatbot.answering.answer import Answer, Outcome
from chatbot.assembling import load_embedder
from chatbot.chatbot import Chatbot
from chatbot.errors import EvaluationError
from chatbot.indexing.reporting import Reporter
from chatbot.question.turn import Turn
from chatbot.settings import Settings
from chatbot_evals.cases import Case, read_cases
from chatbot_evals.metrics.auroc import auroc
from chatbot_evals.metrics.coverage import Point, curve, is_right
from chatbot_evals.observation import Json, Observation
from chatbot_evals.retrieval_sets import read_retrieval_set
from chatbot_evals.set_indexing import own_generation, set_folder

_MARKS = {"ANSWERABLE": True, "UNANSWERABLE": False}
_POINTS_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One question asked: whether it can be answered, and whether its answer is right.

    `answered` is false if it was refused for a reason that no threshold changes; `confidence` is
    None if nothing was searched.
    """

    confidence: float | None
    answerable: bool
    answered: bool
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What the questions say of the threshold.

    `points` is the coverage curve: (coverage, accuracy, confidence). `threshold` is the lowest
    confidence at which the share of wrong answers among the answers is at most `risk`, None if
    it never is; `coverage` and `accuracy` are those at it. `auroc` is that of the confidence for
    answerable against unanswerable questions, None if there is only one kind.
    """

    n: int
    auroc: float | None
    risk: float
    threshold: float | None
    coverage: float | None
    accuracy: float | None
    points: tuple[Point, ...]

    def to_dict(self) -> Json:
        """Return the document that `chatbot eval calibrate --json` prints."""
        return {
            "n": self.n,
            "auroc": self.auroc,
            "risk": self.risk,
            "threshold": self.threshold,
            "coverage": self.coverage,
            "accuracy": self.accuracy,
            "curve": [list(point) for point in self.points],
        }

    def shown_points(self) -> list[Point]:
        """Return about twenty points of the curve, the last among them."""
        step = max(1, len(self.points) // _POINTS_SHOWN)
        return list(self.points[::-step])[::-1]


class _Marks(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    answerable: bool | None = None
    answerability: str | None = None

    def answers(self) -> bool | None:
        """Return the mark, None where it is neither yes nor no ("PARTIAL")."""
        if self.answerable is not None:
            return self.answerable
        return _MARKS.get(self.answerability or "")


class _MarkedQuery(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    text: str
    metadata: _Marks = _Marks()


def calibrate(judged: Sequence[Judged], risk: float) -> Calibration:
    """Return what `judged` say of the threshold at which at most `risk` of answers are wrong.

    Raises:
        EvaluationError: there is nothing to judge.

    """
    if not judged:
        raise EvaluationError("there is no question to calibrate with; give cases or a marked set")
    answers = [(j.confidence, j.right) for j in judged if j.answered and j.confidence is not None]
    points = curve(answers, len(judged))
    best = max((p for p in points if p[1] >= 1 - risk), key=lambda p: p[0], default=None)
    searched = [(j.confidence, j.answerable) for j in judged if j.confidence is not None]
    return Calibration(
        n=len(judged),
        auroc=auroc([c for c, yes in searched if yes], [c for c, yes in searched if not yes]),
        risk=risk,
        coverage=best[0] if best else None,
        accuracy=best[1] if best else None,
        threshold=best[2] if best else None,
        points=tuple(points),
    )


def judge_cases(
    settings: Settings, paths: Sequence[Path], progress: Callable[[int, int], None]
) -> list[Judged]:
    """Ask the cases of `paths` over the index of `settings`.

    Raises:
        CaseError: the cases are malformed or do not fit the indexed articles.

    """
    chatbot = _unguarded(settings)
    generation = chatbot.generation()
    articles = {name: generation.article(name).text for name in generation.articles}
    cases = read_cases(paths, articles)
    found = []
    for number, case in enumerate(cases, start=1):
        answer = _held(chatbot, case.turns)
        seen = Observation(case=case, answer=answer.to_dict(), articles=articles, seconds=0.0)
        found.append(_judged(answer, answerable=_expects_answer(case), right=is_right(seen)))
        progress(number, len(cases))
    return found


def judge_set(
    settings: Settings,
    path: Path,
    progress: Callable[[int, int], None],
    report: Reporter = lambda stage, done, total: None,
) -> list[Judged]:
    """Ask the marked queries of a BEIR folder; an answer to an answerable one counts as right.

    `path` is the folder, or a file of queries in it that stands in for `queries.jsonl`.

    Raises:
        EvaluationError: the folder cannot be read, or marks no query.

    """
    folder, file = (path, path / "queries.jsonl") if path.is_dir() else (path.parent, path)
    queries = _marked(file)
    retrieval_set = read_retrieval_set(folder)
    embedder = load_embedder(settings)
    kept = set_folder(retrieval_set, embedder, settings.cache)
    own_generation(retrieval_set, embedder, kept, report)
    chatbot = _unguarded(settings.model_copy(update={"index": kept}))
    found = []
    for number, (text, answerable) in enumerate(queries, start=1):
        answer, _ = chatbot.ask(text)
        found.append(_judged(answer, answerable=answerable, right=answerable))
        progress(number, len(queries))
    return found


def _unguarded(settings: Settings) -> Chatbot:
    return Chatbot(settings.model_copy(update={"weakest_score": 0.0, "llm": None}))


def _held(chatbot: Chatbot, questions: Iterable[str]) -> Answer:
    """Ask the questions of a conversation; return the last answer."""
    turns: list[Turn] = []
    for question in questions:
        answer, turn = chatbot.ask(question, turns)
        turns.append(turn)
    return answer


def _judged(answer: Answer, *, answerable: bool, right: bool) -> Judged:
    return Judged(
        confidence=answer.confidence,
        answerable=answerable,
        answered=answer.outcome is Outcome.ANSWERED,
        right=right,
    )


def _expects_answer(case: Case) -> bool:
    return case.expect != "refuse"


def _marked(path: Path) -> list[tuple[str, bool]]:
    """Return the queries that are marked answerable or not."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        queries = [_MarkedQuery.model_validate_json(line) for line in lines if line.strip()]
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise EvaluationError(f"{path}: the queries cannot be read ({reason})") from error
    marked = [
        (query.text, mark) for query in queries if (mark := query.metadata.answers()) is not None
    ]
    if not marked:
        raise EvaluationError(
            f'{path}: no query is marked; each needs "metadata": {{"answerable": …}}'
        )
    return marked
