"""A draft of the index -> the articles and the answers to saved questions that it would change."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from chatbot.answering.answer import Answer
from chatbot.answering.pipeline import Pipeline
from chatbot.assembling import open_generations
from chatbot.chatbot import Chatbot
from chatbot.errors import CaseError
from chatbot.indexing.generation import Generation
from chatbot.indexing.reporting import Progress, Reporter
from chatbot.question.turn import Turn
from chatbot.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleChange:
    """An article that is not the same: how many of its chunks came, went and stayed."""

    article_id: str
    change: str
    """"added", "changed", "removed", or "metadata": the same words, another status or date."""
    added: int
    removed: int
    kept: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedAnswer:
    """The last answer of a conversation as it is, and as it would be."""

    turns: tuple[str, ...]
    old: Answer
    new: Answer


def read_questions(paths: Sequence[Path]) -> list[tuple[str, ...]]:
    """Read conversations, each the user's questions in order, every one once.

    A `.jsonl` file holds an object with `turns` a line, as evaluation cases do; any other file a
    question a line. Raises `CaseError` if a file cannot be read or holds no question.
    """
    found: dict[tuple[str, ...], None] = {}
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise CaseError(f"{path}: the questions cannot be read ({error})") from error
        for number, line in enumerate(lines, start=1):
            if line.strip():
                found[_turns(line, path, number)] = None
    if paths and not found:
        raise CaseError(f"{', '.join(map(str, paths))}: no question; put one on each line")
    return list(found)


def _turns(line: str, path: Path, number: int) -> tuple[str, ...]:
    if path.suffix != ".jsonl":
        return (line.strip(),)
    try:
        turns = json.loads(line)["turns"]
    except (ValueError, KeyError, TypeError) as error:
        raise CaseError(
            f'{path}:{number}: no questions; a line is an object with "turns", a list of them'
        ) from error
    if not (isinstance(turns, list) and turns and all(isinstance(turn, str) for turn in turns)):
        raise CaseError(f'{path}:{number}: "turns" must be a list of at least one question')
    return tuple(turns)


def preview_index(
    settings: Settings, draft: str, questions: Sequence[tuple[str, ...]], report: Reporter
) -> tuple[list[ArticleChange], list[ChangedAnswer]]:
    """Return how generation `draft` differs from the current one, in articles and in answers.

    Where nothing is current, every article is new and no answer is compared. Answers are compared
    in quotes, without the language model of the settings: the evidence is what an index changes.
    Raises `GenerationError` if one of the two cannot be used.
    """
    settings = settings.model_copy(update={"llm": None})
    generations = open_generations(settings)
    new = Chatbot(settings, generation=draft)
    if generations.current_or_none() is None:
        return find_changes(None, new.generation()), []
    old = Chatbot(settings)
    changes = find_changes(old.generation(), new.generation())
    return changes, changed_answers(
        old.pipeline(), new.pipeline(), questions, partial(report, "asking")
    )


def find_changes(old: Generation | None, new: Generation) -> list[ArticleChange]:
    """Return the articles that differ, by id; all are added where there is no `old`."""
    before, after = _chunks_of(old), _chunks_of(new)
    found = []
    for article_id in sorted(before.keys() | after.keys()):
        change = _change(old, new, article_id)
        if change:
            gone = before.get(article_id, Counter())
            come = after.get(article_id, Counter())
            found.append(
                ArticleChange(
                    article_id=article_id,
                    change=change,
                    added=(come - gone).total(),
                    removed=(gone - come).total(),
                    kept=(come & gone).total(),
                )
            )
    return found


def _change(old: Generation | None, new: Generation, article_id: str) -> str | None:
    if old is None or article_id not in old.articles:
        return "added"
    if article_id not in new.articles:
        return "removed"
    if old.articles[article_id] != new.articles[article_id]:
        return "changed"
    same = old.article(article_id) == new.article(article_id)
    return None if same else "metadata"


def _chunks_of(generation: Generation | None) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for chunk in generation.chunks if generation else ():
        found.setdefault(chunk.article_id, Counter())[chunk.embedded] += 1
    return found


def changed_answers(
    old: Pipeline, new: Pipeline, questions: Sequence[tuple[str, ...]], progress: Progress
) -> list[ChangedAnswer]:
    """Return the conversations of which the last answer differs in anything that is shown."""
    found = []
    for number, turns in enumerate(questions, start=1):
        before, after = _last_answer(old, turns), _last_answer(new, turns)
        if _shown(before) != _shown(after):
            found.append(ChangedAnswer(turns=turns, old=before, new=after))
        progress(number, len(questions))
    return found


def _last_answer(pipeline: Pipeline, questions: tuple[str, ...]) -> Answer:
    turns: list[Turn] = []
    for question in questions:
        answer, turn = pipeline.run(question, turns)
        turns.append(turn)
    return answer


def _shown(answer: Answer) -> Any:
    """Return what a reader sees of an answer; where a quote stands in its article is not that."""
    cited = [
        (c.article_id, c.quote, c.review_status, c.updated, c.superseded_by)
        for c in (*answer.citations, *answer.also_in_section, *answer.nearest)
    ]
    return answer.outcome, answer.reason, answer.text, cited, answer.follow_ups
