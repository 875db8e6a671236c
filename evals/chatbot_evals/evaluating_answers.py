"""Questions on outside articles -> what their answers quote, how long they are, what is refused."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from chatbot.assembling import load_embedder
from chatbot.chatbot import Chatbot
from chatbot.indexing.reporting import Reporter
from chatbot.maintaining import build_index
from chatbot.settings import Settings
from chatbot_evals.answer_sets import (
    AskedQuestion,
    questions_of_cases,
    questions_of_set,
    spread,
)
from chatbot_evals.metrics.fact_recall import normalise
from chatbot_evals.retrieval_sets import read_retrieval_set
from chatbot_evals.set_indexing import own_generation, set_folder
from chatbot_evals.wilson import Share

Json = dict[str, Any]
Ask = Callable[[Sequence[str]], Json]
"""A conversation -> the last answer, as `chatbot ask --json` prints it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredQuestion:
    """What became of one question; `quoted`, `first` and `facts` are None if it has no gold."""

    id: str
    reason: str | None
    quoted: bool | None
    first: bool | None
    facts: float | None
    words: int
    shows_conflict: bool

    def to_dict(self) -> Json:
        """Return it as it is printed with `--json`."""
        return {
            "id": self.id,
            "reason": self.reason,
            "gold_quoted": self.quoted,
            "gold_first": self.first,
            "facts": self.facts,
            "words": self.words,
            "conflict": self.shows_conflict,
        }


def evaluate_answers(
    path: Path,
    settings: Settings,
    *,
    articles: bool,
    place: Path | None,
    limit: int | None,
    report: Reporter,
) -> Json:
    """Ask the questions of `path` and return the figures that `chatbot eval answers` prints.

    Args:
        path: a BEIR folder, or a file of cases.
        settings: name the articles, the models and the cache.
        articles: whether the articles are those of the settings; otherwise each entry of the
            folder's `corpus.jsonl` is one.
        place: the folder for the index, None for one in the cache.
        limit: ask only so many, evenly spread.
        report: hears how far it has come.

    Raises:
        ChatbotError: the set, the cases or the articles cannot be read.

    """
    chatbot, questions = open_set(path, settings, articles=articles, place=place, report=report)
    chosen = spread(questions, limit)
    answered = []
    for number, question in enumerate(chosen, start=1):
        answered.append(judge(question, _last_answer(chatbot, question.turns)))
        report("asking", number, len(chosen))
    return summed_up(answered)


def open_set(
    path: Path,
    settings: Settings,
    *,
    articles: bool,
    place: Path | None = None,
    report: Reporter,
) -> tuple[Chatbot, list[AskedQuestion]]:
    """Index the articles of a set, and return the chatbot over them and the questions.

    The arguments and errors are those of `evaluate_answers`.
    """
    of_set = read_retrieval_set(path) if path.is_dir() else None
    if of_set is not None and not articles:
        embedder = load_embedder(settings)
        folder = place or set_folder(of_set, embedder, settings.cache)
        own_generation(of_set, embedder, folder, report)
    else:
        folder = place or _cached(settings)
        build_index(settings.model_copy(update={"index": folder}), report)
    chatbot = Chatbot(settings.model_copy(update={"index": folder}))
    generation = chatbot.generation()
    texts = {name: generation.article(name).text for name in generation.articles}
    return chatbot, questions_of_set(of_set) if of_set else questions_of_cases(path, texts)


def judge(question: AskedQuestion, answer: Mapping[str, Any]) -> AnsweredQuestion:
    """Return what became of a question, from its answer as `chatbot ask --json` prints it."""
    cited = {each["number"]: each for each in answer["citations"]}
    statements = [[cited[n] for n in each["citations"]] for each in answer["statements"]]
    quotes = {citation["number"]: citation for shown in statements for citation in shown}
    said = [each["text"] for each in answer["statements"]]
    has_gold = bool(question.gold)
    return AnsweredQuestion(
        id=question.id,
        reason=answer["reason"],
        quoted=_any_gold(question, list(quotes.values())) if has_gold else None,
        first=_any_gold(question, statements[0] if statements else []) if has_gold else None,
        facts=_facts(question, [*said, *(each["quote"] for each in quotes.values())]),
        words=sum(len(text.split()) for text in said),
        shows_conflict=bool(answer["conflicts"]),
    )


def summed_up(answered: Sequence[AnsweredQuestion]) -> Json:
    """Return the figures; shares are of the questions that can be answered."""
    with_gold = [each for each in answered if each.quoted is not None]
    without = [each for each in answered if each.quoted is None]
    facts = [each.facts for each in with_gold if each.facts is not None]
    words = [each.words for each in answered if each.reason is None]
    shares = {
        "answered": _share([each.reason is None for each in with_gold]),
        "gold_quoted": _share([bool(each.quoted) for each in with_gold]),
        "gold_first": _share([bool(each.first) for each in with_gold]),
        "all_facts": _share([value == 1.0 for value in facts]),
        "refused_rightly": _share([each.reason is not None for each in without]),
    }
    refusals = Counter(each.reason for each in answered if each.reason is not None)
    wrong = Counter(each.reason for each in with_gold if each.reason is not None)
    return {
        "n": len(answered),
        "n_answerable": len(with_gold),
        **{name: share.value for name, share in shares.items()},
        "facts": round(float(np.mean(facts)), 4) if facts else None,
        "words_median": float(np.median(words)) if words else None,
        "words_p95": float(np.quantile(words, 0.95)) if words else None,
        "refusals": dict(refusals.most_common()),
        "wrong_refusals": dict(wrong.most_common()),
        "conflicts_shown": sum(each.shows_conflict for each in answered),
        "intervals": {name: share.to_dict() for name, share in shares.items()},
        "cases": [each.to_dict() for each in answered],
    }


def _share(right: Sequence[bool]) -> Share:
    return Share(hits=sum(right), n=len(right))


def _any_gold(question: AskedQuestion, citations: Sequence[Mapping[str, Any]]) -> bool:
    return any(gold.is_in(citation) for gold in question.gold for citation in citations)


def _facts(question: AskedQuestion, said: Sequence[str]) -> float | None:
    if not question.facts:
        return None
    words = normalise("\n".join(said))
    stated = [any(normalise(each) in words for each in fact) for fact in question.facts]
    return sum(stated) / len(stated)


def _last_answer(chatbot: Chatbot, questions: Sequence[str]) -> Json:
    turns: list[Any] = []
    for question in questions:
        answer, turn = chatbot.ask(question, turns)
        turns.append(turn)
    return answer.to_dict()


def _cached(settings: Settings) -> Path:
    """Return a folder of the cache for the index of the articles."""
    name = hashlib.sha256(str(settings.corpus.resolve()).encode()).hexdigest()[:12]
    return settings.cache / "answers" / f"{settings.corpus.name}-{name}"
