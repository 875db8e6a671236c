"""`conversations.jsonl` of a BEIR folder -> the user's turns before and at each query.

One JSON object a line: `task_id`, the id of the query; `turns`, each with `speaker` and `text`,
the last one the query itself; `question_type`, if given, a list of labels. What an agent said is
passed over: the product has to make do with its own answers.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chatbot.errors import EvaluationError

_FILE = "conversations.jsonl"


class _SpokenTurn(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    speaker: str
    text: str


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    task_id: str = Field(min_length=1)
    turns: list[_SpokenTurn]
    question_type: list[str] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The questions of one user, of which the last is the query with the id `query_id`."""

    query_id: str
    questions: tuple[str, ...]
    types: tuple[str, ...]


def read_conversations(folder: Path) -> tuple[Conversation, ...]:
    """Read the conversations of `folder`, in the order of their file.

    Raises:
        EvaluationError: the file is missing or not UTF-8, a line is malformed, does not end with
            a user's turn, or repeats an id; the message names file, line and reason.

    """
    path = folder / _FILE
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(
            f"{path}: cannot be read ({error}); the folder must hold {_FILE} beside the files of "
            "a BEIR set"
        ) from error
    found: dict[str, Conversation] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            conversation = _conversation(line, f"{path}:{number}")
            if conversation.query_id in found:
                raise EvaluationError(
                    f'{path}:{number}: the task_id "{conversation.query_id}" stands there already'
                )
            found[conversation.query_id] = conversation
    return tuple(found.values())


def _conversation(line: str, place: str) -> Conversation:
    try:
        read = _Line.model_validate(json.loads(line))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the line"
        raise EvaluationError(f"{place}: {where}: {first['msg']}") from error
    except ValueError as error:
        raise EvaluationError(f"{place}: not JSON ({error})") from error
    if not read.turns or read.turns[-1].speaker != "user":
        raise EvaluationError(f"{place}: the last turn must be the user's")
    return Conversation(
        query_id=read.task_id,
        questions=tuple(turn.text for turn in read.turns if turn.speaker == "user"),
        types=tuple(read.question_type),
    )
